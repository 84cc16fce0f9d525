/* How far reviewers agree beyond chance.
 *
 * Cohen's kappa of two raters (J. Cohen, "A coefficient of agreement for nominal
 * scales", 1960) and Fleiss' kappa of many, generalised to items that are rated by
 * different numbers of raters (J. L. Fleiss, "Measuring nominal scale agreement
 * among many raters", 1971; K. L. Gwet, "Large-sample variance of Fleiss
 * generalized kappa", 2021):
 *     kappa = (p_a - p_e) / (1 - p_e),
 * p_a the observed agreement, p_e what chance alone would give.
 *
 * Where all agree on one category, p_e is 1 and kappa is undefined. Intervals hold
 * 9 times in 10 (MLF_EXPECTED_COVERAGE): kappa and a normal deviation times the
 * standard error, cut off at -1 and 1. They are for many items: drawn by lot, with two
 * raters who see 7 of 10 wrong items, 5 % being wrong, they held 89 times in 100 for 1000
 * items, 86 for 300, 82 for 100. Where there is no disagreement the standard error is
 * 0, which says nothing of the next items; the interval then begins where kappa would
 * be if p_a were the lower end of its own (mlf_expected_share). */
#ifndef MLFIX_AGREE_KAPPA_H
#define MLFIX_AGREE_KAPPA_H

#include <stddef.h>

struct mlf_err;

/* One rating: raters may rate an item not at all, or more than once. */
struct mlf_rating {
    size_t item, rater, category;
};

struct mlf_kappa {
    size_t items; /* rated by both raters, or by at least two: only these count */
    double agreement, chance;
    double kappa;     /* NAN: undefined, as are then those below */
    double error;     /* its standard error; NAN where there is only one item, or (Cohen) one rater always says
                         the same, since kappa is then 0 whatever the other says */
    double low, high; /* NAN likewise */
};

/* a[i] and b[i], below `categories`, are the two raters' categories of item i. With
 * p_ij the share of items in category i by a and in j by b, p_i. and p_.j its sums,
 *     p_a = sum p_ii,  p_e = sum p_i. p_.i,
 * and the squared standard error, whatever the true kappa, is (A + B - C) / (n (1 - p_e)^2),
 *     A = sum_i p_ii (1 - (p_i. + p_.i)(1 - kappa))^2,
 *     B = (1 - kappa)^2 sum_{i != j} p_ij (p_.i + p_j.)^2,
 *     C = (kappa - p_e (1 - kappa))^2
 * (J. L. Fleiss, J. Cohen, B. S. Everitt, "Large sample standard errors of kappa and
 * weighted kappa", 1969, formula 13). Cost: n + categories; -1 only where memory is
 * short. */
int mlf_kappa_cohen(struct mlf_kappa *kappa, const size_t *a, const size_t *b, size_t n, size_t categories,
                    struct mlf_err *err);

/* The ratings lie by item. Items with one rating are passed over. With r_ik ratings of
 * item i in category k and r_i in all, over the n items that are left,
 *     p_a = mean_i a_i,  a_i = sum_k r_ik (r_ik - 1) / (r_i (r_i - 1)),
 *     p_e = sum_k q_k^2,  q_k = mean_i r_ik / r_i,
 * and the squared standard error is sum_i (k_i - kappa)^2 / (n (n - 1)),
 *     k_i = (a_i - p_e) / (1 - p_e) - 2 (1 - kappa) (e_i - p_e) / (1 - p_e),
 *     e_i = sum_k q_k r_ik / r_i.
 * Cost: ratings + categories. */
int mlf_kappa_fleiss(struct mlf_kappa *kappa, const struct mlf_rating *ratings, size_t n, size_t categories,
                     struct mlf_err *err);

#endif
