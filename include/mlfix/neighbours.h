/* Who looks like whom: cosines in the space of the strongest columns. */
#ifndef MLFIX_NEIGHBOURS_H
#define MLFIX_NEIGHBOURS_H

#include <stddef.h>
#include <stdint.h>

struct mlf_err;

#define MLF_SPACE_DIMS ((size_t)128)

/* The n x *space_d matrix (new memory) of the columns of Z with the largest
 * variance among those of the first of `parts` (classify.h), at most
 * MLF_SPACE_DIMS, centred, every row scaled to unit length;
 * rows of zeros stay. Vectors of mlfix-embed come with their columns in falling
 * order of variance, so there it is the first ones. */
float *mlf_neighbours_space(const float *z, size_t n, size_t d, size_t parts, size_t *space_d, struct mlf_err *err);

/* The k nearest others of every row, nearest first. */
struct mlf_neighbours {
    size_t n, k;     /* k: what was asked for, or n - 1 where that is less */
    uint32_t *index; /* n x k */
    float *cosine;   /* n x k, rounded to 6 decimals */
};

/* For the unit-length n x d matrix x; ties to the smaller index. Cost 2 n^2 d;
 * the n x n matrix is never made. */
int mlf_neighbours_find(struct mlf_neighbours *neighbours, const float *x, size_t n, size_t d, size_t k, int jobs,
                        struct mlf_err *err);

void mlf_neighbours_free(struct mlf_neighbours *neighbours);

#endif
