#include "mlfix/judge/suspicion-sets.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/stages.h"
#include "mlfix/judge/labelled-vectors.h"
#include "mlfix/judge/score.h"
#include "mlfix/judge/suspicion.h"

/* Weights are tried in steps of one of so many. */
#define STEPS 16
/* Logarithms of probabilities are multiplied by this, so that their best temperature lies
 * among those that mlf_score_temperature tries. */
#define UNIT 0.1

struct pool {
    const struct mlf_suspicion *members;
    size_t n, classes;
    size_t step, sample; /* every step-th item, so many of them */
    size_t *label;       /* of the sample */
    float *rows;         /* of the sample, sample x C */
    int *weight;         /* n, in parts of STEPS */
    double surprise, temperature;
    int jobs;
};

/* The weighted sum of the members' logarithms of probabilities, of one item. */
static void pool_item(const struct pool *pool, const int *weight, size_t item, float *to)
{
    size_t c = pool->classes;
    memset(to, 0, c * sizeof *to);
    for (size_t m = 0; m < pool->n; m++) {
        const struct mlf_suspicion *s = &pool->members[m];
        const float *p = s->p + item * c;
        const struct mlf_surprise *found = &s->found[item];
        double share = UNIT * weight[m] / STEPS, best = log(found->probability);
        if (weight[m] == 0)
            continue;
        for (size_t k = 0; k < c; k++)
            to[k] += (float)(share * (((double)p[k] - (double)p[found->best]) / s->temperature + best));
    }
}

static int try_weights(const struct pool *pool, const int *weight, double *temperature, double *mean,
                       struct mlf_err *err)
{
    for (size_t i = 0; i < pool->sample; i++)
        pool_item(pool, weight, i * pool->step, pool->rows + i * pool->classes);
    return mlf_score_temperature(pool->rows, pool->label, pool->sample, pool->classes, pool->jobs, temperature, mean,
                                 err);
}

/* Moves `amount` from one member's weight to another's where that lowers the surprise: 1, else 0; -1 and an error. */
static int try_move(struct pool *pool, size_t from, size_t to, int amount, struct mlf_err *err)
{
    double temperature, mean;
    if (from == to || pool->weight[from] < amount)
        return 0;
    pool->weight[from] -= amount;
    pool->weight[to] += amount;
    if (try_weights(pool, pool->weight, &temperature, &mean, err))
        return -1;
    if (mean < pool->surprise) {
        pool->surprise = mean;
        pool->temperature = temperature;
        return 1;
    }
    pool->weight[from] += amount;
    pool->weight[to] -= amount;
    return 0;
}

/* All to the member by which the labels surprise least. */
static int begin_weights(struct pool *pool, struct mlf_err *err)
{
    size_t best = 0;
    pool->surprise = (double)INFINITY;
    for (size_t m = 0; m < pool->n; m++) {
        double temperature, mean;
        memset(pool->weight, 0, pool->n * sizeof *pool->weight);
        pool->weight[m] = STEPS;
        if (try_weights(pool, pool->weight, &temperature, &mean, err))
            return -1;
        if (mean < pool->surprise) {
            pool->surprise = mean;
            pool->temperature = temperature;
            best = m;
        }
    }
    memset(pool->weight, 0, pool->n * sizeof *pool->weight);
    pool->weight[best] = STEPS;
    return 0;
}

static int choose_weights(struct pool *pool, struct mlf_err *err)
{
    if (begin_weights(pool, err))
        return -1;
    for (int amount = STEPS / 2; amount > 0;) {
        int moved = 0;
        for (size_t from = 0; from < pool->n && moved >= 0; from++)
            for (size_t to = 0; to < pool->n && moved >= 0; to++) {
                int better = try_move(pool, from, to, amount, err);
                moved = better < 0 ? -1 : moved | better;
            }
        if (moved < 0)
            return -1;
        if (!moved)
            amount /= 2;
    }
    return 0;
}

static int open_pool(struct pool *pool, const size_t *label, size_t items, struct mlf_err *err)
{
    pool->step = (items + MLF_CHOICE_SAMPLE - 1) / MLF_CHOICE_SAMPLE;
    pool->step += pool->step == 0;
    pool->sample = (items + pool->step - 1) / pool->step;
    pool->rows = mlf_alloc_matrix(pool->sample * pool->classes, sizeof *pool->rows, err);
    pool->label = mlf_alloc(pool->sample, sizeof *pool->label, err);
    pool->weight = mlf_alloc(pool->n, sizeof *pool->weight, err);
    if (!pool->rows || !pool->label || !pool->weight)
        return -1;
    for (size_t i = 0; i < pool->sample; i++)
        pool->label[i] = label[i * pool->step];
    return 0;
}

/* Fills the pooled numbers, the surprise of every label, and what each member says. */
static int score_items(struct mlf_suspicion *s, const struct pool *pool, const size_t *label, struct mlf_err *err)
{
    size_t c = s->classes, agree = 0;
    s->p = mlf_alloc_matrix(s->n * c, sizeof *s->p, err);
    s->found = mlf_alloc(s->n, sizeof *s->found, err);
    s->said = mlf_alloc_matrix(2 * s->n * pool->n, sizeof *s->said, err);
    if (!s->p || !s->found || !s->said)
        return -1;
    for (size_t i = 0; i < s->n; i++) {
        size_t own = label[i];
        pool_item(pool, pool->weight, i, s->p + i * c);
        mlf_score_item(s->p + i * c, c, own < c ? own : 0, s->temperature, &s->found[i]);
        if (own >= c) { /* a class that the members do not know */
            own = s->found[i].best;
            mlf_score_item(s->p + i * c, c, own, s->temperature, &s->found[i]);
        }
        agree += s->found[i].best == label[i];
        for (size_t m = 0; m < pool->n; m++) {
            s->said[2 * (i * pool->n + m)] = (float)mlf_suspicion_probability(&pool->members[m], i, own);
            s->said[2 * (i * pool->n + m) + 1] =
                (float)mlf_suspicion_probability(&pool->members[m], i, s->found[i].best);
        }
    }
    s->agreement = s->n ? (double)agree / (double)s->n : 0;
    return 0;
}

int mlf_suspicion_pool(struct mlf_suspicion *suspicion, struct mlf_suspicion *members, size_t n, const size_t *label,
                       int jobs, struct mlf_err *err)
{
    struct pool pool = {.members = members, .n = n, .classes = members[0].classes, .jobs = jobs};
    int result = -1;
    suspicion->n = members[0].n;
    suspicion->classes = pool.classes;
    if (open_pool(&pool, label, suspicion->n, err) || choose_weights(&pool, err))
        goto done;
    suspicion->surprise = pool.surprise;
    suspicion->temperature = pool.temperature;
    for (size_t m = 0; m < n; m++)
        members[m].weight = (double)pool.weight[m] / STEPS;
    if (score_items(suspicion, &pool, label, err))
        goto done;
    result = 0;
done:
    free(pool.rows);
    free(pool.label);
    free(pool.weight);
    return result;
}

/* What a judgement that went into the pool still has to tell needs no predictions. */
static void keep_what_was_chosen(struct mlf_suspicion *set)
{
    free(set->p);
    free(set->found);
    free(set->terms);
    set->p = NULL;
    set->found = NULL;
    set->terms = NULL;
}

int mlf_suspicion_learn_sets(struct mlf_suspicion *suspicion, const struct mlf_labelled_vectors *sets, size_t n,
                             const struct mlf_suspicion_options *options, struct mlf_models *models, int jobs,
                             struct mlf_err *err)
{
    if (n == 1)
        return mlf_suspicion_learn(suspicion, sets, options, models, jobs, err);
    if (!(suspicion->sets = mlf_alloc(n, sizeof *suspicion->sets, err)))
        return -1;
    suspicion->set_n = n;
    for (size_t k = 0; k < n; k++) {
        if (mlf_suspicion_learn(&suspicion->sets[k], &sets[k], options, &models[k], jobs, err))
            return -1;
        if (!models[k].keep)
            mlf_models_free(&models[k]);
    }
    double begun = mlf_stage_begin("combine the sets");
    if (mlf_suspicion_pool(suspicion, suspicion->sets, n, sets[0].label, jobs, err))
        return -1;
    for (size_t k = 0; k < n; k++)
        keep_what_was_chosen(&suspicion->sets[k]);
    mlf_stage_end("combine the sets", begun, 0);
    return 0;
}

int mlf_suspicion_run_sets(struct mlf_suspicion *suspicion, const struct mlf_labelled_vectors *sets, size_t n,
                           const struct mlf_suspicion_options *options, int jobs, struct mlf_err *err)
{
    struct mlf_models *models = mlf_alloc(n, sizeof *models, err);
    int result = models ? mlf_suspicion_learn_sets(suspicion, sets, n, options, models, jobs, err) : -1;
    for (size_t k = 0; models && k < n; k++)
        mlf_models_free(&models[k]);
    free(models);
    return result;
}

/* Fills what the members say together by the weights that they have. */
static int pool_by_weights(struct mlf_suspicion *suspicion, const size_t *label, struct mlf_err *err)
{
    struct pool pool = {.members = suspicion->sets, .n = suspicion->set_n, .classes = suspicion->classes};
    int result = -1;
    if (!(pool.weight = mlf_alloc(pool.n, sizeof *pool.weight, err)))
        return -1;
    for (size_t m = 0; m < pool.n; m++)
        pool.weight[m] = (int)rint(suspicion->sets[m].weight * STEPS);
    result = score_items(suspicion, &pool, label, err);
    free(pool.weight);
    return result;
}

int mlf_suspicion_settle_sets(struct mlf_suspicion *suspicion, const struct mlf_suspicion *chosen,
                              const struct mlf_labelled_vectors *data, const float *const *by_kernel,
                              const float *const *by_ridge, struct mlf_err *err)
{
    size_t n = chosen->set_n;
    if (n == 0)
        return mlf_suspicion_settle(suspicion, chosen, data, by_kernel[0], by_ridge[0], err);
    if (!(suspicion->sets = mlf_alloc(n, sizeof *suspicion->sets, err)))
        return -1;
    suspicion->set_n = n;
    suspicion->n = data->n;
    suspicion->classes = data->classes;
    suspicion->temperature = chosen->temperature;
    for (size_t k = 0; k < n; k++)
        if (mlf_suspicion_settle(&suspicion->sets[k], &chosen->sets[k], data, by_kernel[k], by_ridge[k], err))
            return -1;
    if (pool_by_weights(suspicion, data->label, err))
        return -1;
    for (size_t k = 0; k < n; k++)
        keep_what_was_chosen(&suspicion->sets[k]);
    return 0;
}
