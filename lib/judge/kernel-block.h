/* One block of the kernel ridge (labelled-vectors.h): fitted, asked about itself with
 * every group left out, asked about the others. */
#ifndef MLFIX_JUDGE_KERNEL_BLOCK_H
#define MLFIX_JUDGE_KERNEL_BLOCK_H

#include <stddef.h>

struct mlf_err;
struct mlf_labelled_vectors;

struct mlf_kernel_block {
    const struct mlf_labelled_vectors *data;
    const float *mean; /* d: vectors are taken from here, so that lengths stay small and distances exact */
    double scale;      /* vectors are multiplied by this: squared distances become exponents */
    double lambda;
    const size_t *item; /* n items, each group's side by side */
    size_t n;
    float *z;           /* n x d, scaled */
    float *square;      /* n squared lengths */
    float *coefficient; /* n x C */
};

/* Fits the block and adds to p the predictions of its own items, groups left
 * out. The n x n matrix lives during the call only. */
int mlf_kernel_block_fit(struct mlf_kernel_block *block, int jobs, float *p, struct mlf_err *err);

/* Adds to p the predictions of `count` other items. */
int mlf_kernel_block_predict(const struct mlf_kernel_block *block, const size_t *items, size_t count, int jobs,
                             float *p, struct mlf_err *err);

void mlf_kernel_block_free(struct mlf_kernel_block *block);

#endif
