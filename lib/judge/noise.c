#include "mlfix/judge/noise.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/counting-sort.h"
#include "mlfix/base/parallel.h"
#include "mlfix/judge/score.h"
#include "mlfix/judge/suspicion.h"

/* t is searched among the predictions' temperature times STEP^k, |k| <= STEPS. */
#define STEP 1.2
#define STEPS 10
/* A fit ends when a round adds less than this to the mean log likelihood. */
#define GAIN 1e-6
#define ROUNDS 60
/* The error rate that fitting begins with. */
#define FIRST_RATE 0.1
/* Added to each p(g; x), so that none is 0 and has no logarithm. */
#define LEAST 1e-290

struct fit {
    const struct mlf_suspicion *suspicion;
    size_t n, classes; /* items of the sample */
    size_t *item;      /* n, sorted by label */
    size_t *start;     /* C + 1: where those of each label begin */
    float *q;          /* n x C: q(y; x) */
    double temperature;
    double *share;         /* C: share of the items that have each label */
    double *chance;        /* C x C: T */
    double *count, *total; /* C x C: expected numbers of items labelled g that are y; C: their sums for each y */
    double *likelihood;    /* C: sums of log p(g; x) by label */
    int jobs;
};

static void fill_row(const struct mlf_suspicion *s, size_t item, double temperature, float *row)
{
    const float *p = s->p + item * s->classes, best = p[s->found[item].best];
    double sum = 0;
    for (size_t k = 0; k < s->classes; k++) {
        double value = exp(((double)p[k] - best) / temperature);
        row[k] = (float)value;
        sum += value;
    }
    for (size_t k = 0; k < s->classes; k++)
        row[k] = (float)(row[k] / sum);
}

/* Fills q for the items of one label. */
static int fill_label(void *context, size_t label, int worker, struct mlf_err *err)
{
    const struct fit *f = context;
    (void)worker;
    (void)err;
    for (size_t i = f->start[label]; i < f->start[label + 1]; i++)
        fill_row(f->suspicion, f->item[i], f->temperature, f->q + i * f->classes);
    return 0;
}

/* p(g; x). */
static double chance_of(const float *q, const double *chance, size_t classes)
{
    double sum = LEAST;
    for (size_t k = 0; k < classes; k++)
        sum += q[k] * chance[k];
    return sum;
}

/* The expectation step for the items of one label: how many of them are of each class. */
static int expect_label(void *context, size_t label, int worker, struct mlf_err *err)
{
    const struct fit *f = context;
    const double *chance = f->chance + label * f->classes;
    double *count = f->count + label * f->classes, likelihood = 0;
    (void)worker;
    (void)err;
    memset(count, 0, f->classes * sizeof *count);
    for (size_t i = f->start[label]; i < f->start[label + 1]; i++) {
        const float *q = f->q + i * f->classes;
        double sum = chance_of(q, chance, f->classes);
        for (size_t k = 0; k < f->classes; k++)
            count[k] += q[k] * chance[k] / sum;
        likelihood += log(sum);
    }
    f->likelihood[label] = likelihood;
    return 0;
}

/* Sets T from the expected numbers and the two priors: one draws it towards the error rate
 * `rate` for all classes, the other towards no errors. */
static void set_chance(struct fit *f, double rate)
{
    size_t c = f->classes;
    double prior = MLF_NOISE_PRIOR * (double)c;
    for (size_t g = 0; g < c; g++)
        for (size_t y = 0; y < c; y++) {
            double others = 1 - f->share[y];
            double usual = g == y ? 1 - rate : others > 0 ? rate * f->share[g] / others : 0;
            double sound = MLF_NOISE_SOUND * f->share[y];
            double number = f->count[g * c + y] + prior * usual + (g == y ? sound : 0);
            f->chance[g * c + y] = number / (f->total[y] + prior + sound);
        }
}

/* The maximisation step. */
static void maximise(struct fit *f)
{
    size_t c = f->classes;
    double right = 0;
    memset(f->total, 0, c * sizeof *f->total);
    for (size_t g = 0; g < c; g++) {
        right += f->count[g * c + g];
        for (size_t y = 0; y < c; y++)
            f->total[y] += f->count[g * c + y];
    }
    /* Half an error and half a right label are added, so that the rate is never 0 or 1. */
    set_chance(f, ((double)f->n - right + 0.5) / ((double)f->n + 1 + MLF_NOISE_SOUND));
}

/* Fits T for one t, starting from the present T. *likelihood becomes the mean log p(g; x). */
static int try_temperature(struct fit *f, double temperature, double *likelihood, struct mlf_err *err)
{
    f->temperature = temperature;
    if (mlf_parallel(f->classes, f->jobs, fill_label, f, err))
        return -1;
    *likelihood = -INFINITY;
    for (int round = 0; round < ROUNDS; round++) {
        double sum = 0, before = *likelihood;
        if (mlf_parallel(f->classes, f->jobs, expect_label, f, err))
            return -1;
        for (size_t g = 0; g < f->classes; g++)
            sum += f->likelihood[g];
        *likelihood = sum / (double)f->n;
        maximise(f);
        if (*likelihood - before < GAIN)
            break;
    }
    return 0;
}

/* Searches t: goes up or down the scale as long as the likelihood rises, then takes the top
 * of the parabola through the best step and its two neighbours. */
static int search(struct fit *f, double *likelihood, struct mlf_err *err)
{
    double tried[2 * STEPS + 1], *step = tried + STEPS, base = f->suspicion->temperature, top;
    int best = 0;
    if (try_temperature(f, base, &step[0], err))
        return -1;
    for (int way = -1; way <= 1; way += 2) {
        int k = way;
        for (; k >= -STEPS && k <= STEPS; k += way) {
            if (try_temperature(f, base * pow(STEP, k), &step[k], err))
                return -1;
            if (step[k] <= step[best])
                break;
            best = k;
        }
        if (best < 0)
            break;
    }
    top = best;
    if (best > -STEPS && best < STEPS) {
        double bend = step[best - 1] - 2 * step[best] + step[best + 1];
        top += bend < 0 ? fmax(-0.5, fmin(0.5, 0.5 * (step[best - 1] - step[best + 1]) / bend)) : 0;
    }
    return try_temperature(f, base * pow(STEP, top), likelihood, err);
}

/* Chooses the sample and sorts it by label. */
static int choose_items(struct fit *f, const size_t *label, const unsigned char *skip, struct mlf_err *err)
{
    size_t n = f->suspicion->n, c = f->classes, part = 0, seen = 0;
    size_t most = c > 0 ? MLF_NOISE_NUMBERS / c : MLF_NOISE_SAMPLE;
    most = most > MLF_NOISE_SAMPLE ? MLF_NOISE_SAMPLE : most < MLF_NOISE_SAMPLE / 4 ? MLF_NOISE_SAMPLE / 4 : most;
    for (size_t i = 0; i < n; i++)
        part += !(skip && skip[i]);
    size_t step = part > most ? (part + most - 1) / most : 1;
    unsigned char *left_out = mlf_alloc(n, 1, err);
    f->item = mlf_alloc(part / step + 1, sizeof *f->item, err);
    f->start = mlf_alloc(c + 1, sizeof *f->start, err);
    if (!left_out || !f->item || !f->start) {
        free(left_out);
        return -1;
    }
    for (size_t i = 0; i < n; i++) {
        left_out[i] = (skip && skip[i]) || seen++ % step != 0;
        f->n += !left_out[i];
    }
    mlf_counting_sort(label, left_out, n, c, f->start, f->item);
    free(left_out);
    return 0;
}

int mlf_noise_fit(struct mlf_noise *noise, const struct mlf_suspicion *suspicion, const size_t *label,
                  const unsigned char *skip, int jobs, struct mlf_err *err)
{
    size_t c = suspicion->classes;
    struct fit f = {.suspicion = suspicion, .classes = c, .jobs = jobs};
    int result = -1;
    noise->classes = c;
    noise->temperature = suspicion->temperature;
    noise->chance = mlf_alloc_matrix(c * c, sizeof *noise->chance, err);
    noise->joint = mlf_alloc_matrix(c * c, sizeof *noise->joint, err);
    if (!noise->chance || !noise->joint)
        return -1;
    f.chance = noise->chance;
    f.count = noise->joint; /* serves as scratch memory until mlf_noise_judge fills it */
    f.share = mlf_alloc(c, sizeof *f.share, err);
    f.total = mlf_alloc(c, sizeof *f.total, err);
    f.likelihood = mlf_alloc(c, sizeof *f.likelihood, err);
    if (!f.share || !f.total || !f.likelihood || choose_items(&f, label, skip, err) ||
        !(f.q = mlf_alloc_matrix(f.n * c, sizeof *f.q, err)))
        goto done;
    memset(f.count, 0, c * c * sizeof *f.count);
    for (size_t k = 0; k < c && f.n > 0; k++)
        f.share[k] = (double)(f.start[k + 1] - f.start[k]) / (double)f.n;
    set_chance(&f, FIRST_RATE);
    if (f.n > 0 && search(&f, &noise->likelihood, err))
        goto done;
    noise->temperature = f.n > 0 ? f.temperature : noise->temperature;
    result = 0;
done:
    free(f.item);
    free(f.start);
    free(f.q);
    free(f.share);
    free(f.total);
    free(f.likelihood);
    return result;
}

void mlf_noise_free(struct mlf_noise *noise)
{
    free(noise->chance);
    free(noise->joint);
    *noise = (struct mlf_noise){0};
}
