/* Approximate search for nearest neighbours by inverted lists, for more rows than can
 * all be compared with each other. */
#ifndef MLFIX_NUMERIC_NEIGHBOURS_LISTS_H
#define MLFIX_NUMERIC_NEIGHBOURS_LISTS_H

#include <stddef.h>
#include <stdint.h>

struct mlf_err;
struct mlf_neighbours;

/* Inverted lists (J. Sivic, A. Zisserman, "Video Google: a text retrieval
 * approach to object matching in videos", 2003; H. Jegou, M. Douze, C. Schmid,
 * "Product quantization for nearest neighbor search", 2011, section 4, without
 * the residual codes): rows are sorted into the lists of the centres nearest to
 * them, found by seeded k-means on a sample, and each row is compared with the
 * rows of the `probes` lists whose centres are nearest to it, its own among
 * them. Cost about 2 n d (lists + n probes / lists), memory one copy of x.
 * Fewer than k neighbours may be found for a row. */
struct mlf_neighbours_plan {
    size_t lists, probes;
    uint64_t seed;
};

/* How many lists are searched for each row: enough to find at least 0.95 of the 10
 * nearest (measured by scripts/bench/scale). */
#define MLF_NEIGHBOURS_PROBES ((size_t)32)

/* The usual plan for n rows: 2 sqrt(n) lists. */
void mlf_neighbours_plan(struct mlf_neighbours_plan *lists, size_t n);

/* x: n x d, as for mlf_neighbours_find. Freed by mlf_neighbours_free. */
int mlf_neighbours_lists(struct mlf_neighbours *neighbours, const struct mlf_neighbours_plan *lists, const float *x,
                         size_t n, size_t d, size_t k, int jobs, struct mlf_err *err);

#endif
