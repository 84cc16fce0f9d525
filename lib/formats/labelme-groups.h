/* Shapes of LabelMe that are one instance, and labels of whole photos (private to the driver). */
#ifndef MLFIX_FORMATS_LABELME_GROUPS_H
#define MLFIX_FORMATS_LABELME_GROUPS_H

#include <stddef.h>

#include "mlfix/base/err.h"
#include "mlfix/dataset/driver.h"
#include "mlfix/json/json-text.h"

struct mlf_change;
struct mlf_edits;
struct mlf_err;

/* Shapes with the same label and group_id are one instance, as LabelMe's own converters have it. first[i] becomes the
 * first shape of the instance of shape i; *grouped says whether any is another's. */
int labelme_groups(const char *text, size_t length, const struct mlf_span *shapes, size_t n, size_t *first,
                   int *grouped, struct mlf_err *err);

/* The changes of all shapes of the instances that change: *all, of which there are *count, new memory, sorted. An error
 * where an instance of several shapes gets a box. */
int labelme_spread(const char *file, const size_t *first, size_t n, const struct mlf_change *changes, size_t n_changes,
                   struct mlf_change **all, size_t *count, struct mlf_err *err);

#endif
