#include "dictionary-cluster.h"

#include <cblas.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lanes.h"
#include "mlfix/base/array.h"
#include "mlfix/base/parallel.h"
#include "mlfix/base/progress.h"
#include "mlfix/base/rng.h"
#include "mlfix/numeric/blas-ready.h"
#include "mlfix/numeric/matrix.h"

/* Each piece has its own sums, which are added in the order of the pieces, so that the result
 * does not depend on the number of threads. */
#define PIECES ((size_t)16)
#define BLOCK ((size_t)256)

struct clustering {
    const float *patches;
    size_t n, size, filters;
    const float *centroids;
    float *sums;      /* PIECES x filters x size */
    float *responses; /* jobs x BLOCK x filters */
};

/* The number of the largest magnitude, the first one where several are equal. */
FOR_EACH_PROCESSOR static size_t strongest(const float *z, size_t n)
{
    size_t top = 0, whole = n - n % LANES;
    lanes best = {0};
    lane_bits at = {0};
    for (size_t c = 0; c < whole; c += LANES) {
        lanes v;
        memcpy(&v, z + c, sizeof v);
        v = (lanes)((lane_bits)v & 0x7fffffff);
        lane_bits take = v > best;
        best = (lanes)(((lane_bits)v & take) | ((lane_bits)best & ~take));
        at = ((int32_t)c & take) | (at & ~take);
    }
    for (size_t lane = 0; lane < LANES && whole > 0; lane++) {
        size_t k = (size_t)at[lane] + lane;
        if (best[lane] > fabsf(z[top]) || (best[lane] == fabsf(z[top]) && k < top))
            top = k;
    }
    for (size_t k = whole; k < n; k++)
        if (fabsf(z[k]) > fabsf(z[top]))
            top = k;
    return top;
}

static int sum_piece(void *context, size_t piece, int worker, struct mlf_err *err)
{
    (void)err;
    struct clustering *c = context;
    size_t filters = c->filters, d = c->size;
    float *sums = c->sums + piece * filters * d, *z = c->responses + (size_t)worker * BLOCK * filters;
    memset(sums, 0, filters * d * sizeof *sums);
    size_t end = c->n * (piece + 1) / PIECES;
    for (size_t first = c->n * piece / PIECES; first < end; first += BLOCK) {
        size_t count = end - first < BLOCK ? end - first : BLOCK;
        const float *rows = c->patches + first * d;
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int)count, (int)filters, (int)d, 1, rows, (int)d,
                    c->centroids, (int)d, 0, z, (int)filters);
        for (size_t i = 0; i < count; i++) {
            size_t k = strongest(z + i * filters, filters);
            cblas_saxpy((int)d, z[i * filters + k], rows + i * d, 1, sums + k * d, 1);
        }
    }
    return 0;
}

static void unit_rows(float *rows, size_t n, size_t d)
{
    for (size_t i = 0; i < n; i++) {
        double square = 0;
        for (size_t j = 0; j < d; j++)
            square += (double)rows[i * d + j] * (double)rows[i * d + j];
        float scale = (float)(1 / (sqrt(square) + 1e-9));
        for (size_t j = 0; j < d; j++)
            rows[i * d + j] *= scale;
    }
}

int mlf_dictionary_cluster(const float *patches, size_t n, size_t size, size_t filters, size_t iterations,
                           struct mlf_rng *rng, float *centroids, int jobs, struct mlf_err *err)
{
    int result = -1;
    jobs = jobs < 1 ? 1 : jobs;
    if (mlf_blas_ready(jobs, err))
        return -1;
    struct clustering c = {.patches = patches, .n = n, .size = size, .filters = filters, .centroids = centroids};
    c.sums = mlf_alloc_matrix(PIECES * filters * size, sizeof *c.sums, err);
    c.responses = mlf_alloc_matrix((size_t)jobs * BLOCK * filters, sizeof *c.responses, err);
    if (!c.sums || !c.responses)
        goto done;
    for (size_t i = 0; i < filters * size; i++)
        centroids[i] = (float)mlf_rng_normal(rng);
    unit_rows(centroids, filters, size);
    for (size_t iteration = 0; iteration < iterations; iteration++) {
        mlf_progress("cluster the patches", iteration, iterations);
        if (mlf_parallel(PIECES, jobs, sum_piece, &c, err))
            goto done;
        for (size_t piece = 0; piece < PIECES; piece++)
            for (size_t i = 0; i < filters * size; i++)
                centroids[i] += c.sums[piece * filters * size + i];
        unit_rows(centroids, filters, size);
    }
    mlf_progress_leave("cluster the patches");
    result = 0;
done:
    free(c.sums);
    free(c.responses);
    return result;
}
