#include "benefit-fit.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/judge/benefit-data.h"
#include "mlfix/numeric/cholesky.h"
#include "mlfix/numeric/matrix.h"

/* Rows at a time: fixes the order of every sum. */
#define PANEL ((size_t)2048)

int mlf_benefit_fit_begin(struct mlf_benefit_fit *fit, struct mlf_err *err)
{
    const struct mlf_benefit_data *data = fit->data;
    size_t n = data->n, d = data->d, c = data->classes;
    if (d > MLF_MATRIX_SIDE || c > MLF_MATRIX_SIDE / 2 || n > MLF_MATRIX_SIDE)
        return mlf_fail(err, "%zu vectors of %zu dimensions and %zu classes are too many", n, d, c);
    fit->predicted[0] = mlf_alloc(n, sizeof *fit->predicted[0], err);
    fit->predicted[1] = mlf_alloc(n, sizeof *fit->predicted[1], err);
    fit->share[0] = mlf_alloc(c, sizeof *fit->share[0], err);
    fit->share[1] = mlf_alloc(c, sizeof *fit->share[1], err);
    fit->gram = mlf_alloc_matrix(d * d, sizeof *fit->gram, err);
    fit->left = mlf_alloc_matrix(d * d, sizeof *fit->left, err);
    fit->fewer = mlf_alloc_matrix(d * d, sizeof *fit->fewer, err);
    fit->moment = mlf_alloc_matrix(d * 2 * c, sizeof *fit->moment, err);
    fit->coefficient = mlf_alloc_matrix(d * 2 * c, sizeof *fit->coefficient, err);
    fit->rows = mlf_alloc_matrix(PANEL * d, sizeof *fit->rows, err);
    fit->value = mlf_alloc_matrix(PANEL * c, sizeof *fit->value, err);
    if (!fit->predicted[0] || !fit->predicted[1] || !fit->share[0] || !fit->share[1] || !fit->gram || !fit->left ||
        !fit->fewer || !fit->moment || !fit->coefficient || !fit->rows || !fit->value)
        return -1;
    return mlf_gram(n, d, 1, data->z, d, 0, fit->gram, fit->jobs, err);
}

/* Which rows are taken out of a sum of squares. */
enum rows_of {
    HELD_OUT,      /* those of the fold */
    GONE_AND_LEFT, /* those that are gone, of the other folds */
};

/* gram -= Z'Z over these rows. */
static int take_out(struct mlf_benefit_fit *fit, const size_t *fold, size_t held_out, enum rows_of which, float *gram,
                    struct mlf_err *err)
{
    const struct mlf_benefit_data *data = fit->data;
    size_t d = data->d, count = 0;
    for (size_t i = 0; i < data->n; i++) {
        int in = fold[i] == held_out;
        if (which == HELD_OUT ? in : !in && data->after[i] == MLF_BENEFIT_GONE)
            memcpy(fit->rows + count++ * d, data->z + i * d, d * sizeof *fit->rows);
        if (count > 0 && (count == PANEL || i + 1 == data->n)) {
            if (mlf_gram(count, d, -1, fit->rows, d, 1, gram, fit->jobs, err))
                return -1;
            count = 0;
        }
    }
    return 0;
}

/* moment = Z'(Y - shares) over the rows that each model learns from: columns 0..C-1 for
 * the model "before", C..2C-1 for "after". Subtracting the shares from every row of Y
 * amounts to subtracting share times the sum of the rows of Z. */
static int gather_moments(struct mlf_benefit_fit *fit, const size_t *fold, size_t held_out, struct mlf_err *err)
{
    const struct mlf_benefit_data *data = fit->data;
    size_t d = data->d, c = data->classes, count[2] = {0};
    double *moment = mlf_alloc(d * 2 * c, sizeof *moment, err), *sum = mlf_alloc(2 * d, sizeof *sum, err);
    int result = moment && sum ? 0 : -1;
    for (int arm = 0; arm < 2; arm++)
        memset(fit->share[arm], 0, c * sizeof *fit->share[arm]);
    for (size_t i = 0; i < data->n && result == 0; i++) {
        const float *row = data->z + i * d;
        for (size_t arm = 0; arm < 2 && fold[i] != held_out; arm++) {
            size_t label = arm ? data->after[i] : data->before[i];
            if (label == MLF_BENEFIT_GONE)
                continue;
            count[arm]++;
            fit->share[arm][label]++;
            double *column = moment + (arm * c + label) * d, *all = sum + arm * d;
            for (size_t j = 0; j < d; j++) {
                column[j] += row[j];
                all[j] += row[j];
            }
        }
    }
    for (size_t arm = 0; arm < 2 && result == 0; arm++)
        for (size_t k = 0; k < c; k++) {
            fit->share[arm][k] /= count[arm] ? (double)count[arm] : 1;
            for (size_t j = 0; j < d; j++)
                fit->moment[j * 2 * c + arm * c + k] =
                    (float)(moment[(arm * c + k) * d + j] - fit->share[arm][k] * sum[arm * d + j]);
        }
    free(moment);
    free(sum);
    return result;
}

/* coefficient = (gram + lambda I)^-1 moment; gram is overwritten. */
static int solve(struct mlf_benefit_fit *fit, float *gram, struct mlf_err *err)
{
    size_t d = fit->data->d;
    for (size_t j = 0; j < d; j++)
        gram[j * d + j] += (float)fit->lambda;
    if (mlf_cholesky(d, gram, fit->jobs, err) || mlf_cholesky_invert(d, gram, fit->jobs, err))
        return -1;
    return mlf_cholesky_apply(d, gram, 2 * fit->data->classes, fit->moment, fit->coefficient, fit->jobs, err);
}

/* The classes that one model gives the items of the fold. */
static int predict(struct mlf_benefit_fit *fit, const size_t *fold, size_t held_out, size_t arm, struct mlf_err *err)
{
    const struct mlf_benefit_data *data = fit->data;
    size_t d = data->d, c = data->classes, count = 0, from = 0;
    for (size_t i = 0; i < data->n; i++) {
        if (fold[i] == held_out)
            memcpy(fit->rows + count++ * d, data->z + i * d, d * sizeof *fit->rows);
        if (count == 0 || (count < PANEL && i + 1 < data->n))
            continue;
        if (mlf_gemm(MLF_AS_IS, MLF_AS_IS, count, c, d, 1, fit->rows, d, fit->coefficient + arm * c, 2 * c, 0,
                     fit->value, c, fit->jobs, err))
            return -1;
        size_t at = 0;
        for (; from <= i; from++) {
            if (fold[from] != held_out)
                continue;
            const float *value = fit->value + at++ * c;
            size_t best = 0;
            for (size_t k = 1; k < c; k++)
                if (value[k] + fit->share[arm][k] > value[best] + fit->share[arm][best])
                    best = k;
            fit->predicted[arm][from] = best;
        }
        count = 0;
    }
    return 0;
}

int mlf_benefit_fit_fold(struct mlf_benefit_fit *fit, const size_t *fold, size_t held_out, struct mlf_err *err)
{
    const struct mlf_benefit_data *data = fit->data;
    size_t size = data->d * data->d * sizeof *fit->gram, gone = 0;
    for (size_t i = 0; i < data->n; i++)
        gone += data->after[i] == MLF_BENEFIT_GONE && fold[i] != held_out;
    memcpy(fit->left, fit->gram, size);
    if (gather_moments(fit, fold, held_out, err) || take_out(fit, fold, held_out, HELD_OUT, fit->left, err))
        return -1;
    if (gone > 0)
        memcpy(fit->fewer, fit->left, size);
    if (solve(fit, fit->left, err) || predict(fit, fold, held_out, 0, err))
        return -1;
    if (gone > 0 && (take_out(fit, fold, held_out, GONE_AND_LEFT, fit->fewer, err) || solve(fit, fit->fewer, err)))
        return -1;
    return predict(fit, fold, held_out, 1, err);
}

void mlf_benefit_fit_end(struct mlf_benefit_fit *fit)
{
    for (int arm = 0; arm < 2; arm++) {
        free(fit->predicted[arm]);
        free(fit->share[arm]);
    }
    free(fit->gram);
    free(fit->left);
    free(fit->fewer);
    free(fit->moment);
    free(fit->coefficient);
    free(fit->rows);
    free(fit->value);
}
