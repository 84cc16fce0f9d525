/* BLAS, made ready for a number of threads. */
#ifndef MLFIX_NUMERIC_BLAS_READY_H
#define MLFIX_NUMERIC_BLAS_READY_H

struct mlf_err;

/* Holds OpenBLAS to one thread a call. To be called before any cblas or LAPACK call that needs no memory of its own,
 * such as a scalar product. */
void mlf_blas_single(void);

/* Does so, and has it take the memory that it needs for calls from so many threads at
 * once. To be called before the first of them, as often as wanted. -1 where it does not get the memory:
 * OpenBLAS, asked for a product, would try for ever. */
int mlf_blas_ready(int threads, struct mlf_err *err);

#endif
