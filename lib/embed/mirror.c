#include "mlfix/embed/mirror.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/rng.h"
#include "mlfix/base/stages.h"
#include "mlfix/embed/model.h"
#include "mlfix/embed/thumbnails.h"
#include "mlfix/judge/labelled-vectors.h"
#include "mlfix/judge/ridge.h"
#include "mlfix/numeric/groups.h"
#include "mlfix/numeric/neighbours.h"

#define DIM ((size_t)256)

struct trial {
    unsigned char *bytes, *usable; /* of the pictures tried, n of them */
    size_t *label, *group;
    size_t n, classes, groups;
    float *p;      /* n x classes */
    double *error; /* of each group: the error without mirror images less that with them */
};

static void trial_free(struct trial *t)
{
    free(t->bytes);
    free(t->usable);
    free(t->label);
    free(t->group);
    free(t->p);
    free(t->error);
}

/* How the pictures are described for the trial, without mirror images or with them. */
static struct mlf_recipe recipe_of(int flip, uint64_t seed)
{
    struct mlf_recipe recipe = mlf_recipe_of(MLF_PRESET_FAST);
    recipe.sides[1] = 0; /* one part */
    recipe.dim = DIM;
    recipe.flip = flip;
    recipe.seed = seed;
    return recipe;
}

/* Copies out a seeded sample of the pictures that have a label. */
static int draw(struct trial *t, const struct mlf_thumbs *thumbs, const size_t *label, uint64_t seed,
                struct mlf_err *err)
{
    struct mlf_rng rng;
    size_t found = 0, wanted;
    size_t *places = mlf_alloc(thumbs->n, sizeof *places, err);
    if (!places)
        return -1;
    for (size_t i = 0; i < thumbs->n; i++)
        if (thumbs->usable[i] && label[i] != MLF_MIRROR_UNLABELLED)
            places[found++] = i;
    wanted = found < MLF_MIRROR_SAMPLE ? found : MLF_MIRROR_SAMPLE;
    t->bytes = mlf_alloc(wanted, MLF_THUMB_BYTES, err);
    t->usable = mlf_alloc(wanted, 1, err);
    t->label = mlf_alloc(wanted, sizeof *t->label, err);
    t->group = mlf_alloc(wanted, sizeof *t->group, err);
    t->p = mlf_alloc_matrix(wanted * t->classes, sizeof *t->p, err);
    t->error = mlf_alloc(wanted, sizeof *t->error, err);
    if (!t->bytes || !t->usable || !t->label || !t->group || !t->p || !t->error) {
        free(places);
        return -1;
    }
    mlf_rng_seed(&rng, seed + 2);
    for (size_t left = found; t->n < wanted; left--) {
        size_t at = mlf_rng_below(&rng, left), place = places[at];
        places[at] = places[left - 1];
        memcpy(t->bytes + t->n * MLF_THUMB_BYTES, thumbs->bytes + place * MLF_THUMB_BYTES, MLF_THUMB_BYTES);
        t->usable[t->n] = 1;
        t->label[t->n++] = label[place];
    }
    free(places);
    return 0;
}

/* Finds near-duplicates by the vectors without mirror images. The same groups are left out
 * in both trials. */
static int find_groups(struct trial *t, const float *vectors, size_t dim, int jobs, struct mlf_err *err)
{
    struct mlf_groups_pair *pairs = NULL;
    size_t count = 0, d = 0;
    t->groups = t->n;
    for (size_t i = 0; i < t->n; i++)
        t->group[i] = i;
    float *x = mlf_neighbours_space(vectors, t->n, dim, 1, &d, err);
    int result = x && mlf_groups_duplicates(x, t->n, d, jobs, &pairs, &count, err) == 0
                     ? mlf_groups_join(t->n, t->group, &t->groups, pairs, count, MLF_DUPLICATE_CAP, err)
                     : -1;
    free(pairs);
    free(x);
    return result;
}

static double squared_error(const struct trial *t, size_t i)
{
    double sum = 0;
    for (size_t k = 0; k < t->classes; k++) {
        double off = (double)(t->label[i] == k) - t->p[i * t->classes + k];
        sum += off * off;
    }
    return sum;
}

static int agrees(const struct trial *t, size_t i)
{
    const float *p = t->p + i * t->classes;
    size_t best = 0;
    for (size_t k = 1; k < t->classes; k++)
        best = p[k] > p[best] ? k : best;
    return best == t->label[i];
}

/* Describes the pictures without (flip 0) or with mirror images, and predicts their
 * labels. */
static int try_way(struct trial *t, int flip, uint64_t seed, int jobs, struct mlf_mirror *mirror, struct mlf_err *err)
{
    static const struct mlf_ridge ridge = {.strength = 1.0 / 6, .unwhiten = 1};
    struct mlf_recipe recipe = recipe_of(flip, seed);
    struct mlf_thumbs thumbs = {.bytes = t->bytes, .usable = t->usable, .n = t->n};
    struct mlf_model model = {0};
    float *vectors = NULL;
    int result = -1;
    if (mlf_model_learn(&model, &recipe, &thumbs, &vectors, jobs, err))
        return -1;
    struct mlf_labelled_vectors data = {.z = vectors,
                                        .n = t->n,
                                        .d = model.dim,
                                        .label = t->label,
                                        .classes = t->classes,
                                        .group = t->group,
                                        .parts = 1};
    if (!flip && find_groups(t, vectors, model.dim, jobs, err))
        goto done;
    data.groups = t->groups;
    if (mlf_ridge_predict(&data, &ridge, jobs, t->p, err))
        goto done;
    for (size_t i = 0; i < t->n; i++) {
        double error = squared_error(t, i);
        mirror->error[flip] += error / (double)t->n;
        mirror->agree[flip] += agrees(t, i) / (double)t->n;
        t->error[t->group[i]] += flip ? -error : error;
    }
    result = 0;
done:
    free(vectors);
    mlf_model_free(&model);
    return result;
}

int mlf_mirror_choose(struct mlf_mirror *mirror, const struct mlf_thumbs *thumbs, const size_t *label, size_t classes,
                      uint64_t seed, int jobs, struct mlf_err *err)
{
    struct trial t = {.classes = classes};
    double sum = 0, square = 0;
    int result = -1;
    *mirror = (struct mlf_mirror){0};
    if (draw(&t, thumbs, label, seed, err))
        goto done;
    size_t other = 0;
    while (other < t.n && t.label[other] == t.label[0])
        other++;
    if (t.n < MLF_MIRROR_LEAST || other == t.n) {
        result = 0;
        goto done;
    }
    double begun = mlf_stage_begin("try mirror images");
    mlf_stage_within(1);
    int failed = try_way(&t, 0, seed, jobs, mirror, err) || try_way(&t, 1, seed, jobs, mirror, err);
    mlf_stage_within(0);
    mlf_stage_end("try mirror images", begun, 0);
    if (failed)
        goto done;
    for (size_t g = 0; g < t.groups; g++) {
        sum += t.error[g];
        square += t.error[g] * t.error[g];
    }
    mirror->pictures = t.n;
    mirror->groups = t.groups;
    mirror->certainty = square > 0 ? sum / sqrt(square) : 0;
    mirror->keep = mirror->certainty > MLF_MIRROR_CLEAR;
    result = 0;
done:
    trial_free(&t);
    return result;
}
