#include "mlfix/judge/suspicion.h"

#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/stages.h"
#include "mlfix/judge/labelled-vectors.h"
#include "mlfix/judge/score.h"
#include "moments.h"

/* The shares that the kernel model may get. */
static const double shares[] = {0, 0.25, 0.5, 0.75, 1};
#define SHARES (sizeof shares / sizeof shares[0])

/* The weights that the mean of its group may get in a prediction, besides 0. */
static const double pools[] = {0.5, 0.75};
/* Groups are pooled where that takes away at least 2 % of the surprise. Any smoothing takes
 * away a little (0.1 % on pictures that have nothing in common); on the repeated frames of
 * gtsrb-speed it is 4 to 38 %. */
#define POOL_GAIN 0.98
#define POOLS (sizeof pools / sizeof pools[0])

struct choice {
    const struct mlf_labelled_vectors *data;
    size_t step, sample; /* every step-th item, so many of them */
    float *rows;
    size_t *labels;
    int jobs;
};

void mlf_suspicion_defaults(struct mlf_suspicion_options *options)
{
    options->ridge = (struct mlf_ridge){.strength = 1.0 / 6, .unwhiten = 1};
    options->kernel = (struct mlf_kernel){
        .width = MLF_KERNEL_WIDTH, .lambda = 0.25, .block = 10000, .others = MLF_KERNEL_OTHERS, .seed = 0};
}

static double measure_agreement(const float *p, const size_t *label, size_t n, size_t classes)
{
    size_t agree = 0;
    for (size_t i = 0; i < n; i++) {
        struct mlf_surprise surprise;
        mlf_score_item(p + i * classes, classes, label[i], 1, &surprise);
        agree += surprise.best == label[i];
    }
    return n ? (double)agree / (double)n : 0;
}

static void mix(size_t size, double share, const float *kernel, const float *ridge, float *p)
{
    for (size_t i = 0; i < size; i++)
        p[i] = (float)(share * kernel[i] + (1 - share) * ridge[i]);
}

/* Temperature and mean capped surprise of the sample's rows. */
static int try_rows(const struct choice *choice, double *temperature, double *mean, struct mlf_err *err)
{
    return mlf_score_temperature(choice->rows, choice->labels, choice->sample, choice->data->classes, choice->jobs,
                                 temperature, mean, err);
}

static int choose_share(struct mlf_suspicion *s, const struct choice *choice, const float *kernel, const float *ridge,
                        struct mlf_err *err)
{
    size_t c = s->classes;
    s->surprise = INFINITY;
    for (size_t k = 0; k < SHARES; k++) {
        double temperature, mean;
        for (size_t i = 0; i < choice->sample; i++)
            mix(c, shares[k], kernel + i * choice->step * c, ridge + i * choice->step * c, choice->rows + i * c);
        if (try_rows(choice, &temperature, &mean, err))
            return -1;
        if (mean < s->surprise) {
            s->surprise = mean;
            s->temperature = temperature;
            s->kernel_share = shares[k];
        }
    }
    mix(s->n * c, s->kernel_share, kernel, ridge, s->p);
    return 0;
}

/* to = (1 - pool) p + pool * (mean of p over the item's group); mean: groups x
 * C. `to` may be p. */
static void pool_item(const struct mlf_labelled_vectors *data, size_t item, const float *p, double pool,
                      const float *mean, float *to)
{
    size_t c = data->classes;
    for (size_t k = 0; k < c; k++)
        to[k] = (float)((1 - pool) * p[k] + pool * mean[data->group[item] * c + k]);
}

static int average_groups(const struct mlf_labelled_vectors *data, const float *p, float *mean, struct mlf_err *err)
{
    size_t c = data->classes;
    float *size = mlf_alloc(data->groups, sizeof *size, err);
    if (!size)
        return -1;
    for (size_t i = 0; i < data->n; i++) {
        size[data->group[i]]++;
        for (size_t k = 0; k < c; k++)
            mean[data->group[i] * c + k] += p[i * c + k];
    }
    for (size_t g = 0; g < data->groups; g++)
        for (size_t k = 0; k < c && size[g] > 0; k++)
            mean[g * c + k] /= size[g];
    free(size);
    return 0;
}

static int choose_pool(struct mlf_suspicion *s, const struct choice *choice, struct mlf_err *err)
{
    const struct mlf_labelled_vectors *data = choice->data;
    size_t c = s->classes;
    int result = -1;
    if (data->groups == data->n)
        return 0;
    float *mean = mlf_alloc(data->groups * c, sizeof *mean, err);
    if (!mean || average_groups(data, s->p, mean, err))
        goto done;
    for (size_t k = 0; k < POOLS; k++) {
        double temperature, surprise;
        for (size_t i = 0; i < choice->sample; i++)
            pool_item(data, i * choice->step, s->p + i * choice->step * c, pools[k], mean, choice->rows + i * c);
        if (try_rows(choice, &temperature, &surprise, err))
            goto done;
        if (surprise < s->surprise * (s->pool > 0 ? 1 : POOL_GAIN)) {
            s->surprise = surprise;
            s->temperature = temperature;
            s->pool = pools[k];
        }
    }
    for (size_t i = 0; i < s->n && s->pool > 0; i++)
        pool_item(data, i, s->p + i * c, s->pool, mean, s->p + i * c);
    result = 0;
done:
    free(mean);
    return result;
}

static int choose_mixture(struct mlf_suspicion *s, const struct mlf_labelled_vectors *data, const float *kernel,
                          const float *ridge, int jobs, struct mlf_err *err)
{
    struct choice choice = {.data = data, .jobs = jobs};
    int result = -1;
    choice.step = (data->n + MLF_CHOICE_SAMPLE - 1) / MLF_CHOICE_SAMPLE;
    choice.step += choice.step == 0;
    choice.sample = (data->n + choice.step - 1) / choice.step;
    choice.rows = mlf_alloc_matrix(choice.sample * data->classes, sizeof *choice.rows, err);
    choice.labels = mlf_alloc(choice.sample, sizeof *choice.labels, err);
    if (!choice.rows || !choice.labels)
        goto done;
    for (size_t i = 0; i < choice.sample; i++)
        choice.labels[i] = data->label[i * choice.step];
    if (choose_share(s, &choice, kernel, ridge, err) || choose_pool(s, &choice, err))
        goto done;
    result = 0;
done:
    free(choice.rows);
    free(choice.labels);
    return result;
}

/* Fills the surprise of every label and the predictions that it is made of. */
static void score_items(struct mlf_suspicion *s, const struct mlf_labelled_vectors *data, const float *kernel,
                        const float *ridge)
{
    size_t c = s->classes;
    for (size_t i = 0; i < s->n; i++) {
        const float *k = kernel + i * c, *r = ridge + i * c;
        struct mlf_surprise *found = &s->found[i];
        size_t label = data->label[i];
        if (label >= c) { /* a class that the models do not know: nothing is said of the label */
            mlf_score_item(s->p + i * c, c, 0, s->temperature, found);
            label = found->best;
        }
        mlf_score_item(s->p + i * c, c, label, s->temperature, found);
        s->terms[i] = (struct mlf_suspicion_terms){{k[label], k[found->best]}, {r[label], r[found->best]}};
    }
}

/* Four arrays of n x C floats are needed: predictions of two models, their mixture, and
 * its average over groups. Where the field is no class at all and every record has its
 * own "label", that is more memory than any machine has. */
int mlf_suspicion_fits(size_t n, size_t classes, struct mlf_err *err)
{
    long pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGESIZE);
    double needed = 4.0 * sizeof(float) * (double)n * (double)classes;
    if (pages > 0 && page > 0 && needed > (double)pages * (double)page)
        return mlf_fail(err, "%zu records of %zu classes need %.0f GB, more than this machine has", n, classes,
                        needed / 1e9);
    return 0;
}

static int make_room(struct mlf_suspicion *suspicion, size_t n, size_t classes, struct mlf_err *err)
{
    if (mlf_suspicion_fits(n, classes, err))
        return -1;
    suspicion->n = n;
    suspicion->classes = classes;
    suspicion->p = mlf_alloc_matrix(n * classes, sizeof *suspicion->p, err);
    suspicion->found = mlf_alloc(n, sizeof *suspicion->found, err);
    suspicion->terms = mlf_alloc(n, sizeof *suspicion->terms, err);
    return suspicion->p && suspicion->found && suspicion->terms ? 0 : -1;
}

/* The left-out predictions of both models. */
static int run_models(const struct mlf_labelled_vectors *data, const struct mlf_suspicion_options *options,
                      struct mlf_models *models, int jobs, struct mlf_err *err)
{
    size_t n = data->n, c = data->classes;
    struct mlf_moments moments = {0};
    models->by_ridge = mlf_alloc_matrix(n * c, sizeof *models->by_ridge, err);
    models->by_kernel = mlf_alloc_matrix(n * c, sizeof *models->by_kernel, err);
    if (!models->by_ridge || !models->by_kernel)
        return -1;
    double begun = mlf_stage_begin("ridge regression");
    int failed = n > 0 && (mlf_ridge_gather(&moments, data, jobs, err) ||
                           mlf_ridge_learn(&models->ridge, &moments, &options->ridge, jobs, err) ||
                           mlf_ridge_leave_out(&models->ridge, data, jobs, models->by_ridge, err));
    mlf_moments_free(&moments);
    if (failed)
        return -1;
    mlf_stage_end("ridge regression", begun, 2.0 * (double)(n * data->d) * (double)data->d);
    return mlf_kernel_learn(models->keep ? &models->kernel : NULL, data, &options->kernel, jobs, models->by_kernel,
                            err);
}

int mlf_suspicion_learn(struct mlf_suspicion *suspicion, const struct mlf_labelled_vectors *data,
                        const struct mlf_suspicion_options *options, struct mlf_models *models, int jobs,
                        struct mlf_err *err)
{
    size_t n = data->n, c = data->classes;
    if (make_room(suspicion, n, c, err) || run_models(data, options, models, jobs, err))
        return -1;
    double begun = mlf_stage_begin("choose the mixture");
    suspicion->ridge_agreement = measure_agreement(models->by_ridge, data->label, n, c);
    suspicion->kernel_agreement = measure_agreement(models->by_kernel, data->label, n, c);
    if (choose_mixture(suspicion, data, models->by_kernel, models->by_ridge, jobs, err))
        return -1;
    suspicion->agreement = measure_agreement(suspicion->p, data->label, n, c);
    score_items(suspicion, data, models->by_kernel, models->by_ridge);
    mlf_stage_end("choose the mixture", begun, 0);
    return 0;
}

int mlf_suspicion_run(struct mlf_suspicion *suspicion, const struct mlf_labelled_vectors *data,
                      const struct mlf_suspicion_options *options, int jobs, struct mlf_err *err)
{
    struct mlf_models models = {0};
    int result = mlf_suspicion_learn(suspicion, data, options, &models, jobs, err);
    mlf_models_free(&models);
    return result;
}

int mlf_suspicion_settle(struct mlf_suspicion *suspicion, const struct mlf_suspicion *chosen,
                         const struct mlf_labelled_vectors *data, const float *by_kernel, const float *by_ridge,
                         struct mlf_err *err)
{
    size_t c = data->classes;
    if (make_room(suspicion, data->n, c, err))
        return -1;
    suspicion->kernel_share = chosen->kernel_share;
    suspicion->pool = chosen->pool;
    suspicion->temperature = chosen->temperature;
    suspicion->weight = chosen->weight;
    mix(data->n * c, chosen->kernel_share, by_kernel, by_ridge, suspicion->p);
    if (chosen->pool > 0) {
        float *mean = mlf_alloc(data->groups * c, sizeof *mean, err);
        if (!mean || average_groups(data, suspicion->p, mean, err)) {
            free(mean);
            return -1;
        }
        for (size_t i = 0; i < data->n; i++)
            pool_item(data, i, suspicion->p + i * c, chosen->pool, mean, suspicion->p + i * c);
        free(mean);
    }
    score_items(suspicion, data, by_kernel, by_ridge);
    return 0;
}

void mlf_models_free(struct mlf_models *models)
{
    mlf_ridge_fit_free(&models->ridge);
    mlf_kernel_fit_free(&models->kernel);
    free(models->by_kernel);
    free(models->by_ridge);
    *models = (struct mlf_models){0};
}

double mlf_suspicion_probability(const struct mlf_suspicion *suspicion, size_t item, size_t class)
{
    const float *p = suspicion->p + item * suspicion->classes;
    const struct mlf_surprise *found = &suspicion->found[item];
    return found->probability * exp(((double)p[class] - (double)p[found->best]) / suspicion->temperature);
}

void mlf_suspicion_free(struct mlf_suspicion *suspicion)
{
    for (size_t k = 0; k < suspicion->set_n; k++)
        mlf_suspicion_free(&suspicion->sets[k]);
    free(suspicion->sets);
    free(suspicion->said);
    free(suspicion->p);
    free(suspicion->found);
    free(suspicion->terms);
    *suspicion = (struct mlf_suspicion){0};
}
