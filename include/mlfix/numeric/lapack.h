/* The LAPACK routines that we use; libopenblas exports them but has no header for
 * them. They follow Fortran's conventions: matrices stand by columns, every argument is
 * passed by its address, and behind the last one come the lengths of all character
 * arguments, which gfortran relies on since version 8. Only for lib/numeric, lib/judge
 * and lib/embed. */
#ifndef MLFIX_NUMERIC_LAPACK_H
#define MLFIX_NUMERIC_LAPACK_H

#include <stddef.h>

/* Cholesky factor, solving with it, inverse of a triangle. */
void spotrf_(const char *uplo, const int *n, float *a, const int *lda, int *info, size_t uplo_length);
void dpotrf_(const char *uplo, const int *n, double *a, const int *lda, int *info, size_t uplo_length);
void dpotrs_(const char *uplo, const int *n, const int *nrhs, const double *a, const int *lda, double *b,
             const int *ldb, int *info, size_t uplo_length);
void strtri_(const char *uplo, const char *diag, const int *n, float *a, const int *lda, int *info, size_t uplo_length,
             size_t diag_length);

/* Eigenvalues and vectors of symmetric matrices. */
void ssyevr_(const char *jobz, const char *range, const char *uplo, const int *n, float *a, const int *lda,
             const float *vl, const float *vu, const int *il, const int *iu, const float *abstol, int *m, float *w,
             float *z, const int *ldz, int *isuppz, float *work, const int *lwork, int *iwork, const int *liwork,
             int *info, size_t jobz_length, size_t range_length, size_t uplo_length);
void dsyevd_(const char *jobz, const char *uplo, const int *n, double *a, const int *lda, double *w, double *work,
             const int *lwork, int *iwork, const int *liwork, int *info, size_t jobz_length, size_t uplo_length);

/* QR decomposition. */
void sgeqrf_(const int *m, const int *n, float *a, const int *lda, float *tau, float *work, const int *lwork,
             int *info);
void sorgqr_(const int *m, const int *n, const int *k, float *a, const int *lda, const float *tau, float *work,
             const int *lwork, int *info);

#endif
