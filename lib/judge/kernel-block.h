/* One block of items in kernel ridge regression (mlfix/judge/kernel.h): a model is
 * fitted to it, which predicts its own items with their groups left out, and others. */
#ifndef MLFIX_JUDGE_KERNEL_BLOCK_H
#define MLFIX_JUDGE_KERNEL_BLOCK_H

#include <stddef.h>

struct mlf_err;
struct mlf_labelled_vectors;

struct mlf_kernel_block {
    const struct mlf_labelled_vectors *data;
    const float *mean; /* d: subtracted from all vectors, so that they stay short and distances exact */
    double scale;      /* vectors are multiplied by this, so that squared distances become exponents */
    double lambda;
    const size_t *item; /* n items, those of each group side by side */
    size_t n;
    float *z;           /* n x d, scaled */
    float *square;      /* n squared lengths */
    float *coefficient; /* n x C */
};

/* Fits the model and adds the predictions of the block's own items, with their groups
 * left out, to p (all items x C). The n x n matrix lives during the call only. Freed by
 * mlf_kernel_block_free also after a failure. */
int mlf_kernel_block_fit(struct mlf_kernel_block *block, int jobs, float *p, struct mlf_err *err);

/* Adds the predictions of `count` items that are not in the block to p. */
int mlf_kernel_block_predict(const struct mlf_kernel_block *block, const size_t *items, size_t count, int jobs,
                             float *p, struct mlf_err *err);

void mlf_kernel_block_free(struct mlf_kernel_block *block);

#endif
