/* Files that list the names of classes, a line each, whose numbers are those of the lines. */
#ifndef MLFIX_ANNOTATION_NAME_LIST_H
#define MLFIX_ANNOTATION_NAME_LIST_H

#include <stddef.h>

#include "mlfix/base/err.h"
#include "mlfix/base/string-set.h"
#include "mlfix/dataset/driver.h"
#include "mlfix/dataset/edits.h"

struct mlf_dataset;
struct mlf_edits;
struct mlf_err;

/* Adds the step that appends the label to the list of `known` names, once: `added` holds those that were appended by
 * these edits. *number is that of its line, from 0. */
int name_list_append(const struct mlf_dataset *dataset, const char *file, size_t known, struct mlf_string_set *added,
                     const char *label, size_t *number, struct mlf_edits *edits, struct mlf_err *err);

/* The list of names in the folder of `file`: the first of the usual ones ("classes.txt", "labels.txt", ...) that is
 * there and is not `file`; relative to the root in new memory. NULL without an error where there is none. */
char *name_list_beside(const struct mlf_dataset *dataset, const char *file, struct mlf_err *err);

#endif
