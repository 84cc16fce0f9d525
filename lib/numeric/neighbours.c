#include "mlfix/numeric/neighbours.h"

#include <math.h>
#include <stdlib.h>

#include <cblas.h>

#include "mlfix/base/array.h"
#include "mlfix/base/parallel.h"
#include "mlfix/numeric/blas-ready.h"
#include "mlfix/numeric/columns.h"
#include "mlfix/numeric/matrix.h"
#include "mlfix/numeric/neighbours-table.h"
#include "neighbours-lists.h"

#define ROWS ((size_t)256)
#define COLUMNS ((size_t)1024)

struct column {
    double variance; /* times n */
    double mean;
    size_t at;
};

/* By falling variance; columns of equal variance in their own order. */
static int compare_columns(const void *a, const void *b)
{
    const struct column *x = a, *y = b;
    if (x->variance != y->variance)
        return x->variance < y->variance ? 1 : -1;
    return x->at < y->at ? -1 : x->at > y->at;
}

static int measure_columns(const float *z, size_t n, size_t d, struct column *columns, struct mlf_err *err)
{
    double *mean = mlf_alloc(2 * d, sizeof *mean, err);
    if (!mean)
        return -1;
    mlf_columns_mean(z, n, d, mean);
    mlf_columns_squares(z, n, d, mean, mean + d);
    for (size_t j = 0; j < d; j++)
        columns[j] = (struct column){.variance = mean[d + j], .mean = mean[j], .at = j};
    free(mean);
    return 0;
}

float *mlf_neighbours_space(const float *z, size_t n, size_t d, size_t parts, size_t *space_d, struct mlf_err *err)
{
    size_t own = parts > 1 ? d / parts : d, s = own < MLF_SPACE_DIMS ? own : MLF_SPACE_DIMS;
    struct column *columns = mlf_alloc(d, sizeof *columns, err);
    float *x = mlf_alloc_matrix(n * s, sizeof *x, err);
    if (!columns || !x || measure_columns(z, n, d, columns, err)) {
        free(columns);
        free(x);
        return NULL;
    }
    for (size_t j = 0; j < d && parts > 1; j++)
        if (j % parts != 0)
            columns[j].variance = -1;
    qsort(columns, d, sizeof *columns, compare_columns);
    for (size_t i = 0; i < n; i++) {
        double square = 0;
        for (size_t j = 0; j < s; j++) {
            double value = z[i * d + columns[j].at] - columns[j].mean;
            x[i * s + j] = (float)value;
            square += value * value;
        }
        double scale = square > 0 ? 1 / sqrt(square) : 0;
        for (size_t j = 0; j < s; j++)
            x[i * s + j] = (float)(x[i * s + j] * scale);
    }
    free(columns);
    *space_d = s;
    return x;
}

struct search {
    const float *x;
    size_t d;
    struct mlf_neighbours *to;
    float *scratch; /* ROWS x COLUMNS a worker */
};

static int search_rows(void *context, size_t piece, int worker, struct mlf_err *err)
{
    const struct search *s = context;
    size_t n = s->to->n, first = piece * ROWS, rows = n - first < ROWS ? n - first : ROWS;
    size_t found[ROWS] = {0};
    float *tile = s->scratch + (size_t)worker * ROWS * COLUMNS;
    (void)err;
    for (size_t column = 0; column < n; column += COLUMNS) {
        size_t columns = n - column < COLUMNS ? n - column : COLUMNS;
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int)rows, (int)columns, (int)s->d, 1, s->x + first * s->d,
                    (int)s->d, s->x + column * s->d, (int)s->d, 0, tile, (int)COLUMNS);
        for (size_t i = 0; i < rows; i++)
            mlf_neighbours_scan(s->to, first + i, tile + i * COLUMNS, NULL, column, columns, &found[i]);
    }
    for (size_t i = 0; i < rows; i++)
        mlf_neighbours_fill(s->to, first + i, found[i]);
    return 0;
}

int mlf_neighbours_exact(struct mlf_neighbours *neighbours, const float *x, size_t n, size_t d, size_t k, int jobs,
                         struct mlf_err *err)
{
    struct search s = {.x = x, .d = d, .to = neighbours};
    size_t workers = jobs < 1 ? 1 : (size_t)jobs, pieces = (n + ROWS - 1) / ROWS;
    int result = -1;
    if (mlf_neighbours_begin(neighbours, n, d, k, err))
        return -1;
    if (workers > pieces)
        workers = pieces ? pieces : 1;
    if (mlf_blas_ready(jobs, err))
        return -1;
    s.scratch = mlf_alloc_matrix(workers * ROWS * COLUMNS, sizeof *s.scratch, err);
    if (s.scratch)
        result = neighbours->k > 0 ? mlf_parallel(pieces, (int)workers, search_rows, &s, err) : 0;
    free(s.scratch);
    if (result)
        mlf_neighbours_free(neighbours);
    return result;
}

int mlf_neighbours_find(struct mlf_neighbours *neighbours, const float *x, size_t n, size_t d, size_t k, int jobs,
                        struct mlf_err *err)
{
    struct mlf_neighbours_plan lists;
    if (n <= MLF_NEIGHBOURS_EXACT)
        return mlf_neighbours_exact(neighbours, x, n, d, k, jobs, err);
    mlf_neighbours_plan(&lists, n);
    return mlf_neighbours_lists(neighbours, &lists, x, n, d, k, jobs, err);
}
