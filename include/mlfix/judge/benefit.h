/* Did the corrections help? One model learns from the labels as they were and another
 * from the corrected ones; both predict the classes of the same held-out groups, and the
 * errors of both are counted by the corrected labels (an experiment that J. P. Cłapa
 * made with 20 networks for "MLfix", Collabora, 2022). scripts/eval/help runs it on real
 * data whose wrong labels are known.
 *
 * Model: ridge regression of Y (labelled-vectors.h), less the classes' shares among the
 * items that it learns from, on the centred and weighted columns of Z (ridge.h). It
 * predicts the class for which its value plus that share is largest. */
#ifndef MLFIX_JUDGE_BENEFIT_H
#define MLFIX_JUDGE_BENEFIT_H

#include <stddef.h>
#include <stdint.h>

struct mlf_benefit;
struct mlf_benefit_data;
struct mlf_err;
struct mlf_ridge;

struct mlf_benefit_options {
    size_t folds;  /* at least 2; each is held out once */
    size_t rounds; /* at least 2; in each the groups are dealt to the folds anew, at random */
    uint64_t seed;
    const struct mlf_ridge *ridge;
    int jobs;
};

/* Fills a zeroed result, which mlf_benefit_free frees also after a failure. Errors: no
 * label was changed, fewer than 2 groups, no item left. The result is the same for any
 * number of jobs. Cost: rounds times (2 n d^2 + 2 folds d^3 / 3) operations; memory
 * 4 d^2 floats. */
int mlf_benefit_measure(struct mlf_benefit *benefit, const struct mlf_benefit_data *data,
                        const struct mlf_benefit_options *options, struct mlf_err *err);
void mlf_benefit_free(struct mlf_benefit *benefit);

/* -1: the corrections helped, 1: they did harm, 0: that cannot be told. Both intervals
 * over all items must lie on one side of 0. And the corrections did not help where both
 * intervals over the untouched items lie above 0: corrections that are wrong in the same
 * way throughout make their own errors fall, but not those on other items. */
int mlf_benefit_verdict(const struct mlf_benefit *benefit);

#endif
