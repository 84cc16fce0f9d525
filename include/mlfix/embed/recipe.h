/* How the features of pictures are made: the presets of mlfix-embed, or what a
 * model was learnt with. */
#ifndef MLFIX_EMBED_RECIPE_H
#define MLFIX_EMBED_RECIPE_H

#include <stddef.h>
#include <stdint.h>

/* Most dictionaries, each for patches of another size, that one model may have. */
#define MLF_PARTS ((size_t)3)

struct mlf_recipe {
    size_t patches;    /* drawn to learn a dictionary */
    size_t iterations; /* of k-means */
    size_t filters;    /* K, a multiple of 8 */
    size_t stride;     /* pixels between patches: 1 or 2 */
    size_t grid;       /* features are pooled over grid x grid cells: 1..4; 0: not pooled, a bag of words (encoder.h) */
    size_t dim;        /* length of the vectors, at most */
    int flip;          /* the mean over the picture and its mirror image */
    uint64_t seed;
    size_t sample;           /* pictures that the projection is learnt from, at most */
    size_t sides[MLF_PARTS]; /* of the patches, in pixels: a dictionary for each; 0 behind the last */
};

enum mlf_recipe_preset {
    MLF_PRESET_FAST,
    MLF_PRESET_DEFAULT,
    MLF_PRESET_BEST,
    MLF_PRESET_BOVW, /* bag of visual words, for comparison */
    MLF_PRESETS,
};

extern const char *const mlf_recipe_preset_names[]; /* NULL behind the last */

/* The recipe of a preset: no flip, seed 1. */
struct mlf_recipe mlf_recipe_of(enum mlf_recipe_preset preset);

/* How many parts (model.h) a model of this recipe has: one for each of its sides,
 * but no more than `dim`. */
size_t mlf_recipe_parts(const struct mlf_recipe *recipe);

#endif
