/* The numbers that kernel ridge regression is made of: distances, and exponentials many
 * at a time. */
#ifndef MLFIX_JUDGE_KERNEL_VALUES_H
#define MLFIX_JUDGE_KERNEL_VALUES_H

#include <stddef.h>
#include <stdint.h>

struct mlf_err;

/* The median squared distance between different items of a seeded sample of at
 * most 2,000; 1 where all are the same. */
int mlf_kernel_median_distance(const float *z, size_t n, size_t d, uint64_t seed, double *median, int jobs,
                               struct mlf_err *err);

/* x[i * n + j] = exp(min(0, 2 x[i * n + j] - a[i] - b[j])): inner products
 * become kernel values, a and b being the squared lengths. Within 3 units in the
 * last place; where the exponent is below -87 the result is exp(-87). */
void mlf_kernel_from_products(float *x, size_t rows, size_t n, size_t stride, const float *a, const float *b);

#endif
