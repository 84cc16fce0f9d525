#include "mlfix/numeric/plane.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/parallel.h"
#include "mlfix/numeric/columns.h"
#include "mlfix/numeric/eigen.h"
#include "mlfix/numeric/matrix.h"
#include "mlfix/numeric/neighbours-table.h"
#include "plane-graph.h"

#define PIECE ((size_t)1024)
#define PULL 0.5f     /* how far a row goes towards its neighbours in the first round */
#define PUSH 5.0f     /* times that: away from the others, as many negative samples as UMAP draws for an edge */
#define FARTHEST 4.0f /* the longest push */
#define SPREAD 10.0   /* size of the beginning */
#define NEAR 0.001f

struct placing {
    const struct mlf_plane_graph *graph;
    const float *from; /* places of the round before, n x 2 */
    float *to;
    float pace; /* of this round: from PULL to 0 */
    int round;
};

/* 64 bits mixed well (splitmix64's last step): the same draws in any order of the rows. */
static uint64_t mix(uint64_t z)
{
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

/* Adds to pull[] the weighted mean of what draws row i to its neighbours. */
static void pull_row(const struct placing *p, size_t i, float *pull)
{
    float sum = 0, x = 0, y = 0;
    for (size_t e = p->graph->first[i]; e < p->graph->first[i + 1]; e++) {
        const float *other = p->from + 2 * (size_t)p->graph->other[e];
        float dx = other[0] - p->from[2 * i], dy = other[1] - p->from[2 * i + 1], w = p->graph->weight[e];
        float force = w / (1 + dx * dx + dy * dy);
        x += force * dx;
        y += force * dy;
        sum += w;
    }
    pull[0] = sum > 0 ? x / sum : 0;
    pull[1] = sum > 0 ? y / sum : 0;
}

/* Adds the mean of what pushes row i away from others drawn at random. */
static void push_row(const struct placing *p, size_t i, float *push)
{
    size_t n = p->graph->n;
    push[0] = push[1] = 0;
    for (uint64_t k = 0; k < MLF_PLANE_OTHERS; k++) {
        uint64_t draw = mix(mix((uint64_t)p->round * MLF_PLANE_OTHERS + k + 1) + i * 0x9e3779b97f4a7c15u);
        const float *other = p->from + 2 * (size_t)((draw >> 32) * n >> 32);
        float dx = p->from[2 * i] - other[0], dy = p->from[2 * i + 1] - other[1], square = dx * dx + dy * dy;
        float force = 1 / ((NEAR + square) * (1 + square)), length = force * sqrtf(square);
        if (length > FARTHEST)
            force *= FARTHEST / length;
        push[0] += force * dx / MLF_PLANE_OTHERS;
        push[1] += force * dy / MLF_PLANE_OTHERS;
    }
}

static int move_rows(void *context, size_t piece, int worker, struct mlf_err *err)
{
    const struct placing *p = context;
    size_t end = (piece + 1) * PIECE < p->graph->n ? (piece + 1) * PIECE : p->graph->n;
    (void)worker;
    (void)err;
    for (size_t i = piece * PIECE; i < end; i++) {
        float pull[2], push[2];
        pull_row(p, i, pull);
        push_row(p, i, push);
        for (size_t k = 0; k < 2; k++)
            p->to[2 * i + k] = p->from[2 * i + k] + p->pace * (pull[k] + PUSH * push[k]);
    }
    return 0;
}

/* The two principal components of the rows, xy, the first one with the deviation SPREAD. */
static int begin_places(const float *x, size_t n, size_t d, int jobs, float *xy, struct mlf_err *err)
{
    float *gram = mlf_alloc(d * d, sizeof *gram, err), values[2] = {0};
    float *axes = mlf_alloc(2 * d, sizeof *axes, err);
    double *mean = mlf_alloc(d, sizeof *mean, err);
    int result = -1;
    if (!gram || !axes || !mean || mlf_gram(n, d, 1.0f / (float)n, x, d, 0, gram, jobs, err))
        goto done;
    mlf_columns_mean(x, n, d, mean);
    for (size_t j = 0; j < d; j++)
        for (size_t k = 0; k < d; k++)
            gram[j * d + k] -= (float)(mean[j] * mean[k]);
    if (mlf_eigen_top(d, gram, d < 2 ? d : 2, 0, values, axes, jobs, err) ||
        mlf_gemm(MLF_AS_IS, MLF_TRANSPOSED, n, 2, d, 1, x, d, axes, d, 0, xy, 2, jobs, err))
        goto done;
    for (size_t k = 0; k < 2; k++) {
        double centre = 0, scale = values[0] > 0 ? SPREAD / sqrt((double)values[0]) : 0;
        for (size_t j = 0; j < d; j++)
            centre += mean[j] * (double)axes[k * d + j];
        for (size_t i = 0; i < n; i++)
            xy[2 * i + k] = (float)(((double)xy[2 * i + k] - centre) * scale);
    }
    result = 0;
done:
    free(gram);
    free(axes);
    free(mean);
    return result;
}

/* Brings all places into the square from 0 to 1. */
static void fit_square(float *xy, size_t n)
{
    float low[2] = {INFINITY, INFINITY}, high[2] = {-INFINITY, -INFINITY};
    for (size_t i = 0; i < 2 * n; i++) {
        low[i % 2] = fminf(low[i % 2], xy[i]);
        high[i % 2] = fmaxf(high[i % 2], xy[i]);
    }
    float side = fmaxf(high[0] - low[0], high[1] - low[1]);
    for (size_t i = 0; i < 2 * n; i++)
        xy[i] = side > 0 ? fminf(1, fmaxf(0, 0.5f + (xy[i] - (low[i % 2] + high[i % 2]) / 2) / side)) : 0.5f;
}

static int move_all(const struct mlf_plane_graph *graph, float *xy, int rounds, int jobs, struct mlf_err *err)
{
    size_t n = graph->n;
    float *other = mlf_alloc(2 * n, sizeof *other, err);
    int result = other ? 0 : -1;
    for (int round = 0; round < rounds && result == 0; round++) {
        struct placing p = {graph, xy, other, PULL * (1 - (float)round / (float)rounds), round};
        result = mlf_parallel((n + PIECE - 1) / PIECE, jobs, move_rows, &p, err);
        memcpy(xy, other, 2 * n * sizeof *xy);
    }
    free(other);
    return result;
}

int mlf_plane_place(const struct mlf_neighbours *near, const float *x, size_t n, size_t d, int rounds, int jobs,
                    float *xy, struct mlf_err *err)
{
    struct mlf_plane_graph graph = {0};
    size_t k = near->k < MLF_PLANE_NEIGHBOURS ? near->k : MLF_PLANE_NEIGHBOURS;
    if (n == 0)
        return 0;
    memset(xy, 0, 2 * n * sizeof *xy);
    if (d == 0 || k < 2) {
        fit_square(xy, n);
        return 0;
    }
    int result = begin_places(x, n, d, jobs, xy, err) || mlf_plane_graph_make(&graph, near, k, err) ||
                         move_all(&graph, xy, rounds, jobs, err)
                     ? -1
                     : 0;
    mlf_plane_graph_free(&graph);
    if (result == 0)
        fit_square(xy, n);
    return result;
}
