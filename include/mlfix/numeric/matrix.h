/* Products of matrices.
 *
 * Layout, here and in all of lib/numeric, lib/judge, lib/embed and lib/rank:
 * matrices of n rows and d columns stand by rows, x[i * ld + j], where ld is the
 * distance from one row to the next. Every BLAS call runs on one thread, and
 * products are cut into tiles that depend on the shapes alone, so the bytes of a
 * result do not depend on `jobs`. They may differ from one kind of processor to
 * another. */
#ifndef MLFIX_NUMERIC_MATRIX_H
#define MLFIX_NUMERIC_MATRIX_H

#include <stddef.h>

struct mlf_err;

enum mlf_transpose {
    MLF_AS_IS,
    MLF_TRANSPOSED,
};

/* Sides longer than this do not fit BLAS's 32-bit integers: an error. */
#define MLF_MATRIX_SIDE ((size_t)2147483647)

/* C = alpha op(A) op(B) + beta C, with op(A) m x k, op(B) k x n. beta = 0 does
 * not read C. */
int mlf_gemm(enum mlf_transpose transpose_a, enum mlf_transpose transpose_b, size_t m, size_t n, size_t k, float alpha,
             const float *a, size_t lda, const float *b, size_t ldb, float beta, float *c, size_t ldc, int jobs,
             struct mlf_err *err);

/* C = alpha A'A + beta C for A of n x d: both triangles of the d x d result,
 * ldc = d, exactly symmetric. */
int mlf_gram(size_t n, size_t d, float alpha, const float *a, size_t lda, float beta, float *c, int jobs,
             struct mlf_err *err);

/* C = alpha AA' + beta C for A of n x d: both triangles of the n x n result,
 * ldc = n, exactly symmetric. */
int mlf_outer(size_t n, size_t d, float alpha, const float *a, size_t lda, float beta, float *c, int jobs,
              struct mlf_err *err);

#endif
