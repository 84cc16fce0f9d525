#include "mlfix/judge/noise-judge.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "isotonic.h"
#include "mlfix/base/array.h"
#include "mlfix/base/counting-sort.h"
#include "mlfix/base/parallel.h"
#include "mlfix/judge/noise.h"
#include "mlfix/judge/score.h"
#include "mlfix/judge/suspicion.h"

struct judging {
    struct mlf_noise *noise;
    const struct mlf_suspicion *suspicion;
    const size_t *item, *start; /* items sorted by label; C + 1 starts */
    double *row;                /* C a worker */
    double *wrong;
};

/* For the items of one label: the probability that each is wrong, and the expected numbers
 * of their true classes. */
static int judge_label(void *context, size_t label, int worker, struct mlf_err *err)
{
    const struct judging *j = context;
    const struct mlf_suspicion *s = j->suspicion;
    size_t c = s->classes;
    const double *chance = j->noise->chance + label * c;
    double *joint = j->noise->joint + label * c, *row = j->row + (size_t)worker * c;
    (void)err;
    for (size_t i = j->start[label]; i < j->start[label + 1]; i++) {
        const float *p = s->p + j->item[i] * c, best = p[s->found[j->item[i]].best];
        double sum = 0, others = 0;
        for (size_t k = 0; k < c; k++) {
            row[k] = exp(((double)p[k] - best) / j->noise->temperature) * chance[k];
            sum += row[k];
            others += k == label ? 0 : row[k];
        }
        for (size_t k = 0; k < c && sum > 0; k++)
            joint[k] += row[k] / sum;
        j->wrong[j->item[i]] = sum > 0 ? others / sum : 1;
    }
    return 0;
}

int mlf_noise_settle(struct mlf_noise *noise, const size_t *label, const double *wrong, size_t n, struct mlf_err *err)
{
    size_t c = noise->classes;
    double *sum = mlf_alloc(c, sizeof *sum, err);
    if (!sum)
        return -1;
    for (size_t i = 0; i < n; i++)
        if (!isnan(wrong[i]))
            sum[label[i]] += wrong[i];
    for (size_t g = 0; g < c; g++) {
        double *joint = noise->joint + g * c, others = -joint[g];
        for (size_t k = 0; k < c; k++)
            others += joint[k];
        double size = joint[g] + others;
        for (size_t k = 0; k < c; k++)
            joint[k] = k == g ? size - sum[g] : others > 0 ? joint[k] * sum[g] / others : 0;
    }
    free(sum);
    return 0;
}

/* Averages `wrong` along the score, leaving out the items that take no part. */
static int smooth(const double *score, double *wrong, size_t n, struct mlf_err *err)
{
    size_t m = 0, at = 0;
    double *x = mlf_alloc(n, sizeof *x, err), *y = mlf_alloc(n, sizeof *y, err);
    int result = -1;
    if (!x || !y)
        goto done;
    for (size_t i = 0; i < n; i++)
        if (!isnan(wrong[i])) {
            x[m] = score[i];
            y[m++] = wrong[i];
        }
    if (mlf_isotonic_fit(x, y, m, err))
        goto done;
    for (size_t i = 0; i < n; i++)
        if (!isnan(wrong[i]))
            wrong[i] = fmin(1, fmax(0, y[at++]));
    result = 0;
done:
    free(x);
    free(y);
    return result;
}

int mlf_noise_judge(struct mlf_noise *noise, const struct mlf_suspicion *suspicion, const size_t *label,
                    const unsigned char *skip, const double *score, int jobs, double *wrong, struct mlf_err *err)
{
    size_t n = suspicion->n, c = suspicion->classes, workers = jobs < 1 ? 1 : (size_t)jobs;
    size_t *start = mlf_alloc(c + 1, sizeof *start, err), *item = mlf_alloc(n, sizeof *item, err);
    double *row = mlf_alloc(workers * c, sizeof *row, err);
    int result = -1;
    if (!start || !item || !row)
        goto done;
    mlf_counting_sort(label, skip, n, c, start, item);
    for (size_t i = 0; i < n; i++)
        wrong[i] = NAN;
    memset(noise->joint, 0, c * c * sizeof *noise->joint);
    struct judging judging = {
        .noise = noise, .suspicion = suspicion, .item = item, .start = start, .row = row, .wrong = wrong};
    if (mlf_parallel(c, jobs, judge_label, &judging, err) || smooth(score, wrong, n, err) ||
        mlf_noise_settle(noise, label, wrong, n, err))
        goto done;
    result = 0;
done:
    free(start);
    free(item);
    free(row);
    return result;
}
