/* The vectors that go with the records of the parts. */
#ifndef MLFIX_MERGE_ROWS_H
#define MLFIX_MERGE_ROWS_H

#include <stddef.h>

#include "mlfix/numeric/npy-rows.h"
#include "mlfix/numeric/npy-write.h"

struct mlf_err;
struct mlf_merge_vectors;
struct mlf_record;

/* One set of vectors: a file of each part, and the one that is written. */
struct mlf_merge_rows {
    struct mlf_npy *parts; /* n */
    char **names;          /* n */
    size_t n, columns;
    struct mlf_npy_writer out;
    float *row, *before; /* the row at hand, and the one written last */
};

/* Opens the files of all parts and begins the new one. An error where they have not the same number of columns. Freed
 * by mlf_merge_rows_free, also after a failure. */
int mlf_merge_rows_open(struct mlf_merge_rows *rows, const struct mlf_merge_vectors *which, const char *const *parts,
                        size_t n, struct mlf_err *err);

/* Fetches the row of a record of the part, NaN where it has none. */
int mlf_merge_rows_fetch(struct mlf_merge_rows *rows, size_t part, const struct mlf_record *record,
                         struct mlf_err *err);

/* Whether the fetched row is the one that was written last, bit by bit. */
int mlf_merge_rows_is_same(const struct mlf_merge_rows *rows);

/* Writes the fetched row. */
int mlf_merge_rows_write(struct mlf_merge_rows *rows, struct mlf_err *err);

/* Lets the new file appear. */
int mlf_merge_rows_finish(struct mlf_merge_rows *rows, struct mlf_err *err);

void mlf_merge_rows_free(struct mlf_merge_rows *rows);

#endif
