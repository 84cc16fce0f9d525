/* The errors of the two models of benefit.h, and how far the difference between
 * them can be trusted. */
#ifndef MLFIX_JUDGE_BENEFIT_SCORE_H
#define MLFIX_JUDGE_BENEFIT_SCORE_H

#include <stddef.h>

struct mlf_benefit;
struct mlf_benefit_data;
struct mlf_err;

/* Errors are counted for several parts of the items: all that are not gone,
 * those whose label was not touched, and those of each class. */
struct mlf_benefit_score {
    size_t rounds, parts;
    double *n;        /* items of each part */
    double *wrong[2]; /* rounds x parts: errors of the model "before", "after" */
    int *more;        /* of each item: in how many rounds more it was wrong after than before */
};

int mlf_benefit_score_begin(struct mlf_benefit_score *score, const struct mlf_benefit_data *data, size_t rounds,
                            struct mlf_err *err);

/* Takes one round's predictions of all items (n each). */
void mlf_benefit_score_round(struct mlf_benefit_score *score, const struct mlf_benefit_data *data, size_t round,
                             const size_t *before, const size_t *after);

/* Fills the means and intervals of the result once all rounds are in. */
int mlf_benefit_score_end(const struct mlf_benefit_score *score, const struct mlf_benefit_data *data,
                          struct mlf_benefit *benefit, struct mlf_err *err);
void mlf_benefit_score_free(struct mlf_benefit_score *score);

#endif
