#include "plane-graph.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/numeric/neighbours-table.h"

#define HALVINGS 40

struct edge {
    uint32_t other;
    float weight;
};

/* The distance of the j-th neighbour of a row, from the cosine. */
static double distance(const struct mlf_neighbours *near, size_t row, size_t j)
{
    double square = 2 - 2 * (double)near->cosine[row * near->k + j];
    return square > 0 ? sqrt(square) : 0;
}

/* The weights of a row's own k edges: 1 for the nearest, falling so that they add up to log2 k. */
static void weigh(const struct mlf_neighbours *near, size_t row, size_t k, double *weight)
{
    double least = distance(near, row, 0), low = 0, high = 4, wanted = log2((double)k);
    for (int step = 0; step < HALVINGS; step++) {
        double s = (low + high) / 2, sum = 0;
        for (size_t j = 0; j < k; j++)
            sum += exp(-(distance(near, row, j) - least) / s);
        if (sum > wanted)
            high = s;
        else
            low = s;
    }
    for (size_t j = 0; j < k; j++)
        weight[j] = exp(-(distance(near, row, j) - least) / ((low + high) / 2));
}

static int by_other(const void *a, const void *b)
{
    const struct edge *x = a, *y = b;
    return (x->other > y->other) - (x->other < y->other);
}

/* Whether the j-th neighbour of a row is one: where too few were found, the row itself stands there. */
static int is_edge(const struct mlf_neighbours *near, size_t row, size_t j)
{
    return near->index[row * near->k + j] != row;
}

/* Sets first[] to where each row's edges begin, those that name it included. */
static void count_edges(const struct mlf_neighbours *near, size_t k, size_t *first)
{
    for (size_t i = 0; i < near->n; i++)
        for (size_t j = 0; j < k; j++)
            if (is_edge(near, i, j)) {
                first[i + 1]++;
                first[near->index[i * near->k + j] + 1]++;
            }
    for (size_t i = 0; i < near->n; i++)
        first[i + 1] += first[i];
}

/* Lists every edge at both its ends; `at` is scratch for n numbers. */
static void list_edges(const struct mlf_neighbours *near, size_t k, const size_t *first, size_t *at, struct edge *edges)
{
    double weight[64] = {0};
    memcpy(at, first, near->n * sizeof *at);
    for (size_t i = 0; i < near->n; i++) {
        weigh(near, i, k, weight);
        for (size_t j = 0; j < k; j++) {
            uint32_t other = near->index[i * near->k + j];
            if (!is_edge(near, i, j))
                continue;
            edges[at[i]++] = (struct edge){other, (float)weight[j]};
            edges[at[other]++] = (struct edge){(uint32_t)i, (float)weight[j]};
        }
    }
}

/* Joins the two edges between the same rows, and moves all together. */
static void join_edges(struct mlf_plane_graph *graph, struct edge *edges)
{
    size_t to = 0;
    for (size_t i = 0; i < graph->n; i++) {
        size_t begin = graph->first[i], end = graph->first[i + 1];
        qsort(edges + begin, end - begin, sizeof *edges, by_other);
        graph->first[i] = to;
        for (size_t e = begin; e < end; e++) {
            if (to > graph->first[i] && graph->other[to - 1] == edges[e].other) {
                float a = graph->weight[to - 1], b = edges[e].weight, low = a < b ? a : b, high = a < b ? b : a;
                graph->weight[to - 1] = high + low - high * low; /* the same at both ends */
                continue;
            }
            graph->other[to] = edges[e].other;
            graph->weight[to++] = edges[e].weight;
        }
    }
    graph->first[graph->n] = to;
}

int mlf_plane_graph_make(struct mlf_plane_graph *graph, const struct mlf_neighbours *near, size_t k,
                         struct mlf_err *err)
{
    struct edge *edges = NULL;
    size_t *at = NULL;
    int result = -1;
    *graph = (struct mlf_plane_graph){.n = near->n};
    graph->first = mlf_alloc(near->n + 1, sizeof *graph->first, err);
    if (!graph->first)
        return -1;
    count_edges(near, k, graph->first);
    size_t all = graph->first[near->n];
    edges = mlf_alloc(all, sizeof *edges, err);
    at = mlf_alloc(near->n, sizeof *at, err);
    graph->other = mlf_alloc(all, sizeof *graph->other, err);
    graph->weight = mlf_alloc(all, sizeof *graph->weight, err);
    if (edges && at && graph->other && graph->weight) {
        list_edges(near, k, graph->first, at, edges);
        join_edges(graph, edges);
        result = 0;
    }
    free(edges);
    free(at);
    return result;
}

void mlf_plane_graph_free(struct mlf_plane_graph *graph)
{
    free(graph->first);
    free(graph->other);
    free(graph->weight);
    *graph = (struct mlf_plane_graph){0};
}
