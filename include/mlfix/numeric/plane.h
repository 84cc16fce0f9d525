/* A map of vectors: a place in the plane for each row, near rows at near places. */
#ifndef MLFIX_NUMERIC_PLANE_H
#define MLFIX_NUMERIC_PLANE_H

#include <stddef.h>

struct mlf_err;
struct mlf_neighbours;

#define MLF_PLANE_ROUNDS 200
#define MLF_PLANE_NEIGHBOURS ((size_t)15)
#define MLF_PLANE_OTHERS 8

/* Places the n rows of the n x d matrix x (of unit length, or zeros) in the plane: xy, n x 2,
 * each number from 0 to 1, both axes at one scale, the longer one filled.
 *
 * The beginning are the two principal components. Then, in so many rounds, every row is drawn
 * to its neighbours and pushed away from MLF_PLANE_OTHERS rows drawn at random, as in L. McInnes,
 * J. Healy, J. Melville, "UMAP: Uniform Manifold Approximation and Projection for Dimension
 * Reduction", 2018, algorithms 3 to 5, with a = b = 1: along the graph of the first
 * MLF_PLANE_NEIGHBOURS of `near`, whose edges weigh exp(-(distance - nearest) / s), s such that a
 * row's add up to log2 k, and are joined with those of the other end as a + b - ab. Other than there,
 * all rows move at once, each by what their places of the round before say, so the same bytes
 * come out for any number of jobs. Axes mean nothing, nor do distances between far groups.
 * Time n (edges + others) rounds; memory n k. 0, or -1 with err. */
int mlf_plane_place(const struct mlf_neighbours *near, const float *x, size_t n, size_t d, int rounds, int jobs,
                    float *xy, struct mlf_err *err);

#endif
