#include <stdlib.h>

#include "check.h"
#include "mlfix/base/array.h"
#include "mlfix/base/rng.h"
#include "mlfix/numeric/neighbours-table.h"
#include "mlfix/numeric/neighbours.h"
#include "numeric/neighbours-lists.h"

enum { N = 4000, D = 16, CENTRES = 40 };

/* Rows of unit length scattered around centres. */
static float *make_rows(size_t n, uint64_t seed)
{
    struct mlf_rng rng;
    float *x = mlf_alloc_matrix(n * D, sizeof *x, NULL), centre[CENTRES * D];
    mlf_rng_seed(&rng, seed);
    for (size_t i = 0; i < (size_t)CENTRES * D; i++)
        centre[i] = (float)mlf_rng_normal(&rng);
    for (size_t i = 0; i < n; i++) {
        double square = 0;
        size_t c = mlf_rng_below(&rng, CENTRES);
        for (size_t j = 0; j < D; j++) {
            x[i * D + j] = centre[c * D + j] + 0.5F * (float)mlf_rng_normal(&rng);
            square += (double)x[i * D + j] * x[i * D + j];
        }
        for (size_t j = 0; j < D; j++)
            x[i * D + j] /= (float)sqrt(square);
    }
    return x;
}

/* Where all lists are searched and none is too long to be searched as a whole, the result is
 * that of the exact search. Cosines are compared and not indices, since products of
 * matrices of another shape may be rounded differently. */
static void test_all_lists_are_exact(void)
{
    float *x = make_rows(N, 3);
    struct mlf_neighbours_plan all = {.lists = 12, .probes = 12, .seed = 5};
    struct mlf_neighbours exact = {0}, found = {0};
    size_t other = 0;
    CHECK(mlf_neighbours_exact(&exact, x, N, D, 10, 2, NULL) == 0);
    CHECK(mlf_neighbours_lists(&found, &all, x, N, D, 10, 2, NULL) == 0 && found.k == 10);
    for (size_t i = 0; i < (size_t)N * 10; i++) {
        CHECK_NEAR(found.cosine[i], exact.cosine[i], 2e-6);
        other += found.index[i] != exact.index[i];
    }
    CHECK(other < N / 100);
    mlf_neighbours_free(&exact);
    mlf_neighbours_free(&found);
    free(x);
}

static void test_recall(void)
{
    float *x = make_rows(N, 4);
    struct mlf_neighbours_plan few = {.lists = 60, .probes = 6, .seed = 1};
    struct mlf_neighbours exact = {0}, found = {0};
    size_t same = 0;
    CHECK(mlf_neighbours_exact(&exact, x, N, D, 10, 1, NULL) == 0);
    CHECK(mlf_neighbours_lists(&found, &few, x, N, D, 10, 1, NULL) == 0);
    for (size_t i = 0; i < N; i++)
        for (size_t a = 0; a < 10; a++) {
            double cosine = 0;
            size_t of = found.index[i * 10 + a];
            for (size_t j = 0; j < D; j++)
                cosine += (double)x[i * D + j] * x[of * D + j];
            CHECK_NEAR(found.cosine[i * 10 + a], cosine, 2e-6);
            CHECK(of != i && (a == 0 || found.cosine[i * 10 + a] <= found.cosine[i * 10 + a - 1]));
            for (size_t b = 0; b < 10; b++)
                same += of == exact.index[i * 10 + b];
        }
    CHECK((double)same / (N * 10) > 0.95);
    mlf_neighbours_free(&exact);
    mlf_neighbours_free(&found);
    free(x);
}

static void test_any_jobs_and_seeds(void)
{
    float *x = make_rows(N, 5);
    struct mlf_neighbours_plan few = {.lists = 60, .probes = 4, .seed = 1};
    struct mlf_neighbours one = {0}, three = {0}, another = {0};
    CHECK(mlf_neighbours_lists(&one, &few, x, N, D, 7, 1, NULL) == 0);
    CHECK(mlf_neighbours_lists(&three, &few, x, N, D, 7, 3, NULL) == 0);
    few.seed = 2;
    CHECK(mlf_neighbours_lists(&another, &few, x, N, D, 7, 2, NULL) == 0);
    CHECK(memcmp(one.index, three.index, sizeof *one.index * N * 7) == 0);
    CHECK(memcmp(one.cosine, three.cosine, sizeof *one.cosine * N * 7) == 0);
    CHECK(memcmp(one.index, another.index, sizeof *one.index * N * 7) != 0);
    mlf_neighbours_free(&one);
    mlf_neighbours_free(&three);
    mlf_neighbours_free(&another);
    free(x);
}

/* Half of the rows are the same, so one list is far too long and is searched in parts. Each
 * of these rows still finds others with the cosine 1. */
static void test_many_that_are_the_same(void)
{
    float *x = make_rows(N, 6);
    struct mlf_neighbours_plan few = {.lists = 64, .probes = 3, .seed = 1};
    struct mlf_neighbours found = {0};
    for (size_t i = 0; i < N / 2; i++)
        memcpy(x + i * D, x, D * sizeof *x);
    CHECK(mlf_neighbours_lists(&found, &few, x, N, D, 5, 2, NULL) == 0);
    for (size_t i = 0; i < N / 2; i++)
        for (size_t j = 0; j < 5; j++) {
            CHECK_NEAR(found.cosine[i * 5 + j], 1, 2e-6);
            CHECK(found.index[i * 5 + j] < N / 2 && found.index[i * 5 + j] != i);
        }
    mlf_neighbours_free(&found);
    free(x);
}

/* More lists than rows; more neighbours wanted than a list has; rows of zeros. */
static void test_few(void)
{
    float *x = make_rows(9, 7);
    struct mlf_neighbours_plan many = {.lists = 50, .probes = 1, .seed = 1};
    struct mlf_neighbours found = {0};
    memset(x, 0, D * sizeof *x);
    CHECK(mlf_neighbours_lists(&found, &many, x, 9, D, 20, 2, NULL) == 0 && found.k == 8);
    for (size_t i = 0; i < 9; i++)
        CHECK(found.index[i * 8 + 7] == i && found.cosine[i * 8 + 7] == -1);
    mlf_neighbours_free(&found);
    CHECK(mlf_neighbours_lists(&found, &many, x, 1, D, 20, 2, NULL) == 0 && found.k == 0);
    mlf_neighbours_free(&found);
    CHECK(mlf_neighbours_lists(&found, &many, x, 0, D, 20, 2, NULL) == 0 && found.k == 0);
    mlf_neighbours_free(&found);
    free(x);
}

int main(void)
{
    RUN(test_all_lists_are_exact);
    RUN(test_recall);
    RUN(test_any_jobs_and_seeds);
    RUN(test_many_that_are_the_same);
    RUN(test_few);
    return check_done();
}
