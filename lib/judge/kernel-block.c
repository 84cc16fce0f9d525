#include "kernel-block.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <cblas.h>

#include "kernel-values.h"
#include "leave-one-out.h"
#include "mlfix/base/array.h"
#include "mlfix/base/checksum.h"
#include "mlfix/base/err.h"
#include "mlfix/base/parallel.h"
#include "mlfix/judge/kernel-kept.h"
#include "mlfix/judge/labelled-vectors.h"
#include "mlfix/numeric/blas-ready.h"
#include "mlfix/numeric/cholesky.h"
#include "mlfix/numeric/matrix.h"

#define TILE MLF_CHOLESKY_TILE
/* Rows of the cross kernel at a time. */
#define PANEL ((size_t)256)
/* The least that mlf_loo_solve takes as positive. No diagonal entry of the inverse is
 * below 1 / (1 + lambda), so only rounding can lead there. */
#define LEAST_INVERSE 1e-6

struct work {
    const struct mlf_kernel_block *block;
    float *a;      /* n x n: the kernel, then the transposed inverse of its factor */
    int kept;      /* it belongs to block->kept */
    size_t *group; /* first item of each group in the block, groups + 1 */
    float *p;
    const struct mlf_kernel_asked *asked;
    float *scratch;
};

/* Copies a centred, scaled vector and returns its squared length. */
static float fetch_row(const struct mlf_kernel_block *block, const float *z, float *row)
{
    float scale = (float)block->scale;
    double square = 0;
    for (size_t j = 0; j < block->data->d; j++) {
        row[j] = (z[j] - block->mean[j]) * scale;
        square += (double)row[j] * row[j];
    }
    return (float)square;
}

/* One tile row of the lower triangle of K + lambda I. */
static int fill_kernel(void *context, size_t piece, int worker, struct mlf_err *err)
{
    const struct work *w = context;
    const struct mlf_kernel_block *b = w->block;
    size_t d = b->data->d, first = piece * TILE, rows = b->n - first < TILE ? b->n - first : TILE;
    (void)worker;
    (void)err;
    for (size_t column = 0; column <= first; column += TILE) {
        size_t columns = b->n - column < TILE ? b->n - column : TILE;
        float *tile = w->a + first * b->n + column;
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int)rows, (int)columns, (int)d, 1, b->z + first * d,
                    (int)d, b->z + column * d, (int)d, 0, tile, (int)b->n);
        mlf_kernel_from_products(tile, rows, columns, b->n, b->square + first, b->square + column);
    }
    for (size_t i = 0; i < rows; i++)
        w->a[(first + i) * b->n + first + i] = (float)(1 + b->lambda);
    return 0;
}

/* Adds the predictions of one group with the group left out: Y_G - (B_GG)^-1 a_G
 * (kernel.h), where B_GG is the group's part of the inverse B. */
static int leave_group_out(void *context, size_t g, int worker, struct mlf_err *err)
{
    const struct work *w = context;
    const struct mlf_kernel_block *b = w->block;
    size_t first = w->group[g], length = w->group[g + 1] - first, c = b->data->classes, n = b->n;
    double *m = mlf_alloc(length * length + length * c, sizeof *m, err);
    (void)worker;
    if (!m)
        return -1;
    double *r = m + length * length;
    for (size_t i = 0; i < length; i++)
        for (size_t j = 0; j <= i; j++)
            m[i * length + j] = cblas_dsdot((int)(n - first - i), w->a + (first + i) * n + first + i, 1,
                                            w->a + (first + j) * n + first + i, 1);
    for (size_t i = 0; i < length; i++)
        for (size_t k = 0; k < c; k++)
            r[k * length + i] = b->coefficient[(first + i) * c + k];
    int result = mlf_loo_solve(length, m, c, r, LEAST_INVERSE, err);
    for (size_t i = 0; i < length && result == 0; i++) {
        size_t item = b->item[first + i];
        for (size_t k = 0; k < c; k++)
            w->p[item * c + k] += (float)(mlf_labelled_value(b->data, item, k) - r[k * length + i]);
    }
    free(m);
    return result;
}

static int find_groups(struct work *w, size_t *groups, struct mlf_err *err)
{
    const struct mlf_kernel_block *b = w->block;
    w->group = mlf_alloc(b->n + 1, sizeof *w->group, err);
    if (!w->group)
        return -1;
    *groups = 0;
    for (size_t i = 0; i < b->n; i++)
        if (i == 0 || b->data->group[b->item[i]] != b->data->group[b->item[i - 1]])
            w->group[(*groups)++] = i;
    w->group[*groups] = b->n;
    return 0;
}

int mlf_kernel_block_load(struct mlf_kernel_block *block, struct mlf_err *err)
{
    size_t n = block->n, d = block->data->d;
    block->z = mlf_alloc_matrix(n * d, sizeof *block->z, err);
    block->square = mlf_alloc(n, sizeof *block->square, err);
    if (!block->z || !block->square)
        return -1;
    for (size_t i = 0; i < n; i++)
        block->square[i] = fetch_row(block, block->data->z + block->item[i] * d, block->z + i * d);
    return 0;
}

/* A checksum of all that the factor is made of. */
static uint64_t key_of(const struct mlf_kernel_block *block)
{
    uint64_t sum = mlf_checksum(MLF_CHECKSUM_START, &block->data->d, sizeof block->data->d);
    sum = mlf_checksum(sum, &block->lambda, sizeof block->lambda);
    return mlf_checksum(sum, block->z, block->n * block->data->d * sizeof *block->z);
}

/* Fills the work's `a`: makes the factor, or takes the one that is kept. */
static int factorise(struct work *w, int jobs, struct mlf_err *err)
{
    const struct mlf_kernel_block *block = w->block;
    size_t n = block->n;
    uint64_t key = block->kept ? key_of(block) : 0;
    w->a = block->kept ? mlf_kernel_kept_find(block->kept, key, n) : NULL;
    w->kept = w->a != NULL;
    if (w->kept)
        return 0;
    w->a = n > 0 && n > SIZE_MAX / n ? NULL : mlf_alloc_matrix(n * n, sizeof *w->a, err);
    if (!w->a || mlf_parallel((n + TILE - 1) / TILE, jobs, fill_kernel, w, err) || mlf_cholesky(n, w->a, jobs, err) ||
        mlf_cholesky_invert(n, w->a, jobs, err))
        return -1;
    w->kept = block->kept && mlf_kernel_kept_add(block->kept, key, n, w->a);
    return 0;
}

int mlf_kernel_block_fit(struct mlf_kernel_block *block, int jobs, float *p, struct mlf_err *err)
{
    struct work w = {.block = block, .p = p};
    size_t n = block->n, d = block->data->d, c = block->data->classes, groups = 0;
    int result = -1;
    if (n > MLF_MATRIX_SIDE || d > MLF_MATRIX_SIDE || c > MLF_MATRIX_SIDE)
        return mlf_fail(err, "a block of %zu items is too large", n);
    if (mlf_blas_ready(jobs, err))
        return -1;
    if (mlf_kernel_block_load(block, err))
        return -1;
    block->coefficient = mlf_alloc_matrix(n * c, sizeof *block->coefficient, err);
    float *y = mlf_alloc_matrix(n * c, sizeof *y, err);
    if (!block->coefficient || !y)
        goto done;
    memset(y, 0, n * c * sizeof *y);
    for (size_t i = 0; i < n; i++) {
        if (block->data->y)
            memcpy(y + i * c, block->data->y + block->item[i] * c, c * sizeof *y);
        else
            y[i * c + block->data->label[block->item[i]]] = 1;
    }
    if (factorise(&w, jobs, err) || mlf_cholesky_apply(n, w.a, c, y, block->coefficient, jobs, err) ||
        find_groups(&w, &groups, err))
        goto done;
    result = mlf_parallel(groups, jobs, leave_group_out, &w, err);
done:
    free(y);
    if (!w.kept)
        free(w.a);
    free(w.group);
    return result;
}

/* Whether an item of the block is nearer to a row than `near`, an exponent of the kernel. */
static int has_near(const float *kernel, size_t n, double near)
{
    float most = (float)exp(-near);
    for (size_t i = 0; i < n; i++)
        if (kernel[i] > most)
            return 1;
    return 0;
}

/* All panels have the same shape, so that BLAS does the same for a row whatever stands beside it. */
static int predict_panel(void *context, size_t piece, int worker, struct mlf_err *err)
{
    const struct work *w = context;
    const struct mlf_kernel_block *b = w->block;
    const struct mlf_kernel_asked *asked = w->asked;
    size_t d = b->data->d, c = b->data->classes, first = piece * PANEL;
    size_t rows = asked->n - first < PANEL ? asked->n - first : PANEL;
    float *z = w->scratch + (size_t)worker * PANEL * (d + 1 + b->n + c);
    float *square = z + PANEL * d, *kernel = square + PANEL, *sum = kernel + PANEL * b->n;
    (void)err;
    memset(z + rows * d, 0, (PANEL - rows) * d * sizeof *z);
    memset(square + rows, 0, (PANEL - rows) * sizeof *square);
    for (size_t i = 0; i < rows; i++)
        square[i] = fetch_row(b, asked->z + asked->item[first + i] * asked->stride, z + i * d);
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int)PANEL, (int)b->n, (int)d, 1, z, (int)d, b->z, (int)d, 0,
                kernel, (int)b->n);
    mlf_kernel_from_products(kernel, PANEL, b->n, b->n, square, b->square);
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int)PANEL, (int)c, (int)b->n, 1, kernel, (int)b->n,
                b->coefficient, (int)c, 0, sum, (int)c);
    for (size_t i = 0; i < rows; i++) {
        if (asked->refused && (asked->refused[first + i] = has_near(kernel + i * b->n, b->n, asked->near)))
            continue;
        for (size_t k = 0; k < c; k++)
            w->p[asked->item[first + i] * c + k] += sum[i * c + k];
    }
    return 0;
}

int mlf_kernel_block_predict(const struct mlf_kernel_block *block, const struct mlf_kernel_asked *asked, int jobs,
                             float *p, struct mlf_err *err)
{
    struct work w = {.block = block, .p = p, .asked = asked};
    size_t panels = (asked->n + PANEL - 1) / PANEL, workers = jobs < 1 ? 1 : (size_t)jobs;
    if (panels == 0 || block->n == 0)
        return 0;
    if (workers > panels)
        workers = panels;
    if (mlf_blas_ready(jobs, err))
        return -1;
    w.scratch = mlf_alloc_matrix(workers * PANEL * (block->data->d + 1 + block->n + block->data->classes),
                                 sizeof *w.scratch, err);
    if (!w.scratch)
        return -1;
    int result = mlf_parallel(panels, (int)workers, predict_panel, &w, err);
    free(w.scratch);
    return result;
}

void mlf_kernel_block_free(struct mlf_kernel_block *block)
{
    free(block->z);
    free(block->square);
    free(block->coefficient);
    block->z = block->square = block->coefficient = NULL;
}
