/* What is true of items that several raters judged, and how reliable each rater is,
 * both learnt from the ratings alone (A. P. Dawid, A. M. Skene, "Maximum likelihood
 * estimation of observer error-rates using the EM algorithm", 1979).
 *
 * Item i has a true class j with probability s_j; rater k, seeing an item of class j,
 * says l with probability c_kjl, independent of the other raters. With n_ikl the times
 * he said l of item i,
 *     p_ij  proportional to  s_j prod_kl c_kjl^n_ikl,                         (E, 2.5)
 *     c_kjl proportional to  sum_i p_ij n_ikl + a_jl,  s_j to sum_i p_ij + b  (M, 2.3, 2.4)
 * in turn, beginning with the shares of the ratings as p_ij, until no p_ij moves by more
 * than MLF_DAWID_SKENE_STILL or MLF_DAWID_SKENE_ROUNDS are over. Ours adds the a_jl and b
 * (0 in the paper): ratings that each rater is taken to have given besides, `right` of
 * each class with the right word and `wrong` shared by the other words, and `items` of
 * each class. So a few votes make nobody infallible, and with right > wrong nobody is
 * taken to say the contrary of what he means. Where the truth is known it stays fixed. */
#ifndef MLFIX_AGREE_DAWID_SKENE_H
#define MLFIX_AGREE_DAWID_SKENE_H

#include <stddef.h>

struct mlf_err;
struct mlf_rating;

#define MLF_DAWID_SKENE_STILL 1e-9
#define MLF_DAWID_SKENE_ROUNDS 1000

struct mlf_dawid_skene {
    /* Set by the caller. */
    size_t items, raters, classes;
    double right, wrong, prior_items; /* a and b above, each >= 0 */
    const size_t *known;              /* by item: its true class, or `classes` where that is not known; NULL: none is */

    double *p;         /* items x classes, by rows: p_ij */
    double *share;     /* classes: s_j */
    double *confusion; /* raters x classes x classes: c_kjl at (k classes + j) classes + l; a row of which
                          nothing is known, with right and wrong 0, is 1 / classes throughout */
    size_t rounds;
    int still; /* nothing moved any more */
};

/* Fits. Every item must have a rating or be known. The same for the same ratings in the
 * same order. Cost: rounds x (ratings x classes + raters x classes^2); the largest
 * memory is 2 x items x classes numbers. Freed by mlf_dawid_skene_free, also after a
 * failure. */
int mlf_dawid_skene_fit(struct mlf_dawid_skene *model, const struct mlf_rating *ratings, size_t n, struct mlf_err *err);

void mlf_dawid_skene_free(struct mlf_dawid_skene *model);

#endif
