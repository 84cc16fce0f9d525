#include "mlfix/judge/benefit.h"

#include <math.h>
#include <stdlib.h>

#include "benefit-fit.h"
#include "benefit-score.h"
#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/progress.h"
#include "mlfix/base/rng.h"
#include "mlfix/judge/benefit-data.h"
#include "mlfix/judge/ridge.h"
#include "mlfix/numeric/columns.h"

/* Centres and weights the columns; *total is their summed variance. */
static int weigh(const struct mlf_benefit_data *data, double unwhiten, double *total, struct mlf_err *err)
{
    size_t n = data->n, d = data->d;
    double *mean = mlf_alloc(2 * d, sizeof *mean, err);
    if (!mean)
        return -1;
    double *square = mean + d;
    mlf_columns_mean(data->z, n, d, mean);
    mlf_columns_squares(data->z, n, d, mean, square);
    *total = 0;
    for (size_t j = 0; j < d; j++) {
        double variance = square[j] / (double)n, weight = pow(sqrt(variance), unwhiten);
        square[j] = weight;
        *total += variance * weight * weight;
    }
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < d; j++)
            data->z[i * d + j] = (float)((data->z[i * d + j] - mean[j]) * square[j]);
    free(mean);
    return 0;
}

/* Deals whole groups to the folds in a random order, each to the fold that has
 * the fewest items so far. */
static int deal(const struct mlf_benefit_data *data, size_t folds, uint64_t seed, size_t *fold, struct mlf_err *err)
{
    struct mlf_rng rng;
    size_t *order = mlf_alloc(data->groups, sizeof *order, err), *size = mlf_alloc(data->groups, sizeof *size, err);
    size_t *of_group = mlf_alloc(data->groups, sizeof *of_group, err), *load = mlf_alloc(folds, sizeof *load, err);
    int result = order && size && of_group && load ? 0 : -1;
    for (size_t i = 0; i < data->n && result == 0; i++)
        size[data->group[i]]++;
    mlf_rng_seed(&rng, seed);
    if (result == 0)
        mlf_rng_permutation(&rng, order, data->groups);
    for (size_t g = 0; g < data->groups && result == 0; g++) {
        size_t least = 0;
        for (size_t f = 1; f < folds; f++)
            if (load[f] < load[least])
                least = f;
        of_group[order[g]] = least;
        load[least] += size[order[g]];
    }
    for (size_t i = 0; i < data->n && result == 0; i++)
        fold[i] = of_group[data->group[i]];
    free(order);
    free(size);
    free(of_group);
    free(load);
    return result;
}

static int count_what_changed(struct mlf_benefit *benefit, const struct mlf_benefit_data *data, struct mlf_err *err)
{
    for (size_t i = 0; i < data->n; i++) {
        if (data->after[i] == MLF_BENEFIT_GONE)
            benefit->gone++;
        else if (data->after[i] != data->before[i])
            benefit->relabelled++;
    }
    if (benefit->gone + benefit->relabelled == 0)
        return mlf_fail(err, "the corrections change no label: there is nothing to compare");
    if (benefit->gone == data->n)
        return mlf_fail(err, "the corrections leave no object");
    if (data->groups < 2)
        return mlf_fail(err, "all objects belong to one group: none can be held out");
    return 0;
}

int mlf_benefit_measure(struct mlf_benefit *benefit, const struct mlf_benefit_data *data,
                        const struct mlf_benefit_options *options, struct mlf_err *err)
{
    struct mlf_benefit_fit fit = {.data = data, .jobs = options->jobs};
    struct mlf_benefit_score score = {0};
    size_t folds = options->folds < data->groups ? options->folds : data->groups;
    size_t *fold = mlf_alloc(data->n, sizeof *fold, err);
    double total;
    int result = -1;
    if (!fold || count_what_changed(benefit, data, err) || weigh(data, options->ridge->unwhiten, &total, err))
        goto done;
    fit.lambda = total > 0 ? options->ridge->strength * total : 1;
    benefit->classes = data->classes;
    benefit->groups = data->groups;
    benefit->folds = folds;
    benefit->rounds = options->rounds;
    if (mlf_benefit_fit_begin(&fit, err) || mlf_benefit_score_begin(&score, data, options->rounds, err))
        goto done;
    for (size_t r = 0; r < options->rounds; r++) {
        mlf_progress("rounds", r, options->rounds);
        if (deal(data, folds, options->seed + r, fold, err))
            goto done;
        for (size_t f = 0; f < folds; f++)
            if (mlf_benefit_fit_fold(&fit, fold, f, err))
                goto done;
        mlf_benefit_score_round(&score, data, r, fit.predicted[0], fit.predicted[1]);
    }
    mlf_progress_leave("rounds");
    result = mlf_benefit_score_end(&score, data, benefit, err);
done:
    free(fold);
    mlf_benefit_fit_end(&fit);
    mlf_benefit_score_free(&score);
    return result;
}

int mlf_benefit_verdict(const struct mlf_benefit *benefit)
{
    const struct mlf_benefit_part *all = &benefit->all, *rest = &benefit->untouched;
    if (all->high < 0 && all->high_groups < 0 && !(rest->low > 0 && rest->low_groups > 0))
        return -1;
    return all->low > 0 && all->low_groups > 0;
}

void mlf_benefit_free(struct mlf_benefit *benefit)
{
    free(benefit->of_class);
    free(benefit->before);
    free(benefit->after);
    *benefit = (struct mlf_benefit){0};
}
