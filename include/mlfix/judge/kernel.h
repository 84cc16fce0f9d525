/* Kernel ridge regression with whole groups left out, exact within blocks. */
#ifndef MLFIX_JUDGE_KERNEL_H
#define MLFIX_JUDGE_KERNEL_H

#include <stddef.h>
#include <stdint.h>

struct mlf_err;
struct mlf_kernel_kept;
struct mlf_labelled_vectors;

/* Kernel ridge regression of Y (labelled-vectors.h) with the kernel
 * k(a, b) = exp(-width |a - b|^2 / m), m being the median squared distance in a seeded
 * sample of 2,000 items. It is exact within blocks of about `block` items (Y. Zhang, J. Duchi, M. Wainwright, "Divide
 * and conquer kernel ridge regression", 2015). Whole groups are dealt to the blocks by a seeded permutation. In its own
 * block, with the inverse B of K + lambda I and the coefficients a = BY, the prediction of a group without its own
 * labels is P_G = Y_G - (B_GG)^-1 a_G. A block that holds no item of the group predicts it as any new item. P is the
 * mean over the group's own block and others: all blocks, or from MLF_KERNEL_ALL items on only the `others` next ones.
 * A group larger than half a block is dealt in parts; each of its items is then predicted by its own block and by those
 * without any part of the group. Cost: 2/3 n block^2 + 2 n d (n or others * block) operations; memory block^2 floats.
 *
 * Where the vectors have several parts, each part is predicted by itself with its own m,
 * and P is the mean: the errors of models that look at different patches cancel
 * (cifar10n-10k: 0.56, 0.55 and 0.55 AP alone, 0.57 together). */
#define MLF_KERNEL_ALL ((size_t)100000)
/* The width, and the blocks beside their own, that are usual. */
#define MLF_KERNEL_WIDTH 2.0
#define MLF_KERNEL_OTHERS ((size_t)4)

struct mlf_kernel {
    double width;  /* above 0 */
    double lambda; /* above 0 */
    size_t block;  /* items, at least 1 */
    size_t others; /* blocks */
    uint64_t seed;
    struct mlf_kernel_kept *kept; /* factors of earlier fits, and for later ones; NULL: none */
};

/* What was fitted: the blocks, whose items' vectors stay with the caller. */
struct mlf_kernel_fit {
    size_t n, d, parts, classes; /* d: numbers of one part */
    size_t asks;                 /* how many blocks are asked of each new item, at most */
    size_t blocks;
    size_t *start;      /* blocks + 1: where the items of each block begin */
    size_t *item;       /* n, by block */
    float *mean;        /* parts x d */
    double *scale;      /* parts */
    float *coefficient; /* parts x n x C, in the order of `item` */
};

/* Takes memory for all but `start` and `item`. Freed by mlf_kernel_fit_free, also after a failure. parts: at least 1,
 * a divisor of d, the numbers of a whole vector. */
int mlf_kernel_room(struct mlf_kernel_fit *fit, size_t n, size_t d, size_t parts, size_t classes, struct mlf_err *err);
void mlf_kernel_fit_free(struct mlf_kernel_fit *fit);

/* Fits to these items and fills p (n x C) with P. fit: a zeroed one, or NULL. */
int mlf_kernel_learn(struct mlf_kernel_fit *fit, const struct mlf_labelled_vectors *data,
                     const struct mlf_kernel *kernel, int jobs, float *p, struct mlf_err *err);

/* The same without keeping what was fitted. */
int mlf_kernel_predict(const struct mlf_labelled_vectors *data, const struct mlf_kernel *kernel, int jobs, float *p,
                       struct mlf_err *err);

#endif
