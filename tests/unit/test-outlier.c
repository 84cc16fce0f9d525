#include <stdlib.h>

#include "check.h"
#include "mlfix/base/array.h"
#include "mlfix/base/rng.h"
#include "mlfix/numeric/groups.h"
#include "mlfix/numeric/neighbours.h"
#include "mlfix/numeric/robust.h"
#include "mlfix/rank/slices.h"
#include "rank/duplicates.h"
#include "rank/outliers.h"

enum { N = 400, D = 12 };

static float *make_rows(uint64_t seed)
{
    struct mlf_rng rng;
    float *z = mlf_alloc((size_t)N * D, sizeof *z, NULL);
    mlf_rng_seed(&rng, seed);
    for (size_t i = 0; i < (size_t)N * D; i++)
        z[i] = (float)mlf_rng_normal(&rng) + (i / D % 4 == i % D ? 4 : 0);
    for (size_t j = 0; j < D; j++)
        z[7 * D + j] *= 5;
    return z;
}

static void test_robust(void)
{
    const double odd[] = {5, 1, 100, 3, 2}, even[] = {4, 1, 3, 2}, same[] = {7, 7, 7, 7, 9};
    struct mlf_robust r;
    CHECK(mlf_robust_measure(odd, 5, 0, &r, NULL) == 0);
    CHECK_NEAR(r.median, 3, 0);
    CHECK_NEAR(r.deviation, 1.4826 * 2, 1e-12); /* 2 2 97 0 1 */
    CHECK(mlf_robust_measure(even, 4, 0, &r, NULL) == 0);
    CHECK_NEAR(r.median, 2.5, 0);
    CHECK_NEAR(r.deviation, 1.4826, 1e-12); /* 1.5 1.5 .5 .5 */
    CHECK(mlf_robust_measure(same, 5, 0.25, &r, NULL) == 0 && r.median == 7 && r.deviation == 0.25);
    CHECK(mlf_robust_measure(NULL, 0, 0.5, &r, NULL) == 0 && r.median == 0 && r.deviation == 0.5);
}

static double distance(const float *a, const float *b)
{
    double square = 0;
    for (size_t j = 0; j < D; j++)
        square += ((double)a[j] - b[j]) * ((double)a[j] - b[j]);
    return sqrt(square);
}

/* Against the definition: sort all others by cosine and take ten. */
static void test_deviations_against_the_definition(void)
{
    float *z = make_rows(1);
    size_t d;
    float *x = mlf_neighbours_space(z, N, D, 1, &d, NULL);
    double found[N], wanted[N];
    struct mlf_robust r;
    CHECK(mlf_outlier_deviations(z, N, D, x, d, 2, found, NULL) == 0);
    for (size_t i = 0; i < N; i++) {
        double sum = 0;
        unsigned char taken[N] = {0};
        taken[i] = 1;
        for (int k = 0; k < 10; k++) {
            size_t best = N;
            double most = -2;
            for (size_t b = 0; b < N; b++) {
                double cosine = 0;
                for (size_t j = 0; j < d; j++)
                    cosine += (double)x[i * d + j] * x[b * d + j];
                if (!taken[b] && cosine > most + 1e-6) {
                    most = cosine;
                    best = b;
                }
            }
            taken[best] = 1;
            sum += distance(z + i * D, z + best * D);
        }
        wanted[i] = log(sum / 10);
    }
    CHECK(mlf_robust_measure(wanted, N, 0.01, &r, NULL) == 0);
    for (size_t i = 0; i < N; i++)
        CHECK_NEAR(found[i], (wanted[i] - r.median) / r.deviation, 0.05);
    for (size_t i = 0; i < N; i++)
        CHECK(i == 7 || found[i] < found[7]);
    CHECK(found[7] > MLF_OUTLIER_DEVIATION);
    free(x);
    free(z);
}

static void test_scores(void)
{
    CHECK_NEAR(mlf_outlier_score(0), 0.5, 0);
    CHECK_NEAR(mlf_outlier_score(3), 0.875, 1e-12);
    CHECK_NEAR(mlf_outlier_score(-1), 0.25, 1e-12);
    CHECK(mlf_outlier_score(1e6) > mlf_outlier_score(9e5) && mlf_outlier_score(1e9) < 1);
}

/* A copy, a slightly changed copy, one whose hash alone is far: by hand. */
static void test_duplicates(void)
{
    float *z = make_rows(2);
    uint64_t hash[N];
    unsigned char has[N];
    struct mlf_duplicates found = {0};
    size_t d, alone = 0;
    struct mlf_rng rng;
    mlf_rng_seed(&rng, 9);
    for (size_t i = 0; i < N; i++) {
        hash[i] = mlf_rng_next(&rng);
        has[i] = 1;
    }
    memcpy(z + 100 * D, z + 50 * D, D * sizeof *z);
    memcpy(z + 200 * D, z + 50 * D, D * sizeof *z);
    for (size_t j = 0; j < D; j++)
        z[200 * D + j] += 0.01F;
    float *x = mlf_neighbours_space(z, N, D, 1, &d, NULL);
    CHECK(mlf_duplicates_find(&found, x, N, d, hash, has, 2, NULL) == 0 && found.n == N);
    CHECK(found.cluster[50] == found.cluster[100] && found.cluster[50] == found.cluster[200]);
    CHECK(found.twin[50].of == 100 && found.twin[100].of == 50);
    CHECK(found.twin[100].bits == __builtin_popcountll(hash[50] ^ hash[100]));
    CHECK_NEAR(found.twin[100].cosine, 1, 1e-6);
    for (size_t i = 0; i < N; i++) {
        CHECK(found.cluster[i] < found.clusters && (i > 0 || found.cluster[i] == 0));
        alone += found.twin[i].of == (size_t)-1;
    }
    for (size_t p = 0; p < found.count; p++) {
        const struct mlf_groups_pair *pair = &found.pairs[p];
        CHECK(found.cluster[pair->a] == found.cluster[pair->b]);
        CHECK(pair->contrast < MLF_TWIN_CONTRAST ||
              (pair->contrast < MLF_TWIN_CONTRAST_HASH &&
               __builtin_popcountll(hash[pair->a] ^ hash[pair->b]) <= MLF_TWIN_BITS));
    }
    CHECK(alone > N - 40);
    mlf_duplicates_free(&found);
    free(x);
    free(z);
}

/* Equal hashes join pictures that are only fairly alike; without them not. */
static void test_hashes_decide(void)
{
    float *z = make_rows(3);
    uint64_t hash[N];
    unsigned char has[N];
    struct mlf_duplicates with = {0}, without = {0};
    size_t d;
    float *x = mlf_neighbours_space(z, N, D, 1, &d, NULL);
    memset(hash, 0, sizeof hash);
    memset(has, 1, sizeof has);
    CHECK(mlf_duplicates_find(&with, x, N, d, hash, has, 1, NULL) == 0);
    memset(has, 0, sizeof has);
    CHECK(mlf_duplicates_find(&without, x, N, d, hash, has, 1, NULL) == 0);
    CHECK(with.count > without.count + 20);
    for (size_t p = 0; p < without.count; p++)
        CHECK(without.pairs[p].contrast < MLF_TWIN_CONTRAST);
    for (size_t i = 0; i < N; i++)
        CHECK(without.twin[i].bits == -1);
    mlf_duplicates_free(&with);
    mlf_duplicates_free(&without);
    CHECK(mlf_duplicates_find(&with, x, 1, d, hash, has, 1, NULL) == 0 && with.clusters == 1);
    mlf_duplicates_free(&with);
    CHECK(mlf_duplicates_find(&with, x, 0, d, hash, has, 1, NULL) == 0 && with.clusters == 0);
    mlf_duplicates_free(&with);
    free(x);
    free(z);
}

static double choose(size_t n, size_t k)
{
    double product = 1;
    if (k > n)
        return 0;
    for (size_t i = 1; i <= k; i++)
        product = product * (double)(n - k + i) / (double)i;
    return product;
}

/* Every case of up to 14 records, by counting draws. */
static void test_tail_against_counting(void)
{
    for (size_t all = 1; all <= 14; all++)
        for (size_t bad = 0; bad <= all; bad++)
            for (size_t n = 0; n <= all; n++)
                for (size_t k = 0; k <= n + 1; k++) {
                    double p = 0;
                    for (size_t x = k; x <= n; x++)
                        p += choose(bad, x) * choose(all - bad, n - x) / choose(all, n);
                    CHECK_NEAR(exp(mlf_slices_log_tail(all, bad, n, k)), p, 1e-11);
                }
}

/* Where a double holds no p: order and size only. */
static void test_tail_far_out(void)
{
    double a = mlf_slices_log_tail(1000000, 30000, 80000, 5000), b = mlf_slices_log_tail(1000000, 30000, 80000, 5001);
    CHECK(a < -1000 && b < a && b > a - 10);
    CHECK_NEAR(mlf_slices_log_tail(1000000, 30000, 80000, 100), 0, 1e-12);
    CHECK(mlf_slices_log_tail(1000000, 30000, 80000, 0) == 0);
    CHECK(isinf(mlf_slices_log_tail(100, 10, 20, 11)));
    /* About the median: half. */
    CHECK_NEAR(exp(mlf_slices_log_tail(1000000, 30000, 80000, 2400)), 0.5, 0.01);
}

int main(void)
{
    RUN(test_robust);
    RUN(test_deviations_against_the_definition);
    RUN(test_scores);
    RUN(test_duplicates);
    RUN(test_hashes_decide);
    RUN(test_tail_against_counting);
    RUN(test_tail_far_out);
    return check_done();
}
