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
#include "mlfix/numeric/blas-ready.h"
#include "mlfix/numeric/lapack.h"
#include "mlfix/numeric/matrix.h"
#include "moments.h"

/* Rows at a time. */
#define PANEL ((size_t)1024)
/* Where 1 less an item's leverage is below this, it counts as this. */
#define LEAST_SLACK 1e-3

struct leaving {
    const struct mlf_ridge_fit *fit;
    const struct mlf_labelled_vectors *data;
    struct mlf_loo loo;
    size_t *panel; /* panels + 1: the first group of each panel, which is about PANEL items in whole groups */
    size_t panels, longest;
    float *p;
    float *scratch; /* longest * (2d + C) floats a worker */
};

static size_t whole_panels(size_t rows)
{
    return (rows + PANEL - 1) / PANEL * PANEL;
}

static void fill_row(const struct mlf_ridge_fit *fit, const float *z, float *row)
{
    for (size_t j = 0; j < fit->d; j++)
        row[j] = (z[j] - fit->mean[j]) * fit->weight[j];
}

/* ---- Fitting ---- */

/* The size of a step of column j of the sums. */
static double step_of(const struct mlf_moments *moments, size_t j)
{
    return moments->exponent[j] == MLF_MOMENTS_NOTHING ? 0 : ldexp(1, moments->exponent[j] - MLF_MOMENTS_BITS);
}

/* The sums of the columns over all classes, in steps. */
static double *add_columns(const struct mlf_moments *moments, struct mlf_err *err)
{
    size_t d = moments->d;
    double *sum = mlf_alloc(d, sizeof *sum, err);
    for (size_t j = 0; sum && j < d; j++) {
        int64_t all = 0;
        for (size_t k = 0; k < moments->classes; k++)
            all += moments->sum[k * d + j];
        sum[j] = (double)all;
    }
    return sum;
}

/* n times the covariance of columns j and k <= j. */
static double covariance(const struct mlf_moments *moments, const double *sum, size_t j, size_t k)
{
    const struct mlf_large *product = &moments->product[j * moments->d + k];
    double central = (double)product->high * 0x1p40 + (double)product->low - sum[j] * sum[k] / (double)moments->n;
    return central * step_of(moments, j) * step_of(moments, k);
}

/* Mean and weight of every column, and the summed variance of the weighted columns. */
static void measure(struct mlf_ridge_fit *fit, const struct mlf_moments *moments, const double *sum, double unwhiten,
                    double *total)
{
    double n = (double)moments->n;
    *total = 0;
    for (size_t j = 0; j < fit->d; j++) {
        double variance = fmax(0, covariance(moments, sum, j, j)) / n, weight = pow(sqrt(variance), unwhiten);
        fit->mean[j] = (float)(sum[j] * step_of(moments, j) / n);
        fit->weight[j] = (float)weight;
        *total += variance * weight * weight;
    }
}

/* F'F + lambda I and F'Y from the sums. */
static void fill_equations(struct mlf_ridge_fit *fit, const struct mlf_moments *moments, const double *sum,
                           double lambda, float *moment)
{
    size_t d = fit->d, c = fit->classes;
    for (size_t j = 0; j < d; j++) {
        double weight = fit->weight[j], mean = sum[j] / (double)moments->n;
        for (size_t k = 0; k <= j; k++)
            fit->root[j * d + k] = fit->root[k * d + j] =
                (float)(covariance(moments, sum, j, k) * weight * (double)fit->weight[k]);
        fit->root[j * d + j] += (float)lambda;
        for (size_t k = 0; k < c; k++)
            moment[j * c + k] = (float)(((double)moments->sum[k * d + j] - (double)moments->count[k] * mean) *
                                        step_of(moments, j) * weight);
    }
}

/* root = L^-1 of LL' = F'F + lambda I, coefficient = L^-1 F'Y. */
static int solve(struct mlf_ridge_fit *fit, const float *moment, int jobs, struct mlf_err *err)
{
    size_t d = fit->d, c = fit->classes;
    int order = (int)d, info = 0;
    spotrf_("U", &order, fit->root, &order, &info, 1);
    if (info == 0)
        strtri_("U", "N", &order, fit->root, &order, &info, 1, 1);
    if (info != 0)
        return mlf_fail(err, "the ridge equations have no solution (column %d)", info);
    for (size_t i = 0; i < d; i++)
        memset(fit->root + i * d + i + 1, 0, (d - i - 1) * sizeof *fit->root);
    return mlf_gemm(MLF_AS_IS, MLF_AS_IS, d, c, d, 1, fit->root, d, moment, c, 0, fit->coefficient, c, jobs, err);
}

int mlf_ridge_room(struct mlf_ridge_fit *fit, size_t d, size_t classes, struct mlf_err *err)
{
    if (d > MLF_MATRIX_SIDE || classes > MLF_MATRIX_SIDE)
        return mlf_fail(err, "%zu dimensions and %zu classes are too many", d, classes);
    fit->d = d;
    fit->classes = classes;
    fit->mean = mlf_alloc(d, sizeof *fit->mean, err);
    fit->weight = mlf_alloc(d, sizeof *fit->weight, err);
    fit->root = mlf_alloc_matrix(d * d, sizeof *fit->root, err);
    fit->coefficient = mlf_alloc_matrix(d * classes, sizeof *fit->coefficient, err);
    return fit->mean && fit->weight && fit->root && fit->coefficient ? 0 : -1;
}

void mlf_ridge_fit_free(struct mlf_ridge_fit *fit)
{
    free(fit->mean);
    free(fit->weight);
    free(fit->root);
    free(fit->coefficient);
    *fit = (struct mlf_ridge_fit){0};
}

int mlf_ridge_learn(struct mlf_ridge_fit *fit, const struct mlf_moments *moments, const struct mlf_ridge *ridge,
                    int jobs, struct mlf_err *err)
{
    double total = 0, *sum = NULL;
    float *moment = NULL;
    int result = -1;
    if (mlf_ridge_room(fit, moments->d, moments->classes, err))
        return -1;
    if (mlf_blas_ready(jobs, err))
        goto done;
    sum = add_columns(moments, err);
    moment = mlf_alloc_matrix(fit->d * fit->classes, sizeof *moment, err);
    if (!sum || !moment)
        goto done;
    measure(fit, moments, sum, ridge->unwhiten, &total);
    fill_equations(fit, moments, sum, total > 0 ? ridge->strength * total : 1, moment);
    result = solve(fit, moment, jobs, err);
done:
    free(sum);
    free(moment);
    return result;
}

/* V and Yh of `count` rows of F; all three have room for whole panels. The rows are filled up with zeros to whole
 * panels, so that BLAS does the same for a row whatever stands beside it. */
static void multiply(const struct mlf_ridge_fit *fit, float *rows, size_t count, float *v, float *result)
{
    size_t d = fit->d, c = fit->classes, all = whole_panels(count);
    memset(rows + count * d, 0, (all - count) * d * sizeof *rows);
    for (size_t first = 0; first < all; first += PANEL) {
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int)PANEL, (int)d, (int)d, 1, rows + first * d, (int)d,
                    fit->root, (int)d, 0, v + first * d, (int)d);
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int)PANEL, (int)c, (int)d, 1, v + first * d, (int)d,
                    fit->coefficient, (int)c, 0, result + first * c, (int)c);
    }
}

/* ---- Leaving groups out ---- */

static int cut_panels(struct leaving *f, struct mlf_err *err)
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
    f->longest = whole_panels(f->longest);
    return 0;
}

/* The predictions of one group from its rows of V (g x d) and of the fit Yh (g x C). */
static int leave_group_out(const struct leaving *f, const size_t *items, size_t g, const float *v, const float *fit,
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
            r[k * g + i] = mlf_labelled_value(f->data, items[i], k) - fit[i * c + k];
    int result = mlf_loo_solve(g, m, c, r, LEAST_SLACK, err);
    for (size_t i = 0; i < g && result == 0; i++)
        for (size_t k = 0; k < c; k++)
            f->p[items[i] * c + k] = (float)(mlf_labelled_value(f->data, items[i], k) - r[k * g + i]);
    free(m);
    return result;
}

static int predict_panel(void *context, size_t piece, int worker, struct mlf_err *err)
{
    const struct leaving *f = context;
    size_t d = f->data->d, c = f->data->classes;
    size_t first = f->loo.start[f->panel[piece]], count = f->loo.start[f->panel[piece + 1]] - first;
    float *rows = f->scratch + (size_t)worker * f->longest * (2 * d + c);
    float *v = rows + f->longest * d, *fit = v + f->longest * d;
    for (size_t i = 0; i < count; i++)
        fill_row(f->fit, f->data->z + f->loo.item[first + i] * d, rows + i * d);
    multiply(f->fit, rows, count, v, fit);
    for (size_t g = f->panel[piece]; g < f->panel[piece + 1]; g++) {
        size_t at = f->loo.start[g] - first, length = f->loo.start[g + 1] - f->loo.start[g];
        if (length > 0 && leave_group_out(f, f->loo.item + first + at, length, v + at * d, fit + at * c, err))
            return -1;
    }
    return 0;
}

int mlf_ridge_leave_out(const struct mlf_ridge_fit *fit, const struct mlf_labelled_vectors *data, int jobs, float *p,
                        struct mlf_err *err)
{
    struct leaving f = {.fit = fit, .data = data, .p = p};
    size_t workers = jobs < 1 ? 1 : (size_t)jobs;
    int result = -1;
    if (data->n == 0)
        return 0;
    if (data->n > MLF_MATRIX_SIDE)
        return mlf_fail(err, "%zu vectors are too many", data->n);
    if (mlf_blas_ready(jobs, err))
        return -1;
    if (mlf_loo_sort(&f.loo, data->group, data->n, data->groups, err) || cut_panels(&f, err))
        goto done;
    if (workers > f.panels)
        workers = f.panels;
    f.scratch = mlf_alloc_matrix(workers * f.longest * (2 * data->d + data->classes), sizeof *f.scratch, err);
    if (!f.scratch)
        goto done;
    result = mlf_parallel(f.panels, (int)workers, predict_panel, &f, err);
done:
    free(f.panel);
    free(f.scratch);
    mlf_loo_free(&f.loo);
    return result;
}

struct asking {
    const struct mlf_ridge_fit *fit;
    const float *z;
    size_t n;
    float *p;
    float *scratch; /* PANEL * (2d + C) floats a worker */
};

static int ask_panel(void *context, size_t piece, int worker, struct mlf_err *err)
{
    const struct asking *a = context;
    size_t d = a->fit->d, c = a->fit->classes, first = piece * PANEL,
           count = a->n - first < PANEL ? a->n - first : PANEL;
    float *rows = a->scratch + (size_t)worker * PANEL * (2 * d + c), *v = rows + PANEL * d, *fit = v + PANEL * d;
    (void)err;
    for (size_t i = 0; i < count; i++)
        fill_row(a->fit, a->z + (first + i) * d, rows + i * d);
    multiply(a->fit, rows, count, v, fit);
    memcpy(a->p + first * c, fit, count * c * sizeof *fit);
    return 0;
}

int mlf_ridge_ask(const struct mlf_ridge_fit *fit, const float *z, size_t n, int jobs, float *p, struct mlf_err *err)
{
    struct asking a = {.fit = fit, .z = z, .n = n, .p = p};
    size_t workers = jobs < 1 ? 1 : (size_t)jobs, panels = (n + PANEL - 1) / PANEL;
    workers = workers > panels ? panels : workers;
    if (workers == 0)
        return 0;
    if (mlf_blas_ready(jobs, err))
        return -1;
    a.scratch = mlf_alloc_matrix(workers * PANEL * (2 * fit->d + fit->classes), sizeof *a.scratch, err);
    int result = a.scratch ? mlf_parallel(panels, (int)workers, ask_panel, &a, err) : -1;
    free(a.scratch);
    return result;
}

int mlf_ridge_gather(struct mlf_moments *moments, const struct mlf_labelled_vectors *data, int jobs,
                     struct mlf_err *err)
{
    int32_t *exponent = mlf_alloc(data->d, sizeof *exponent, err);
    if (!exponent)
        return -1;
    for (size_t j = 0; j < data->d; j++)
        exponent[j] = MLF_MOMENTS_NOTHING;
    mlf_moments_survey(data->z, data->n, data->d, exponent);
    int failed =
        mlf_moments_begin(moments, data->d, data->classes, exponent, err) || mlf_moments_add(moments, data, jobs, err);
    free(exponent);
    return failed ? -1 : 0;
}

int mlf_ridge_predict(const struct mlf_labelled_vectors *data, const struct mlf_ridge *ridge, int jobs, float *p,
                      struct mlf_err *err)
{
    struct mlf_moments moments = {0};
    struct mlf_ridge_fit fit = {0};
    int result = -1;
    if (data->n == 0)
        return 0;
    if (mlf_ridge_gather(&moments, data, jobs, err) || mlf_ridge_learn(&fit, &moments, ridge, jobs, err))
        goto done;
    result = mlf_ridge_leave_out(&fit, data, jobs, p, err);
done:
    mlf_moments_free(&moments);
    mlf_ridge_fit_free(&fit);
    return result;
}
