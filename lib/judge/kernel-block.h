/* One block of items in kernel ridge regression (mlfix/judge/kernel.h): a model is
 * fitted to it, which predicts its own items with their groups left out, and others. */
#ifndef MLFIX_JUDGE_KERNEL_BLOCK_H
#define MLFIX_JUDGE_KERNEL_BLOCK_H

#include <stddef.h>

struct mlf_err;
struct mlf_kernel_kept;
struct mlf_labelled_vectors;

struct mlf_kernel_block {
    const struct mlf_labelled_vectors *data;
    const float *mean; /* d: subtracted from all vectors, so that they stay short and distances exact */
    double scale;      /* vectors are multiplied by this, so that squared distances become exponents */
    double lambda;
    const size_t *item; /* n items, those of each group side by side */
    size_t n;
    float *z;                     /* n x d, scaled */
    float *square;                /* n squared lengths */
    float *coefficient;           /* n x C */
    struct mlf_kernel_kept *kept; /* NULL: factors are not kept */
};

/* Fills z and square; mlf_kernel_block_fit does it itself. */
int mlf_kernel_block_load(struct mlf_kernel_block *block, struct mlf_err *err);

/* Fits the model and adds the predictions of the block's own items, with their groups
 * left out, to p (all items x C). The n x n matrix lives during the call, or with `kept`. Freed by
 * mlf_kernel_block_free also after a failure. */
int mlf_kernel_block_fit(struct mlf_kernel_block *block, int jobs, float *p, struct mlf_err *err);

/* Rows that a block is asked about. */
struct mlf_kernel_asked {
    const float *z;
    size_t stride;      /* from one row to the next */
    const size_t *item; /* n rows by number */
    size_t n;
    double near; /* with `refused`: items of the block whose exponent of the kernel is less are the same object */
    unsigned char *refused; /* n: becomes 1 where the block holds the same object, and must not speak of it; or NULL */
};

/* Adds what the block foretells of rows that it was not fitted to to their rows of p. */
int mlf_kernel_block_predict(const struct mlf_kernel_block *block, const struct mlf_kernel_asked *asked, int jobs,
                             float *p, struct mlf_err *err);

void mlf_kernel_block_free(struct mlf_kernel_block *block);

#endif
