/* Pruning: which labels confident learning takes to be wrong. See confident.h. */
#ifndef MLFIX_JUDGE_CONFIDENT_PRUNE_H
#define MLFIX_JUDGE_CONFIDENT_PRUNE_H

#include "mlfix/judge/confident.h"

struct mlf_err;
struct mlf_model_outputs;

/* Sets wrong[0..n-1] to 1 for the items that are pruned, else to 0. Entries of J are
 * rounded to the nearest whole number, halves to the even one; of equally doubtful items
 * the first ones are taken. Reads the outputs once more, in order. Cost n C; memory 16
 * bytes for each item that either pruning selects. */
int mlf_confident_prune(const struct mlf_confident *confident, const struct mlf_model_outputs *outputs,
                        enum mlf_confident_pruning how, unsigned char *wrong, int jobs, struct mlf_err *err);

#endif
