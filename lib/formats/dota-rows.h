/* The rows of a label file of DOTA. */
#ifndef MLFIX_FORMATS_DOTA_ROWS_H
#define MLFIX_FORMATS_DOTA_ROWS_H

#include <stddef.h>

#include "mlfix/base/err.h"
#include "mlfix/dataset/driver.h"
#include "mlfix/dataset/edits.h"

struct mlf_change;
struct mlf_dataset;
struct mlf_edits;
struct mlf_err;

/* Whether the first rows of the file have four corners and a category. */
int dota_file_fits(const struct mlf_dataset *dataset, const char *file);

/* Reports the objects of a photo; their index is the number of the row, where the lines before the first object count
 * too. */
int dota_file_read(const struct mlf_dataset *dataset, const char *file, const char *photo, const char *split,
                   mlf_object_sink *sink, void *context, struct mlf_err *err);

/* The driver's edit(). */
int dota_file_edit(const struct mlf_dataset *dataset, const char *file, const struct mlf_change *changes, size_t n,
                   struct mlf_edits *edits, struct mlf_err *err);

#endif
