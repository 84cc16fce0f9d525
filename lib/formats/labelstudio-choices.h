/* Choices that photos of a Label Studio export get (private to the driver). */
#ifndef MLFIX_FORMATS_LABELSTUDIO_CHOICES_H
#define MLFIX_FORMATS_LABELSTUDIO_CHOICES_H

#include <stddef.h>

struct mlf_change;
struct mlf_dataset;
struct mlf_edits;
struct mlf_err;

/* The driver's add_labels: one more choice in the list that has the photo's others, or of the control that offers it; a
 * task without choices gets a result like those of the other tasks. */
int studio_add_labels(const struct mlf_dataset *dataset, const char *file, const struct mlf_change *changes, size_t n,
                      struct mlf_edits *edits, struct mlf_err *err);

#endif
