#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/base/rng.h"
#include "mlfix/numeric/expected-words.h"
#include "mlfix/numeric/expected.h"

/* P(sum <= x) by going through all outcomes of the trials. */
static double enumerate(const double *p, const size_t *weight, size_t n, double x)
{
    double chance = 0;
    for (unsigned long set = 0; set < 1UL << n; set++) {
        double one = 1;
        size_t sum = 0;
        for (size_t j = 0; j < n; j++) {
            int is = (set >> j) & 1;
            one *= is ? p[j] : 1 - p[j];
            sum += is ? weight[j] : 0;
        }
        chance += (double)sum <= x ? one : 0;
    }
    return chance;
}

static double enumerate_quantile(const double *p, const size_t *weight, size_t n, double level)
{
    double x = 0;
    while (enumerate(p, weight, n, x) < level)
        x++;
    return x;
}

static struct mlf_expected expected_of(const double *p, const size_t *weight, size_t n, double shift, double slope)
{
    struct mlf_err err = {""};
    struct mlf_expected expected = {-1, -1, -1, -1};
    const struct mlf_expected_doubt doubt = {shift, slope, 0};
    struct mlf_expected_sum *sum = mlf_expected_new(&doubt, &err);
    CHECK(sum != NULL);
    for (size_t j = 0; sum && j < n; j++) {
        const struct mlf_chance chance = {p[j], NAN, NAN};
        mlf_expected_add(sum, &chance, weight[j]);
    }
    if (sum)
        mlf_expected_read(sum, &expected);
    mlf_expected_free(sum);
    return expected;
}

static void test_all_outcomes(void)
{
    struct mlf_rng rng;
    mlf_rng_seed(&rng, 7);
    for (int round = 0; round < 40; round++) {
        double p[12], mean = 0;
        size_t weight[12], n = 1 + mlf_rng_below(&rng, 12);
        for (size_t j = 0; j < n; j++) {
            p[j] = mlf_rng_uniform(&rng);
            p[j] = round % 4 == 0 ? p[j] * p[j] * p[j] : round % 7 == 0 ? rint(p[j]) : p[j];
            weight[j] = round % 3 ? 1 : 1 + mlf_rng_below(&rng, 9);
            mean += p[j] * (double)weight[j];
        }
        struct mlf_expected e = expected_of(p, weight, n, 0, 0);
        CHECK_NEAR(e.mean, mean, 1e-12);
        CHECK_NEAR(e.low, enumerate_quantile(p, weight, n, 0.05), 0);
        CHECK_NEAR(e.high, enumerate_quantile(p, weight, n, 0.95), 0);
    }
}

/* The distribution from the grid over z against drawing z and every trial at random. */
static void test_shift(void)
{
    enum { N = 60, DRAWS = 40000 };
    static double sums[DRAWS];
    double p[N], shift = 0.5, slope = 0.15;
    size_t weight[N], below = 0, above = 0;
    struct mlf_rng rng;
    mlf_rng_seed(&rng, 11);
    for (size_t j = 0; j < N; j++) {
        p[j] = 0.02 + 0.5 * mlf_rng_uniform(&rng);
        weight[j] = j % 10 == 0 ? 4 : 1;
    }
    for (int i = 0; i < DRAWS; i++) {
        double z = mlf_rng_normal(&rng);
        for (size_t j = 0; j < N; j++) {
            double logit = log(p[j] / (1 - p[j]));
            logit += z * (shift + slope * fabs(logit));
            sums[i] += mlf_rng_uniform(&rng) < 1 / (1 + exp(-logit)) ? (double)weight[j] : 0;
        }
    }
    struct mlf_expected e = expected_of(p, weight, N, shift, slope), plain = expected_of(p, weight, N, 0, 0);
    for (int i = 0; i < DRAWS; i++) {
        below += sums[i] < e.low;
        above += sums[i] > e.high;
    }
    /* whole numbers: a little less than 1 of 20 each, and not much less */
    CHECK((double)below / DRAWS < 0.055 && (double)below / DRAWS > 0.02);
    CHECK((double)above / DRAWS < 0.055 && (double)above / DRAWS > 0.02);
    CHECK(e.low < plain.low && e.high > plain.high);
    CHECK_NEAR(e.mean, plain.mean, 1e-9);
}

static double logit(double p)
{
    return log(p / (1 - p));
}

/* Trials that bring their intervals, against drawing; one half brings none. */
static void test_intervals(void)
{
    enum { N = 50, DRAWS = 40000 };
    const struct mlf_expected_doubt doubt = {0.3, 0.1, 0.6};
    struct mlf_chance chance[N];
    struct mlf_expected_sum *sum = mlf_expected_new(&doubt, NULL);
    struct mlf_expected e;
    size_t below = 0, above = 0;
    double mean = 0, most = 0;
    struct mlf_rng rng;
    mlf_rng_seed(&rng, 13);
    for (size_t j = 0; j < N; j++) {
        double p = 0.05 + 0.4 * mlf_rng_uniform(&rng);
        chance[j] = j % 2 ? (struct mlf_chance){p, p / 4, p + (1 - p) / 3} : (struct mlf_chance){p, NAN, NAN};
        mlf_expected_add(sum, &chance[j], 1);
        mean += p;
        most += j % 2 ? chance[j].high : p;
    }
    mlf_expected_read(sum, &e);
    mlf_expected_free(sum);
    for (int i = 0; i < DRAWS; i++) {
        double z = mlf_rng_normal(&rng), wrong = 0;
        for (size_t j = 0; j < N; j++) {
            double middle = logit(chance[j].p), own = doubt.shift + doubt.slope * fabs(middle);
            double end = z < 0 ? chance[j].low : chance[j].high;
            double by = isnan(end) ? own : hypot((logit(end) - middle) / MLF_EXPECTED_NORMAL, doubt.local * own);
            wrong += mlf_rng_uniform(&rng) < 1 / (1 + exp(-middle - z * by));
        }
        below += wrong < e.low;
        above += wrong > e.high;
    }
    CHECK((double)below / DRAWS < 0.06 && (double)below / DRAWS > 0.02);
    CHECK((double)above / DRAWS < 0.06 && (double)above / DRAWS > 0.02);
    CHECK_NEAR(e.mean, mean, 1e-9);
    CHECK_NEAR(e.most, most, 1e-9);
}

static void test_words(void)
{
    static const struct {
        double low, high;
        const char *words;
    } cases[] = {{0, 0, "none"},   {0, 4, "at most 4"},     {1, 1, "1"},        {4, 9, "about 6"}, {4, 10, "4 to 10"},
                 {1, 3, "1 to 3"}, {100, 225, "about 150"}, {0, 1, "at most 1"}};
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        const struct mlf_expected expected = {.low = cases[k].low, .high = cases[k].high};
        struct mlf_buf buf = {0};
        mlf_expected_put(&buf, &expected);
        CHECK(strcmp(buf.data, cases[k].words) == 0);
        mlf_buf_free(&buf);
    }
}

/* Sums that are too wide for convolution here, against a convolution without that limit. */
static void test_wide(void)
{
    enum { N = 9000 };
    static double p[N], chance[N + 1];
    static size_t weight[N];
    struct mlf_rng rng;
    mlf_rng_seed(&rng, 3);
    chance[0] = 1;
    for (size_t j = 0; j < N; j++) {
        double u = mlf_rng_uniform(&rng);
        p[j] = u * u * u * u;
        weight[j] = 1;
        for (size_t k = j + 1; k-- > 0;)
            chance[k + 1] += chance[k] * p[j], chance[k] *= 1 - p[j];
    }
    double sum = 0, low = -1, high = -1;
    for (size_t k = 0; k <= N; k++) {
        sum += chance[k];
        low = low < 0 && sum >= 0.05 ? (double)k : low;
        high = high < 0 && sum >= 0.95 ? (double)k : high;
    }
    struct mlf_expected e = expected_of(p, weight, N, 0, 0);
    CHECK_NEAR(e.low, low, 1);
    CHECK_NEAR(e.high, high, 1);
    /* the whole estimate off by a tenth is off by about a tenth */
    e = expected_of(p, weight, N, 0.1, 0);
    CHECK(e.high - e.mean > 1.2 * (high - e.mean) && e.high < 1.25 * e.mean);
}

static void test_ends(void)
{
    double p[] = {0, 1, 1};
    size_t weight[] = {3, 2, 400};
    struct mlf_expected e = expected_of(p, weight, 0, 0.5, 0.1);
    CHECK(e.mean == 0 && e.low == 0 && e.high == 0);
    e = expected_of(p, weight, 2, 0, 0);
    CHECK(e.mean == 2 && e.low == 2 && e.high == 2);
    e = expected_of(p, weight, 3, 0, 0);
    CHECK(e.mean == 402 && e.low == 402 && e.high == 402);
}

/* The ends of Wilson's interval are the shares that the score test just does not reject. */
static void test_share(void)
{
    double low, high;
    for (size_t n = 1; n < 60; n += 7)
        for (size_t k = 0; k <= n; k += 3) {
            double share = (double)k / (double)n;
            mlf_expected_share(k, n, &low, &high);
            CHECK(low <= share && share <= high);
            if (k > 0)
                CHECK_NEAR((share - low) / sqrt(low * (1 - low) / (double)n), 1.6448536, 1e-6);
            if (k < n)
                CHECK_NEAR((high - share) / sqrt(high * (1 - high) / (double)n), 1.6448536, 1e-6);
        }
    mlf_expected_share(0, 0, &low, &high);
    CHECK(low == 0 && high == 1);
}

int main(void)
{
    RUN(test_all_outcomes);
    RUN(test_shift);
    RUN(test_intervals);
    RUN(test_words);
    RUN(test_wide);
    RUN(test_ends);
    RUN(test_share);
    return check_done();
}
