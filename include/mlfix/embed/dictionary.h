/* A dictionary of small filters learnt from the pictures themselves: whitened
 * patches, clustered. A. Coates and A. Y. Ng, "Learning feature representations
 * with k-means" (2012), sections 2 and 3; A. Coates, H. Lee, A. Y. Ng, "An
 * analysis of single-layer networks in unsupervised feature learning" (2011).
 * No labels, no weights from elsewhere. */
#ifndef MLFIX_EMBED_DICTIONARY_H
#define MLFIX_EMBED_DICTIONARY_H

#include <stddef.h>

struct mlf_err;
struct mlf_recipe;

/* A patch: a square of a thumbnail's pixels, patch[(y * side + x) * 3 + channel],
 * on the scale 0..255, its mean taken off, divided by sqrt(variance + 10): that
 * takes away contrast, and the 10 keeps flat patches flat instead of blowing up
 * their noise. */
#define MLF_PATCH_LEAST ((size_t)4)              /* shortest side, pixels */
#define MLF_PATCH_MOST ((size_t)12)              /* longest side */
#define MLF_PATCH_SIZE(side) ((side) * (side)*3) /* numbers in a patch */
#define MLF_PATCH_FLOOR 10.0

/* Filters folded with the whitening, so that they apply to patches as they are:
 * response k of patch v = v . fold[k * size ...] + bias[k], size the numbers in
 * a patch. Each filter sums to 0. Owned. */
struct mlf_dictionary {
    size_t side; /* of a patch */
    size_t filters;
    float *fold; /* filters x size */
    float *bias; /* filters */
};

/* Copies out and normalises the patch whose top left pixel is (x, y). `patch` has
 * room for MLF_PATCH_SIZE(side) numbers. */
void mlf_patch_normalise(const unsigned char *thumb, size_t side, size_t x, size_t y, float *patch);

/* Learns recipe->filters filters for patches of this side from n >= 1 thumbnails
 * that stand one behind the other. Draws recipe->patches patches by recipe->seed;
 * fewer where the pictures do not have so many. Freed by mlf_dictionary_free;
 * nothing is left to free after a failure. */
int mlf_dictionary_learn(struct mlf_dictionary *dictionary, const struct mlf_recipe *recipe, size_t side,
                         const unsigned char *thumbs, size_t n, int jobs, struct mlf_err *err);

void mlf_dictionary_free(struct mlf_dictionary *dictionary);

#endif
