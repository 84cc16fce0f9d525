/* Factors of kernel models, kept from one judgement to the next. A factor is made of the vectors of a block alone, not
 * of their labels: where labels have changed since, a model is fitted with what is kept in a fraction of the time, and
 * to the same numbers, to the last bit. */
#ifndef MLFIX_JUDGE_KERNEL_KEPT_H
#define MLFIX_JUDGE_KERNEL_KEPT_H

#include <stddef.h>
#include <stdint.h>

struct mlf_err;

struct mlf_kernel_factor {
    uint64_t key; /* a checksum of all that it is made of */
    float *u;     /* L^-T (numeric/cholesky.h), n x n */
    size_t n;
    int used; /* in this judgement */
};

struct mlf_kernel_kept {
    size_t most; /* bytes of all factors: what is more is not kept */
    size_t bytes;
    struct mlf_kernel_factor *factors;
    size_t n, capacity;
};

/* A share of this machine's memory that may be kept: a quarter. */
size_t mlf_kernel_kept_share(void);

/* Another judgement begins: forgets what the last one had no use for. */
void mlf_kernel_kept_begin(struct mlf_kernel_kept *kept);

/* The factor of a block, which stays with `kept`; NULL where it has none. */
float *mlf_kernel_kept_find(struct mlf_kernel_kept *kept, uint64_t key, size_t n);

/* Hands a factor over. Returns 1 where it is kept, and freed with `kept`; 0 where there is no room, and it stays the
 * caller's. */
int mlf_kernel_kept_add(struct mlf_kernel_kept *kept, uint64_t key, size_t n, float *u);

void mlf_kernel_kept_free(struct mlf_kernel_kept *kept);

#endif
