#include "mlfix/judge/ridge.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <cblas.h>

#include "leave-one-out.h"
#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/parallel.h"
#include "mlfix/judge/labelled-vectors.h"
#include "mlfix/numeric/columns.h"
#include "mlfix/numeric/lapack.h"
#include "mlfix/numeric/matrix.h"

/* Rows at a time: fixes the pieces, and with them the order of every sum. */
#define PANEL ((size_t)2048)
/* Where 1 less an item's leverage is below this, it counts as this. */
#define LEAST_SLACK 1e-3

struct fit {
    const struct mlf_labelled_vectors *data;
    float *mean, *weight; /* d: f = (z - mean) * weight */
    float *root;          /* L^-1, d x d, lower by rows */
    float *coefficient;   /* L^-1 F'Y, d x C */
    struct mlf_loo loo;
    size_t *panel; /* panels + 1: the first group of each panel, which is about PANEL items in whole groups */
    size_t panels, longest;
    float *p;
    float *scratch; /* longest * (2d + C) floats a worker */
};

static void fill_row(const struct fit *f, size_t item, float *row)
{
    const float *z = f->data->z + item * f->data->d;
    for (size_t j = 0; j < f->data->d; j++)
        row[j] = (z[j] - f->mean[j]) * f->weight[j];
}

/* Mean and weight of every column, and the summed variance of the weighted columns. */
static int measure(struct fit *f, double unwhiten, double *total, struct mlf_err *err)
{
    size_t n = f->data->n, d = f->data->d;
    double *mean = mlf_alloc(2 * d, sizeof *mean, err);
    if (!mean)
        return -1;
    double *square = mean + d;
    mlf_columns_mean(f->data->z, n, d, mean);
    mlf_columns_squares(f->data->z, n, d, mean, square);
    *total = 0;
    for (size_t j = 0; j < d; j++) {
        double variance = square[j] / (double)n, weight = pow(sqrt(variance), unwhiten);
        f->mean[j] = (float)mean[j];
        f->weight[j] = (float)weight;
        *total += variance * weight * weight;
    }
    free(mean);
    return 0;
}

/* F'F and F'Y over panels of rows. */
static int gather_moments(const struct fit *f, float *gram, float *moment, int jobs, struct mlf_err *err)
{
    size_t n = f->data->n, d = f->data->d, c = f->data->classes;
    float *rows = mlf_alloc_matrix(PANEL * d, sizeof *rows, err);
    if (!rows)
        return -1;
    int result = -1;
    memset(moment, 0, d * c * sizeof *moment);
    for (size_t first = 0; first < n; first += PANEL) {
        size_t count = n - first < PANEL ? n - first : PANEL;
        for (size_t i = 0; i < count; i++) {
            float *row = rows + i * d;
            fill_row(f, first + i, row);
            for (size_t j = 0; j < d; j++)
                moment[j * c + f->data->label[first + i]] += row[j];
        }
        if (mlf_gram(count, d, 1, rows, d, first == 0 ? 0 : 1, gram, jobs, err))
            goto done;
    }
    result = 0;
done:
    free(rows);
    return result;
}

/* root = L^-1 of LL' = F'F + lambda I, coefficient = L^-1 F'Y. */
static int solve(struct fit *f, double lambda, int jobs, struct mlf_err *err)
{
    size_t d = f->data->d, c = f->data->classes;
    int order = (int)d, info = 0, result = -1;
    float *moment = mlf_alloc_matrix(d * c, sizeof *moment, err);
    if (!moment || gather_moments(f, f->root, moment, jobs, err))
        goto done;
    for (size_t j = 0; j < d; j++)
        f->root[j * d + j] += (float)lambda;
    spotrf_("U", &order, f->root, &order, &info, 1);
    if (info == 0)
        strtri_("U", "N", &order, f->root, &order, &info, 1, 1);
    if (info != 0) {
        mlf_fail(err, "the ridge equations have no solution (column %d)", info);
        goto done;
    }
    for (size_t i = 0; i < d; i++)
        memset(f->root + i * d + i + 1, 0, (d - i - 1) * sizeof *f->root);
    result = mlf_gemm(MLF_AS_IS, MLF_AS_IS, d, c, d, 1, f->root, d, moment, c, 0, f->coefficient, c, jobs, err);
done:
    free(moment);
    return result;
}

static int cut_panels(struct fit *f, struct mlf_err *err)
{
    f->panel = mlf_alloc(f->loo.groups + 1, sizeof *f->panel, err);
    if (!f->panel)
        return -1;
    size_t from = 0;
    for (size_t g = 0; g < f->loo.groups; g++) {
        size_t length = f->loo.start[g + 1] - f->loo.start[from];
        if (g > from && length > PANEL) {
            f->panel[++f->panels] = g;
            from = g;
            length = f->loo.start[g + 1] - f->loo.start[g];
        }
        if (length > f->longest)
            f->longest = length;
    }
    f->panel[++f->panels] = f->loo.groups;
    return 0;
}

/* The predictions of one group from its rows of V (g x d) and of the fit Yh (g x C). */
static int leave_group_out(const struct fit *f, const size_t *items, size_t g, const float *v, const float *fit,
                           struct mlf_err *err)
{
    size_t d = f->data->d, c = f->data->classes;
    double *m = mlf_alloc(g * g + g * c, sizeof *m, err);
    if (!m)
        return -1;
    double *r = m + g * g;
    for (size_t a = 0; a < g; a++)
        for (size_t b = 0; b <= a; b++)
            m[a * g + b] = (double)(a == b) - cblas_dsdot((int)d, v + a * d, 1, v + b * d, 1);
    for (size_t i = 0; i < g; i++)
        for (size_t k = 0; k < c; k++)
            r[k * g + i] = (double)(f->data->label[items[i]] == k) - fit[i * c + k];
    int result = mlf_loo_solve(g, m, c, r, LEAST_SLACK, err);
    for (size_t i = 0; i < g && result == 0; i++)
        for (size_t k = 0; k < c; k++)
            f->p[items[i] * c + k] = (float)((double)(f->data->label[items[i]] == k) - r[k * g + i]);
    free(m);
    return result;
}

static int predict_panel(void *context, size_t piece, int worker, struct mlf_err *err)
{
    const struct fit *f = context;
    size_t d = f->data->d, c = f->data->classes;
    size_t first = f->loo.start[f->panel[piece]], count = f->loo.start[f->panel[piece + 1]] - first;
    float *rows = f->scratch + (size_t)worker * f->longest * (2 * d + c);
    float *v = rows + f->longest * d, *fit = v + f->longest * d;
    for (size_t i = 0; i < count; i++)
        fill_row(f, f->loo.item[first + i], rows + i * d);
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int)count, (int)d, (int)d, 1, rows, (int)d, f->root, (int)d,
                0, v, (int)d);
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int)count, (int)c, (int)d, 1, v, (int)d, f->coefficient,
                (int)c, 0, fit, (int)c);
    for (size_t g = f->panel[piece]; g < f->panel[piece + 1]; g++) {
        size_t at = f->loo.start[g] - first, length = f->loo.start[g + 1] - f->loo.start[g];
        if (length > 0 && leave_group_out(f, f->loo.item + first + at, length, v + at * d, fit + at * c, err))
            return -1;
    }
    return 0;
}

int mlf_ridge_predict(const struct mlf_labelled_vectors *data, const struct mlf_ridge *ridge, int jobs, float *p,
                      struct mlf_err *err)
{
    struct fit f = {.data = data, .p = p};
    size_t d = data->d, c = data->classes, workers = jobs < 1 ? 1 : (size_t)jobs;
    double total = 0;
    int result = -1;
    if (data->n == 0)
        return 0;
    if (d > MLF_MATRIX_SIDE || c > MLF_MATRIX_SIDE || data->n > MLF_MATRIX_SIDE)
        return mlf_fail(err, "%zu vectors of %zu dimensions and %zu classes are too many", data->n, d, c);
    mlf_blas_single();
    f.mean = mlf_alloc(d, sizeof *f.mean, err);
    f.weight = mlf_alloc(d, sizeof *f.weight, err);
    f.root = mlf_alloc_matrix(d * d, sizeof *f.root, err);
    f.coefficient = mlf_alloc_matrix(d * c, sizeof *f.coefficient, err);
    if (!f.mean || !f.weight || !f.root || !f.coefficient)
        goto done;
    if (measure(&f, ridge->unwhiten, &total, err) || solve(&f, total > 0 ? ridge->strength * total : 1, jobs, err))
        goto done;
    if (mlf_loo_sort(&f.loo, data->group, data->n, data->groups, err) || cut_panels(&f, err))
        goto done;
    if (workers > f.panels)
        workers = f.panels;
    f.scratch = mlf_alloc_matrix(workers * f.longest * (2 * d + c), sizeof *f.scratch, err);
    if (!f.scratch)
        goto done;
    result = mlf_parallel(f.panels, (int)workers, predict_panel, &f, err);
done:
    free(f.mean);
    free(f.weight);
    free(f.root);
    free(f.coefficient);
    free(f.panel);
    free(f.scratch);
    mlf_loo_free(&f.loo);
    return result;
}
