#include <math.h>
#include <stdlib.h>

#include "check.h"
#include "mlfix/base/rng.h"
#include "mlfix/judge/wrong-interval.h"
#include "mlfix/judge/wrong-reviewed.h"

enum { N = 300 };

static double by_noise[N], p[N], low[N], high[N];
static unsigned char seen[N], truth[N];

static double sigmoid(double x)
{
    return 1 / (1 + exp(-x));
}

static double sum_of(const double *values)
{
    double sum = 0;
    for (size_t i = 0; i < N; i++)
        sum += isnan(values[i]) ? 0 : values[i];
    return sum;
}

/* Logits that are multiples of a fiftieth. The truth is drawn by sigmoid(slope x logit + shift); the `reviewed` most
 * doubtful ones are looked at. */
static struct mlf_reviewed_labels draw(double slope, double shift, size_t reviewed, uint64_t seed)
{
    struct mlf_rng rng;
    mlf_rng_seed(&rng, seed);
    for (size_t i = 0; i < N; i++) {
        double logit = rint(50 * (6 - 14 * sqrt((double)i / N))) / 50;
        by_noise[i] = i % 11 == 10 ? NAN : sigmoid(logit);
        truth[i] = mlf_rng_uniform(&rng) < sigmoid(slope * logit + shift);
        seen[i] = i >= reviewed ? MLF_SEEN_NOT : truth[i] ? MLF_SEEN_WRONG : MLF_SEEN_RIGHT;
    }
    return (struct mlf_reviewed_labels){.by_noise = by_noise, .seen = seen, .n = N, .low = 10, .high = 100};
}

/* The mean of p by the header's formulas, case by case and label by label. */
static void naive(double *mean)
{
    enum { CASES = MLF_REVIEWED_SLOPES * MLF_REVIEWED_SUMS };
    static double chance[CASES][N], weight[CASES];
    double most = -INFINITY, all = 0;
    for (int c = 0; c < CASES; c++) {
        double a = 0.25 + 1.15 * (c / MLF_REVIEWED_SUMS) / (MLF_REVIEWED_SLOPES - 1);
        double n = 5 * pow(125.0 / 5, (double)(c % MLF_REVIEWED_SUMS) / (MLF_REVIEWED_SUMS - 1)), from = -60, to = 60;
        while (to - from > 1e-10) {
            double sum = 0, b = (from + to) / 2;
            for (size_t i = 0; i < N; i++)
                sum += isnan(by_noise[i]) ? 0 : sigmoid(a * log(by_noise[i] / (1 - by_noise[i])) + b);
            *(sum < n ? &from : &to) = b;
        }
        weight[c] = log(n);
        for (size_t i = 0; i < N; i++) {
            if (isnan(by_noise[i]))
                continue;
            double x = chance[c][i] = sigmoid(a * log(by_noise[i] / (1 - by_noise[i])) + from);
            double found = fmin(x, MLF_REVIEWED_SUREST);
            weight[c] += seen[i] == MLF_SEEN_WRONG ? log(found) : seen[i] == MLF_SEEN_RIGHT ? log1p(-found) : 0;
        }
        most = fmax(most, weight[c]);
    }
    for (int c = 0; c < CASES; c++)
        all += exp(weight[c] - most);
    for (size_t i = 0; i < N; i++) {
        mean[i] = 0;
        for (int c = 0; c < CASES; c++)
            mean[i] += exp(weight[c] - most) / all * chance[c][i];
    }
}

static void test_definition(void)
{
    struct mlf_wrong wrong = {p, low, high};
    static double mean[N];
    for (uint64_t seed = 3; seed < 6; seed++) {
        struct mlf_reviewed_labels labels = draw(0.7, -1, 40, seed);
        CHECK(mlf_wrong_review(&wrong, &labels, NULL) == 0);
        naive(mean);
        for (size_t i = 0; i < N; i++) {
            if (isnan(by_noise[i])) {
                CHECK(isnan(p[i]) && isnan(low[i]) && isnan(high[i]));
                continue;
            }
            CHECK_NEAR(p[i], seen[i] ? 0 : mean[i], 1e-6);
            CHECK(0 <= low[i] && low[i] <= p[i] && p[i] <= high[i] && high[i] <= 1);
            CHECK(i < 42 || isnan(by_noise[i - 1]) || seen[i - 1] ||
                  (p[i] <= p[i - 1] && high[i] <= high[i - 1] + 1e-12));
        }
    }
}

/* What is left is found again, whatever was stated before: nine times in ten between the ends. */
static void test_learns(void)
{
    static const double shifts[] = {-4, -2, 0};
    struct mlf_wrong wrong = {p, low, high};
    size_t inside = 0, rounds = 0;
    for (size_t k = 0; k < sizeof shifts / sizeof *shifts; k++)
        for (uint64_t seed = 1; seed <= 20; seed++, rounds++) {
            struct mlf_reviewed_labels labels = draw(0.8, shifts[k], 60, seed);
            double left = 0;
            CHECK(mlf_wrong_review(&wrong, &labels, NULL) == 0);
            for (size_t i = 60; i < N; i++)
                left += !isnan(by_noise[i]) && truth[i];
            double chance = 1.3 * sqrt(fmax(left, 1));
            inside += left >= sum_of(low) - chance && left <= sum_of(high) + chance;
        }
    CHECK(inside * 10 >= rounds * 9);
}

/* Nothing to learn from: no label, none that takes part, all looked at. */
static void test_little(void)
{
    struct mlf_wrong wrong = {p, low, high};
    struct mlf_reviewed_labels labels = draw(1, 0, N, 1);
    CHECK(mlf_wrong_review(&wrong, &labels, NULL) == 0);
    CHECK(sum_of(p) == 0 && sum_of(high) == 0);
    for (size_t i = 0; i < N; i++)
        by_noise[i] = NAN;
    CHECK(mlf_wrong_review(&wrong, &labels, NULL) == 0);
    CHECK(isnan(p[0]));
    labels.n = 0;
    CHECK(mlf_wrong_review(&wrong, &labels, NULL) == 0);
}

int main(void)
{
    RUN(test_definition);
    RUN(test_learns);
    RUN(test_little);
    return check_done();
}
