/* Did the corrections help? The error of a model that learnt from the labels as
 * they were, beside that of one that learnt from the corrected ones: on the same
 * held-out groups, and both judged by the corrected labels (an experiment that
 * J. P. Cłapa made with 20 networks for "MLfix", Collabora, 2022). scripts/eval/help runs
 * it on real data whose wrong labels are known.
 *
 * Model: ridge regression of the classes' indicators, less their shares in what
 * it learns from, on the centred and weighted columns of Z, in the terms of
 * labelled-vectors.h; the class with the largest value is what it says. */
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
    size_t rounds; /* at least 2; in each the groups are dealt to the folds anew */
    uint64_t seed;
    const struct mlf_ridge *ridge;
    int jobs;
};

/* Errors: nothing differs, fewer than 2 groups, no item left. Zero-initialised
 * result, freed by mlf_benefit_free also after a failure. The same for any
 * number of jobs. Cost: rounds times (2 n d^2 + 2 folds d^3 / 3) operations;
 * memory 4 d^2 floats. */
int mlf_benefit_measure(struct mlf_benefit *benefit, const struct mlf_benefit_data *data,
                        const struct mlf_benefit_options *options, struct mlf_err *err);
void mlf_benefit_free(struct mlf_benefit *benefit);

/* -1: it helped, 1: it did harm, 0: that cannot be told. Over all items both
 * intervals must lie on one side, and the items that nobody touched must not
 * surely say the contrary: flags that are wrong in the same way throughout agree
 * with themselves, and only with themselves. */
int mlf_benefit_verdict(const struct mlf_benefit *benefit);

#endif
