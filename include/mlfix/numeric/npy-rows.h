/* Reading the rows of an open .npy file (npy.h). */
#ifndef MLFIX_NUMERIC_NPY_ROWS_H
#define MLFIX_NUMERIC_NPY_ROWS_H

#include <stddef.h>

/* The type of the numbers in a file: float (F), unsigned (U), boolean (B) or signed (I),
 * and its bytes. */
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
    size_t planes;        /* of an array of three dimensions the first, `rows` being the first two together; else 0 */
    int deep;             /* three dimensions are possible */
    enum mlf_npy_kind kind;
    int big_endian;
    int by_columns;            /* Fortran order */
    const unsigned char *data; /* rows x columns items */
    void *map;
    size_t map_length;
};

/* Row `row` < rows as `columns` floats. Values too large for a float become
 * infinite. */
void mlf_npy_row(const struct mlf_npy *npy, size_t row, float *values);

/* The same in double precision. */
void mlf_npy_row_wide(const struct mlf_npy *npy, size_t row, double *values);

/* Rows first .. first + rows - 1 are not needed for now: they may leave memory,
 * and come back by themselves when they are read. */
void mlf_npy_forget(const struct mlf_npy *npy, size_t first, size_t rows);

/* Bytes of one number. */
size_t mlf_npy_item_size(enum mlf_npy_kind kind);

#endif
