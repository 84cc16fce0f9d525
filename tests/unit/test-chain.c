#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "mlfix/base/array.h"
#include "mlfix/base/rng.h"
#include "rank/chain.h"

/* Rows of unit length about `clusters` centres. */
static float *make_rows(size_t m, size_t d, size_t clusters, uint64_t seed)
{
    struct mlf_rng rng;
    float *x = mlf_alloc_matrix(m * d, sizeof *x, NULL), *centre = mlf_alloc(clusters * d, sizeof *centre, NULL);
    mlf_rng_seed(&rng, seed);
    for (size_t i = 0; i < clusters * d; i++)
        centre[i] = (float)mlf_rng_normal(&rng);
    for (size_t i = 0; i < m; i++) {
        double square = 0;
        size_t c = mlf_rng_below(&rng, clusters);
        for (size_t j = 0; j < d; j++) {
            x[i * d + j] = centre[c * d + j] + 0.7F * (float)mlf_rng_normal(&rng);
            square += (double)x[i * d + j] * (double)x[i * d + j];
        }
        for (size_t j = 0; j < d; j++)
            x[i * d + j] /= (float)sqrt(square);
    }
    free(centre);
    return x;
}

/* The greedy tour, step by step. */
static void greedy(const float *x, size_t m, size_t d, size_t *tour)
{
    unsigned char *seen = mlf_alloc(m, 1, NULL);
    size_t current = 0;
    for (size_t i = 0; i < m; i++) {
        double most = -INFINITY;
        size_t best = 0;
        tour[i] = current;
        seen[current] = 1;
        for (size_t b = 0; b < m; b++) {
            double dot = 0;
            for (size_t j = 0; j < d && !seen[b]; j++)
                dot += (double)x[current * d + j] * (double)x[b * d + j];
            if (!seen[b] && rint(dot * 1e6) > most) {
                most = rint(dot * 1e6);
                best = b;
            }
        }
        current = best;
    }
    free(seen);
}

static void check_chain(size_t m, size_t d, size_t clusters)
{
    float *x = make_rows(m, d, clusters, m);
    size_t *tour = mlf_alloc(m, sizeof *tour, NULL), *again = mlf_alloc(m, sizeof *again, NULL);
    unsigned char *seen = mlf_alloc(m, 1, NULL);
    CHECK(mlf_chain_make(x, m, d, 1, tour, NULL) == 0);
    CHECK(mlf_chain_make(x, m, d, 3, again, NULL) == 0);
    CHECK(memcmp(tour, again, m * sizeof *tour) == 0);
    size_t missing = 0;
    for (size_t i = 0; i < m; i++)
        seen[tour[i]] = 1;
    for (size_t i = 0; i < m; i++)
        missing += !seen[i];
    CHECK(missing == 0 && tour[0] == 0);
    greedy(x, m, d, again);
    double ours = mlf_chain_length(x, d, tour, m), plain = mlf_chain_length(x, d, again, m), sum = 0;
    CHECK(ours <= plain + 1e-4);
    CHECK(m < 100 || ours < plain);
    for (size_t i = 0; i + 1 < m; i++) {
        double dot = 0;
        for (size_t j = 0; j < d; j++)
            dot += (double)x[tour[i] * d + j] * (double)x[tour[i + 1] * d + j];
        sum += sqrt(fmax(0, 2 - 2 * dot));
    }
    CHECK_NEAR(ours, sum, 1e-2);
    free(x);
    free(tour);
    free(again);
    free(seen);
}

static void test_never_longer_than_greedy(void)
{
    check_chain(1, 8, 1);
    check_chain(2, 8, 1);
    check_chain(5, 8, 2);
    check_chain(17, 3, 2);
    check_chain(100, 8, 4);
    check_chain(1000, 24, 10);
}

/* Where no step can be bettered, the tour is the greedy one: points on an arc,
 * and many that are all the same. */
static void test_arc_and_twins(void)
{
    enum { M = 60 };
    float x[2 * M], same[2 * M];
    size_t tour[M], wrong = 0;
    for (size_t i = 0; i < M; i++) {
        double angle = (double)(i * 7 % M) / M;
        x[2 * i] = (float)cos(angle);
        x[2 * i + 1] = (float)sin(angle);
        same[2 * i] = 0.6F;
        same[2 * i + 1] = 0.8F;
    }
    CHECK(mlf_chain_make(x, M, 2, 1, tour, NULL) == 0);
    for (size_t i = 0; i < M; i++)
        wrong += tour[i] * 7 % M != i;
    CHECK(wrong == 0);
    CHECK(mlf_chain_make(same, M, 2, 1, tour, NULL) == 0);
    for (size_t i = 0; i < M; i++)
        wrong += tour[i] != i;
    CHECK(wrong == 0);
    CHECK(mlf_chain_make(x, 0, 2, 1, tour, NULL) == 0);
}

int main(void)
{
    RUN(test_never_longer_than_greedy);
    RUN(test_arc_and_twins);
    return check_done();
}
