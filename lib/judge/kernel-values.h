/* The values of the kernel of kernel.h: the median distance that scales it, and
 * exponentials, many at a time. */
#ifndef MLFIX_JUDGE_KERNEL_VALUES_H
#define MLFIX_JUDGE_KERNEL_VALUES_H

#include <stddef.h>
#include <stdint.h>

struct mlf_err;

/* The median squared distance between different rows of z (n x d), over a seeded sample
 * of at most 2,000 rows; 1 where all are the same. */
int mlf_kernel_median_distance(const float *z, size_t n, size_t d, uint64_t seed, double *median, int jobs,
                               struct mlf_err *err);

/* Turns inner products into kernel values in place: x[i * stride + j] becomes
 *     exp(min(0, 2 x[i * stride + j] - a[i] - b[j]))   for i < rows, j < n,
 * a and b being the squared lengths of the two vectors, so that the exponent is their
 * squared distance, negated. Within 3 units in the last place; where the exponent is
 * below -87 the result is exp(-87). */
void mlf_kernel_from_products(float *x, size_t rows, size_t n, size_t stride, const float *a, const float *b);

#endif
