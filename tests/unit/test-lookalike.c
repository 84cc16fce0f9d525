#include <stdlib.h>

#include "check.h"
#include "mlfix/base/array.h"
#include "mlfix/base/rng.h"
#include "rank/lookalikes.h"

enum { N = 400, D = 8 };

static float *make_rows(uint64_t seed)
{
    struct mlf_rng rng;
    float *x = mlf_alloc((size_t)N * D, sizeof *x, NULL);
    mlf_rng_seed(&rng, seed);
    for (size_t i = 0; i < N; i++) {
        double square = 0;
        for (size_t j = 0; j < D; j++) {
            x[i * D + j] = (float)mlf_rng_normal(&rng);
            square += (double)x[i * D + j] * x[i * D + j];
        }
        for (size_t j = 0; j < D; j++)
            x[i * D + j] /= (float)sqrt(square);
    }
    return x;
}

static float cosine(const float *x, size_t a, size_t b)
{
    double sum = 0;
    for (size_t j = 0; j < D; j++)
        sum += (double)x[a * D + j] * x[b * D + j];
    return rintf((float)sum * 1e6F) / 1e6F;
}

static int compare_floats(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

/* The median of the fifth largest cosine of each row. */
static float plain_least(const float *x)
{
    static float row[N], fifth[N];
    for (size_t i = 0; i < N; i++) {
        size_t n = 0;
        for (size_t b = 0; b < N; b++)
            if (b != i)
                row[n++] = cosine(x, i, b);
        qsort(row, n, sizeof *row, compare_floats);
        fifth[i] = row[n - MLF_LOOKALIKE_NEIGHBOUR];
    }
    qsort(fifth, N, sizeof *fifth, compare_floats);
    return fifth[N / 2];
}

/* Two labels, so that few enough are alike for ten candidates each to be all:
 * then the pairs are those of taking the best of all that are left, again and
 * again. */
static void test_against_plain_pairing(void)
{
    float *x = make_rows(5);
    uint32_t label[N];
    unsigned char taken[N] = {0};
    struct mlf_lookalikes found;
    for (size_t i = 0; i < N; i++)
        label[i] = i % 10 == 0 ? 7 : 3;
    CHECK(mlf_lookalikes_find(&found, x, N, D, label, 2, NULL) == 0);
    CHECK_NEAR(found.least, plain_least(x), 2e-6);
    CHECK(found.n > 10);
    for (size_t p = 0; p < found.n; p++) {
        const struct mlf_lookalike *pair = &found.pairs[p];
        float best = -1;
        for (size_t a = 0; a < N; a++)
            for (size_t b = 0; b < a; b++)
                if (!taken[a] && !taken[b] && label[a] != label[b])
                    best = fmaxf(best, cosine(x, a, b));
        CHECK(pair->a < pair->b && label[pair->a] != label[pair->b]);
        CHECK(!taken[pair->a] && !taken[pair->b]);
        CHECK_NEAR(pair->cosine, cosine(x, pair->a, pair->b), 2e-6);
        CHECK_NEAR(pair->cosine, best, 3e-6);
        CHECK(pair->cosine >= found.least);
        taken[pair->a] = taken[pair->b] = 1;
    }
    for (size_t a = 0; a < N; a++) /* nothing that is alike is left */
        for (size_t b = 0; b < a; b++)
            CHECK(taken[a] || taken[b] || label[a] == label[b] || cosine(x, a, b) < found.least + 3e-6F);
    mlf_lookalikes_free(&found);
    free(x);
}

static void test_little(void)
{
    float x[4 * D] = {0};
    uint32_t label[4] = {1, 1, 2, 2};
    struct mlf_lookalikes found;
    CHECK(mlf_lookalikes_find(&found, x, 0, D, label, 1, NULL) == 0 && found.n == 0);
    CHECK(mlf_lookalikes_find(&found, x, 1, D, label, 1, NULL) == 0 && found.n == 0);
    /* Rows of zeros look like nothing. */
    CHECK(mlf_lookalikes_find(&found, x, 4, D, label, 1, NULL) == 0 && found.n == 0);
    mlf_lookalikes_free(&found);
    for (size_t i = 0; i < 4; i++)
        x[i * D + (i % 2)] = 1; /* rows 0 and 2 are the same, rows 1 and 3 */
    CHECK(mlf_lookalikes_find(&found, x, 4, D, label, 1, NULL) == 0);
    CHECK(found.n == 2 && found.pairs[0].a == 0 && found.pairs[0].b == 2 && found.pairs[1].a == 1);
    mlf_lookalikes_free(&found);
    label[2] = label[3] = 1; /* one label only */
    CHECK(mlf_lookalikes_find(&found, x, 4, D, label, 1, NULL) == 0 && found.n == 0);
    mlf_lookalikes_free(&found);
}

static void test_any_jobs(void)
{
    float *x = make_rows(9);
    uint32_t label[N];
    struct mlf_lookalikes one, three;
    for (size_t i = 0; i < N; i++)
        label[i] = (uint32_t)(i % 5);
    CHECK(mlf_lookalikes_find(&one, x, N, D, label, 1, NULL) == 0);
    CHECK(mlf_lookalikes_find(&three, x, N, D, label, 3, NULL) == 0);
    CHECK(one.n == three.n && one.n > 100);
    for (size_t p = 0; p < one.n && p < three.n; p++)
        CHECK(one.pairs[p].a == three.pairs[p].a && one.pairs[p].b == three.pairs[p].b);
    mlf_lookalikes_free(&one);
    mlf_lookalikes_free(&three);
    free(x);
}

int main(void)
{
    RUN(test_against_plain_pairing);
    RUN(test_little);
    RUN(test_any_jobs);
    return check_done();
}
