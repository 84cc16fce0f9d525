/* From features to vectors: standardised, turned to their principal axes, cut
 * to the strongest, half whitened. */
#ifndef MLFIX_EMBED_PROJECTION_H
#define MLFIX_EMBED_PROJECTION_H

#include <stddef.h>
#include <stdint.h>

struct mlf_err;

/* z = basis ((g - mean) * scale), g one row of features; or, where all three are
 * NULL, z = g. Owned. */
struct mlf_projection {
    size_t width; /* features, D */
    size_t dim;   /* of the vectors, r >= 1 */
    float *mean;  /* D */
    float *scale; /* D: 1 / (deviation of the column + 0.001 of the deviation of all); 0 where nothing varies */
    float *basis; /* r x D: unit eigenvector i of F'F/n, F the standardised features, times l_i^(-1/4) */
};

/* Learns from n >= 1 rows of `width` features, which it standardises in place.
 * Half whitening: column i of the vectors has variance sqrt(l_i), l_i falling.
 * dim = min(dim, width, n - 1, directions whose l is above a millionth of the
 * largest), but at least 1: where nothing varies the vectors are zero. */
int mlf_projection_learn(struct mlf_projection *projection, float *features, size_t n, size_t width, size_t dim,
                         uint64_t seed, int jobs, struct mlf_err *err);

/* The projection that leaves features of this width as they are. */
struct mlf_projection mlf_projection_none(size_t width);

/* Zeroed arrays of this shape. */
int mlf_projection_new(struct mlf_projection *projection, size_t width, size_t dim, struct mlf_err *err);
void mlf_projection_free(struct mlf_projection *projection);

/* g := (g - mean) * scale, n rows. */
void mlf_projection_standardise(const struct mlf_projection *projection, float *features, size_t n);

/* vectors (n x dim) of n rows that are standardised already, on one thread. A
 * row's vector is the same whatever other rows stand around it. */
int mlf_projection_apply(const struct mlf_projection *projection, const float *features, size_t n, float *vectors,
                         struct mlf_err *err);

#endif
