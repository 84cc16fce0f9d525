/* Isotonic regression: the nearest function that does not fall. */
#ifndef MLFIX_JUDGE_ISOTONIC_H
#define MLFIX_JUDGE_ISOTONIC_H

#include <stddef.h>

struct mlf_err;

/* The function of x that does not fall and is nearest to y by squares, in place
 * of y: pool adjacent violators (M. Ayer et al., "An empirical distribution
 * function for sampling with incomplete information", 1955). Equal x get equal
 * y; the sum of y stays. Cost n log n. */
int mlf_isotonic_fit(const double *x, double *y, size_t n, struct mlf_err *err);

#endif
