#include "moments.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <cblas.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/parallel.h"
#include "mlfix/judge/labelled-vectors.h"
#include "mlfix/numeric/blas-ready.h"
#include "mlfix/numeric/matrix.h"

/* Rows at a time. Products are at most 2^44, so sums of so many are exact in a double. */
#define PANEL ((size_t)512)
#define LOW 40

void mlf_moments_survey(const float *z, size_t n, size_t d, int32_t *exponent)
{
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < d; j++) {
            int needed = MLF_MOMENTS_NOTHING;
            if (z[i * d + j] != 0)
                frexp((double)z[i * d + j], &needed);
            if (needed > exponent[j])
                exponent[j] = needed;
        }
}

int mlf_moments_begin(struct mlf_moments *moments, size_t d, size_t classes, const int32_t *exponent,
                      struct mlf_err *err)
{
    moments->d = d;
    moments->classes = classes;
    moments->n = 0;
    moments->exponent = mlf_alloc(d, sizeof *moments->exponent, err);
    moments->count = mlf_alloc(classes, sizeof *moments->count, err);
    moments->sum = d > 0 && classes > SIZE_MAX / d ? NULL : mlf_alloc(classes * d, sizeof *moments->sum, err);
    moments->product = d > 0 && d > SIZE_MAX / d ? NULL : mlf_alloc(d * d, sizeof *moments->product, err);
    if (!moments->exponent || !moments->count || !moments->sum || !moments->product)
        return -1;
    memcpy(moments->exponent, exponent, d * sizeof *exponent);
    return 0;
}

struct adding {
    struct mlf_moments *moments;
    const struct mlf_labelled_vectors *data;
    double *scale;             /* d: from numbers to steps */
    double *rows;              /* PANEL x d a worker */
    double *square;            /* d x d a worker */
    struct mlf_large *product; /* d x d a worker: exact, so that it does not matter which worker added what */
};

/* low: more than -2^62, less than 2^62. */
static void add_to(struct mlf_large *sum, int64_t high, int64_t low)
{
    int64_t all = sum->low + low, rest = all % ((int64_t)1 << LOW);
    rest += rest < 0 ? (int64_t)1 << LOW : 0;
    sum->high += high + (all - rest) / ((int64_t)1 << LOW);
    sum->low = rest;
}

static int add_panel(void *context, size_t piece, int worker, struct mlf_err *err)
{
    const struct adding *a = context;
    size_t d = a->data->d, first = piece * PANEL, rows = a->data->n - first < PANEL ? a->data->n - first : PANEL;
    double *row = a->rows + (size_t)worker * PANEL * d, *square = a->square + (size_t)worker * d * d;
    struct mlf_large *product = a->product + (size_t)worker * d * d;
    const float *z = a->data->z + first * d;
    (void)err;
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < d; j++)
            row[i * d + j] = rint((double)z[i * d + j] * a->scale[j]);
    cblas_dsyrk(CblasRowMajor, CblasLower, CblasTrans, (int)d, (int)rows, 1, row, (int)d, 0, square, (int)d);
    for (size_t j = 0; j < d; j++)
        for (size_t k = 0; k <= j; k++)
            add_to(&product[j * d + k], 0, (int64_t)square[j * d + k]);
    return 0;
}

/* The same where items have sets of classes. */
static void add_values(const struct adding *a)
{
    size_t d = a->data->d, c = a->data->classes;
    for (size_t i = 0; i < a->data->n; i++)
        for (size_t k = 0; k < c; k++) {
            int64_t y = (int64_t)a->data->y[i * c + k], *sum = a->moments->sum + k * d;
            a->moments->count[k] += y;
            for (size_t j = 0; j < d && y != 0; j++)
                sum[j] += y * (int64_t)rint((double)a->data->z[i * d + j] * a->scale[j]);
        }
    a->moments->n += (int64_t)a->data->n;
}

static void add_classes(const struct adding *a)
{
    size_t d = a->data->d;
    if (a->data->y) {
        add_values(a);
        return;
    }
    for (size_t i = 0; i < a->data->n; i++) {
        int64_t *sum = a->moments->sum + a->data->label[i] * d;
        a->moments->count[a->data->label[i]]++;
        for (size_t j = 0; j < d; j++)
            sum[j] += (int64_t)rint((double)a->data->z[i * d + j] * a->scale[j]);
    }
    a->moments->n += (int64_t)a->data->n;
}

int mlf_moments_add(struct mlf_moments *moments, const struct mlf_labelled_vectors *data, int jobs, struct mlf_err *err)
{
    struct adding a = {.moments = moments, .data = data};
    size_t d = data->d, panels = (data->n + PANEL - 1) / PANEL, workers = jobs < 1 ? 1 : (size_t)jobs;
    int result = -1;
    if (data->n > (size_t)(MLF_MOMENTS_MOST - moments->n))
        return mlf_fail(err, "more than %lld vectors are too many", (long long)MLF_MOMENTS_MOST);
    workers = workers > panels ? panels : workers;
    if (workers == 0)
        return 0;
    if (mlf_blas_ready(jobs, err))
        return -1;
    a.scale = mlf_alloc(d, sizeof *a.scale, err);
    a.rows = mlf_alloc_matrix(workers * PANEL * d, sizeof *a.rows, err);
    a.square = mlf_alloc_matrix(workers * d * d, sizeof *a.square, err);
    a.product = mlf_alloc(workers * d * d, sizeof *a.product, err);
    if (!a.scale || !a.rows || !a.square || !a.product)
        goto done;
    for (size_t j = 0; j < d; j++)
        a.scale[j] =
            moments->exponent[j] == MLF_MOMENTS_NOTHING ? 0 : ldexp(1, MLF_MOMENTS_BITS - moments->exponent[j]);
    if (mlf_parallel(panels, (int)workers, add_panel, &a, err))
        goto done;
    for (size_t w = 0; w < workers; w++)
        for (size_t i = 0; i < d * d; i++)
            add_to(&moments->product[i], a.product[w * d * d + i].high, a.product[w * d * d + i].low);
    add_classes(&a);
    result = 0;
done:
    free(a.scale);
    free(a.rows);
    free(a.square);
    free(a.product);
    return result;
}

int mlf_moments_join(struct mlf_moments *moments, const struct mlf_moments *other, struct mlf_err *err)
{
    if (other->d != moments->d || other->classes != moments->classes)
        return mlf_fail(err, "the parts are of different numbers of columns or classes");
    if (other->n > MLF_MOMENTS_MOST - moments->n)
        return mlf_fail(err, "more than %lld vectors are too many", (long long)MLF_MOMENTS_MOST);
    moments->n += other->n;
    for (size_t k = 0; k < moments->classes; k++)
        moments->count[k] += other->count[k];
    for (size_t i = 0; i < moments->classes * moments->d; i++)
        moments->sum[i] += other->sum[i];
    for (size_t i = 0; i < moments->d * moments->d; i++)
        add_to(&moments->product[i], other->product[i].high, other->product[i].low);
    return 0;
}

void mlf_moments_free(struct mlf_moments *moments)
{
    free(moments->exponent);
    free(moments->count);
    free(moments->sum);
    free(moments->product);
    *moments = (struct mlf_moments){0};
}
