/* How many of uncertain things are so, and how sure that is.
 *
 * Trial j adds its weight w_j (things that are so together or not at all) with
 * probability p_j; the trials are independent, but their probabilities come from
 * one estimate that may be off as a whole, and most where it is surest:
 *     logit p_j(z) = logit p_j + z (shift + slope |logit p_j|),
 *     z normal with mean 0, deviation 1.
 * The sum has, for a given z, a weighted Poisson-binomial distribution, computed
 * by convolution while it is narrow and else by its first three moments
 * (A. Yu. Volkova, "A refinement of the central limit theorem for sums of
 * independent random indicators", 1996); over z it is summed on a grid. */
#ifndef MLFIX_NUMERIC_EXPECTED_H
#define MLFIX_NUMERIC_EXPECTED_H

#include <stddef.h>

struct mlf_err;

/* The interval holds the sum in 9 cases of 10. */
#define MLF_EXPECTED_COVERAGE 0.9

/* A normal value lies that many deviations from its mean, at most, as often: its
 * quantile at (1 + MLF_EXPECTED_COVERAGE) / 2. */
#define MLF_EXPECTED_NORMAL 1.6448536269514722

struct mlf_expected {
    double mean;      /* as the p_j say: sum of w_j p_j */
    double low, high; /* whole numbers; the sum is below `low` in at most 1 case of 20, above `high` in
                         at most 1 of 20 */
};

struct mlf_expected_sum; /* grows by adding */

/* How far the probabilities may be off; zeros: not at all. */
struct mlf_expected_doubt {
    double shift, slope; /* shift >= 0, 0 <= slope < 0.4 */
};

/* How far mlfix-rank's `wrong` is off, over all records, and in a part of them
 * such as a class or a sheet: measured where the wrong labels are known
 * (scripts/eval/budget). */
extern const struct mlf_expected_doubt mlf_expected_of_all, mlf_expected_of_part;

/* A sum of nothing; freed by mlf_expected_free. */
struct mlf_expected_sum *mlf_expected_new(const struct mlf_expected_doubt *doubt, struct mlf_err *err);

/* 0 <= p <= 1; with doubt, less than 0.000001 counts as that and more than
 * 0.99 as that. Cost: at most 13 x 256 multiplications. */
void mlf_expected_add(struct mlf_expected_sum *sum, double p, size_t weight);

/* The sum as it stands; more may be added behind it. */
void mlf_expected_read(const struct mlf_expected_sum *sum, struct mlf_expected *expected);

void mlf_expected_free(struct mlf_expected_sum *sum);

/* Wilson's interval for a share of which k of n were seen (E. B. Wilson,
 * "Probable inference, the law of succession, and statistical inference", 1927),
 * at MLF_EXPECTED_COVERAGE; 0..1 for n = 0. k <= n. */
void mlf_expected_share(size_t k, size_t n, double *low, double *high);

#endif
