/* What mlfix-embed learns from a set of pictures, and using it: thumbnail ->
 * features (encode.h) -> vector (project.h). */
#ifndef MLFIX_EMBED_MODEL_H
#define MLFIX_EMBED_MODEL_H

#include <stddef.h>

#include "mlfix/embed/encode.h"
#include "mlfix/embed/patches.h"
#include "mlfix/embed/project.h"

struct mlf_err;

enum mlf_preset {
    MLF_PRESET_FAST,
    MLF_PRESET_DEFAULT,
    MLF_PRESET_BEST,
    MLF_PRESET_BOVW, /* bag of visual words (encode.h), for comparison */
    MLF_PRESETS,
};

extern const char *const mlf_preset_names[]; /* NULL behind the last */

/* The recipe of a preset: no flip, seed 1. */
struct mlf_recipe mlf_recipe_preset(enum mlf_preset preset);

/* What is learnt from patches of one size. */
struct mlf_part {
    struct mlf_dictionary dictionary;
    struct mlf_projection projection;
    struct mlf_encoder encoder; /* made from the recipe and the dictionary */
};

/* Vectors of `dim` numbers, those of the parts in turn: number i of part p is
 * vector[i * parts + p], so that the numbers' variance falls, and mlfix-rank
 * finds each part again by its place (labelled.h). All parts give equally many
 * numbers. */
struct mlf_model {
    struct mlf_recipe recipe;
    size_t parts; /* sides in the recipe, but no more than numbers asked for */
    struct mlf_part part[MLF_PARTS];
    size_t dim; /* parts x dim of each part's projection */
};

/* The number of parts of a recipe. */
size_t mlf_recipe_parts(const struct mlf_recipe *recipe);

/* Pictures are taken in batches of this many, in order, unusable ones in their
 * places: the same pictures in the same order give the same bytes. */
#define MLF_MODEL_BATCH ((size_t)256)

/* n thumbnails one behind the other; usable[i] = 0 leaves one out (its bytes
 * are not read). */
struct mlf_thumbs {
    const unsigned char *bytes; /* n x MLF_THUMB_BYTES */
    const unsigned char *usable;
    size_t n;
};

/* Learns from all pictures, the projection from a seeded sample of at most
 * recipe->sample, whose features are held, and gives the vectors of all: *vectors, n x model->dim, the
 * caller's, rows of unusable pictures zero. An error where no picture is usable. Memory: thumbnails, sample, vectors
 * (with several parts twice).
 */
int mlf_model_learn(struct mlf_model *model, const struct mlf_recipe *recipe, const struct mlf_thumbs *thumbs,
                    float **vectors, int jobs, struct mlf_err *err);

/* Vectors of one batch of n <= MLF_MODEL_BATCH pictures, on one thread: n x
 * dim, rows of unusable pictures zero. */
int mlf_model_embed(const struct mlf_model *model, const struct mlf_thumbs *batch, float *vectors, struct mlf_err *err);

void mlf_model_free(struct mlf_model *model);

#endif
