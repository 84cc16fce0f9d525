#include "mlfix/judge/suspicion-fuse.h"

#include <math.h>
#include <stdlib.h>

#include "mlfix/base/array.h"
#include "mlfix/judge/score.h"
#include "mlfix/judge/suspicion.h"

/* The weights w that the other model may get. */
static const double shares[] = {0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1};
#define SHARES (sizeof shares / sizeof shares[0])

/* Logarithms of probabilities are multiplied by this, so that their best temperature lies
 * among those that mlf_score_temperature tries. */
#define UNIT 0.1
/* The other model's probabilities count as at least this, so that a single one close to 0
 * does not outweigh everything that the other model knows. */
#define LEAST 1e-6

/* The weighted sum of both models' logarithms, of one item. */
static void mix_item(const struct mlf_suspicion *s, const float *word, double share, size_t item, float *to)
{
    const float *own = s->p + item * s->classes, *other = word + item * s->classes;
    const struct mlf_surprise *found = &s->found[item];
    int missing = isnan(other[0]);
    for (size_t k = 0; k < s->classes; k++) {
        double ours = ((double)own[k] - (double)own[found->best]) / s->temperature + log(found->probability);
        double theirs = missing ? ours : log(fmax((double)other[k], LEAST));
        to[k] = (float)(UNIT * ((1 - share) * ours + share * theirs));
    }
}

/* Tries all shares on a sample of the items. The one with the least mean capped surprise
 * goes to s, with that surprise, and its temperature to *temperature. */
static int choose_share(struct mlf_suspicion *s, const size_t *label, const float *word, int jobs, double *temperature,
                        struct mlf_err *err)
{
    size_t c = s->classes, step = (s->n + MLF_CHOICE_SAMPLE - 1) / MLF_CHOICE_SAMPLE;
    step += step == 0;
    size_t sample = (s->n + step - 1) / step;
    double chosen = s->temperature;
    float *rows = mlf_alloc_matrix(sample * c, sizeof *rows, err);
    size_t *labels = mlf_alloc(sample, sizeof *labels, err);
    int result = -1;
    if (!rows || !labels)
        goto done;
    for (size_t i = 0; i < sample; i++)
        labels[i] = label[i * step];
    s->surprise = (double)INFINITY;
    for (size_t k = 0; k < SHARES; k++) {
        double at, mean;
        for (size_t i = 0; i < sample; i++)
            mix_item(s, word, shares[k], i * step, rows + i * c);
        if (mlf_score_temperature(rows, labels, sample, c, jobs, &at, &mean, err))
            goto done;
        if (mean < s->surprise) {
            s->surprise = mean;
            s->word_share = shares[k];
            chosen = at;
        }
    }
    *temperature = chosen;
    result = 0;
done:
    free(rows);
    free(labels);
    return result;
}

int mlf_suspicion_fuse(struct mlf_suspicion *s, const size_t *label, const float *word, int jobs, struct mlf_err *err)
{
    size_t c = s->classes, agree = 0;
    double temperature = s->temperature;
    float *mixed = mlf_alloc_matrix(s->n * c, sizeof *mixed, err);
    if (!mixed || choose_share(s, label, word, jobs, &temperature, err)) {
        free(mixed);
        return -1;
    }
    for (size_t i = 0; i < s->n; i++)
        mix_item(s, word, s->word_share, i, mixed + i * c);
    free(s->p);
    s->p = mixed;
    s->temperature = temperature;
    for (size_t i = 0; i < s->n; i++) {
        mlf_score_item(s->p + i * c, c, label[i], s->temperature, &s->found[i]);
        agree += s->found[i].best == label[i];
    }
    s->agreement = s->n ? (double)agree / (double)s->n : 0;
    return 0;
}
