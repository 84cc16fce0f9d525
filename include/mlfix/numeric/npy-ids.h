/* Which row belongs to which id. See npy.h. */
#ifndef MLFIX_NUMERIC_NPY_IDS_H
#define MLFIX_NUMERIC_NPY_IDS_H

#include <stddef.h>

struct mlf_err;
struct mlf_npy_ids;

/* Errors: not exactly `rows` lines, an empty line, an id twice. */
int mlf_npy_ids_read(struct mlf_npy_ids *ids, const char *path, size_t rows, struct mlf_err *err);
void mlf_npy_ids_free(struct mlf_npy_ids *ids);

/* 1 and the row, or 0. */
int mlf_npy_ids_find(const struct mlf_npy_ids *ids, const char *id, size_t *row);

#endif
