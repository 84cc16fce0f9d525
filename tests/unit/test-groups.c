#include <stdlib.h>

#include "check.h"
#include "mlfix/base/array.h"
#include "mlfix/base/rng.h"
#include "mlfix/numeric/groups.h"
#include "mlfix/numeric/neighbours-table.h"
#include "mlfix/numeric/neighbours.h"
#include "numeric/neighbours-lists.h"

enum { N = 600, D = 6 };

static float *make_rows(uint64_t seed)
{
    struct mlf_rng rng;
    float *x = mlf_alloc((size_t)N * D, sizeof *x, NULL);
    mlf_rng_seed(&rng, seed);
    for (size_t i = 0; i < (size_t)N * D; i++)
        x[i] = (float)mlf_rng_normal(&rng);
    return x;
}

static void test_space(void)
{
    float *z = make_rows(1);
    size_t d;
    for (size_t i = 0; i < N; i++)
        z[i * D + 4] = z[i * D + 4] * 10 + 100; /* the strongest column, far from 0 */
    float *x = mlf_neighbours_space(z, N, D, 1, &d, NULL);
    double mean = 0;
    for (size_t i = 0; i < N; i++)
        mean += z[i * D + 4] / N;
    CHECK(x != NULL && d == D);
    for (size_t i = 0; i < N; i++) {
        double square = 0;
        for (size_t j = 0; j < D; j++)
            square += (double)x[i * D + j] * x[i * D + j];
        CHECK_NEAR(square, 1, 1e-5);
        CHECK((x[i * D] > 0) == (z[i * D + 4] > mean));
    }
    free(x);
    free(z);
}

static void test_neighbours_against_plain_search(void)
{
    float *z = make_rows(2);
    size_t d;
    float *x = mlf_neighbours_space(z, N, D, 1, &d, NULL);
    struct mlf_neighbours near = {0}, again = {0};
    CHECK(mlf_neighbours_find(&near, x, N, d, 5, 1, NULL) == 0 && near.k == 5);
    CHECK(mlf_neighbours_find(&again, x, N, d, 5, 3, NULL) == 0);
    CHECK(memcmp(near.index, again.index, sizeof *near.index * N * 5) == 0);
    for (size_t i = 0; i < N; i++)
        for (size_t k = 0; k < 5; k++) {
            double cosine = 0;
            size_t nearer = 0;
            for (size_t j = 0; j < D; j++)
                cosine += (double)x[i * D + j] * x[near.index[i * 5 + k] * D + j];
            CHECK_NEAR(near.cosine[i * 5 + k], cosine, 2e-6);
            for (size_t b = 0; b < N; b++) {
                double other = 0;
                for (size_t j = 0; j < D; j++)
                    other += (double)x[i * D + j] * x[b * D + j];
                nearer += b != i && other > cosine + 1e-5;
            }
            CHECK(nearer <= k && near.index[i * 5 + k] != i);
        }
    mlf_neighbours_free(&near);
    mlf_neighbours_free(&again);
    free(x);
    free(z);
}

static void test_ties_and_few(void)
{
    const float x[4 * 2] = {1, 0, 1, 0, 1, 0, 0, 1};
    struct mlf_neighbours near = {0};
    CHECK(mlf_neighbours_find(&near, x, 4, 2, 9, 1, NULL) == 0 && near.k == 3);
    CHECK(near.index[0] == 1 && near.index[1] == 2 && near.index[2] == 3);
    CHECK(near.index[6] == 0 && near.index[7] == 1 && near.cosine[8] == 0);
    mlf_neighbours_free(&near);
    CHECK(mlf_neighbours_find(&near, x, 1, 2, 9, 1, NULL) == 0 && near.k == 0);
    mlf_neighbours_free(&near);
    CHECK(mlf_neighbours_find(&near, x, 0, 2, 9, 1, NULL) == 0);
    mlf_neighbours_free(&near);
}

enum { WIDE = 40 };

static float *make_wide(uint64_t seed)
{
    struct mlf_rng rng;
    float *z = mlf_alloc((size_t)N * WIDE, sizeof *z, NULL);
    mlf_rng_seed(&rng, seed);
    for (size_t i = 0; i < (size_t)N * WIDE; i++)
        z[i] = (float)mlf_rng_normal(&rng);
    return z;
}

/* Only rows of another kind are neighbours. Where there are too few of them, the rest of a
 * row's line is the row itself. */
static void test_kinds(void)
{
    enum { K = 7 };
    float *x = make_rows(11);
    static uint32_t kind[N];
    struct mlf_neighbours near = {.kind = kind};
    size_t wrong = 0;
    for (size_t i = 0; i < N; i++) {
        float square = 0;
        for (size_t j = 0; j < D; j++)
            square += x[i * D + j] * x[i * D + j];
        for (size_t j = 0; j < D; j++)
            x[i * D + j] /= sqrtf(square);
        kind[i] = i < 4 ? 0 : 1; /* four rows of one kind, all others of another */
    }
    CHECK(mlf_neighbours_exact(&near, x, N, D, K, 2, NULL) == 0 && near.k == K);
    for (size_t i = 0; i < N; i++) {
        size_t others = 0;
        for (size_t j = 0; j < K; j++) {
            size_t at = near.index[i * K + j];
            others += kind[at] != kind[i];
            wrong += at == i && near.cosine[i * K + j] != -1;
            wrong += at != i && kind[at] == kind[i];
        }
        wrong += others != (i < 4 ? K : 4);
        /* Nothing of another kind is nearer than what was found. */
        for (size_t b = 0; b < N && i < 4; b++) {
            float cosine = 0;
            int listed = kind[b] == kind[i];
            for (size_t j = 0; j < D; j++)
                cosine += x[i * D + j] * x[b * D + j];
            for (size_t j = 0; j < K; j++)
                listed |= near.index[i * K + j] == b;
            wrong += !listed && cosine > near.cosine[i * K + K - 1] + 2e-6F;
        }
    }
    CHECK(wrong == 0);
    mlf_neighbours_free(&near);
    /* Inverted lists give the same where all of them are searched. */
    struct mlf_neighbours_plan all = {.lists = 5, .probes = 5};
    struct mlf_neighbours listed = {.kind = kind};
    near.kind = kind;
    CHECK(mlf_neighbours_exact(&near, x, N, D, K, 1, NULL) == 0);
    CHECK(mlf_neighbours_lists(&listed, &all, x, N, D, K, 2, NULL) == 0);
    for (size_t i = 0; i < (size_t)N * K; i++)
        CHECK_NEAR(listed.cosine[i], near.cosine[i], 2e-6);
    mlf_neighbours_free(&near);
    mlf_neighbours_free(&listed);
    free(x);
}

/* Sixty pictures, each with nine noisy copies: the copies are found again. */
static void test_repeated_frames(void)
{
    float *z = make_wide(3), *noise = make_wide(4);
    size_t d, count, wrong = 0, group[N], groups = N;
    struct mlf_groups_pair *pairs;
    for (size_t i = 0; i < N; i++) {
        group[i] = i;
        for (size_t j = 0; j < WIDE && i >= 60; j++)
            z[i * WIDE + j] = z[i % 60 * WIDE + j] + 0.4F * noise[i * WIDE + j];
    }
    float *x = mlf_neighbours_space(z, N, WIDE, 1, &d, NULL);
    CHECK(mlf_groups_duplicates(x, N, d, 2, &pairs, &count, NULL) == 0);
    for (size_t i = 0; i < count; i++) {
        wrong += pairs[i].a % 60 != pairs[i].b % 60;
        CHECK(i == 0 || pairs[i - 1].contrast <= pairs[i].contrast);
    }
    CHECK(count > 4000 && wrong == 0);
    CHECK(mlf_groups_join(N, group, &groups, pairs, count, 50, NULL) == 0);
    CHECK(groups == 60 && group[0] == 0 && group[540] == 0 && group[541] == 1);
    free(pairs);
    free(x);
    free(z);
    free(noise);
}

/* Where pictures are not repeated, only the one that is there twice is found. */
static void test_no_repetition(void)
{
    float *z = make_wide(8);
    size_t d, count;
    struct mlf_groups_pair *pairs;
    memcpy(z + WIDE, z, WIDE * sizeof *z);
    float *x = mlf_neighbours_space(z, N, WIDE, 1, &d, NULL);
    CHECK(mlf_groups_duplicates(x, N, d, 2, &pairs, &count, NULL) == 0);
    CHECK(count == 2 && pairs[0].a == 0 && pairs[0].b == 1 && pairs[0].contrast == 0);
    free(pairs);
    free(x);
    free(z);
}

static void test_join_cap(void)
{
    size_t group[6] = {0, 1, 2, 3, 4, 4}, groups = 5;
    const struct mlf_groups_pair pairs[] = {{0, 1, 0.1}, {1, 2, 0.2}, {2, 4, 0.3}, {3, 2, 0.4}};
    CHECK(mlf_groups_join(6, group, &groups, pairs, 4, 4, NULL) == 0);
    /* 0 1 2 joined; with 4 and 5 they would be five; 3 fits. */
    CHECK(groups == 2 && group[0] == 0 && group[2] == 0 && group[3] == 0 && group[4] == 1 && group[5] == 1);
}

/* Pairs (0, 1), (2, 3), ... of `n` items: the first `differ` have two labels. */
static int apart(size_t n, size_t count, size_t differ)
{
    struct mlf_groups_pair pairs[32];
    size_t label[200] = {0};
    for (size_t i = 0; i < count; i++) {
        pairs[i] = (struct mlf_groups_pair){.a = 2 * i, .b = 2 * i + 1};
        label[2 * i] = i < differ;
    }
    return mlf_groups_labelled_apart(pairs, count, label, n, NULL);
}

static void test_labelled_apart(void)
{
    CHECK(apart(200, 30, 4) == 1);
    CHECK(apart(200, 30, 3) == 0); /* a tenth is not more than a tenth */
    CHECK(apart(180, 30, 4) == 0); /* 60 of 180 items: a third are repeated */
    CHECK(apart(181, 30, 4) == 1);
    CHECK(apart(200, 0, 0) == 0);
}

static void test_count(void)
{
    const size_t group[5] = {0, 0, 1, 2, 0}, label[5] = {0, 0, 0, 1, 1};
    size_t counts[3];
    CHECK(mlf_groups_count(5, group, label, 3, counts, NULL) == 0);
    CHECK(counts[0] == 2 && counts[1] == 2 && counts[2] == 0);
}

int main(void)
{
    RUN(test_space);
    RUN(test_neighbours_against_plain_search);
    RUN(test_ties_and_few);
    RUN(test_kinds);
    RUN(test_repeated_frames);
    RUN(test_no_repetition);
    RUN(test_join_cap);
    RUN(test_labelled_apart);
    RUN(test_count);
    return check_done();
}
