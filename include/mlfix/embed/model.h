/* What mlfix-embed learns from a set of pictures, and using it: thumbnail ->
 * features (encoder.h) -> vector (projection.h). */
#ifndef MLFIX_EMBED_MODEL_H
#define MLFIX_EMBED_MODEL_H

#include <stddef.h>

#include "mlfix/embed/dictionary.h"
#include "mlfix/embed/encoder.h"
#include "mlfix/embed/projection.h"
#include "mlfix/embed/recipe.h"

struct mlf_err;
struct mlf_thumbs;

/* What is learnt from patches of one size. */
struct mlf_model_part {
    struct mlf_dictionary dictionary;
    struct mlf_projection projection;
    struct mlf_encoder encoder; /* made from the recipe and the dictionary */
};

/* The vectors have `dim` numbers. Those of the parts take turns: number i of part
 * p is vector[i * parts + p]. So the numbers' variance falls along the vector, and
 * mlfix-rank finds the numbers of each part again by their places
 * (labelled-vectors.h). All parts give equally many numbers. */
struct mlf_model {
    struct mlf_recipe recipe;
    size_t parts; /* sides in the recipe, but no more than numbers asked for */
    struct mlf_model_part part[MLF_PARTS];
    size_t dim; /* parts x dim of each part's projection */
};

/* Pictures are taken in batches of this many, in order, with the unusable ones in
 * their places: the same pictures in the same order give the same bytes. */
#define MLF_MODEL_BATCH ((size_t)256)

/* Learns from all usable pictures, the projection from a seeded sample of at most
 * recipe->sample of them, whose features are held in memory; and gives the vectors
 * of all pictures: *vectors, n x model->dim, freed by the caller, with zeros for
 * unusable pictures. An error where no picture is usable. Memory: thumbnails,
 * features of the sample, vectors (twice with several parts). */
int mlf_model_learn(struct mlf_model *model, const struct mlf_recipe *recipe, const struct mlf_thumbs *thumbs,
                    float **vectors, int jobs, struct mlf_err *err);

/* The vectors (n x dim) of one batch of n <= MLF_MODEL_BATCH pictures, with zeros
 * for unusable ones. Runs on the calling thread only. */
int mlf_model_embed(const struct mlf_model *model, const struct mlf_thumbs *batch, float *vectors, struct mlf_err *err);

void mlf_model_free(struct mlf_model *model);

#endif
