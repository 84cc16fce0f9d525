#include "mlfix/judge/suggestion.h"

#include <math.h>
#include <stdlib.h>

#include "mlfix/base/array.h"
#include "mlfix/judge/class-told.h"
#include "mlfix/judge/score.h"
#include "mlfix/judge/suspicion.h"

/* u is fitted in at most so many rounds, until one changes it by less than this. */
#define ROUNDS 500
#define CHANGE 1e-7
/* A prediction counts as less sure than this that a label is right, so that something is left for the others. */
#define LEAST_LEFT 1e-12

/* P(g; x). */
static double given(const struct mlf_suspicion *suspicion, size_t item)
{
    return exp(-suspicion->found[item].nats);
}

/* s(g), 0 for a class that is not judged. */
static double share_of(const struct mlf_told *told, size_t label)
{
    return label < told->classes ? told->share[label] : 0;
}

static double find_rate(const struct mlf_suspicion *suspicion, const double *wrong)
{
    double sum = MLF_SUGGESTION_RATE * MLF_SUGGESTION_LABELS, n = MLF_SUGGESTION_LABELS;
    for (size_t i = 0; i < suspicion->n; i++)
        if (!isnan(wrong[i])) {
            sum += wrong[i];
            n++;
        }
    return sum / n;
}

struct untold {
    double p, share; /* P(g; x), s(g) */
};

/* A label more of each kind is counted, so that u is never 0 nor 1. */
static double find_unknown(const struct untold *labels, size_t n, double rate)
{
    double unknown = 0.5;
    for (int round = 0; round < ROUNDS; round++) {
        double of_unknown = 1, of_known = 1, before = unknown;
        for (size_t i = 0; i < n; i++) {
            double p = labels[i].p, s = labels[i].share;
            double not_known = (1 - rate) * unknown * s, is_known = (1 - rate) * (1 - unknown) * p;
            double all = not_known + is_known + rate * s * (1 - p);
            of_unknown += not_known / all;
            of_known += is_known / all;
        }
        unknown = of_unknown / (of_unknown + of_known);
        if (fabs(unknown - before) < CHANGE)
            break;
    }
    return unknown;
}

/* Fills a. Half a label of each kind is counted more, so that few never speak for certainty. */
static int find_worth(struct mlf_suggestion *suggestion, const struct mlf_suspicion *suspicion,
                      const struct mlf_told *told, const size_t *label, const double *wrong, struct mlf_err *err)
{
    size_t c = suspicion->classes;
    double *right = mlf_alloc(c, sizeof *right, err);
    suggestion->worth = mlf_alloc(c, sizeof *suggestion->worth, err);
    if (!right || !suggestion->worth) {
        free(right);
        return -1;
    }
    for (size_t i = 0; i < suspicion->n; i++) {
        size_t best = suspicion->found[i].best;
        int agrees = label[i] == best;
        right[best] += agrees ? 1 : 1 - mlf_suggestion_wrong(suggestion, suspicion, told, i, label[i], wrong[i]);
        suggestion->worth[best] += agrees;
    }
    for (size_t k = 0; k < c; k++)
        suggestion->worth[k] = (suggestion->worth[k] + 0.5) / (right[k] + 1);
    free(right);
    return 0;
}

int mlf_suggestion_fit(struct mlf_suggestion *suggestion, const struct mlf_suspicion *suspicion,
                       const struct mlf_told *told, const size_t *label, const double *wrong, struct mlf_err *err)
{
    struct untold *labels = mlf_alloc(suspicion->n, sizeof *labels, err);
    size_t n = 0;
    if (!labels)
        return -1;
    for (size_t i = 0; i < suspicion->n; i++)
        if (!told->told[label[i]] && told->share[label[i]] > 0)
            labels[n++] = (struct untold){given(suspicion, i), told->share[label[i]]};
    suggestion->rate = find_rate(suspicion, wrong);
    suggestion->unknown = find_unknown(labels, n, suggestion->rate);
    free(labels);
    return find_worth(suggestion, suspicion, told, label, wrong, err);
}

/* 1 - P(g; x). */
static double left_to_others(const struct mlf_suspicion *suspicion, size_t item, size_t label)
{
    return label < suspicion->classes ? fmax(1 - given(suspicion, item), LEAST_LEFT) : 1;
}

double mlf_suggestion_wrong(const struct mlf_suggestion *suggestion, const struct mlf_suspicion *suspicion,
                            const struct mlf_told *told, size_t item, size_t label, double wrong)
{
    double share = share_of(told, label), r = suggestion->rate, u = share > 0 ? suggestion->unknown : 1;
    double s = share > 0 ? share : 1, left = left_to_others(suspicion, item, label);
    double is_wrong = r * s * left, is_right = (1 - r) * ((1 - u) * (1 - left) + u * s);
    return isnan(wrong) ? is_wrong / (is_wrong + is_right) : wrong;
}

double mlf_suggestion_probability(const struct mlf_suggestion *suggestion, const struct mlf_suspicion *suspicion,
                                  size_t item, size_t label, size_t class, double w)
{
    double p = mlf_suspicion_probability(suspicion, item, class) / left_to_others(suspicion, item, label);
    return fmin(w * suggestion->worth[class] * p, 1);
}

void mlf_suggestion_free(struct mlf_suggestion *suggestion)
{
    free(suggestion->worth);
    *suggestion = (struct mlf_suggestion){0};
}
