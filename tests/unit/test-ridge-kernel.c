#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "mlfix/judge/kernel-ask.h"
#include "mlfix/judge/kernel-kept.h"
#include "judge/kernel-values.h"
#include "mlfix/base/rng.h"
#include "mlfix/judge/kernel.h"
#include "mlfix/judge/labelled-vectors.h"
#include "judge/moments.h"
#include "mlfix/judge/ridge.h"

enum { N = 90, D = 5, C = 3 };

static float z[N * D];
static size_t label[N], group[N];

/* Clusters with a little noise; groups of 1, 2, 3 and 4 items, not side by side. */
static struct mlf_labelled_vectors make_data(void)
{
    struct mlf_rng rng;
    size_t groups = 0;
    mlf_rng_seed(&rng, 3);
    for (size_t i = 0; i < N; i++) {
        label[i] = mlf_rng_below(&rng, C);
        for (size_t j = 0; j < D; j++)
            z[i * D + j] = (float)(mlf_rng_normal(&rng) * (double)(j + 1) + 2 * (double)(label[i] == j) + 10);
        group[i] = i % 37 < 20 ? i % 37 : 20 + i % 5;
        if (group[i] >= groups)
            groups = group[i] + 1;
    }
    return (struct mlf_labelled_vectors){
        .z = z, .n = N, .d = D, .label = label, .classes = C, .group = group, .groups = groups};
}

/* Solves A X = B by elimination with pivots: A is n x n, B n x c, and both are overwritten. */
static void solve_plainly(size_t n, double *a, size_t c, double *b)
{
    for (size_t k = 0; k < n; k++) {
        size_t pivot = k;
        for (size_t i = k + 1; i < n; i++)
            if (fabs(a[i * n + k]) > fabs(a[pivot * n + k]))
                pivot = i;
        for (size_t j = 0; j < n; j++) {
            double t = a[k * n + j];
            a[k * n + j] = a[pivot * n + j];
            a[pivot * n + j] = t;
        }
        for (size_t j = 0; j < c; j++) {
            double t = b[k * c + j];
            b[k * c + j] = b[pivot * c + j];
            b[pivot * c + j] = t;
        }
        for (size_t i = 0; i < n; i++) {
            double factor = i == k ? 0 : a[i * n + k] / a[k * n + k];
            for (size_t j = k; j < n && factor != 0; j++)
                a[i * n + j] -= factor * a[k * n + j];
            for (size_t j = 0; j < c && factor != 0; j++)
                b[i * c + j] -= factor * b[k * c + j];
        }
    }
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < c; j++)
            b[i * c + j] /= a[i * n + i];
}

/* Predicts an item by ridge regression that is fitted again without the item's group, on the
 * columns f. */
static void refit_ridge(const double *f, double lambda, size_t item, double *p)
{
    double a[D * D] = {0}, b[D * C] = {0};
    for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j < D && group[i] != group[item]; j++) {
            for (size_t k = 0; k < D; k++)
                a[j * D + k] += f[i * D + j] * f[i * D + k];
            b[j * C + label[i]] += f[i * D + j];
        }
    for (size_t j = 0; j < D; j++)
        a[j * D + j] += lambda;
    solve_plainly(D, a, C, b);
    for (size_t c = 0; c < C; c++) {
        p[c] = 0;
        for (size_t j = 0; j < D; j++)
            p[c] += f[item * D + j] * b[j * C + c];
    }
}

static void test_ridge_against_refit(void)
{
    struct mlf_labelled_vectors data = make_data();
    struct mlf_ridge ridge = {.strength = 0.5, .unwhiten = 1};
    static float p[N * C];
    static double f[N * D];
    double total = 0;
    for (size_t j = 0; j < D; j++) {
        double mean = 0, variance = 0;
        for (size_t i = 0; i < N; i++)
            mean += z[i * D + j] / N;
        for (size_t i = 0; i < N; i++)
            variance += (z[i * D + j] - mean) * (z[i * D + j] - mean) / N;
        for (size_t i = 0; i < N; i++)
            f[i * D + j] = (z[i * D + j] - mean) * sqrt(variance);
        total += variance * variance;
    }
    CHECK(mlf_ridge_predict(&data, &ridge, 2, p, NULL) == 0);
    for (size_t i = 0; i < N; i++) {
        double expected[C];
        refit_ridge(f, 0.5 * total, i, expected);
        for (size_t c = 0; c < C; c++)
            CHECK_NEAR(p[i * C + c], expected[c], 1e-5);
    }
}

/* Sums of parts, joined in another order, are those of the whole to the last bit; and what is fitted to them foretells
 * new items as a plain fit does. */
static void test_ridge_from_sums(void)
{
    struct mlf_labelled_vectors data = make_data(), part = data;
    struct mlf_ridge ridge = {.strength = 0.5, .unwhiten = 1};
    struct mlf_moments whole = {0}, joined = {0}, more = {0};
    struct mlf_ridge_fit fit = {0};
    static float p[N * C], said[N * C], one[C];
    CHECK(mlf_ridge_gather(&whole, &data, 3, NULL) == 0);
    CHECK(mlf_moments_begin(&joined, D, C, whole.exponent, NULL) == 0);
    for (size_t k = 3; k-- > 0;) {
        part.z = z + k * (N / 3) * D;
        part.label = label + k * (N / 3);
        part.n = N / 3;
        CHECK(mlf_moments_begin(&more, D, C, whole.exponent, NULL) == 0 && mlf_moments_add(&more, &part, 1, NULL) == 0);
        CHECK(mlf_moments_join(&joined, &more, NULL) == 0);
        mlf_moments_free(&more);
    }
    CHECK(whole.n == joined.n && memcmp(whole.product, joined.product, D * D * sizeof *whole.product) == 0);
    CHECK(memcmp(whole.sum, joined.sum, C * D * sizeof *whole.sum) == 0);
    CHECK(memcmp(whole.count, joined.count, C * sizeof *whole.count) == 0);
    CHECK(mlf_ridge_learn(&fit, &joined, &ridge, 1, NULL) == 0);
    CHECK(mlf_ridge_leave_out(&fit, &data, 1, p, NULL) == 0 && mlf_ridge_predict(&data, &ridge, 1, said, NULL) == 0);
    CHECK(memcmp(p, said, sizeof p) == 0);
    /* An item that was never seen, and the same one among others: the same bits. */
    CHECK(mlf_ridge_ask(&fit, z + 7 * D, 1, 1, one, NULL) == 0 && mlf_ridge_ask(&fit, z, N, 2, said, NULL) == 0);
    CHECK(memcmp(one, said + 7 * C, sizeof one) == 0);
    for (size_t c = 0; c < C; c++) {
        double plain = 0;
        for (size_t j = 0; j < D; j++) {
            double b = 0;
            for (size_t k = 0; k < D; k++)
                b += (double)fit.root[k * D + j] * fit.coefficient[k * C + c];
            plain += (z[7 * D + j] - fit.mean[j]) * (double)fit.weight[j] * b;
        }
        CHECK_NEAR(one[c], plain, 1e-5);
    }
    mlf_moments_free(&whole);
    mlf_moments_free(&joined);
    mlf_ridge_fit_free(&fit);
}

static double kernel_of(size_t a, size_t b, double gamma)
{
    double square = 0;
    for (size_t j = 0; j < D; j++)
        square += ((double)z[a * D + j] - z[b * D + j]) * ((double)z[a * D + j] - z[b * D + j]);
    return exp(-gamma * square);
}

/* Predicts an item by kernel ridge regression that is fitted to the m items of `train`. */
static void refit_kernel(const size_t *train, size_t m, double gamma, double lambda, size_t item, double *p)
{
    static double a[N * N], b[N * C];
    memset(b, 0, sizeof b);
    for (size_t i = 0; i < m; i++) {
        for (size_t j = 0; j < m; j++)
            a[i * m + j] = kernel_of(train[i], train[j], gamma) + (i == j ? lambda : 0);
        b[i * C + label[train[i]]] = 1;
    }
    solve_plainly(m, a, C, b);
    for (size_t c = 0; c < C; c++) {
        p[c] = 0;
        for (size_t i = 0; i < m; i++)
            p[c] += kernel_of(item, train[i], gamma) * b[i * C + c];
    }
}

static void test_kernel_against_refit(void)
{
    struct mlf_labelled_vectors data = make_data();
    struct mlf_kernel kernel = {.width = 2, .lambda = 0.25, .block = 1000, .others = 4, .seed = 1};
    static float p[N * C];
    double median;
    CHECK(mlf_kernel_predict(&data, &kernel, 2, p, NULL) == 0);
    CHECK(mlf_kernel_median_distance(z, N, D, 1, &median, 1, NULL) == 0);
    for (size_t i = 0; i < N; i++) {
        size_t train[N], m = 0;
        double expected[C];
        for (size_t j = 0; j < N; j++)
            if (group[j] != group[i])
                train[m++] = j;
        refit_kernel(train, m, 2 / median, 0.25, i, expected);
        for (size_t c = 0; c < C; c++)
            CHECK_NEAR(p[i * C + c], expected[c], 1e-5);
    }
}

/* However items are dealt to blocks, no label of an item's own group may change its
 * prediction. */
static void test_own_group_has_no_influence(size_t block, size_t shared)
{
    struct mlf_labelled_vectors data = make_data();
    struct mlf_kernel kernel = {.width = 1, .lambda = 0.5, .block = block, .others = 4, .seed = 5};
    static float before[N * C], after[N * C];
    for (size_t i = 0; i < shared; i++)
        group[i * 2] = 0; /* a group larger than half a block is dealt in parts */
    CHECK(mlf_kernel_predict(&data, &kernel, 1, before, NULL) == 0);
    for (size_t i = 0; i < N; i++)
        if (group[i] == 0)
            label[i] = (label[i] + 1) % C;
    CHECK(mlf_kernel_predict(&data, &kernel, 3, after, NULL) == 0);
    double others = 0;
    for (size_t i = 0; i < N; i++)
        for (size_t c = 0; c < C; c++) {
            if (group[i] == 0)
                CHECK_NEAR(before[i * C + c], after[i * C + c], 1e-5);
            else
                others += fabs(before[i * C + c] - after[i * C + c]);
        }
    CHECK(others > 0.1);
}

static void test_groups_across_blocks(void)
{
    test_own_group_has_no_influence(30, 1);
    test_own_group_has_no_influence(20, 25);
    test_own_group_has_no_influence(1000, 25);
}

static void test_same_for_any_jobs(void)
{
    struct mlf_labelled_vectors data = make_data();
    struct mlf_kernel kernel = {.width = 2, .lambda = 0.5, .block = 30, .others = 4, .seed = 2};
    struct mlf_ridge ridge = {.strength = 0.2, .unwhiten = 0};
    static float one[N * C], three[N * C];
    CHECK(mlf_kernel_predict(&data, &kernel, 1, one, NULL) == 0 &&
          mlf_kernel_predict(&data, &kernel, 3, three, NULL) == 0);
    CHECK(memcmp(one, three, sizeof one) == 0);
    CHECK(mlf_ridge_predict(&data, &ridge, 1, one, NULL) == 0 && mlf_ridge_predict(&data, &ridge, 3, three, NULL) == 0);
    CHECK(memcmp(one, three, sizeof one) == 0);
}

/* A fit with kept factors is the fit without, to the last bit, whatever became of labels; other vectors have others. */
static void test_kept_factors(void)
{
    struct mlf_labelled_vectors data = make_data();
    struct mlf_kernel_kept kept = {.most = (size_t)1 << 30};
    struct mlf_kernel kernel = {.width = 2, .lambda = 0.5, .block = 40, .others = 4, .seed = 2}, with = kernel;
    static float without[N * C], again[N * C], moved[N * D];
    static size_t own[N];
    const float *first = NULL;
    with.kept = &kept;
    memcpy(own, data.label, sizeof own);
    data.label = own;
    for (int round = 0; round < 4; round++) {
        own[round * 7] = (own[round * 7] + 1) % C;
        if (round == 3) { /* the vectors are others: nothing that is kept may be used */
            memcpy(moved, data.z, sizeof moved);
            moved[5] += 0.5f;
            data.z = moved;
        }
        mlf_kernel_kept_begin(&kept);
        CHECK(mlf_kernel_predict(&data, &kernel, 2, without, NULL) == 0);
        CHECK(mlf_kernel_predict(&data, &with, 2, again, NULL) == 0);
        CHECK(memcmp(without, again, sizeof without) == 0);
        CHECK(kept.n > 1);
        if (round == 0)
            first = kept.factors[0].u;
        CHECK(kept.factors[0].u == first || round == 3);
    }
    size_t before = kept.bytes;
    mlf_kernel_kept_begin(&kept); /* those of the earlier vectors go */
    CHECK(kept.bytes < before && kept.n > 1);
    mlf_kernel_kept_free(&kept);
}

/* What does not fit is made anew each time. */
static void test_kept_factors_have_a_limit(void)
{
    struct mlf_labelled_vectors data = make_data();
    struct mlf_kernel_kept kept = {.most = 60 * 60 * sizeof(float)};
    struct mlf_kernel kernel = {.width = 2, .lambda = 0.5, .block = 40, .others = 4, .seed = 2}, with = kernel;
    static float without[N * C], again[N * C];
    with.kept = &kept;
    CHECK(mlf_kernel_predict(&data, &kernel, 2, without, NULL) == 0);
    for (int round = 0; round < 2; round++) {
        mlf_kernel_kept_begin(&kept);
        CHECK(mlf_kernel_predict(&data, &with, 2, again, NULL) == 0);
        CHECK(memcmp(without, again, sizeof without) == 0);
        CHECK(kept.n == 1 && kept.bytes <= kept.most);
    }
    mlf_kernel_kept_free(&kept);
}

/* With several parts, the prediction is the mean of those from each part's numbers alone. */
static void test_parts(void)
{
    enum { PARTS = 2, HALF = 2 };
    struct mlf_labelled_vectors data = make_data(), alone = data;
    struct mlf_kernel kernel = {.width = 2, .lambda = 0.5, .block = 40, .others = 4, .seed = 2};
    static float together[N * C], one[PARTS][N * C], even[N * HALF * PARTS], own[N * HALF];
    for (size_t i = 0; i < N; i++)
        memcpy(even + i * HALF * PARTS, z + i * D, HALF * PARTS * sizeof *even);
    data.z = even;
    data.d = HALF * PARTS;
    data.parts = PARTS;
    CHECK(mlf_kernel_predict(&data, &kernel, 2, together, NULL) == 0);
    alone.z = own;
    alone.d = HALF;
    for (size_t p = 0; p < PARTS; p++) {
        for (size_t i = 0; i < N; i++)
            for (size_t j = 0; j < HALF; j++)
                own[i * HALF + j] = even[i * HALF * PARTS + j * PARTS + p];
        CHECK(mlf_kernel_predict(&alone, &kernel, 1, one[p], NULL) == 0);
    }
    double apart = 0;
    for (size_t i = 0; i < N * C; i++) {
        CHECK_NEAR(together[i], (one[0][i] + one[1][i]) / 2, 1e-6);
        apart += fabs(one[0][i] - one[1][i]);
    }
    CHECK(apart > 1);
}

/* What the blocks that were kept foretell of new items is the mean of plain fits to each block; a block that holds the
 * same object is not asked; and a row does not depend on those beside it. */
static void test_kernel_asked(void)
{
    struct mlf_labelled_vectors data = make_data();
    struct mlf_kernel kernel = {.width = 2, .lambda = 0.25, .block = 30, .others = 4, .seed = 1};
    struct mlf_kernel_fit fit = {0};
    static float p[N * C], rows[2 * D], said[2 * C], alone[C], careful[2 * C];
    double median;
    memcpy(rows, z + 4 * D, D * sizeof *z);
    for (size_t j = 0; j < D; j++)
        rows[D + j] = z[9 * D + j] + 0.3F;
    CHECK(mlf_kernel_learn(&fit, &data, &kernel, 2, p, NULL) == 0 && fit.blocks == 3);
    CHECK(mlf_kernel_median_distance(z, N, D, 1, &median, 1, NULL) == 0);
    struct mlf_kernel_new new = {.z = rows, .n = 2}, one = {.z = rows + D, .n = 1};
    CHECK(mlf_kernel_ask(&fit, z, &new, 1, said, NULL) == 0 && mlf_kernel_ask(&fit, z, &one, 2, alone, NULL) == 0);
    CHECK(memcmp(alone, said + C, sizeof alone) == 0);
    double expected[C] = {0}, without[C] = {0};
    for (size_t b = 0; b < fit.blocks; b++) {
        double by_block[C];
        int holds = 0;
        for (size_t i = fit.start[b]; i < fit.start[b + 1]; i++)
            holds |= fit.item[i] == 4;
        refit_kernel(fit.item + fit.start[b], fit.start[b + 1] - fit.start[b], 2 / median, 0.25, 4, by_block);
        for (size_t c = 0; c < C; c++) {
            expected[c] += by_block[c] / 3;
            without[c] += holds ? 0 : by_block[c] / 2;
        }
    }
    new.near = 1e-4;
    CHECK(mlf_kernel_ask(&fit, z, &new, 2, careful, NULL) == 0);
    for (size_t c = 0; c < C; c++) {
        CHECK_NEAR(said[c], expected[c], 1e-5);
        CHECK_NEAR(careful[c], without[c], 1e-5);
    }
    CHECK(memcmp(careful + C, said + C, sizeof alone) == 0);
    mlf_kernel_fit_free(&fit);
}

static void test_exp(void)
{
    enum { COUNT = 20011 };
    static float x[COUNT], y[COUNT], zeros[COUNT];
    for (size_t i = 0; i < COUNT; i++)
        y[i] = (x[i] = -86.9F * (float)i / COUNT) / 2;
    mlf_kernel_from_products(y, 1, COUNT, COUNT, zeros, zeros);
    double worst = 0;
    for (size_t i = 0; i < COUNT; i++)
        worst = fmax(worst, fabs(y[i] / exp((double)x[i]) - 1));
    CHECK_NEAR(worst, 0, 3 * 1.2e-7);
    float edges[3] = {5, -1000, -0.0F};
    mlf_kernel_from_products(edges, 1, 3, 3, zeros, zeros);
    CHECK(edges[0] == 1 && edges[1] > 0 && edges[1] < 2e-38F && edges[2] == 1);
}

static void test_finish(void)
{
    enum { ROWS = 3, COLUMNS = 37, STRIDE = 40 };
    float x[ROWS * STRIDE], a[ROWS], b[COLUMNS];
    for (size_t i = 0; i < ROWS * STRIDE; i++)
        x[i] = (float)(i % 5) * 0.3F;
    for (size_t i = 0; i < COLUMNS; i++)
        b[i] = (float)i * 0.1F;
    for (size_t i = 0; i < ROWS; i++)
        a[i] = (float)i * 0.2F;
    mlf_kernel_from_products(x, ROWS, COLUMNS, STRIDE, a, b);
    for (size_t i = 0; i < ROWS; i++)
        for (size_t j = 0; j < STRIDE; j++) {
            float inner = (float)((i * STRIDE + j) % 5) * 0.3F;
            double expected = j < COLUMNS ? exp(fmin(0, 2.0 * inner - a[i] - b[j])) : inner;
            CHECK_NEAR(x[i * STRIDE + j], expected, 1e-6);
        }
}

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static void test_median(void)
{
    make_data();
    static double squares[N * N];
    size_t n = 0;
    for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j < i; j++)
            squares[n++] = -log(kernel_of(i, j, 1e-3)) * 1e3;
    qsort(squares, n, sizeof *squares, compare_doubles);
    double median;
    CHECK(mlf_kernel_median_distance(z, N, D, 9, &median, 2, NULL) == 0);
    CHECK_NEAR(median / squares[n / 2], 1, 1e-4);
    static const float same[4 * D];
    CHECK(mlf_kernel_median_distance(same, 4, D, 9, &median, 1, NULL) == 0 && median == 1);
}

int main(void)
{
    RUN(test_ridge_against_refit);
    RUN(test_ridge_from_sums);
    RUN(test_kernel_against_refit);
    RUN(test_groups_across_blocks);
    RUN(test_same_for_any_jobs);
    RUN(test_kept_factors);
    RUN(test_kept_factors_have_a_limit);
    RUN(test_parts);
    RUN(test_kernel_asked);
    RUN(test_exp);
    RUN(test_finish);
    RUN(test_median);
    return check_done();
}
