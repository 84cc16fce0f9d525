/* Middle and spread of numbers, whatever a few of them are. */
#ifndef MLFIX_NUMERIC_ROBUST_H
#define MLFIX_NUMERIC_ROBUST_H

#include <stddef.h>

struct mlf_err;

struct mlf_robust {
    double median;
    double deviation; /* 1.4826 times the median absolute deviation, which is the deviation of normal numbers;
                         at least what the caller says */
};

/* Of x[0..n-1], all finite, in O(n log n); 0 and `least` for no numbers. The
 * median of an even number is the mean of the middle two. */
int mlf_robust_measure(const double *x, size_t n, double least, struct mlf_robust *robust, struct mlf_err *err);

#endif
