#include "mlfix/judge/class-told.h"

#include <math.h>
#include <stdlib.h>

#include "mlfix/base/array.h"
#include "mlfix/base/parallel.h"
#include "mlfix/judge/score.h"
#include "mlfix/judge/suspicion.h"

/* Items at a time: fixes the order of the sums. */
#define PIECE ((size_t)1024)
#define SAMPLE ((size_t)20000)

static const double temperatures[] = {0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.5, 0.8};
#define TEMPERATURES (sizeof temperatures / sizeof temperatures[0])

/* q of the item's label. */
static double chance_of(const struct mlf_told *told, const struct mlf_suspicion *s, size_t item, size_t label,
                        double temperature)
{
    struct mlf_surprise surprise;

    mlf_score_item(s->p + item * s->classes, s->classes, label, temperature, &surprise);
    return (1 - MLF_TOLD_MIX) * exp(-surprise.nats) + MLF_TOLD_MIX * told->share[label];
}

struct trial {
    const struct mlf_told *told;
    const struct mlf_suspicion *suspicion;
    const size_t *label, *item; /* item: n of the sample */
    size_t n;
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

        for (size_t i = first; i < end; i++)
            sum -= log(chance_of(t->told, t->suspicion, t->item[i], t->label[t->item[i]], temperatures[k]));
        t->sums[piece * TEMPERATURES + k] = sum;
    }
    return 0;
}

static int choose_temperature(struct mlf_told *told, const struct mlf_suspicion *suspicion, const size_t *label,
                              const unsigned char *skip, int jobs, struct mlf_err *err)
{
    struct trial trial = {.told = told, .suspicion = suspicion, .label = label};
    size_t step = told->judged_labels / SAMPLE + 1, seen = 0, pieces, best = 0;
    size_t *item = mlf_alloc(suspicion->n, sizeof *item, err);
    double total[TEMPERATURES] = {0};

    for (size_t i = 0; item && i < suspicion->n; i++)
        if (!(skip && skip[i]) && seen++ % step == 0)
            item[trial.n++] = i;
    trial.item = item;
    pieces = (trial.n + PIECE - 1) / PIECE;
    trial.sums = mlf_alloc(pieces * TEMPERATURES, sizeof *trial.sums, err);
    if (!item || !trial.sums || mlf_parallel(pieces, jobs, try_piece, &trial, err)) {
        free(item);
        free(trial.sums);
        return -1;
    }
    for (size_t i = 0; i < pieces * TEMPERATURES; i++)
        total[i % TEMPERATURES] += trial.sums[i];
    for (size_t k = 1; k < TEMPERATURES; k++)
        if (total[k] < total[best])
            best = k;
    told->temperature = temperatures[best];
    free(item);
    free(trial.sums);
    return 0;
}

int mlf_told_find(struct mlf_told *told, const struct mlf_suspicion *suspicion, const size_t *label,
                  const unsigned char *skip, int jobs, struct mlf_err *err)
{
    size_t c = suspicion->classes, *count = mlf_alloc(2 * c, sizeof *count, err), *confirmed = count ? count + c : NULL;

    told->classes = c;
    told->told = mlf_alloc(c, 1, err);
    told->share = mlf_alloc(c, sizeof *told->share, err);
    if (!count || !told->told || !told->share) {
        free(count);
        return -1;
    }
    for (size_t i = 0; i < suspicion->n; i++) {
        if (skip && skip[i])
            continue;
        count[label[i]]++;
        confirmed[label[i]] += suspicion->found[i].best == label[i];
        told->judged_labels++;
    }
    for (size_t k = 0; k < c; k++) {
        told->share[k] = told->judged_labels ? (double)count[k] / (double)told->judged_labels : 0;
        told->told[k] = (double)confirmed[k] >= MLF_TOLD_SHARE * (double)(count[k] + 1);
        told->judged += count[k] > 0;
        told->untold += count[k] > 0 && !told->told[k];
        told->untold_labels += told->told[k] ? 0 : count[k];
    }
    free(count);
    return choose_temperature(told, suspicion, label, skip, jobs, err);
}

int mlf_told_is_suspect(const struct mlf_told *told, const struct mlf_suspicion *suspicion, size_t item, size_t label)
{
    return mlf_score_is_suspect(&suspicion->found[item]) &&
           (told->told[label] ||
            chance_of(told, suspicion, item, label, told->temperature) < MLF_UNTOLD_LIFT * told->share[label]);
}

void mlf_told_free(struct mlf_told *told)
{
    free(told->told);
    free(told->share);
    *told = (struct mlf_told){0};
}
