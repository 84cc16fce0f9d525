#include "mlfix/judge/presence.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "logistic.h"
#include "mlfix/base/array.h"
#include "mlfix/base/parallel.h"
#include "mlfix/base/stages.h"
#include "mlfix/judge/class-told.h"
#include "mlfix/judge/kernel.h"
#include "mlfix/judge/labelled-vectors.h"
#include "mlfix/judge/ridge.h"
#include "mlfix/judge/score.h"
#include "mlfix/judge/suspicion.h"

/* The common weights are fitted to so many items at most. */
#define SAMPLE ((size_t)5000)
/* No probability is nearer to 0 or 1. */
#define SUREST 1e-7

/* Y, with one column more that makes each row add up to 1: then the sums over the classes are those over the items. */
static float *make_targets(const unsigned char *has, size_t n, size_t c, struct mlf_err *err)
{
    float *y = mlf_alloc_matrix(n * (c + 1), sizeof *y, err);

    for (size_t i = 0; y && i < n; i++) {
        float rest = 1;

        for (size_t k = 0; k < c; k++) {
            y[i * (c + 1) + k] = has[i * c + k];
            rest -= (float)has[i * c + k];
        }
        y[i * (c + 1) + c] = rest;
    }
    return y;
}

/* The left-out words of both models on each set, as word[2 * set + model], each n x (C + 1). */
static int foretell(float **word, const struct mlf_labelled_vectors *sets, size_t set_n, const float *y, size_t classes,
                    const struct mlf_suspicion_options *options, int jobs, struct mlf_err *err)
{
    for (size_t s = 0; s < set_n; s++) {
        struct mlf_labelled_vectors data = sets[s];
        double begun = mlf_stage_begin("ridge regression");

        data.classes = classes + 1;
        data.y = y;
        for (int model = 0; model < 2; model++)
            if (!(word[2 * s + (size_t)model] = mlf_alloc_matrix(data.n * (classes + 1), sizeof **word, err)))
                return -1;
        if (mlf_ridge_predict(&data, &options->ridge, jobs, word[2 * s], err))
            return -1;
        mlf_stage_end("ridge regression", begun, 2.0 * (double)(data.n * data.d) * (double)data.d);
        if (mlf_kernel_predict(&data, &options->kernel, jobs, word[2 * s + 1], err))
            return -1;
    }
    return 0;
}

struct fitting {
    struct mlf_presence *presence;
    const unsigned char *has;
    float *const *word;
    size_t words;
    const double *weight; /* words + 1: the last is the common intercept */
};

/* w'f of item i and class k. */
static double mixed(const struct fitting *f, size_t i, size_t k)
{
    size_t at = i * (f->presence->classes + 1) + k;
    double x = 0;

    for (size_t j = 0; j < f->words; j++)
        x += f->weight[j] * f->word[j][at];
    return x;
}

/* The common weights, from every step-th item and the classes that two items have and two have not. */
static int fit_common(const struct fitting *f, double *weight, struct mlf_err *err)
{
    struct mlf_presence *presence = f->presence;
    size_t n = presence->n, c = presence->classes, d = f->words, rows = 0;
    size_t step = (n + SAMPLE - 1) / SAMPLE, room = (n + step - 1) / step * c;
    double *x = mlf_alloc(room * d, sizeof *x, err);
    unsigned char *t = mlf_alloc(room, 1, err);
    int result = -1;

    if (!x || !t)
        goto done;
    for (size_t i = 0; i < n; i += step)
        for (size_t k = 0; k < c; k++) {
            if (presence->count[k] < 2 || n - presence->count[k] < 2)
                continue;
            for (size_t j = 0; j < d; j++)
                x[rows * d + j] = f->word[j][i * (c + 1) + k];
            t[rows++] = f->has[i * c + k];
        }
    result = mlf_logistic_fit(&(struct mlf_logistic){.x = x, .t = t, .n = rows, .d = d, .noise = MLF_PRESENCE_NOISE},
                              weight, err);
done:
    free(x);
    free(t);
    return result;
}

/* Slope and intercept of one class, and its probabilities. */
static int fit_class(void *context, size_t k, int worker, struct mlf_err *err)
{
    const struct fitting *f = context;
    struct mlf_presence *presence = f->presence;
    size_t n = presence->n, c = presence->classes, confirmed = 0;
    double prior[] = {1, f->weight[f->words]}, deviation[] = {MLF_PRESENCE_SLOPE, MLF_PRESENCE_INTERCEPT};
    double line[] = {prior[0], prior[1]};
    double *x = mlf_alloc(n, sizeof *x, err);
    unsigned char *t = mlf_alloc(n, 1, err);
    int result = -1, told;

    (void)worker;
    if (!x || !t)
        goto done;
    for (size_t i = 0; i < n; i++) {
        x[i] = mixed(f, i, k);
        t[i] = f->has[i * c + k];
    }
    if (mlf_logistic_fit(
            &(struct mlf_logistic){
                .x = x, .t = t, .n = n, .d = 1, .noise = MLF_PRESENCE_NOISE, .prior = prior, .deviation = deviation},
            line, err))
        goto done;
    for (size_t i = 0; i < n; i++) {
        double p = mlf_logistic(line[0] * x[i] + line[1]);

        presence->p[i * c + k] = (float)fmin(fmax(p, SUREST), 1 - SUREST);
        confirmed += t[i] && p > 0.5;
    }
    presence->least[k] =
        mlf_told_bound((double)confirmed, (double)presence->count[k], (double)presence->count[k] / (double)n, &told);
    presence->told[k] = told;
    result = 0;
done:
    free(x);
    free(t);
    return result;
}

static void measure(struct mlf_presence *presence, const unsigned char *has)
{
    size_t given = 0, confirmed = 0;

    for (size_t i = 0; i < presence->n * presence->classes; i++) {
        given += has[i];
        confirmed += has[i] && presence->p[i] > 0.5F;
    }
    presence->agreement = given ? (double)confirmed / (double)given : 0;
}

int mlf_presence_judge(struct mlf_presence *presence, const struct mlf_labelled_vectors *sets, size_t set_n,
                       const unsigned char *has, size_t classes, const struct mlf_suspicion_options *options, int jobs,
                       struct mlf_err *err)
{
    size_t n = sets[0].n;
    float **word = mlf_alloc(2 * set_n, sizeof *word, err), *y = NULL;
    double *weight = mlf_alloc(2 * set_n + 1, sizeof *weight, err);
    struct fitting f = {.presence = presence, .has = has, .word = word, .words = 2 * set_n, .weight = weight};
    int result = -1;

    presence->n = n;
    presence->classes = classes;
    presence->p = mlf_alloc_matrix(n * classes, sizeof *presence->p, err);
    presence->told = mlf_alloc(classes, sizeof *presence->told, err);
    presence->least = mlf_alloc(classes, sizeof *presence->least, err);
    presence->count = mlf_alloc(classes, sizeof *presence->count, err);
    if (!word || !weight || !presence->p || !presence->told || !presence->least || !presence->count ||
        mlf_suspicion_fits(n, classes + 1, err) || !(y = make_targets(has, n, classes, err)))
        goto done;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < classes; k++)
            presence->count[k] += has[i * classes + k];
    if (foretell(word, sets, set_n, y, classes, options, jobs, err))
        goto done;
    double begun = mlf_stage_begin("choose the mixture");
    if (fit_common(&f, weight, err) || mlf_parallel(classes, jobs, fit_class, &f, err))
        goto done;
    mlf_stage_end("choose the mixture", begun, 0);
    measure(presence, has);
    result = 0;
done:
    for (size_t j = 0; word && j < 2 * set_n; j++)
        free(word[j]);
    free(word);
    free(weight);
    free(y);
    return result;
}

double mlf_presence_surprise(const struct mlf_presence *presence, size_t item, size_t class, int has)
{
    double p = (double)presence->p[item * presence->classes + class];
    double nats = has ? -log(p) : -log1p(-p);

    return presence->told[class] ? nats : nats * log(MLF_SUSPECT_PROBABILITY) / log(presence->least[class]);
}

int mlf_presence_is_suspect(const struct mlf_presence *presence, size_t item, size_t class, int has)
{
    double p = (double)presence->p[item * presence->classes + class];

    return has ? p < presence->least[class] : presence->told[class] && 1 - p < MLF_SUSPECT_PROBABILITY;
}

void mlf_presence_free(struct mlf_presence *presence)
{
    free(presence->p);
    free(presence->told);
    free(presence->least);
    free(presence->count);
    *presence = (struct mlf_presence){0};
}
