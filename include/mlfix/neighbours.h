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
    /* Set before the search: n kinds (labels, say), of which rows of the same one
     * are no neighbours; borrowed. NULL: all others are. */
    const uint32_t *kind;
    size_t n, k;     /* k: what was asked for, or n - 1 where that is less */
    uint32_t *index; /* n x k */
    float *cosine;   /* n x k, rounded to 6 decimals */
};

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

/* Inverted lists (J. Sivic, A. Zisserman, "Video Google: a text retrieval
 * approach to object matching in videos", 2003; H. Jegou, M. Douze, C. Schmid,
 * "Product quantization for nearest neighbor search", 2011, section 4, without
 * the residual codes): rows are sorted into the lists of the centres nearest to
 * them, found by seeded k-means on a sample, and each row is compared with the
 * rows of the `probes` lists whose centres are nearest to it, its own among
 * them. Cost about 2 n d (lists + n probes / lists), memory one copy of x.
 * Fewer than k neighbours may be found for a row. */
struct mlf_lists {
    size_t lists, probes;
    uint64_t seed;
};

/* 2 sqrt(n) lists; probes for a recall of 0.95 and more of the 10 nearest
 * (measured by scripts/bench/scale). */
#define MLF_LISTS_PROBES ((size_t)32)
void mlf_neighbours_plan(struct mlf_lists *lists, size_t n);

int mlf_neighbours_lists(struct mlf_neighbours *neighbours, const struct mlf_lists *lists, const float *x, size_t n,
                         size_t d, size_t k, int jobs, struct mlf_err *err);

void mlf_neighbours_free(struct mlf_neighbours *neighbours);

#endif
