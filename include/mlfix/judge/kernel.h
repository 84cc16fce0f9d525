/* Kernel ridge regression with whole groups left out, exact within blocks. */
#ifndef MLFIX_JUDGE_KERNEL_H
#define MLFIX_JUDGE_KERNEL_H

#include <stddef.h>
#include <stdint.h>

struct mlf_err;
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

struct mlf_kernel {
    double width;  /* above 0 */
    double lambda; /* above 0 */
    size_t block;  /* items, at least 1 */
    size_t others; /* blocks */
    uint64_t seed;
};

/* Fills p (n x C) with P. */
int mlf_kernel_predict(const struct mlf_labelled_vectors *data, const struct mlf_kernel *kernel, int jobs, float *p,
                       struct mlf_err *err);

#endif
