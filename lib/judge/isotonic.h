/* Isotonic regression: the function nearest to given values that never falls. */
#ifndef MLFIX_JUDGE_ISOTONIC_H
#define MLFIX_JUDGE_ISOTONIC_H

#include <stddef.h>

struct mlf_err;

/* Replaces y (n) by the function of x (n) that never falls and is nearest to y in
 * squared distance, by the algorithm of pooling adjacent violators (M. Ayer et al., "An empirical distribution
 * function for sampling with incomplete information", 1955). Equal x get equal
 * y; the sum of y stays. Cost n log n. */
int mlf_isotonic_fit(const double *x, double *y, size_t n, struct mlf_err *err);

/* The same where each point counts as often as weight says: n, above 0. */
int mlf_isotonic_fit_weighted(const double *x, const double *weight, double *y, size_t n, struct mlf_err *err);

#endif
