/* From features to vectors: features are standardised and projected onto their strongest
 * principal axes (principal component analysis), and these are half whitened. */
#ifndef MLFIX_EMBED_PROJECTION_H
#define MLFIX_EMBED_PROJECTION_H

#include <stddef.h>
#include <stdint.h>

struct mlf_err;

/* The vector of a row g of features is z = basis ((g - mean) * scale); or z = g where all
 * three are NULL. Freed by mlf_projection_free. */
struct mlf_projection {
    size_t width; /* features, D */
    size_t dim;   /* of the vectors, r >= 1 */
    float *mean;  /* D */
    float *scale; /* D: 1 / (deviation of the column + 0.001 of the deviation of all); 0 where nothing varies */
    float *basis; /* r x D: unit eigenvector i of F'F/n, F the standardised features, times l_i^(-1/4) */
};

/* Learns from n >= 1 rows of `width` features, which it standardises in place.
 * With l_i the falling eigenvalues of F'F/n, column i of the vectors has the variance
 * sqrt(l_i): half whitening, where l_i would be none and 1 full whitening. The length of
 * the vectors is the least of dim, width, n - 1 and the number of l_i above a millionth
 * of the largest, but at least 1: where nothing varies the vectors are zero. */
int mlf_projection_learn(struct mlf_projection *projection, float *features, size_t n, size_t width, size_t dim,
                         uint64_t seed, int jobs, struct mlf_err *err);

/* The projection that leaves features of this width as they are; it owns no memory. */
struct mlf_projection mlf_projection_none(size_t width);

/* Takes zeroed arrays of this shape; nothing is left to free after a failure. */
int mlf_projection_new(struct mlf_projection *projection, size_t width, size_t dim, struct mlf_err *err);
void mlf_projection_free(struct mlf_projection *projection);

/* g := (g - mean) * scale, n rows. */
void mlf_projection_standardise(const struct mlf_projection *projection, float *features, size_t n);

/* Computes the vectors (n x dim) of n rows that are standardised already, on the calling
 * thread. A row's vector does not depend on the other rows, to the last bit. */
int mlf_projection_apply(const struct mlf_projection *projection, const float *features, size_t n, float *vectors,
                         struct mlf_err *err);

#endif
