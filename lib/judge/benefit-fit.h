/* Ridge regression with one fold held out, for two sets of labels at once. */
#ifndef MLFIX_JUDGE_BENEFIT_FIT_H
#define MLFIX_JUDGE_BENEFIT_FIT_H

#include <stddef.h>

struct mlf_benefit_fit;
struct mlf_err;

int mlf_benefit_fit_begin(struct mlf_benefit_fit *fit, struct mlf_err *err);

/* Learns from all folds but this one, and says what is in it. */
int mlf_benefit_fit_fold(struct mlf_benefit_fit *fit, const size_t *fold, size_t held_out, struct mlf_err *err);
void mlf_benefit_fit_end(struct mlf_benefit_fit *fit);

#endif
