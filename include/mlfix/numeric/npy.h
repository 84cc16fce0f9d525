/* Arrays of vectors in .npy files (NumPy enhancement proposal 1 and
 * numpy.lib.format): opening a file that any program may have written. Its rows
 * are read by npy-rows.h; npy-write.h writes files, npy-ids.h reads the list of
 * ids that belongs to one. */
#ifndef MLFIX_NUMERIC_NPY_H
#define MLFIX_NUMERIC_NPY_H

#include <stddef.h>

struct mlf_err;
struct mlf_npy;

/* Maps the file into memory; closed by mlf_npy_close. An error where it is no
 * regular file, is no .npy of version 1 to 3, has objects, text, complex or
 * structured items, more than two dimensions, no columns, or less data than its
 * shape says. */
int mlf_npy_open(struct mlf_npy *npy, const char *path, struct mlf_err *err);

/* The same; an array may have three dimensions, too, in C's order. */
int mlf_npy_open_deep(struct mlf_npy *npy, const char *path, struct mlf_err *err);

void mlf_npy_close(struct mlf_npy *npy);

#endif
