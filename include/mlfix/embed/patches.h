/* A dictionary of small filters learnt from the pictures themselves: whitened
 * patches, clustered. A. Coates and A. Y. Ng, "Learning feature representations
 * with k-means" (2012), sections 2 and 3; A. Coates, H. Lee, A. Y. Ng, "An
 * analysis of single-layer networks in unsupervised feature learning" (2011).
 * No labels, no weights from elsewhere. */
#ifndef MLFIX_EMBED_PATCHES_H
#define MLFIX_EMBED_PATCHES_H

#include <stddef.h>
#include <stdint.h>

struct mlf_err;

/* A thumbnail: the whole picture squeezed to 32 x 32 RGB bytes,
 * thumb[(y * 32 + x) * 3 + channel]. */
#define MLF_THUMB_SIDE 32
#define MLF_THUMB_BYTES ((size_t)MLF_THUMB_SIDE * MLF_THUMB_SIDE * 3)

/* A patch: a square of pixels, patch[(y * side + x) * 3 + channel], on the scale
 * 0..255, its mean taken off, divided by sqrt(variance + 10): contrast goes, and
 * the 10 keeps flat patches flat instead of blowing up their noise. */
#define MLF_PATCH_LEAST ((size_t)4) /* shortest and longest side */
#define MLF_PATCH_MOST ((size_t)12)
#define MLF_PATCH_SIZE(side) ((side) * (side)*3) /* numbers in a patch */
#define MLF_PATCH_FLOOR 10.0

/* Dictionaries of different patches that one model may have. */
#define MLF_PARTS ((size_t)3)

/* How features are made: one row of the table of presets, or read from a model. */
struct mlf_recipe {
    size_t patches;    /* drawn to learn the dictionary */
    size_t iterations; /* of k-means */
    size_t filters;    /* K, a multiple of 8 */
    size_t stride;     /* pixels between patches: 1 or 2 */
    size_t grid;       /* features are pooled over grid x grid cells: 1..4; 0: not pooled, a bag of words */
    size_t dim;        /* length of the vectors, at most */
    int flip;          /* the mean over the picture and its mirror image */
    uint64_t seed;
    size_t sample;           /* pictures that the projection is learnt from, at most */
    size_t sides[MLF_PARTS]; /* of the patches, in pixels: a dictionary for each; 0 behind the last */
};

/* Filters folded with the whitening, so that they apply to patches as they are:
 * response k of patch v = v . fold[k * size ...] + bias[k], size the numbers in
 * a patch. Each filter sums to 0. Owned. */
struct mlf_dictionary {
    size_t side; /* of a patch */
    size_t filters;
    float *fold; /* filters x size */
    float *bias; /* filters */
};

/* Copies out and normalises the patch whose top left pixel is (x, y). */
void mlf_patch_normalise(const unsigned char *thumb, size_t side, size_t x, size_t y, float *patch);

/* n >= 1 thumbnails one behind the other; patches of this side. Draws recipe->patches patches (fewer
 * from few pictures: no more than their positions) by recipe->seed. */
int mlf_dictionary_learn(struct mlf_dictionary *dictionary, const struct mlf_recipe *recipe, size_t side,
                         const unsigned char *thumbs, size_t n, int jobs, struct mlf_err *err);

void mlf_dictionary_free(struct mlf_dictionary *dictionary);

#endif
