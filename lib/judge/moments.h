/* What ridge regression needs to know of labelled vectors: their number, and the sums of them, of their products and of
 * those of each class. All are sums of whole numbers, so they are exact: parts of the data may be added up in any
 * order, on any machine, and give the same bytes.
 *
 * Column j is counted in steps of 2^(exponent[j] - MLF_MOMENTS_BITS), exponent[j] being the least for which no number
 * of the column is larger than 2^exponent[j] in magnitude; each number is rounded to the nearest step. The error of a
 * number, at most 2^-23 of the largest in its column, is as good as random and averages out in the sums. */
#ifndef MLFIX_JUDGE_MOMENTS_H
#define MLFIX_JUDGE_MOMENTS_H

#include <stddef.h>
#include <stdint.h>

struct mlf_err;
struct mlf_labelled_vectors;

#define MLF_MOMENTS_BITS 22
/* More items could not be added up. */
#define MLF_MOMENTS_MOST ((int64_t)1 << 40)
/* Of a column of zeros. */
#define MLF_MOMENTS_NOTHING (-2000)

/* The whole number high * 2^40 + low, 0 <= low < 2^40. */
struct mlf_large {
    int64_t high, low;
};

struct mlf_moments {
    size_t d, classes;
    int32_t *exponent; /* d */
    int64_t n;
    int64_t *count;            /* C: items of each class */
    int64_t *sum;              /* C x d: of the numbers of each class, in steps */
    struct mlf_large *product; /* d x d: of the products of two columns; the lower triangle, k <= j at [j * d + k],
                                  counts, all else is 0 */
};

/* Raises exponents (d, at first MLF_MOMENTS_NOTHING) to those that n more rows of z need. */
void mlf_moments_survey(const float *z, size_t n, size_t d, int32_t *exponent);

/* Makes sums of nothing with a copy of these exponents; freed by mlf_moments_free also after a failure. */
int mlf_moments_begin(struct mlf_moments *moments, size_t d, size_t classes, const int32_t *exponent,
                      struct mlf_err *err);

/* Adds items, whose numbers are in the range that the exponents give. Cost n d^2 operations; memory jobs times 24 d^2
 * bytes. An error where there would be more than MLF_MOMENTS_MOST. */
int mlf_moments_add(struct mlf_moments *moments, const struct mlf_labelled_vectors *data, int jobs,
                    struct mlf_err *err);

/* Adds another part of the same d, classes and exponents. */
int mlf_moments_join(struct mlf_moments *moments, const struct mlf_moments *other, struct mlf_err *err);

void mlf_moments_free(struct mlf_moments *moments);

#endif
