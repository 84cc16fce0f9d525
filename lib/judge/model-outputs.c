#include "mlfix/judge/model-outputs.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/processor-clones.h"
#include "mlfix/numeric/npy-rows.h"

/* A fixed count of numbers at a time lets the compiler use vector instructions and fixes
 * the order in which sums are formed. */
#define LANES 8

void mlf_model_outputs_free(struct mlf_model_outputs *outputs)
{
    for (size_t r = 0; r < outputs->run_n; r++) {
        free(outputs->runs[r].p);
        free(outputs->runs[r].row);
    }
    free(outputs->runs);
    *outputs = (struct mlf_model_outputs){0};
}

static int has_row(const struct mlf_model_outputs *outputs, const struct mlf_model_outputs_run *run, size_t item)
{
    if (run->npy)
        return !run->row || run->row[item] != MLF_NO_ROW;
    return run->predictions || !isnan(run->p[item * outputs->classes]);
}

int mlf_model_outputs_has(const struct mlf_model_outputs *outputs, size_t item)
{
    for (size_t r = 0; r < outputs->run_n; r++)
        if (has_row(outputs, &outputs->runs[r], item))
            return 1;
    return 0;
}

/* Whether a row of a file is nothing but NaN: its record was not predicted. */
static int is_all_nan(const double *row, size_t n)
{
    size_t k = 0;
    while (k < n && isnan(row[k]))
        k++;
    return k == n;
}

int mlf_model_outputs_run_row(const struct mlf_model_outputs *outputs, const struct mlf_model_outputs_run *run,
                              size_t item, double *row)
{
    size_t c = outputs->classes;
    if (!has_row(outputs, run, item))
        return 0;
    if (run->npy) {
        mlf_npy_row_wide(run->npy, run->row ? run->row[item] : item, row);
        if (is_all_nan(row, run->npy->columns))
            return 0;
        /* A class that a run does not know has the probability 0 in it. */
        for (size_t k = run->npy->columns; k < c; k++)
            row[k] = run->logits ? (double)-INFINITY : 0;
    } else if (run->predictions) {
        for (size_t k = 0; k < c; k++)
            row[k] = (double)run->predictions[item * c + k] / run->temperature;
    } else {
        memcpy(row, run->p + item * c, c * sizeof *row);
    }
    return 1;
}

struct sums {
    double sum, least, most;
};

MLF_FOR_EACH_PROCESSOR
static struct sums sum_row(const double *row, size_t n)
{
    double sum[LANES] = {0}, least[LANES], most[LANES];
    struct sums all = {0, INFINITY, -INFINITY};
    size_t j = 0;
    for (int i = 0; i < LANES; i++) {
        least[i] = (double)INFINITY;
        most[i] = (double)-INFINITY;
    }
    for (; j + LANES <= n; j += LANES)
        for (int i = 0; i < LANES; i++) {
            double x = row[j + (size_t)i];
            sum[i] += x;
            least[i] = x < least[i] ? x : least[i];
            most[i] = x > most[i] ? x : most[i];
        }
    for (int i = 0; j < n; j++, i++) {
        sum[i] += row[j];
        least[i] = row[j] < least[i] ? row[j] : least[i];
        most[i] = row[j] > most[i] ? row[j] : most[i];
    }
    for (int i = 0; i < LANES; i++) {
        all.sum += sum[i];
        all.least = least[i] < all.least ? least[i] : all.least;
        all.most = most[i] > all.most ? most[i] : all.most;
    }
    return all;
}

/* One step of all lanes: keeps a number that reaches `least` and is larger than the largest
 * so far. */
static inline void take_most(const double *row, const double *least, int64_t first, double *most, int64_t *at)
{
    for (int i = 0; i < LANES; i++) {
        int wins = (row[i] >= least[i]) & (row[i] > most[i]);
        most[i] = wins ? row[i] : most[i];
        at[i] = wins ? first + i : at[i];
    }
}

MLF_FOR_EACH_PROCESSOR
static size_t row_most(const double *row, const double *threshold, size_t n)
{
    double most[LANES], least[LANES], rest[LANES], top = (double)-INFINITY;
    int64_t at[LANES];
    size_t j = 0, best = n;
    for (int i = 0; i < LANES; i++) {
        most[i] = least[i] = rest[i] = (double)-INFINITY;
        at[i] = (int64_t)n;
    }
    for (; j + LANES <= n && threshold; j += LANES)
        take_most(row + j, threshold + j, (int64_t)j, most, at);
    for (; j + LANES <= n; j += LANES)
        take_most(row + j, least, (int64_t)j, most, at);
    memcpy(rest, row + j, (n - j) * sizeof *row);
    if (threshold)
        memcpy(least, threshold + j, (n - j) * sizeof *least);
    take_most(rest, least, (int64_t)j, most, at);
    for (int i = 0; i < LANES; i++) {
        size_t place = (size_t)at[i];
        if (place < n && (most[i] > top || (most[i] >= top && place < best))) {
            top = most[i];
            best = place;
        }
    }
    return best;
}

size_t mlf_model_outputs_most(const double *row, const double *threshold, size_t n)
{
    return row_most(row, threshold, n);
}

/* Turns a row into probabilities in place. */
static enum mlf_model_outputs_state settle_row(double *row, size_t n, int logits, double *odd)
{
    struct sums all = sum_row(row, n);
    enum mlf_model_outputs_state state = MLF_ROW_FINE;
    *odd = all.sum;
    /* -INFINITY is allowed among logits, since it is the logarithm of 0. */
    if (!isfinite(all.most) || isnan(all.sum) || (!logits && !isfinite(all.sum)))
        return MLF_ROW_NOT_FINITE;
    if (logits) {
        all.sum = 0;
        for (size_t j = 0; j < n; j++)
            all.sum += row[j] = exp(row[j] - all.most);
    } else {
        if (all.least < 0) {
            *odd = all.least;
            return MLF_ROW_NEGATIVE;
        }
        if (!(all.sum > 0))
            return MLF_ROW_NOTHING;
        if (fabs(all.sum - 1) <= MLF_ROW_TOLERANCE)
            return MLF_ROW_FINE;
        state = MLF_ROW_SCALED;
    }
    for (size_t j = 0; j < n; j++)
        row[j] /= all.sum;
    return state;
}

enum mlf_model_outputs_state mlf_model_outputs_row(const struct mlf_model_outputs *outputs, size_t item, double *row,
                                                   double *scratch, double *odd)
{
    size_t c = outputs->classes, have = 0;
    double number = 0;
    enum mlf_model_outputs_state worst = MLF_ROW_FINE;
    for (size_t r = 0; r < outputs->run_n; r++) {
        const struct mlf_model_outputs_run *run = &outputs->runs[r];
        double *to = have == 0 ? row : scratch, said;
        if (!mlf_model_outputs_run_row(outputs, run, item, to))
            continue;
        enum mlf_model_outputs_state state = settle_row(to, c, run->logits || run->predictions != NULL, &said);
        if (state > worst) {
            worst = state;
            number = said;
        }
        for (size_t k = 0; k < c && have > 0; k++)
            row[k] += scratch[k];
        have++;
    }
    for (size_t k = 0; k < c && have > 1; k++)
        row[k] /= (double)have;
    if (odd)
        *odd = number;
    return have ? worst : MLF_ROW_ABSENT;
}
