#include <stdlib.h>

#include "check.h"
#include "mlfix/base/array.h"
#include "mlfix/base/rng.h"
#include "mlfix/numeric/neighbours-table.h"
#include "mlfix/numeric/neighbours.h"
#include "mlfix/numeric/plane.h"
#include "numeric/plane-graph.h"

/* Rows of unit length around `clusters` middles; row i belongs to middle i % clusters. */
static float *rows_of(size_t n, size_t d, size_t clusters, double spread)
{
    struct mlf_rng rng;
    mlf_rng_seed(&rng, 7);
    double *middle = mlf_alloc(clusters * d, sizeof *middle, NULL);
    float *x = mlf_alloc(n * d, sizeof *x, NULL);
    for (size_t k = 0; k < clusters * d; k++)
        middle[k] = mlf_rng_normal(&rng);
    for (size_t i = 0; i < n; i++) {
        double square = 0;
        for (size_t j = 0; j < d; j++) {
            x[i * d + j] = (float)(middle[i % clusters * d + j] + spread * mlf_rng_normal(&rng));
            square += pow((double)x[i * d + j], 2);
        }
        for (size_t j = 0; j < d; j++)
            x[i * d + j] = (float)(x[i * d + j] / sqrt(square));
    }
    free(middle);
    return x;
}

static float *place(const float *x, size_t n, size_t d, int rounds, int jobs)
{
    struct mlf_neighbours near = {0};
    float *xy = mlf_alloc(2 * n, sizeof *xy, NULL);
    CHECK(mlf_neighbours_find(&near, x, n, d, 20, jobs, NULL) == 0);
    CHECK(mlf_plane_place(&near, x, n, d, rounds, jobs, xy, NULL) == 0);
    mlf_neighbours_free(&near);
    return xy;
}

/* The weight of the edge from i to its j-th neighbour, s found by small steps instead of halving. */
static double naive_weight(const struct mlf_neighbours *near, size_t i, size_t k, size_t j)
{
    double far[64], best = 0, off = 1e30;
    for (size_t a = 0; a < k; a++)
        far[a] = sqrt(fmax(0, 2 - 2 * (double)near->cosine[i * near->k + a]));
    for (double s = 1e-4; s < 4; s *= 1.0005) {
        double sum = 0;
        for (size_t a = 0; a < k; a++)
            sum += exp(-(far[a] - far[0]) / s);
        if (fabs(sum - log2((double)k)) < off) {
            off = fabs(sum - log2((double)k));
            best = s;
        }
    }
    return exp(-(far[j] - far[0]) / best);
}

static void test_graph_against_a_table_of_all_pairs(void)
{
    size_t n = 90, d = 8, k = 6;
    float *x = rows_of(n, d, 5, 0.3);
    double *table = mlf_alloc(n * n, sizeof *table, NULL);
    struct mlf_neighbours near = {0};
    struct mlf_plane_graph graph = {0};
    CHECK(mlf_neighbours_find(&near, x, n, d, k, 1, NULL) == 0);
    CHECK(mlf_plane_graph_make(&graph, &near, k, NULL) == 0);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < k; j++)
            table[i * n + near.index[i * k + j]] = naive_weight(&near, i, k, j);
    size_t edges = 0;
    double worst = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t e = graph.first[i]; e < graph.first[i + 1]; e++) {
            double a = table[i * n + graph.other[e]], b = table[graph.other[e] * n + i];
            CHECK(e == graph.first[i] || graph.other[e - 1] < graph.other[e]);
            worst = fmax(worst, fabs((double)graph.weight[e] - (a + b - a * b)));
            edges++;
        }
    for (size_t i = 0; i < n * n; i++)
        edges -= table[i] > 0 || table[i % n * n + i / n] > 0;
    CHECK(edges == 0);
    CHECK_NEAR(worst, 0, 1e-3);
    mlf_plane_graph_free(&graph);
    mlf_neighbours_free(&near);
    free(table);
    free(x);
}

/* The component of the covariance with the largest variance, at a right angle to `other`, by multiplying again and
 * again. */
static void naive_axis(const double *covariance, size_t d, const double *other, double *axis)
{
    double *next = mlf_alloc(d, sizeof *next, NULL);
    for (size_t j = 0; j < d; j++)
        axis[j] = 1 + (double)j / (double)d;
    for (int step = 0; step < 5000; step++) {
        double along = 0, square = 0;
        for (size_t j = 0; j < d; j++) {
            next[j] = 0;
            for (size_t k = 0; k < d; k++)
                next[j] += covariance[j * d + k] * axis[k];
        }
        for (size_t j = 0; other && j < d; j++)
            along += next[j] * other[j];
        for (size_t j = 0; j < d; j++) {
            next[j] -= other ? along * other[j] : 0;
            square += next[j] * next[j];
        }
        for (size_t j = 0; j < d; j++)
            axis[j] = next[j] / sqrt(square);
    }
    free(next);
}

/* Without rounds the places are the two principal components, up to mirroring. */
static void test_beginning_against_naive_components(void)
{
    size_t n = 200, d = 6;
    float *x = rows_of(n, d, 3, 0.4), *xy = place(x, n, d, 0, 1);
    double mean[6] = {0}, covariance[36] = {0}, axis[2][6], low[2] = {1e30, 1e30}, high[2] = {-1e30, -1e30};
    double *at = mlf_alloc(2 * n, sizeof *at, NULL);
    for (size_t i = 0; i < n * d; i++)
        mean[i % d] += (double)x[i] / (double)n;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < d; j++)
            for (size_t k = 0; k < d; k++)
                covariance[j * d + k] += ((double)x[i * d + j] - mean[j]) * ((double)x[i * d + k] - mean[k]);
    naive_axis(covariance, d, NULL, axis[0]);
    naive_axis(covariance, d, axis[0], axis[1]);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < 2; k++) {
            for (size_t j = 0; j < d; j++)
                at[2 * i + k] += ((double)x[i * d + j] - mean[j]) * axis[k][j];
            low[k] = fmin(low[k], at[2 * i + k]);
            high[k] = fmax(high[k], at[2 * i + k]);
        }
    double side = fmax(high[0] - low[0], high[1] - low[1]), off[2][2] = {{0}};
    for (size_t i = 0; i < 2 * n; i++) {
        double there = (at[i] - (low[i % 2] + high[i % 2]) / 2) / side, here = (double)xy[i] - 0.5;
        off[i % 2][0] = fmax(off[i % 2][0], fabs(here - there));
        off[i % 2][1] = fmax(off[i % 2][1], fabs(here + there));
    }
    CHECK_NEAR(fmin(off[0][0], off[0][1]), 0, 1e-4);
    CHECK_NEAR(fmin(off[1][0], off[1][1]), 0, 1e-4);
    free(at);
    free(x);
    free(xy);
}

/* The share of rows whose nearest row in the plane is of their own cluster. */
static double kept_together(const float *xy, size_t n, size_t clusters)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        size_t best = 0;
        double least = 1e30;
        for (size_t j = 0; j < n; j++) {
            double far = hypot((double)(xy[2 * i] - xy[2 * j]), (double)(xy[2 * i + 1] - xy[2 * j + 1]));
            if (j != i && far < least) {
                least = far;
                best = j;
            }
        }
        kept += best % clusters == i % clusters;
    }
    return (double)kept / (double)n;
}

/* Twelve clusters in twenty dimensions lie upon each other along two axes, and apart in the plane. */
static void test_clusters_lie_apart(void)
{
    size_t n = 600, d = 20, clusters = 12;
    float *x = rows_of(n, d, clusters, 0.35), *axes = place(x, n, d, 0, 1), *xy = place(x, n, d, MLF_PLANE_ROUNDS, 2);
    CHECK(kept_together(xy, n, clusters) > 0.97);
    CHECK(kept_together(xy, n, clusters) > kept_together(axes, n, clusters));
    for (size_t i = 0; i < 2 * n; i++)
        CHECK(xy[i] >= 0 && xy[i] <= 1);
    free(x);
    free(axes);
    free(xy);
}

static void test_any_number_of_jobs(void)
{
    size_t n = 3000, d = 5;
    float *x = rows_of(n, d, 7, 0.5), *one = place(x, n, d, 20, 1);
    for (int jobs = 2; jobs <= 5; jobs += 3) {
        float *many = place(x, n, d, 20, jobs);
        CHECK(memcmp(one, many, 2 * n * sizeof *one) == 0);
        free(many);
    }
    free(one);
    free(x);
}

/* None, one, two; all the same; zeros; one column. */
static void test_little_to_place(void)
{
    float same[40], zeros[40] = {0}, line[20];
    for (size_t i = 0; i < 40; i++)
        same[i] = i % 2 ? 0.8f : 0.6f;
    for (size_t i = 0; i < 20; i++)
        line[i] = i % 2 ? 1 : -1;
    for (size_t n = 0; n <= 20; n++) {
        float *places[] = {place(same, n, 2, 30, 2), place(zeros, n, 2, 30, 2), place(line, n, 1, 30, 2)};
        for (size_t k = 0; k < 3; k++) {
            for (size_t i = 0; i < 2 * n; i++)
                CHECK(places[k][i] >= 0 && places[k][i] <= 1); /* and no NaN */
            free(places[k]);
        }
    }
}

int main(void)
{
    RUN(test_graph_against_a_table_of_all_pairs);
    RUN(test_beginning_against_naive_components);
    RUN(test_clusters_lie_apart);
    RUN(test_any_number_of_jobs);
    RUN(test_little_to_place);
    return check_done();
}
