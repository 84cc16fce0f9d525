/* Errors of two models, and how far their difference can be trusted. */
#ifndef MLFIX_JUDGE_BENEFIT_SCORE_H
#define MLFIX_JUDGE_BENEFIT_SCORE_H

#include <stddef.h>

struct mlf_benefit;
struct mlf_benefit_data;
struct mlf_benefit_score;
struct mlf_err;

int mlf_benefit_score_begin(struct mlf_benefit_score *score, const struct mlf_benefit_data *data, size_t rounds,
                            struct mlf_err *err);
void mlf_benefit_score_round(struct mlf_benefit_score *score, const struct mlf_benefit_data *data, size_t round,
                             const size_t *before, const size_t *after);
int mlf_benefit_score_end(const struct mlf_benefit_score *score, const struct mlf_benefit_data *data,
                          struct mlf_benefit *benefit, struct mlf_err *err);
void mlf_benefit_score_free(struct mlf_benefit_score *score);

#endif
