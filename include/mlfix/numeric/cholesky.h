/* Cholesky factor and inverse of a large symmetric positive definite matrix,
 * in place and in parallel. The matrix is divided into tiles of MLF_CHOLESKY_TILE
 * rows and columns, and each tile is computed by one single-threaded BLAS call, so
 * the bytes of the result do not depend on `jobs` (A. Buttari, J. Langou, J. Kurzak,
 * J. Dongarra, "A class of parallel tiled linear algebra algorithms for
 * multicore architectures", 2009; ours is the left-looking form).
 *
 * Matrices are by rows: a[i * n + j]. */
#ifndef MLFIX_NUMERIC_CHOLESKY_H
#define MLFIX_NUMERIC_CHOLESKY_H

#include <stddef.h>

struct mlf_err;

#define MLF_CHOLESKY_TILE ((size_t)256)

/* A = LL'. Reads and writes the lower triangle only. Cost n^3/3 multiplications. An
 * error where A is not positive definite. */
int mlf_cholesky(size_t n, float *a, int jobs, struct mlf_err *err);

/* Computes U = L^-T from the factor L in the lower triangle, so that the inverse of A
 * is UU'. U replaces the whole matrix: its row i is column i of L^-1, and everything
 * left of the diagonal is 0. The entry (i, j) of the inverse is the product of rows i
 * and j of U. Cost n^3/3 multiplications and 2 * jobs * MLF_CHOLESKY_TILE * n floats of
 * memory. */
int mlf_cholesky_invert(size_t n, float *a, int jobs, struct mlf_err *err);

/* X = UU'Y, that is the solution of AX = Y, for Y and X of n x c. */
int mlf_cholesky_apply(size_t n, const float *u, size_t c, const float *y, float *x, int jobs, struct mlf_err *err);

#endif
