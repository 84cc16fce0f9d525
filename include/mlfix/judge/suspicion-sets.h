/* How doubtful each label is, judged by several descriptions ("sets") of the same items at once. */
#ifndef MLFIX_JUDGE_SUSPICION_SETS_H
#define MLFIX_JUDGE_SUSPICION_SETS_H

#include <stddef.h>

struct mlf_err;
struct mlf_labelled_vectors;
struct mlf_models;
struct mlf_suspicion;
struct mlf_suspicion_options;

/* Each of the n sets, which differ in nothing but their vectors, is judged by itself (suspicion.h),
 * and the left-out predictions of all are combined as mlf_suspicion_pool does. One set is judged
 * as by mlf_suspicion_run. Fills a zeroed result, which mlf_suspicion_free frees also after a
 * failure. */
int mlf_suspicion_run_sets(struct mlf_suspicion *suspicion, const struct mlf_labelled_vectors *sets, size_t n,
                           const struct mlf_suspicion_options *options, int jobs, struct mlf_err *err);

/* The same, and keeps in models[k] (n) what was learnt from each set whose `keep` is set. */
int mlf_suspicion_learn_sets(struct mlf_suspicion *suspicion, const struct mlf_labelled_vectors *sets, size_t n,
                             const struct mlf_suspicion_options *options, struct mlf_models *models, int jobs,
                             struct mlf_err *err);

/* Makes a zeroed result of the predictions of each set (n x C) by what another one chose (mlf_suspicion_settle). */
int mlf_suspicion_settle_sets(struct mlf_suspicion *suspicion, const struct mlf_suspicion *chosen,
                              const struct mlf_labelled_vectors *data, const float *const *by_kernel,
                              const float *const *by_ridge, struct mlf_err *err);

/* Combines n finished judgements of the same items by a logarithmic opinion pool (C. Genest, J. V.
 * Zidek, "Combining probability distributions", 1986, section 3): with p_k the probabilities found
 * by member k, the class c of an item gets
 *     sum over k of w_k log p_k(c),   w_k >= 0, sum of w_k = 1,
 * from which the probabilities are made at a temperature T. The weights (in steps of 1/16) and T
 * are those by which the given labels surprise least, where a surprise counts at most
 * MLF_SURPRISE_CAP (score.h), so that members win nothing by agreeing with wrong labels. They are
 * sought from the best single member on, by moving weight from one to another as long as that helps,
 * and become the members' `weight`. `suspicion` is a zeroed one. */
int mlf_suspicion_pool(struct mlf_suspicion *suspicion, struct mlf_suspicion *members, size_t n, const size_t *label,
                       int jobs, struct mlf_err *err);

#endif
