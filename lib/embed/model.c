#include "mlfix/embed/model.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/parallel.h"
#include "mlfix/base/rng.h"
#include "mlfix/base/stages.h"
#include "mlfix/embed/thumbnails.h"
#include "mlfix/numeric/blas-ready.h"
#include "mlfix/numeric/matrix.h"

void mlf_model_free(struct mlf_model *model)
{
    for (size_t p = 0; p < MLF_PARTS; p++) {
        mlf_dictionary_free(&model->part[p].dictionary);
        mlf_projection_free(&model->part[p].projection);
        mlf_encoder_free(&model->part[p].encoder);
    }
    *model = (struct mlf_model){0};
}

/* ---- Features of chosen pictures ---- */

struct encoding {
    const struct mlf_encoder *encoder;
    const unsigned char *bytes;
    const size_t *chosen;
    size_t n;
    float *features, *scratch;
};

#define PIECE ((size_t)64)

static size_t aligned(size_t floats)
{
    return (floats + 15) / 16 * 16;
}

static int encode_piece(void *context, size_t piece, int worker, struct mlf_err *err)
{
    (void)err;
    const struct encoding *e = context;
    size_t width = mlf_encoder_width(e->encoder);
    float *scratch = e->scratch + (size_t)worker * aligned(mlf_encoder_scratch(e->encoder));
    for (size_t i = piece * PIECE; i < e->n && i < (piece + 1) * PIECE; i++)
        mlf_encoder_run(e->encoder, e->bytes + e->chosen[i] * MLF_THUMB_BYTES, e->features + i * width, scratch);
    return 0;
}

static int encode_all(const struct mlf_encoder *encoder, const unsigned char *bytes, const size_t *chosen, size_t n,
                      float *features, int jobs, struct mlf_err *err)
{
    jobs = jobs < 1 ? 1 : jobs;
    double begun = mlf_stage_begin("encode");
    struct encoding e = {.encoder = encoder, .bytes = bytes, .chosen = chosen, .n = n, .features = features};
    e.scratch = mlf_alloc_matrix((size_t)jobs * aligned(mlf_encoder_scratch(encoder)), sizeof *e.scratch, err);
    int result = e.scratch ? mlf_parallel((n + PIECE - 1) / PIECE, jobs, encode_piece, &e, err) : -1;
    free(e.scratch);
    mlf_stage_end("encode", begun,
                  2.0 * (double)(n * encoder->side * encoder->side) * (double)(encoder->size * encoder->filters));
    return result;
}

/* ---- Vectors ---- */

/* to[i * parts] = from[i * count], n rows of `count` numbers. */
static void interleave(const float *from, size_t n, size_t count, size_t parts, float *to)
{
    for (size_t i = 0; i < n * count; i++)
        to[i * parts] = from[i];
}

/* The vectors (n x its dim) that one part gives the n pictures: from their features, which
 * are standardised already, or where `features` is NULL from the pictures themselves. */
static int embed_part(const struct mlf_model_part *part, const struct mlf_thumbs *batch, const float *features,
                      float *vectors, struct mlf_err *err)
{
    size_t width = part->projection.width;
    if (features)
        return mlf_projection_apply(&part->projection, features, batch->n, vectors, err);
    int result = -1;
    float *rows = mlf_alloc(MLF_MODEL_BATCH * width, sizeof *rows, err);
    float *scratch = mlf_alloc_matrix(mlf_encoder_scratch(&part->encoder), sizeof *scratch, err);
    if (!rows || !scratch || mlf_blas_ready(mlf_processors(), err))
        goto done;
    for (size_t i = 0; i < batch->n; i++)
        if (batch->usable[i]) {
            mlf_encoder_run(&part->encoder, batch->bytes + i * MLF_THUMB_BYTES, rows + i * width, scratch);
            mlf_projection_standardise(&part->projection, rows + i * width, 1);
        }
    result = mlf_projection_apply(&part->projection, rows, batch->n, vectors, err);
done:
    free(rows);
    free(scratch);
    return result;
}

int mlf_model_embed(const struct mlf_model *model, const struct mlf_thumbs *batch, float *vectors, struct mlf_err *err)
{
    int result = 0;
    size_t dim = model->dim / model->parts;
    float *out = mlf_alloc_matrix(MLF_MODEL_BATCH * dim, sizeof *out, err);
    if (!out)
        return -1;
    for (size_t p = 0; p < model->parts && result == 0; p++) {
        result = embed_part(&model->part[p], batch, NULL, out, err);
        if (result == 0)
            interleave(out, batch->n, dim, model->parts, vectors + p);
    }
    free(out);
    return result;
}

struct learning {
    const struct mlf_model_part *part;
    const struct mlf_thumbs *thumbs;
    const size_t *rank;    /* of each usable picture among the usable ones: the row of its features */
    const float *features; /* standardised, of all usable pictures; or NULL */
    float *vectors;
};

/* Computes one batch of the vectors of one part. */
static int embed_piece(void *context, size_t piece, int worker, struct mlf_err *err)
{
    (void)worker;
    const struct learning *l = context;
    size_t first = piece * MLF_MODEL_BATCH, left = l->thumbs->n - first;
    size_t n = left < MLF_MODEL_BATCH ? left : MLF_MODEL_BATCH;
    size_t width = l->part->projection.width, dim = l->part->projection.dim;
    struct mlf_thumbs batch = {
        .bytes = l->thumbs->bytes + first * MLF_THUMB_BYTES, .usable = l->thumbs->usable + first, .n = n};
    if (!l->features)
        return embed_part(l->part, &batch, NULL, l->vectors + first * dim, err);
    float *rows = mlf_alloc(MLF_MODEL_BATCH * width, sizeof *rows, err);
    if (!rows)
        return -1;
    for (size_t i = 0; i < n; i++)
        if (batch.usable[i])
            memcpy(rows + i * width, l->features + l->rank[first + i] * width, width * sizeof *rows);
    int result = embed_part(l->part, &batch, rows, l->vectors + first * dim, err);
    free(rows);
    return result;
}

/* ---- Learning ---- */

static int by_place(const void *a, const void *b)
{
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    return (x > y) - (x < y);
}

/* Moves a random sample of `count` of the n places to the front, in rising order. */
static void sample(size_t *places, size_t n, size_t count, uint64_t seed)
{
    struct mlf_rng rng;
    mlf_rng_seed(&rng, seed + 1);
    for (size_t i = 0; i < count; i++) {
        size_t j = i + mlf_rng_below(&rng, n - i), place = places[i];
        places[i] = places[j];
        places[j] = place;
    }
    qsort(places, count, sizeof *places, by_place);
}

/* Learns the dictionary from the usable pictures only: from a copy without gaps where some
 * are not usable. */
static int learn_dictionary(struct mlf_dictionary *dictionary, const struct mlf_recipe *recipe, size_t side,
                            const struct mlf_thumbs *thumbs, const size_t *places, size_t n, int jobs,
                            struct mlf_err *err)
{
    if (n == thumbs->n)
        return mlf_dictionary_learn(dictionary, recipe, side, thumbs->bytes, n, jobs, err);
    unsigned char *packed = mlf_alloc(n, MLF_THUMB_BYTES, err);
    if (!packed)
        return -1;
    for (size_t i = 0; i < n; i++)
        memcpy(packed + i * MLF_THUMB_BYTES, thumbs->bytes + places[i] * MLF_THUMB_BYTES, MLF_THUMB_BYTES);
    int result = mlf_dictionary_learn(dictionary, recipe, side, packed, n, jobs, err);
    free(packed);
    return result;
}

/* The usable pictures. */
struct usable {
    size_t *places; /* n: their places among all pictures, in order */
    size_t *rank;   /* of each picture among the usable ones */
    size_t n;
    size_t *sampled; /* `held` places: of those whose features are held in memory while learning */
    size_t held;
};

static int list_usable(struct usable *usable, const struct mlf_thumbs *thumbs, const struct mlf_recipe *recipe,
                       struct mlf_err *err)
{
    usable->places = mlf_alloc(thumbs->n, sizeof *usable->places, err);
    usable->rank = mlf_alloc(thumbs->n, sizeof *usable->rank, err);
    usable->sampled = mlf_alloc(thumbs->n, sizeof *usable->sampled, err);
    if (!usable->places || !usable->rank || !usable->sampled)
        return -1;
    for (size_t i = 0; i < thumbs->n; i++)
        if (thumbs->usable[i]) {
            usable->rank[i] = usable->n;
            usable->places[usable->n++] = i;
        }
    if (usable->n == 0)
        return mlf_fail(err, "there is no picture to learn from");
    memcpy(usable->sampled, usable->places, usable->n * sizeof *usable->sampled);
    usable->held = usable->n < recipe->sample ? usable->n : recipe->sample;
    if (usable->held < usable->n)
        sample(usable->sampled, usable->n, usable->held, recipe->seed);
    return 0;
}

/* Learns one part and gives the vectors of all pictures by it: n x its dim, freed by the
 * caller. */
static int learn_part(struct mlf_model_part *part, const struct mlf_recipe *recipe, size_t number,
                      const struct mlf_thumbs *thumbs, const struct usable *usable, float **vectors, int jobs,
                      struct mlf_err *err)
{
    int result = -1;
    float *features = NULL;
    double begun = mlf_stage_begin("learn the dictionary");
    if (learn_dictionary(&part->dictionary, recipe, recipe->sides[number], thumbs, usable->places, usable->n, jobs,
                         err) ||
        mlf_encoder_make(&part->encoder, &part->dictionary, recipe, err))
        return -1;
    mlf_stage_end("learn the dictionary", begun, 0);
    size_t width = mlf_encoder_width(&part->encoder), dim = recipe->dim / mlf_recipe_parts(recipe);
    if (!(features = mlf_alloc_matrix(usable->held * width, sizeof *features, err)) ||
        encode_all(&part->encoder, thumbs->bytes, usable->sampled, usable->held, features, jobs, err))
        goto done;
    begun = mlf_stage_begin("learn the projection");
    if (recipe->grid == 0)
        part->projection = mlf_projection_none(width);
    else if (mlf_projection_learn(&part->projection, features, usable->held, width, dim, recipe->seed, jobs, err))
        goto done;
    if (usable->held < usable->n) {
        free(features);
        features = NULL;
    }
    if (!(*vectors = mlf_alloc(thumbs->n * part->projection.dim, sizeof **vectors, err)))
        goto done;
    mlf_stage_end("learn the projection", begun, 0);
    begun = mlf_stage_begin("project");
    struct learning learning = {
        .part = part, .thumbs = thumbs, .rank = usable->rank, .features = features, .vectors = *vectors};
    result = mlf_parallel((thumbs->n + MLF_MODEL_BATCH - 1) / MLF_MODEL_BATCH, jobs, embed_piece, &learning, err);
    mlf_stage_end("project", begun, 0);
done:
    free(features);
    return result;
}

/* Joins the vectors of the parts (each n x its own dim) so that their numbers take turns.
 * Of each part as many numbers are used as the shortest one has, and the projections are
 * cut to that. */
static int join_parts(struct mlf_model *model, float *const *parts, size_t n, float **vectors, struct mlf_err *err)
{
    size_t least = model->part[0].projection.dim;
    for (size_t p = 1; p < model->parts; p++)
        least = model->part[p].projection.dim < least ? model->part[p].projection.dim : least;
    model->dim = least * model->parts;
    if (!(*vectors = mlf_alloc(n * model->dim, sizeof **vectors, err)))
        return -1;
    for (size_t p = 0; p < model->parts; p++) {
        for (size_t i = 0; i < n; i++)
            interleave(parts[p] + i * model->part[p].projection.dim, 1, least, model->parts,
                       *vectors + i * model->dim + p);
        model->part[p].projection.dim = least;
    }
    return 0;
}

int mlf_model_learn(struct mlf_model *model, const struct mlf_recipe *recipe, const struct mlf_thumbs *thumbs,
                    float **vectors, int jobs, struct mlf_err *err)
{
    *model = (struct mlf_model){.recipe = *recipe, .parts = mlf_recipe_parts(recipe)};
    *vectors = NULL;
    int result = -1;
    struct usable usable = {0};
    float *parts[MLF_PARTS] = {NULL};
    if (list_usable(&usable, thumbs, recipe, err))
        goto done;
    for (size_t p = 0; p < model->parts; p++)
        if (learn_part(&model->part[p], recipe, p, thumbs, &usable, &parts[p], jobs, err))
            goto done;
    if (model->parts == 1) {
        model->dim = model->part[0].projection.dim;
        *vectors = parts[0];
        parts[0] = NULL;
        result = 0;
    } else {
        result = join_parts(model, parts, thumbs->n, vectors, err);
    }
done:
    free(usable.places);
    free(usable.rank);
    free(usable.sampled);
    for (size_t p = 0; p < MLF_PARTS; p++)
        free(parts[p]);
    if (result) {
        free(*vectors);
        *vectors = NULL;
        mlf_model_free(model);
    }
    return result;
}
