/* Arrays of vectors in .npy files (NumPy enhancement proposal 1 and
 * numpy.lib.format): read whatever numbers other programs write, write version
 * 1.0, little-endian float32, rows one behind the other. */
#ifndef MLFIX_NPY_H
#define MLFIX_NPY_H

#include <stddef.h>

#include "mlfix/tempfile.h"

struct mlf_err;

enum mlf_npy_kind {
    MLF_NPY_F2,
    MLF_NPY_F4,
    MLF_NPY_F8,
    MLF_NPY_U1,
    MLF_NPY_B1,
    MLF_NPY_I4,
    MLF_NPY_I8,
};

/* An open file, mapped into memory: rows may be read in any order by several
 * threads at once. */
struct mlf_npy {
    size_t rows, columns; /* a one-dimensional array is one column */
    enum mlf_npy_kind kind;
    int big_endian;
    int by_columns;            /* Fortran order */
    const unsigned char *data; /* rows x columns items */
    void *map;
    size_t map_length;
};

/* Columns of a file are refused above this. */
#define MLF_NPY_MOST_COLUMNS ((size_t)1 << 20)

/* Refuses what is no regular file, no .npy of version 1 to 3, has objects,
 * text, complex or structured items, more than two dimensions, no columns, or
 * less data than its shape says. */
int mlf_npy_open(struct mlf_npy *npy, const char *path, struct mlf_err *err);
void mlf_npy_close(struct mlf_npy *npy);

/* Row `row` < rows as `columns` floats. Values too large for a float become
 * infinite. */
void mlf_npy_row(const struct mlf_npy *npy, size_t row, float *values);

/* The same with all the digits there are. */
void mlf_npy_row_wide(const struct mlf_npy *npy, size_t row, double *values);

/* Rows first .. first + rows - 1 are not needed for now: they may leave memory,
 * and come back by themselves when they are read. */
void mlf_npy_forget(const struct mlf_npy *npy, size_t first, size_t rows);

size_t mlf_npy_item_size(enum mlf_npy_kind kind);

/* Writing: rows are appended; their number is put into the header at the end.
 * The file appears whole or not at all. */
struct mlf_npy_writer {
    struct mlf_tempfile temp;
    size_t rows, columns;
};

int mlf_npy_create(struct mlf_npy_writer *writer, const char *path, size_t columns, struct mlf_err *err);
int mlf_npy_append(struct mlf_npy_writer *writer, const float *values, size_t rows, struct mlf_err *err);
int mlf_npy_finish(struct mlf_npy_writer *writer, struct mlf_err *err);
/* Drops the file. Harmless on a zeroed or finished writer. */
void mlf_npy_discard(struct mlf_npy_writer *writer);

/* ---- Names beside the array ---- */

/* The ids of a text file, one a line, line i for row i. */
struct mlf_npy_ids {
    char *text;
    const char **ids; /* sorted */
    size_t *rows;     /* row of each */
    size_t n;
};

/* Errors: not exactly `rows` lines, an empty line, an id twice. */
int mlf_npy_ids_read(struct mlf_npy_ids *ids, const char *path, size_t rows, struct mlf_err *err);
void mlf_npy_ids_free(struct mlf_npy_ids *ids);

/* 1 and the row, or 0. */
int mlf_npy_ids_find(const struct mlf_npy_ids *ids, const char *id, size_t *row);

#endif
