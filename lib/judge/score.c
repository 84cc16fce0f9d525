#include "mlfix/judge/score.h"

#include <math.h>
#include <stdlib.h>

#include "mlfix/base/array.h"
#include "mlfix/base/parallel.h"

/* Items at a time: fixes the order of the sums. */
#define PIECE ((size_t)1024)

static const double temperatures[] = {0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3};
#define TEMPERATURES (sizeof temperatures / sizeof temperatures[0])

void mlf_score_item(const float *p, size_t classes, size_t label, double temperature, struct mlf_surprise *surprise)
{
    size_t best = 0;
    for (size_t k = 1; k < classes; k++)
        if (p[k] > p[best])
            best = k;
    /* All terms are divided by that of the best class, whose own term becomes 1 and is
     * added by log1p. So the digits of very small sums of the others are kept. */
    double others = 0;
    for (size_t k = 0; k < classes; k++)
        if (k != best)
            others += exp(((double)p[k] - p[best]) / temperature);
    surprise->best = best;
    surprise->probability = 1 / (1 + others);
    surprise->nats = log1p(others) + ((double)p[best] - p[label]) / temperature;
}

struct trial {
    const float *p;
    const size_t *label;
    size_t n, classes;
    double *sums; /* TEMPERATURES a piece */
};

static int try_piece(void *context, size_t piece, int worker, struct mlf_err *err)
{
    const struct trial *t = context;
    size_t first = piece * PIECE, end = t->n - first < PIECE ? t->n : first + PIECE;
    (void)worker;
    (void)err;
    for (size_t k = 0; k < TEMPERATURES; k++) {
        double sum = 0;
        for (size_t i = first; i < end; i++) {
            struct mlf_surprise surprise;
            mlf_score_item(t->p + i * t->classes, t->classes, t->label[i], temperatures[k], &surprise);
            sum += surprise.nats < MLF_SURPRISE_CAP ? surprise.nats : MLF_SURPRISE_CAP;
        }
        t->sums[piece * TEMPERATURES + k] = sum;
    }
    return 0;
}

int mlf_score_temperature(const float *p, const size_t *label, size_t n, size_t classes, int jobs, double *temperature,
                          double *mean, struct mlf_err *err)
{
    size_t pieces = (n + PIECE - 1) / PIECE;
    struct trial trial = {.p = p, .label = label, .n = n, .classes = classes};
    double total[TEMPERATURES] = {0};
    trial.sums = mlf_alloc(pieces * TEMPERATURES, sizeof *trial.sums, err);
    if (!trial.sums || mlf_parallel(pieces, jobs, try_piece, &trial, err)) {
        free(trial.sums);
        return -1;
    }
    for (size_t i = 0; i < pieces; i++)
        for (size_t k = 0; k < TEMPERATURES; k++)
            total[k] += trial.sums[i * TEMPERATURES + k];
    free(trial.sums);
    size_t best = 0;
    for (size_t k = 1; k < TEMPERATURES; k++)
        if (total[k] < total[best])
            best = k;
    *temperature = temperatures[best];
    *mean = n ? total[best] / (double)n : 0;
    return 0;
}

int mlf_score_is_suspect(const struct mlf_surprise *surprise)
{
    return exp(-surprise->nats) < MLF_SUSPECT_PROBABILITY;
}

double mlf_score_from_surprise(double nats)
{
    return nats / (1 + nats);
}
