/* Labels that are numbers of classes, and the list of names that may lie beside the file. */
#ifndef MLFIX_ANNOTATION_PLACED_CLASSES_H
#define MLFIX_ANNOTATION_PLACED_CLASSES_H

#include <stddef.h>

#include "mlfix/annotation/placed-objects.h"
#include "mlfix/base/err.h"
#include "mlfix/base/string-set.h"
#include "mlfix/dataset/edits.h"

struct mlf_edits;
struct mlf_err;
struct placed;

struct placed_classes {
    struct mlf_string_set names; /* n = 0: there are none, labels are as they stand there */
    struct mlf_string_set added; /* by edits */
    char *file;                  /* that lists the names */
    size_t base;                 /* the number of the first */
};

/* Puts names for the labels of a file that was parsed, where all are numbers and a list lies beside. `surely`: it is
 * the list that belongs to them, so that a number beyond it is an error of its object; otherwise it is none of theirs
 * where there is such a number. */
int placed_classes_name(struct placed_classes *classes, struct placed *placed, int surely, struct mlf_err *err);

/* What is written for the label: its number, for which a new name is appended to the list, or itself. In new memory. */
char *placed_classes_word(struct placed_classes *classes, const struct placed *placed, const char *label,
                          struct mlf_edits *edits, struct mlf_err *err);

/* Adds the names of the list that lies beside the file. */
int placed_classes_list(const struct mlf_dataset *dataset, const char *file, struct mlf_string_set *names,
                        struct mlf_err *err);

void placed_classes_free(struct placed_classes *classes);

#endif
