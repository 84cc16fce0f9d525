#include "mlfix/judge/model-outputs-scores.h"

#include <math.h>
#include <stdlib.h>

#include "mlfix/base/array.h"
#include "mlfix/judge/model-outputs.h"
#include "mlfix/judge/score.h"
#include "mlfix/numeric/npy-rows.h"
#include "model-outputs-walk.h"

/* ---- The surprise of the labels ---- */

struct look {
    const struct mlf_model_outputs *outputs;
    struct mlf_surprise *found;
    unsigned char *state;
};

static int look_at(void *context, size_t item, int worker, double *row, double *scratch, struct mlf_err *err)
{
    const struct look *look = context;
    const struct mlf_model_outputs *outputs = look->outputs;
    struct mlf_surprise *found = &look->found[item];
    enum mlf_model_outputs_state state = mlf_model_outputs_row(outputs, item, row, scratch, NULL);
    (void)worker;
    (void)err;
    look->state[item] = (unsigned char)state;
    *found = (struct mlf_surprise){0};
    if (state > MLF_ROW_SCALED)
        return 0;
    double p = row[outputs->label[item]];
    found->best = mlf_model_outputs_most(row, NULL, outputs->classes);
    found->probability = fmin(row[found->best], 1);
    found->nats = p > 0 ? fmin(fmax(-log(p), 0), -MLF_LEAST_LOG) : -MLF_LEAST_LOG;
    return 0;
}

int mlf_model_outputs_look(const struct mlf_model_outputs *outputs, struct mlf_surprise *found, unsigned char *state,
                           int jobs, struct mlf_err *err)
{
    struct look look = {.outputs = outputs, .found = found, .state = state};
    struct mlf_model_outputs_walk walk = {
        .outputs = outputs, .visit = look_at, .context = &look, .jobs = jobs < 1 ? 1 : jobs};
    return mlf_model_outputs_walk(&walk, err);
}

/* ---- Measures of doubt ---- */

struct measuring {
    const struct mlf_model_outputs *outputs;
    enum mlf_model_outputs_measure measure;
    double *score;
};

static double largest_other(const double *row, size_t n, size_t label)
{
    double other = (double)-INFINITY;
    for (size_t k = 0; k < n; k++)
        other = k != label && row[k] > other ? row[k] : other;
    return other;
}

/* The logarithm that a probability of 0 counts with: that of the least positive number that
 * the run's file can hold. */
static double least_log(const struct mlf_model_outputs_run *run)
{
    if (!run->npy || run->npy->kind == MLF_NPY_F8)
        return MLF_LEAST_LOG;
    return run->npy->kind == MLF_NPY_F2 ? -24 * log(2) : -149 * log(2);
}

static double margin(const struct mlf_model_outputs_run *run, const double *row, size_t n, size_t label)
{
    double own = row[label], other = largest_other(row, n, label);
    if (run->logits || run->predictions)
        return fmax(own - other, 2 * MLF_LEAST_LOG);
    return (own > 0 ? log(own) : least_log(run)) - (other > 0 ? log(other) : least_log(run));
}

static double mean_margin(const struct measuring *m, size_t item, double *row)
{
    const struct mlf_model_outputs *outputs = m->outputs;
    double sum = 0, have = 0;
    for (size_t r = 0; r < outputs->run_n && outputs->classes > 1; r++) {
        const struct mlf_model_outputs_run *run = &outputs->runs[r];
        if (!mlf_model_outputs_run_row(outputs, run, item, row))
            continue;
        sum += margin(run, row, outputs->classes, outputs->label[item]);
        have++;
    }
    return have > 0 ? sum / have : 0;
}

static int measure_item(void *context, size_t item, int worker, double *row, double *scratch, struct mlf_err *err)
{
    const struct measuring *m = context;
    size_t c = m->outputs->classes, label = m->outputs->label[item];
    double entropy = 0;
    (void)worker;
    (void)err;
    if (m->measure == MLF_MEASURE_AUM) {
        double aum = mean_margin(m, item, row);
        m->score[item] = (1 - aum / (1 + fabs(aum))) / 2;
        return 0;
    }
    mlf_model_outputs_row(m->outputs, item, row, scratch, NULL);
    if (m->measure == MLF_MEASURE_MARGIN) {
        m->score[item] = c > 1 ? fmin(1, fmax(0, (1 - row[label] + largest_other(row, c, label)) / 2)) : 0;
        return 0;
    }
    for (size_t k = 0; k < c; k++)
        entropy -= row[k] > 0 ? row[k] * log(row[k]) : 0;
    m->score[item] = c > 1 ? fmin(1, fmax(0, entropy / log((double)c))) : 0;
    return 0;
}

int mlf_model_outputs_measure(const struct mlf_model_outputs *outputs, const struct mlf_surprise *found,
                              enum mlf_model_outputs_measure measure, double *score, int jobs, struct mlf_err *err)
{
    struct measuring measuring = {.outputs = outputs, .measure = measure, .score = score};
    struct mlf_model_outputs_walk walk = {
        .outputs = outputs, .visit = measure_item, .context = &measuring, .jobs = jobs < 1 ? 1 : jobs};
    if (measure != MLF_MEASURE_SELF_CONFIDENCE)
        return mlf_model_outputs_walk(&walk, err);
    for (size_t i = 0; i < outputs->n; i++)
        score[i] = mlf_score_from_surprise(found[i].nats);
    return 0;
}

/* ---- Leaving items out ---- */

int mlf_model_outputs_keep(struct mlf_model_outputs *outputs, const unsigned char *keep, struct mlf_err *err)
{
    size_t kept = 0, c = outputs->classes;
    for (size_t i = 0; i < outputs->n; i++)
        kept += keep[i] != 0;
    for (size_t r = 0; r < outputs->run_n && kept < outputs->n; r++) {
        struct mlf_model_outputs_run *run = &outputs->runs[r];
        size_t *row = run->npy ? mlf_alloc(kept, sizeof *row, err) : NULL;
        if (run->npy && !row)
            return -1;
        for (size_t i = 0, to = 0; i < outputs->n; i++) {
            if (!keep[i])
                continue;
            if (row)
                row[to] = run->row ? run->row[i] : i;
            for (size_t k = 0; k < c && run->p; k++)
                run->p[to * c + k] = run->p[i * c + k];
            to++;
        }
        if (row) {
            free(run->row);
            run->row = row;
        }
    }
    outputs->n = kept;
    return 0;
}
