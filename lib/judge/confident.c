#include "mlfix/judge/confident.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "mlfix/base/array.h"
#include "mlfix/judge/model-outputs.h"
#include "mlfix/judge/score.h"
#include "model-outputs-walk.h"

/* How far a probability may be below a threshold and still reach it: probabilities may
 * have been stored in single or half precision. */
#define TOLERANCE 1e-6

struct counting {
    const struct mlf_model_outputs *outputs;
    struct mlf_confident *confident;
    double *least;   /* C: the thresholds less TOLERANCE */
    uint32_t *count; /* C x C a worker: whole numbers, whose sums do not depend on which worker counted */
};

static int count_item(void *context, size_t item, int worker, double *row, double *scratch, struct mlf_err *err)
{
    const struct counting *counting = context;
    size_t c = counting->outputs->classes;
    (void)err;
    mlf_model_outputs_row(counting->outputs, item, row, scratch, NULL);
    size_t class = mlf_model_outputs_most(row, counting->least, c);
    counting->confident->counted[item] = class;
    if (class < c)
        counting->count[(size_t)worker * c * c + counting->outputs->label[item] * c + class]++;
    return 0;
}

static void find_thresholds(struct mlf_confident *confident, const struct mlf_model_outputs *outputs,
                            const struct mlf_surprise *found, double *least)
{
    for (size_t i = 0; i < outputs->n; i++) {
        confident->threshold[outputs->label[i]] += exp(-found[i].nats);
        confident->size[outputs->label[i]]++;
    }
    for (size_t k = 0; k < outputs->classes; k++) {
        double size = confident->size[k];
        confident->threshold[k] = size > 0 ? confident->threshold[k] / size : (double)INFINITY;
        least[k] = confident->threshold[k] - TOLERANCE;
    }
}

/* Scales each row of the joint so that its sum becomes the size of the class. */
static void scale_rows(struct mlf_confident *confident)
{
    size_t c = confident->classes;
    for (size_t i = 0; i < c; i++) {
        double counted = 0;
        for (size_t k = 0; k < c; k++)
            counted += confident->joint[i * c + k];
        for (size_t k = 0; k < c && counted > 0; k++)
            confident->joint[i * c + k] *= confident->size[i] / counted;
    }
}

int mlf_confident_make(struct mlf_confident *confident, const struct mlf_model_outputs *outputs,
                       const struct mlf_surprise *found, int jobs, struct mlf_err *err)
{
    size_t c = outputs->classes, workers = jobs < 1 ? 1 : (size_t)jobs;
    struct counting counting = {.outputs = outputs, .confident = confident};
    struct mlf_model_outputs_walk walk = {
        .outputs = outputs, .visit = count_item, .context = &counting, .jobs = (int)workers};
    int result = -1;
    confident->classes = c;
    confident->size = mlf_alloc(c, sizeof *confident->size, err);
    confident->threshold = mlf_alloc(c, sizeof *confident->threshold, err);
    confident->joint = mlf_alloc(c * c, sizeof *confident->joint, err);
    confident->counted = mlf_alloc(outputs->n, sizeof *confident->counted, err);
    counting.least = mlf_alloc(c, sizeof *counting.least, err);
    counting.count = mlf_alloc(workers * c * c, sizeof *counting.count, err);
    if (!confident->size || !confident->threshold || !confident->joint || !confident->counted || !counting.least ||
        !counting.count)
        goto done;
    find_thresholds(confident, outputs, found, counting.least);
    if (mlf_model_outputs_walk(&walk, err))
        goto done;
    for (size_t w = 0; w < workers; w++)
        for (size_t k = 0; k < c * c; k++)
            confident->joint[k] += counting.count[w * c * c + k];
    scale_rows(confident);
    result = 0;
done:
    free(counting.least);
    free(counting.count);
    return result;
}

void mlf_confident_free(struct mlf_confident *confident)
{
    free(confident->size);
    free(confident->threshold);
    free(confident->joint);
    free(confident->counted);
    *confident = (struct mlf_confident){0};
}

/* ---- Noise rates ---- */

int mlf_noise_rates_make(struct mlf_noise_rates *noise, const struct mlf_confident *confident, struct mlf_err *err)
{
    size_t c = confident->classes;
    const double *joint = confident->joint;
    double all = 0;
    noise->given = mlf_alloc(c * c, sizeof *noise->given, err);
    noise->truth = mlf_alloc(c * c, sizeof *noise->truth, err);
    noise->prior = mlf_alloc(c, sizeof *noise->prior, err);
    if (!noise->given || !noise->truth || !noise->prior)
        return -1;
    for (size_t i = 0; i < c; i++) {
        double row = 0, column = 0;
        for (size_t k = 0; k < c; k++) {
            row += joint[i * c + k];
            column += joint[k * c + i];
        }
        for (size_t k = 0; k < c; k++) {
            noise->truth[i * c + k] = row > 0 ? joint[i * c + k] / row : 0;
            noise->given[k * c + i] = column > 0 ? joint[k * c + i] / column : 0;
        }
        noise->prior[i] = column;
        all += column;
    }
    for (size_t k = 0; k < c && all > 0; k++)
        noise->prior[k] /= all;
    return 0;
}

void mlf_noise_rates_free(struct mlf_noise_rates *noise)
{
    free(noise->given);
    free(noise->truth);
    free(noise->prior);
    *noise = (struct mlf_noise_rates){0};
}
