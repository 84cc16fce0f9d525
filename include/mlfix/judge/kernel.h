/* Kernel ridge regression with whole groups left out, exact within blocks. */
#ifndef MLFIX_JUDGE_KERNEL_H
#define MLFIX_JUDGE_KERNEL_H

#include <stddef.h>
#include <stdint.h>

struct mlf_err;
struct mlf_labelled_vectors;

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
int mlf_kernel_predict(const struct mlf_labelled_vectors *data, const struct mlf_kernel *kernel, int jobs, float *p,
                       struct mlf_err *err);

#endif
