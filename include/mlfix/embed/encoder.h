/* From a thumbnail to its features: how strongly each filter of a dictionary responds in
 * each part of the picture. A. Coates, H. Lee, A. Y. Ng, "An analysis of
 * single-layer networks in unsupervised feature learning" (2011), section 3.2,
 * with a one-sided soft threshold and the root of the pooled mean.
 *
 * With a grid of 0 the features are a bag of visual words instead. The word of a patch is
 * the filter that responds to it most strongly, by magnitude as in the clustering that
 * made the filters. A feature is 1 where any patch of the picture has that word and else
 * 0, so that only the set of words counts, not where or how often they are: J. Sivic and A. Zisserman, "Video Google: a
 * text retrieval approach to object matching in videos" (2003), section 4, without its weights by frequency; presence
 * of 1,024 words is what Collabora's MLfix sorts by (January 2023), there of patches described by a pretrained network.
 */
#ifndef MLFIX_EMBED_ENCODER_H
#define MLFIX_EMBED_ENCODER_H

#include <stddef.h>

struct mlf_dictionary;
struct mlf_err;
struct mlf_recipe;

/* Responses below this count as none. */
#define MLF_ENCODE_ALPHA 0.25f

/* Not changed once it is made, so that many threads can use it. */
struct mlf_encoder {
    size_t filters, stride, grid;
    size_t patch; /* pixels a side */
    size_t size;  /* numbers in a patch */
    int flip;
    size_t side;      /* patch positions a side */
    size_t columns;   /* filters, twice that with flip */
    size_t cells[5];  /* position where each row or column of cells begins; cells[grid] = side; unused for words */
    size_t strip;     /* rows of positions that are multiplied at a time */
    float *weights;   /* size x filters; with flip their even parts, and below these their odd ones (encoder.c) */
    float *threshold; /* columns: bias - alpha; bias for words */
};

/* Freed by mlf_encoder_free; nothing is left to free after a failure. */
int mlf_encoder_make(struct mlf_encoder *encoder, const struct mlf_dictionary *dictionary,
                     const struct mlf_recipe *recipe, struct mlf_err *err);
void mlf_encoder_free(struct mlf_encoder *encoder);

/* The number of features of a picture: grid^2 * filters, or `filters` for words. */
size_t mlf_encoder_width(const struct mlf_encoder *encoder);

/* How many floats of scratch memory mlf_encoder_run needs, at an address that is a multiple
 * of 64 bytes. */
size_t mlf_encoder_scratch(const struct mlf_encoder *encoder);

/* features[cell * filters + k] = sqrt(mean over the cell's positions of
 * max(0, response_k - alpha)); with flip the mean (before the root) of that and
 * the same for the mirrored picture. The mirrored picture's responses are those
 * of the mirrored filters at the mirrored positions. Of words: features[k] = 1
 * where some patch has word k, with flip also of the mirrored picture. */
void mlf_encoder_run(const struct mlf_encoder *encoder, const unsigned char *thumb, float *features, float *scratch);

#endif
