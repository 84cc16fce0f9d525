/* The list of ids that stands beside an array of vectors: a text file with one id
 * a line, line i being that of row i. */
#ifndef MLFIX_NUMERIC_NPY_IDS_H
#define MLFIX_NUMERIC_NPY_IDS_H

#include <stddef.h>

struct mlf_err;

struct mlf_npy_ids {
    char *text;
    const char **ids; /* n, sorted; they stand in `text` */
    size_t *rows;     /* the row of each */
    size_t n;
};

/* Freed by mlf_npy_ids_free. An error where the file has not exactly `rows`
 * lines, an empty line or an id twice. */
int mlf_npy_ids_read(struct mlf_npy_ids *ids, const char *path, size_t rows, struct mlf_err *err);
void mlf_npy_ids_free(struct mlf_npy_ids *ids);

/* 1 and the row of the id, or 0 where the list does not have it. */
int mlf_npy_ids_find(const struct mlf_npy_ids *ids, const char *id, size_t *row);

#endif
