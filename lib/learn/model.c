#include "mlfix/model.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/array.h"
#include "mlfix/batch.h"
#include "mlfix/err.h"
#include "mlfix/matrix.h"
#include "mlfix/rng.h"

const char *const mlf_preset_names[] = {"fast", "default", "best", "bovw", NULL};

static const struct mlf_recipe presets[MLF_PRESETS] = {
    [MLF_PRESET_FAST] = {50000, 6, 200, 2, 3, 256, 0, 1, 50000},
    [MLF_PRESET_DEFAULT] = {100000, 10, 200, 1, 3, 512, 0, 1, 50000},
    [MLF_PRESET_BEST] = {100000, 10, 400, 1, 3, 1024, 0, 1, 25000},
    [MLF_PRESET_BOVW] = {100000, 10, 1024, 2, 0, 1024, 0, 1, 50000},
};

struct mlf_recipe mlf_recipe_preset(enum mlf_preset preset)
{
    return presets[preset];
}

void mlf_model_free(struct mlf_model *model)
{
    mlf_dictionary_free(&model->dictionary);
    mlf_projection_free(&model->projection);
    mlf_encoder_free(&model->encoder);
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
    struct encoding e = {encoder, bytes, chosen, n, features, NULL};
    e.scratch = mlf_alloc_matrix((size_t)jobs * aligned(mlf_encoder_scratch(encoder)), sizeof(float), err);
    int status = e.scratch ? mlf_parallel((n + PIECE - 1) / PIECE, jobs, encode_piece, &e, err) : -1;
    free(e.scratch);
    return status;
}

/* ---- Vectors ---- */

int mlf_model_embed(const struct mlf_model *model, const struct mlf_thumbs *batch, float *vectors, struct mlf_err *err)
{
    int status = -1;
    size_t width = model->projection.width, dim = model->projection.dim;
    float *features = mlf_alloc(MLF_MODEL_BATCH * width, sizeof *features, err);
    float *scratch = mlf_alloc_matrix(mlf_encoder_scratch(&model->encoder), sizeof *scratch, err);
    float *out = mlf_alloc_matrix(MLF_MODEL_BATCH * dim, sizeof *out, err);
    if (!features || !scratch || !out)
        goto done;
    mlf_blas_single();
    for (size_t i = 0; i < batch->n; i++)
        if (batch->usable[i]) {
            float *row = features + i * width;
            mlf_encoder_run(&model->encoder, batch->bytes + i * MLF_THUMB_BYTES, row, scratch);
            mlf_projection_standardise(&model->projection, row, 1);
        }
    if (mlf_projection_apply(&model->projection, features, batch->n, out, err))
        goto done;
    memcpy(vectors, out, batch->n * dim * sizeof *out);
    status = 0;
done:
    free(features);
    free(scratch);
    free(out);
    return status;
}

struct learning {
    struct mlf_model *model;
    const struct mlf_thumbs *thumbs;
    const size_t *rank;    /* of each usable picture among those, where its features are held */
    const float *features; /* standardised, of all usable pictures; or NULL */
    float *vectors;
};

/* One batch of the vectors: the features that are held already are laid out as
 * mlf_model_embed lays them out. */
static int embed_piece(void *context, size_t piece, int worker, struct mlf_err *err)
{
    (void)worker;
    const struct learning *l = context;
    size_t first = piece * MLF_MODEL_BATCH, left = l->thumbs->n - first;
    size_t n = left < MLF_MODEL_BATCH ? left : MLF_MODEL_BATCH;
    size_t width = l->model->projection.width, dim = l->model->projection.dim;
    if (!l->features) {
        struct mlf_thumbs batch = {l->thumbs->bytes + first * MLF_THUMB_BYTES, l->thumbs->usable + first, n};
        return mlf_model_embed(l->model, &batch, l->vectors + first * dim, err);
    }
    int status = -1;
    float *rows = mlf_alloc(MLF_MODEL_BATCH * width, sizeof *rows, err);
    float *out = mlf_alloc_matrix(MLF_MODEL_BATCH * dim, sizeof *out, err);
    if (rows && out) {
        for (size_t i = 0; i < n; i++)
            if (l->thumbs->usable[first + i])
                memcpy(rows + i * width, l->features + l->rank[first + i] * width, width * sizeof *rows);
        status = mlf_projection_apply(&l->model->projection, rows, n, out, err);
        memcpy(l->vectors + first * dim, out, n * dim * sizeof *out);
    }
    free(rows);
    free(out);
    return status;
}

/* ---- Learning ---- */

static int by_place(const void *a, const void *b)
{
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    return (x > y) - (x < y);
}

/* Moves a uniform sample of `count` of the n places to the front, in order. */
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

/* The dictionary is learnt from the usable pictures only, drawn through a copy
 * without gaps when some are not. */
static int learn_dictionary(struct mlf_model *model, const struct mlf_thumbs *thumbs, const size_t *places, size_t n,
                            int jobs, struct mlf_err *err)
{
    if (n == thumbs->n)
        return mlf_dictionary_learn(&model->dictionary, &model->recipe, thumbs->bytes, n, jobs, err);
    unsigned char *packed = mlf_alloc(n, MLF_THUMB_BYTES, err);
    if (!packed)
        return -1;
    for (size_t i = 0; i < n; i++)
        memcpy(packed + i * MLF_THUMB_BYTES, thumbs->bytes + places[i] * MLF_THUMB_BYTES, MLF_THUMB_BYTES);
    int status = mlf_dictionary_learn(&model->dictionary, &model->recipe, packed, n, jobs, err);
    free(packed);
    return status;
}

int mlf_model_learn(struct mlf_model *model, const struct mlf_recipe *recipe, const struct mlf_thumbs *thumbs,
                    float **vectors, int jobs, struct mlf_err *err)
{
    *model = (struct mlf_model){.recipe = *recipe};
    *vectors = NULL;
    int status = -1;
    size_t n = 0, most = recipe->sample;
    float *features = NULL;
    size_t *places = mlf_alloc(thumbs->n, sizeof *places, err), *rank = mlf_alloc(thumbs->n, sizeof *rank, err);
    if (!places || !rank)
        goto done;
    for (size_t i = 0; i < thumbs->n; i++)
        if (thumbs->usable[i]) {
            rank[i] = n;
            places[n++] = i;
        }
    if (n == 0) {
        mlf_fail(err, "there is no picture to learn from");
        goto done;
    }
    if (learn_dictionary(model, thumbs, places, n, jobs, err) ||
        mlf_encoder_make(&model->encoder, &model->dictionary, recipe, err))
        goto done;
    int all = n <= most;
    if (!all)
        sample(places, n, most, recipe->seed);
    size_t held = all ? n : most, width = mlf_encoder_width(&model->encoder);
    if (!(features = mlf_alloc_matrix(held * width, sizeof *features, err)) ||
        encode_all(&model->encoder, thumbs->bytes, places, held, features, jobs, err))
        goto done;
    if (recipe->grid == 0)
        model->projection = mlf_projection_none(width);
    else if (mlf_projection_learn(&model->projection, features, held, width, recipe->dim, recipe->seed, jobs, err))
        goto done;
    if (!all) {
        free(features);
        features = NULL;
    }
    if (!(*vectors = mlf_alloc(thumbs->n * model->projection.dim, sizeof **vectors, err)))
        goto done;
    struct learning learning = {model, thumbs, rank, features, *vectors};
    status = mlf_parallel((thumbs->n + MLF_MODEL_BATCH - 1) / MLF_MODEL_BATCH, jobs, embed_piece, &learning, err);
done:
    free(places);
    free(rank);
    free(features);
    if (status) {
        free(*vectors);
        *vectors = NULL;
        mlf_model_free(model);
    }
    return status;
}
