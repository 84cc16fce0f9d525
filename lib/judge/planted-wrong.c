#include "mlfix/judge/planted-wrong.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/counting-sort.h"
#include "mlfix/base/parallel.h"
#include "mlfix/judge/score.h"
#include "mlfix/judge/suspicion.h"

#define SAMPLE ((size_t)20000)
/* The level at which `half` begins. */
#define HALF 7
/* Sums of shares that are 1 but for rounding reach the level 1. */
#define ROUNDING 1e-9

struct plant {
    double surprise, share;
};

struct planting {
    const struct mlf_suspicion *suspicion;
    const unsigned char *counted;
    size_t *item, *start; /* those that take part, sorted by label; C + 1 starts */
    size_t *sample;       /* of those, m */
    const size_t *label;
    double *of_class; /* C: how many of the sample have the label */
    size_t n, m;
    struct plant *plants; /* m a worker */
    double *weight;       /* C a worker */
    double *found;        /* C x LEVELS: k_g(q) / q */
};

/* s(g; x). */
static double surprise_of(const struct mlf_suspicion *s, size_t item, size_t class)
{
    const float *p = s->p + item * s->classes;
    const struct mlf_surprise *found = &s->found[item];
    return ((double)p[found->best] - (double)p[class]) / s->temperature - log(found->probability);
}

static int most_surprising_first(const void *a, const void *b)
{
    const struct plant *x = a, *y = b;
    if (x->surprise != y->surprise)
        return x->surprise > y->surprise ? -1 : 1;
    return (x->share < y->share) - (x->share > y->share);
}

/* weight[y]: how often objects of class y are called g. */
static void weigh_classes(const struct planting *p, size_t g, double *weight)
{
    size_t c = p->suspicion->classes;
    for (size_t y = 0; y < c; y++)
        weight[y] = 0.5 * (double)(p->start[y + 1] - p->start[y]) / (double)p->n;
    for (size_t i = p->start[g]; i < p->start[g + 1]; i++)
        weight[p->suspicion->found[p->item[i]].best]++;
    weight[g] = 0;
}

/* Fills the labels that are planted in class g, the most surprising first, each with its share of all. */
static size_t plant(const struct planting *p, size_t g, const double *weight, struct plant *plants)
{
    size_t n = 0;
    double all = 0;
    for (size_t i = 0; i < p->m; i++) {
        size_t y = p->label[p->sample[i]];
        if (y == g || weight[y] <= 0)
            continue;
        plants[n] = (struct plant){surprise_of(p->suspicion, p->sample[i], g), weight[y] / p->of_class[y]};
        all += plants[n++].share;
    }
    for (size_t i = 0; i < n; i++)
        plants[i].share /= all;
    if (n > 0)
        qsort(plants, n, sizeof *plants, most_surprising_first);
    return n;
}

/* Counts the labels g that surprise at least so much. */
static size_t count_above(const struct planting *p, size_t g, double surprise)
{
    size_t count = 0;
    for (size_t i = p->start[g]; i < p->start[g + 1]; i++)
        count += surprise_of(p->suspicion, p->item[i], g) >= surprise;
    return count;
}

static int plant_class(void *context, size_t g, int worker, struct mlf_err *err)
{
    const struct planting *p = context;
    struct plant *plants = p->plants + (size_t)worker * p->m;
    double *weight = p->weight + (size_t)worker * p->suspicion->classes, *found = p->found + g * MLF_PLANTED_LEVELS;
    (void)err;
    if (!p->counted[g] || p->start[g] == p->start[g + 1])
        return 0;
    weigh_classes(p, g, weight);
    size_t n = plant(p, g, weight, plants), i = 0;
    double above = 0;
    for (size_t level = 0; level < MLF_PLANTED_LEVELS && n > 0; level++) {
        double q = MLF_PLANTED_TAIL + (double)level * MLF_PLANTED_STEP;
        /* Up to the label with which the share q is reached, and all that surprise as much as that one. */
        while (i < n && (above < q - ROUNDING || plants[i].surprise >= plants[i - 1].surprise))
            above += plants[i++].share;
        found[level] = (double)count_above(p, g, plants[i - 1].surprise) / fmax(above, q);
    }
    return 0;
}

static int open_planting(struct planting *p, const unsigned char *skip, int jobs, struct mlf_err *err)
{
    const struct mlf_suspicion *s = p->suspicion;
    size_t c = s->classes, workers = jobs < 1 ? 1 : (size_t)jobs;
    p->item = mlf_alloc(s->n, sizeof *p->item, err);
    p->start = mlf_alloc(c + 1, sizeof *p->start, err);
    p->of_class = mlf_alloc(c, sizeof *p->of_class, err);
    p->weight = mlf_alloc(workers * c, sizeof *p->weight, err);
    p->found = mlf_alloc(c * MLF_PLANTED_LEVELS, sizeof *p->found, err);
    if (!p->item || !p->start || !p->of_class || !p->weight || !p->found)
        return -1;
    mlf_counting_sort(p->label, skip, s->n, c, p->start, p->item);
    p->n = p->start[c];
    size_t step = p->n / SAMPLE + 1, seen = 0;
    p->sample = mlf_alloc(p->n / step + 1, sizeof *p->sample, err);
    p->plants = mlf_alloc(workers * (p->n / step + 1), sizeof *p->plants, err);
    if (!p->sample || !p->plants)
        return -1;
    for (size_t i = 0; i < s->n; i++)
        if (!(skip && skip[i]) && seen++ % step == 0) {
            p->sample[p->m++] = i;
            p->of_class[p->label[i]]++;
        }
    return 0;
}

/* L(q). */
static double least_at(const struct planting *p, size_t level)
{
    double q = MLF_PLANTED_TAIL + (double)level * MLF_PLANTED_STEP, sum = 0;
    for (size_t g = 0; g < p->suspicion->classes; g++) {
        double size = (double)(p->start[g + 1] - p->start[g]), found = p->found[g * MLF_PLANTED_LEVELS + level];
        sum += size > 0 ? found * fmax(0, 1 - found / size) : 0;
    }
    return fmax(0, sum - MLF_PLANTED_SURE * sqrt(sum / q));
}

int mlf_planted_estimate(struct mlf_planted *planted, const struct mlf_suspicion *suspicion, const size_t *label,
                         const unsigned char *skip, const unsigned char *counted, int jobs, struct mlf_err *err)
{
    struct planting p = {.suspicion = suspicion, .counted = counted, .label = label};
    int result = -1;
    *planted = (struct mlf_planted){INFINITY, INFINITY, INFINITY};
    if (open_planting(&p, skip, jobs, err) || mlf_parallel(suspicion->classes, jobs, plant_class, &p, err))
        goto done;
    for (size_t level = 0; level < MLF_PLANTED_LEVELS; level++) {
        double sum = 0.5 / (MLF_PLANTED_TAIL + (double)level * MLF_PLANTED_STEP);
        for (size_t g = 0; g < suspicion->classes; g++)
            sum += p.found[g * MLF_PLANTED_LEVELS + level];
        planted->tail = fmin(planted->tail, sum);
        planted->half = level >= HALF ? fmin(planted->half, sum) : planted->half;
        planted->least = level <= HALF ? fmin(planted->least, least_at(&p, level)) : planted->least;
    }
    result = 0;
done:
    free(p.item);
    free(p.start);
    free(p.sample);
    free(p.of_class);
    free(p.weight);
    free(p.plants);
    free(p.found);
    return result;
}
