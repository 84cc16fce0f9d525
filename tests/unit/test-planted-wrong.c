#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "mlfix/base/rng.h"
#include "mlfix/judge/planted-wrong.h"
#include "mlfix/judge/score.h"
#include "mlfix/judge/suspicion.h"
#include "mlfix/judge/wrong-interval.h"

enum { N = 400, C = 5 };

static float p[N * C];
static size_t label[N];
static unsigned char skip[N], counted[C] = {1, 1, 0, 1, 1};
static struct mlf_surprise found[N];

/* The share `wrong` of the labels is another one than the model's, of which it is `sure`; some surprises are equal. */
static struct mlf_suspicion draw(double wrong, double sure, uint64_t seed)
{
    struct mlf_rng rng;
    mlf_rng_seed(&rng, seed);
    for (size_t i = 0; i < N; i++) {
        size_t truth = mlf_rng_next(&rng) % C;
        label[i] = mlf_rng_uniform(&rng) < wrong ? (truth + 1 + mlf_rng_next(&rng) % (C - 1)) % C : truth;
        skip[i] = mlf_rng_next(&rng) % 10 == 0;
        for (size_t k = 0; k < C; k++)
            p[i * C + k] = (float)(mlf_rng_next(&rng) % 20) / 40;
        p[i * C + truth] += (float)sure;
        mlf_score_item(p + i * C, C, label[i], 0.1, &found[i]);
    }
    return (struct mlf_suspicion){.n = N, .classes = C, .p = p, .found = found, .temperature = 0.1};
}

/* s(g; x) by the header's formula. */
static double surprise(size_t i, size_t g)
{
    double sum = 0;
    for (size_t k = 0; k < C; k++)
        sum += exp((double)p[i * C + k] / 0.1);
    return log(sum) - (double)p[i * C + g] / 0.1;
}

/* The share of the labels planted in class g whose surprise is at least t. */
static double planted_above(size_t g, double t)
{
    double weight[C] = {0}, count[C] = {0}, all = 0, above = 0, n = 0;
    for (size_t i = 0; i < N; i++)
        if (!skip[i]) {
            count[label[i]]++;
            n++;
        }
    for (size_t i = 0; i < N; i++)
        if (!skip[i] && label[i] == g)
            weight[found[i].best]++;
    for (size_t y = 0; y < C; y++)
        weight[y] += count[y] / n / 2;
    for (size_t i = 0; i < N; i++)
        if (!skip[i] && label[i] != g) {
            all += weight[label[i]] / count[label[i]];
            above += surprise(i, g) >= t - 1e-6 ? weight[label[i]] / count[label[i]] : 0;
        }
    return above / all;
}

/* W(q), threshold by threshold through all surprises of planted labels; *least: L(q). */
static double naive(double q, double *least)
{
    double sum = 0.5 / q, believed = 0;
    for (size_t g = 0; g < C; g++) {
        double t = -INFINITY, count = 0;
        for (size_t i = 0; i < N; i++)
            if (!skip[i] && label[i] != g && surprise(i, g) > t && planted_above(g, surprise(i, g)) >= q - 1e-9)
                t = surprise(i, g);
        for (size_t i = 0; i < N; i++)
            count += !skip[i] && label[i] == g && surprise(i, g) >= t - 1e-6;
        if (!counted[g])
            continue;
        double told = count / planted_above(g, t), size = 0;
        for (size_t i = 0; i < N; i++)
            size += !skip[i] && label[i] == g;
        sum += told;
        believed += told < size ? told * (size - told) / size : 0;
    }
    *least = believed - MLF_PLANTED_SURE * sqrt(believed / q);
    return sum;
}

static void test_definition(void)
{
    double least_of_all = 0;
    for (uint64_t seed = 1; seed <= 3; seed++) {
        struct mlf_suspicion s = draw(0.1, 0.3, seed);
        struct mlf_planted planted, again;
        double tail = INFINITY, half = INFINITY, least = INFINITY, l;
        CHECK(mlf_planted_estimate(&planted, &s, label, skip, counted, 1, NULL) == 0);
        CHECK(mlf_planted_estimate(&again, &s, label, skip, counted, 3, NULL) == 0);
        CHECK(memcmp(&planted, &again, sizeof planted) == 0);
        for (int level = 3; level <= 20; level++) {
            double w = naive(0.05 * level, &l);
            tail = fmin(tail, w);
            half = level >= 10 ? fmin(half, w) : half;
            least = level <= 10 ? fmin(least, l) : least;
        }
        CHECK_NEAR(planted.tail, tail, 1e-6);
        CHECK_NEAR(planted.half, half, 1e-6);
        CHECK_NEAR(planted.least, fmax(0, least), 1e-6);
        least_of_all += planted.least;
    }
    CHECK(least_of_all > 0);
}

/* Where the model is sure, the tail tells nearly as many as the half; where all labels are right and it is unsure, few
 * of them. */
static void test_tells_hard_from_wrong(void)
{
    static const unsigned char all[C] = {1, 1, 1, 1, 1};
    struct mlf_planted planted;
    struct mlf_suspicion s = draw(0.1, 1, 7);
    double wrong = 0;
    for (size_t i = 0; i < N; i++)
        wrong += found[i].best != label[i];
    CHECK(mlf_planted_estimate(&planted, &s, label, NULL, all, 1, NULL) == 0);
    CHECK(planted.half > wrong / 2 && planted.half < 1.2 * wrong && planted.tail > 0.6 * planted.half);
    s = draw(0, 0.12, 8);
    CHECK(mlf_planted_estimate(&planted, &s, label, NULL, all, 1, NULL) == 0);
    CHECK(planted.half > 60 && planted.tail < planted.half / 2);
}

/* Nothing to plant in: one class, no item. */
static void test_little(void)
{
    struct mlf_planted planted;
    struct mlf_suspicion s = draw(0.1, 1, 9);
    memset(label, 0, sizeof label);
    CHECK(mlf_planted_estimate(&planted, &s, label, NULL, counted, 1, NULL) == 0);
    CHECK_NEAR(planted.tail, 0.5, 1e-12);
    CHECK(planted.least == 0);
    s.n = 0;
    CHECK(mlf_planted_estimate(&planted, &s, label, NULL, counted, 1, NULL) == 0);
    CHECK_NEAR(planted.half, 0.5, 1e-12);
}

static double sum_of(const double *values, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += isnan(values[i]) ? 0 : values[i];
    return sum;
}

/* The three numbers of the header, each with the odds of all records multiplied by the same. */
static void test_interval(void)
{
    enum { M = 200 };
    static double by_noise[M], at[M], low[M], high[M];
    const struct mlf_planted cases[] = {{30, 40, 25}, {5, 50, 2}, {70, 70, 60}, {0.5, 0.5, 0}};
    struct mlf_wrong wrong = {at, low, high};
    struct mlf_rng rng;
    double noise = 0;
    mlf_rng_seed(&rng, 3);
    for (size_t i = 0; i < M; i++) {
        by_noise[i] = i % 20 == 0 ? NAN : i % 7 == 0 ? 1 : pow(mlf_rng_uniform(&rng), 4);
        noise += isnan(by_noise[i]) ? 0 : by_noise[i];
    }
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        double t = cases[k].tail, h = cases[k].half;
        double least = fmax(0, cases[k].least * (t / h - 0.25)), most = 1.2 * fmax(noise, h);
        memcpy(at, by_noise, sizeof at);
        mlf_wrong_interval(&wrong, M, &cases[k]);
        CHECK_NEAR(sum_of(low, M), least, 1e-6);
        CHECK(sum_of(high, M) > most - 1e-6 && sum_of(high, M) < 1.1 * most);
        CHECK_NEAR(sum_of(at, M), fmin(fmax(sqrt(t * noise), least), most), 1e-6);
        double ratio = NAN, flat = NAN;
        for (size_t i = 0; i < M; i++) {
            CHECK(isnan(by_noise[i]) == isnan(at[i]) && isnan(at[i]) == isnan(low[i]) &&
                  isnan(low[i]) == isnan(high[i]));
            if (isnan(at[i]))
                continue;
            CHECK(0 <= low[i] && low[i] <= at[i] + 1e-12 && at[i] <= high[i] + 1e-12 && high[i] <= 1);
            if (by_noise[i] < 0.01 || by_noise[i] > 0.99)
                continue;
            double odds = at[i] / (1 - at[i]) / (by_noise[i] / (1 - by_noise[i]));
            ratio = isnan(ratio) ? odds : ratio;
            CHECK(fabs(odds / ratio - 1) < 1e-9);
            odds = high[i] / (1 - high[i]) / pow(by_noise[i] / (1 - by_noise[i]), 0.7);
            flat = isnan(flat) && high[i] > at[i] ? odds : flat;
            CHECK(high[i] <= at[i] || fabs(odds / flat - 1) < 1e-9);
        }
    }
    mlf_wrong_move(by_noise, M, 1, 0, at);
    CHECK(sum_of(at, M) == 0);
    mlf_wrong_move(by_noise, M, 0.5, 1000, at);
    CHECK(sum_of(at, M) == M - M / 20);
}

int main(void)
{
    RUN(test_definition);
    RUN(test_tells_hard_from_wrong);
    RUN(test_little);
    RUN(test_interval);
    return check_done();
}
