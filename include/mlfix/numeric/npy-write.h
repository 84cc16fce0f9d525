/* Writing .npy files: version 1.0, little-endian float32, rows one behind the
 * other. */
#ifndef MLFIX_NUMERIC_NPY_WRITE_H
#define MLFIX_NUMERIC_NPY_WRITE_H

#include <stddef.h>

#include "mlfix/base/tempfile.h"

struct mlf_err;

/* Rows are appended; their number is put into the header at the end. The file
 * appears whole or not at all. */
struct mlf_npy_writer {
    struct mlf_tempfile temp;
    size_t rows, columns;
};

int mlf_npy_create(struct mlf_npy_writer *writer, const char *path, size_t columns, struct mlf_err *err);

/* values: rows x columns, by rows. */
int mlf_npy_append(struct mlf_npy_writer *writer, const float *values, size_t rows, struct mlf_err *err);

/* Puts the file in its place. Frees the writer, also on failure. */
int mlf_npy_finish(struct mlf_npy_writer *writer, struct mlf_err *err);

/* Drops the file. Harmless on a zeroed or finished writer. */
void mlf_npy_discard(struct mlf_npy_writer *writer);

#endif
