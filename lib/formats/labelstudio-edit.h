/* Edits of a Label Studio export (private to the driver). */
#ifndef MLFIX_FORMATS_LABELSTUDIO_EDIT_H
#define MLFIX_FORMATS_LABELSTUDIO_EDIT_H

#include <stddef.h>

#include "mlfix/base/err.h"
#include "mlfix/dataset/driver.h"
#include "mlfix/dataset/edits.h"

struct mlf_change;
struct mlf_dataset;
struct mlf_edits;
struct mlf_err;

int studio_edit(const struct mlf_dataset *dataset, const char *file, const struct mlf_change *changes, size_t n,
                struct mlf_edits *edits, struct mlf_err *err);

#endif
