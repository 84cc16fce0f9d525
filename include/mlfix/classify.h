/* What the labels of the others say about each item: predictions in which no
 * item's own label, nor that of any other item of its group, had a part. Both
 * models have these in closed form, from one fit on all data: no folds, no
 * chance beyond the seed that deals items to blocks.
 *
 * Symbols: n items, d dimensions, C classes, Y the n x C matrix of ones and
 * zeros that says each item's given label, P the n x C predictions in the same
 * terms (about 1 for "yes", about 0 for "no", unbounded both ways). */
#ifndef MLFIX_CLASSIFY_H
#define MLFIX_CLASSIFY_H

#include <stddef.h>
#include <stdint.h>

struct mlf_err;

struct mlf_labelled {
    const float *z; /* n x d, by rows, finite */
    size_t n, d;
    const size_t *label; /* n, each below `classes` */
    size_t classes;
    const size_t *group; /* n, each below `groups`: items of one group never vouch for each other */
    size_t groups;
    size_t parts; /* descriptions whose numbers take turns: number i of part p is z[i * parts + p]; 0 counts as 1.
                     d is a multiple of it. Only the kernel model looks at it. */
};

/* Ridge regression of Y on the centred columns of Z, without intercept. The
 * columns are weighted by their standard deviation to the power `unwhiten` (1
 * undoes half whitening; 0 takes them as they are), and lambda is
 * `strength` times the summed variance of the columns, so neither depends on
 * the scale of the vectors.
 *
 * Leave-group-out: with A = F'F + lambda I = LL', V = F L^-T and the fit Yh,
 *     P_G = Y_G - (I - V_G V_G')^-1 (Y_G - Yh_G)
 * (D. M. Allen, "The relationship between variable selection and data
 * augmentation and a method for prediction", 1974, for one item; the block
 * form is the same Woodbury identity). Cost 2 n d^2. p is n x C. */
struct mlf_ridge {
    double strength;
    double unwhiten;
};
int mlf_ridge_predict(const struct mlf_labelled *data, const struct mlf_ridge *ridge, int jobs, float *p,
                      struct mlf_err *err);

/* Kernel ridge regression of Y with k(a, b) = exp(-width |a - b|^2 / m), m the
 * median squared distance of a seeded sample of 2,000 items, exact within
 * blocks of about `block` items (Y. Zhang, J. Duchi, M. Wainwright, "Divide and
 * conquer kernel ridge regression", 2015). Whole groups are dealt to the blocks
 * by a seeded permutation. In its own block, with the inverse B of K + lambda I
 * and the coefficients a = BY, a group's prediction is
 *     P_G = Y_G - (B_GG)^-1 a_G
 * and every other block that holds none of the group predicts it plainly; P is
 * the mean over the blocks asked: all of them, or from MLF_KERNEL_ALL items on
 * the item's own and the `others` next ones. A group larger than half a block is
 * dealt in parts; its items are then asked only of blocks without it and of
 * their own. Cost: 2/3 n block^2 + 2 n d (n or others * block); memory block^2
 * floats.
 *
 * Several parts are predicted each by itself, every one with its own m, and P is
 * their mean: the errors of models that look at different patches cancel
 * (cifar10n-10k: 0.56, 0.55 and 0.55 AP alone, 0.57 together). p is n x C. */
#define MLF_KERNEL_ALL ((size_t)100000)

struct mlf_kernel {
    double width;
    double lambda;
    size_t block;
    size_t others;
    uint64_t seed;
};
int mlf_kernel_predict(const struct mlf_labelled *data, const struct mlf_kernel *kernel, int jobs, float *p,
                       struct mlf_err *err);

/* The median squared distance between different items of a seeded sample of at
 * most 2,000; 1 where all are the same. */
int mlf_kernel_median(const float *z, size_t n, size_t d, uint64_t seed, double *median, int jobs, struct mlf_err *err);

/* x[i * n + j] = exp(min(0, 2 x[i * n + j] - a[i] - b[j])): inner products
 * become kernel values, a and b being the squared lengths. Within 3 units in the
 * last place; where the exponent is below -87 the result is exp(-87). */
void mlf_kernel_finish(float *x, size_t rows, size_t n, size_t stride, const float *a, const float *b);

#endif
