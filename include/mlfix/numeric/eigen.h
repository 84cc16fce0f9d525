/* Eigenvalues and eigenvectors of symmetric matrices. */
#ifndef MLFIX_NUMERIC_EIGEN_H
#define MLFIX_NUMERIC_EIGEN_H

#include <stddef.h>
#include <stdint.h>

struct mlf_err;

#define MLF_EIGEN_EXACT 2000 /* rows */
#define MLF_EIGEN_ROUNDS 6

/* All eigenpairs of the symmetric n x n matrix, which is overwritten: values
 * in falling order, vectors[i * n + j] the j-th entry of the i-th vector, all of unit
 * length. The sign of a vector is chosen so that its entry of largest magnitude (the
 * first one where several are equal) is positive. */
int mlf_eigen_f64(size_t n, double *a, double *values, double *vectors, struct mlf_err *err);

/* The eigenpairs of the r <= n largest eigenvalues of a symmetric positive
 * semi-definite n x n matrix, in the same form. Exact (LAPACK's ssyevr) up to MLF_EIGEN_EXACT
 * rows; beyond, by subspace iteration from a seeded start (N. Halko,
 * P. G. Martinsson, J. A. Tropp, "Finding structure with randomness", 2011,
 * algorithm 4.4) with 64 extra columns and MLF_EIGEN_ROUNDS rounds. The matrix
 * is overwritten in the exact case. */
int mlf_eigen_top(size_t n, float *a, size_t r, uint64_t seed, float *values, float *vectors, int jobs,
                  struct mlf_err *err);

/* The same, by subspace iteration for a matrix of any size, which stays as it is. */
int mlf_eigen_subspace(size_t n, const float *a, size_t r, uint64_t seed, float *values, float *vectors, int jobs,
                       struct mlf_err *err);

#endif
