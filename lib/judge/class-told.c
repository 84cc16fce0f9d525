#include "mlfix/judge/class-told.h"

#include <math.h>
#include <stdlib.h>

#include "mlfix/base/array.h"
#include "mlfix/judge/score.h"
#include "mlfix/judge/suspicion.h"

/* The share that so many of n confirmed labels speak for with the certainty of MLF_TOLD_SURE. */
static double least_share(double confirmed, double n)
{
    double z2 = MLF_TOLD_SURE * MLF_TOLD_SURE, mean = n > 0 ? confirmed / n : 0;

    return n > 0 ? (mean + z2 / (2 * n) - MLF_TOLD_SURE * sqrt((mean * (1 - mean) + z2 / (4 * n)) / n)) / (1 + z2 / n)
                 : 0;
}

/* The bound of a class; 0 <= sure <= 1 says how much of MLF_TOLD_SHARE is surely confirmed. */
static double least_of_class(double sure, double share, double confirmed)
{
    double unknown = fmin(MLF_UNTOLD_LIFT * share * (confirmed + MLF_UNTOLD_CONFIRMED), MLF_SUSPECT_PROBABILITY);

    return pow(MLF_SUSPECT_PROBABILITY, sure) * pow(unknown, 1 - sure);
}

double mlf_told_bound(double confirmed, double n, double share, int *told)
{
    double sure = fmin(least_share(confirmed, n) / MLF_TOLD_SHARE, 1);

    *told = sure >= 1;
    return n > 0 ? least_of_class(sure, share, confirmed / (n + 1)) : MLF_SUSPECT_PROBABILITY;
}

int mlf_told_find(struct mlf_told *told, const struct mlf_suspicion *suspicion, const size_t *label,
                  const unsigned char *skip, struct mlf_err *err)
{
    size_t c = suspicion->classes, *count = mlf_alloc(2 * c, sizeof *count, err), *confirmed = count ? count + c : NULL;

    told->classes = c;
    told->told = mlf_alloc(c, 1, err);
    told->share = mlf_alloc(c, sizeof *told->share, err);
    told->least = mlf_alloc(c, sizeof *told->least, err);
    if (!count || !told->told || !told->share || !told->least) {
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
        double n = (double)count[k], share = told->judged_labels ? n / (double)told->judged_labels : 0;
        int is_told;

        told->share[k] = share;
        told->least[k] = mlf_told_bound((double)confirmed[k], n, share, &is_told);
        told->told[k] = (unsigned char)is_told;
        told->judged += count[k] > 0;
        told->untold += count[k] > 0 && !told->told[k];
        told->untold_labels += told->told[k] ? 0 : count[k];
    }
    free(count);
    return 0;
}

int mlf_told_is_suspect(const struct mlf_told *told, const struct mlf_suspicion *suspicion, size_t item, size_t label)
{
    const struct mlf_surprise *found = &suspicion->found[item];

    return found->best != label && exp(-found->nats) < told->least[label];
}

double mlf_told_surprise(const struct mlf_told *told, const struct mlf_suspicion *suspicion, size_t item, size_t label)
{
    double nats = suspicion->found[item].nats;

    return told->told[label] ? nats : nats * log(MLF_SUSPECT_PROBABILITY) / log(told->least[label]);
}

void mlf_told_free(struct mlf_told *told)
{
    free(told->told);
    free(told->share);
    free(told->least);
    *told = (struct mlf_told){0};
}
