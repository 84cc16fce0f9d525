/* Who looks like whom: cosines in the space of the strongest columns. */
#ifndef MLFIX_NUMERIC_NEIGHBOURS_H
#define MLFIX_NUMERIC_NEIGHBOURS_H

#include <stddef.h>

struct mlf_err;
struct mlf_neighbours;

#define MLF_SPACE_DIMS ((size_t)128)

/* The n x *space_d matrix (new memory) of the columns of Z with the largest
 * variance among those of the first of `parts` (labelled-vectors.h), at most
 * MLF_SPACE_DIMS, centred, every row scaled to unit length;
 * rows of zeros stay. Vectors of mlfix-embed come with their columns in falling
 * order of variance, so there it is the first ones. */
float *mlf_neighbours_space(const float *z, size_t n, size_t d, size_t parts, size_t *space_d, struct mlf_err *err);

/* For the n x d matrix x, whose rows have unit length or are zeros; ties to the
 * smaller index. Where fewer than k others of another kind are found, the rest of
 * the row's line has the cosine -1 and the index of the row itself. Exact up to MLF_NEIGHBOURS_EXACT rows, by inverted
 * lists of mlf_neighbours_plan's size beyond. The n x n matrix is never made, and the result is the same for any number
 * of jobs. */
#define MLF_NEIGHBOURS_EXACT ((size_t)100000)
int mlf_neighbours_find(struct mlf_neighbours *neighbours, const float *x, size_t n, size_t d, size_t k, int jobs,
                        struct mlf_err *err);

/* Every row compared with every other: 2 n^2 d operations, memory n k. */
int mlf_neighbours_exact(struct mlf_neighbours *neighbours, const float *x, size_t n, size_t d, size_t k, int jobs,
                         struct mlf_err *err);

#endif
