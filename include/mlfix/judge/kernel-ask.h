/* What a kernel model (kernel.h) foretells of items that it was not fitted to. */
#ifndef MLFIX_JUDGE_KERNEL_ASK_H
#define MLFIX_JUDGE_KERNEL_ASK_H

#include <stddef.h>
#include <stdint.h>

struct mlf_err;
struct mlf_kernel_fit;

struct mlf_kernel_new {
    const float *z; /* n x d, whole vectors by rows */
    size_t n;
    const uint64_t *key; /* n, as good as random: where not all blocks are asked, they decide which; NULL: all 0 */
    double near;         /* a block with an item whose exponent of the kernel is less than this is not asked, but the
                            next one: it shows the same object, which must not speak for itself. 0: every block may be */
};

/* Fills p (n x C). z: the vectors that were fitted to. Where blocks may not be asked and none is left, they are asked
 * all the same. A row of p depends on the others in its last bits: BLAS
 * does not add up in the same order at all places of a matrix. Cost 2 n d + 2 n C for each item of the
 * blocks that are asked; memory, where there are several parts, once more both sets of vectors. */
int mlf_kernel_ask(const struct mlf_kernel_fit *fit, const float *z, const struct mlf_kernel_new *new, int jobs,
                   float *p, struct mlf_err *err);

#endif
