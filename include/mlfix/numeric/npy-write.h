/* Writing .npy files. See npy.h. */
#ifndef MLFIX_NUMERIC_NPY_WRITE_H
#define MLFIX_NUMERIC_NPY_WRITE_H

#include <stddef.h>

struct mlf_err;
struct mlf_npy_writer;

int mlf_npy_create(struct mlf_npy_writer *writer, const char *path, size_t columns, struct mlf_err *err);
int mlf_npy_append(struct mlf_npy_writer *writer, const float *values, size_t rows, struct mlf_err *err);
int mlf_npy_finish(struct mlf_npy_writer *writer, struct mlf_err *err);

/* Drops the file. Harmless on a zeroed or finished writer. */
void mlf_npy_discard(struct mlf_npy_writer *writer);

#endif
