/* How many labels are wrong when only the probability of each is known: the expected
 * number, and an interval around it.
 *
 * Each label (or several that are wrong together or not at all) is a trial: trial j adds
 * its weight w_j to the sum with probability p_j. The trials are independent, but their
 * probabilities come from one estimate that may be wrong as a whole, most where it is
 * most certain:
 *     logit p_j(z) = logit p_j + z d_j,  d_j = shift + slope |logit p_j|,
 *     z normal with mean 0, deviation 1.
 * A trial may bring its own interval, from l_j to h_j, between which p_j(z) is as often as the sum is in its. Then
 * d_j is root(u_j^2 + (local d_j)^2) with u_j = (logit h_j - logit p_j) / MLF_EXPECTED_NORMAL where z > 0, and
 * likewise down to l_j where z < 0.
 * For a given z the sum has a weighted Poisson-binomial distribution, which is computed
 * by convolution while it is narrow and by its first three moments when it is wide
 * (A. Yu. Volkova, "A refinement of the central limit theorem for sums of
 * independent random indicators", 1996). The distribution over all z is a weighted sum
 * over a grid of z. */
#ifndef MLFIX_NUMERIC_EXPECTED_H
#define MLFIX_NUMERIC_EXPECTED_H

#include <stddef.h>

struct mlf_err;

/* The interval holds the sum in 9 cases of 10. */
#define MLF_EXPECTED_COVERAGE 0.9

/* A normal value lies within this many deviations of its mean in as many cases: the
 * normal quantile at (1 + MLF_EXPECTED_COVERAGE) / 2. */
#define MLF_EXPECTED_NORMAL 1.6448536269514722

struct mlf_expected {
    double mean;      /* as the p_j say: sum of w_j p_j */
    double most;      /* the sum of w_j h_j; of w_j p_j where a trial has no interval */
    double low, high; /* whole numbers; the sum is below `low` in at most 1 case of 20, above `high` in
                         at most 1 of 20 */
};

struct mlf_expected_sum; /* a sum to which trials are added one by one */

/* How far the probabilities may be wrong as a whole; zeros: not at all. */
struct mlf_expected_doubt {
    double shift, slope; /* shift >= 0, 0 <= slope < 0.4 */
    double local;        /* the share of it that counts where a trial has an interval: 0..1 */
};

/* A probability, and between which it may be. */
struct mlf_chance {
    double p;         /* 0..1 */
    double low, high; /* low <= p <= high; both NAN: not known */
};

/* How far mlfix-rank's `wrong` may be wrong over all records, and over a part of them
 * such as a class or a sheet. Measured on data whose wrong labels are known
 * (scripts/eval/budget). */
extern const struct mlf_expected_doubt mlf_expected_of_all, mlf_expected_of_part;

/* A sum of nothing; freed by mlf_expected_free. */
struct mlf_expected_sum *mlf_expected_new(const struct mlf_expected_doubt *doubt, struct mlf_err *err);

/* Adds a trial. With doubt or an interval, probabilities count as 0.000001 where they are less and as
 * 0.99 where they are more; not where both ends of the interval are the same. Cost: at most 13 x 256 multiplications.
 */
void mlf_expected_add(struct mlf_expected_sum *sum, const struct mlf_chance *chance, size_t weight);

/* Mean and interval of the trials so far; more may be added afterwards. */
void mlf_expected_read(const struct mlf_expected_sum *sum, struct mlf_expected *expected);

void mlf_expected_free(struct mlf_expected_sum *sum);

/* Wilson's interval for a share of which k of n were seen (E. B. Wilson,
 * "Probable inference, the law of succession, and statistical inference", 1927),
 * at MLF_EXPECTED_COVERAGE; 0..1 for n = 0. k <= n. */
void mlf_expected_share(size_t k, size_t n, double *low, double *high);

#endif
