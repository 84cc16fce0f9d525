/* Arrays of vectors in .npy files (NumPy enhancement proposal 1 and
 * numpy.lib.format): read whatever numbers other programs write, write version
 * 1.0, little-endian float32, rows one behind the other. */
#ifndef MLFIX_NUMERIC_NPY_H
#define MLFIX_NUMERIC_NPY_H

#include <stddef.h>

#include "mlfix/base/tempfile.h"

struct mlf_err;
struct mlf_npy;

/* Columns of a file are refused above this. */
#define MLF_NPY_MOST_COLUMNS ((size_t)1 << 20)

/* Refuses what is no regular file, no .npy of version 1 to 3, has objects,
 * text, complex or structured items, more than two dimensions, no columns, or
 * less data than its shape says. */
int mlf_npy_open(struct mlf_npy *npy, const char *path, struct mlf_err *err);
void mlf_npy_close(struct mlf_npy *npy);

/* Writing: rows are appended; their number is put into the header at the end.
 * The file appears whole or not at all. */
struct mlf_npy_writer {
    struct mlf_tempfile temp;
    size_t rows, columns;
};

/* The ids of a text file, one a line, line i for row i. */
struct mlf_npy_ids {
    char *text;
    const char **ids; /* sorted */
    size_t *rows;     /* row of each */
    size_t n;
};

#endif
