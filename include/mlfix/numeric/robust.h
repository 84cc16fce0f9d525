/* Middle and spread of numbers, measured so that a few extreme ones do not matter. */
#ifndef MLFIX_NUMERIC_ROBUST_H
#define MLFIX_NUMERIC_ROBUST_H

#include <stddef.h>

struct mlf_err;

struct mlf_robust {
    double median;
    double deviation; /* 1.4826 times the median absolute deviation from the median, which for normally
                         distributed numbers is their standard deviation; but not below `least` */
};

/* Measures x[0..n-1], all finite, in O(n log n); the result is 0 and `least` for n = 0.
 * The median of an even count is the mean of the middle two. */
int mlf_robust_measure(const double *x, size_t n, double least, struct mlf_robust *robust, struct mlf_err *err);

#endif
