#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "mlfix/base/rng.h"
#include "mlfix/judge/wrong-interval.h"
#include "mlfix/judge/wrong-reviewed.h"
#include "mlfix/numeric/expected.h"

enum { N = 300 };

static double by_noise[N], score[N], p[N], low[N], high[N];
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
        score[i] = 1 - (double)i / N;
        truth[i] = mlf_rng_uniform(&rng) < sigmoid(slope * logit + shift);
        seen[i] = i >= reviewed ? MLF_SEEN_NOT : truth[i] ? MLF_SEEN_WRONG : MLF_SEEN_RIGHT;
    }
    return (struct mlf_reviewed_labels){
        .by_noise = by_noise, .score = score, .seen = seen, .n = N, .number = 40, .low = 10, .high = 100};
}

/* What the header says, by other algebra: inverses by elimination, plain sums, the isotonic function as the least of
 * largest means. Scores are all different here, so that places are what the header says of their lengths. */
enum { PLACES = 64 };

static struct {
    size_t n, of[N];
    double x[PLACES], t[PLACES], count[PLACES], right[PLACES], wrong[PLACES], left[PLACES];
    double before[PLACES], f[PLACES], inverse[PLACES][PLACES], known[PLACES][PLACES];
} all;

static void invert(double (*a)[PLACES], size_t n, double (*to)[PLACES])
{
    static double b[PLACES][2 * PLACES];
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < 2 * n; j++)
            b[i][j] = j < n ? a[i][j] : j - n == i;
    for (size_t k = 0; k < n; k++)
        for (size_t i = 0; i < n; i++) {
            double by = i == k ? 1 - 1 / b[k][k] : b[i][k] / b[k][k];
            for (size_t j = 2 * n; j-- > 0;)
                b[i][j] -= by * b[k][j];
        }
    for (size_t i = 0; i < n; i++)
        memcpy(to[i], b[i] + n, n * sizeof **to);
}

static void take_together(void)
{
    size_t rank = 0, end = 0, step = 0;
    memset(&all, 0, sizeof all);
    for (size_t i = 0; i < N; i++) {
        if (isnan(by_noise[i]))
            continue;
        if (rank >= end) {
            while (end <= rank)
                end = (size_t)fmax((double)end + 1, rint(exp((double)++step / 8)));
            all.n++;
        }
        size_t k = all.of[i] = all.n - 1;
        all.x[k] += log(by_noise[i] / (1 - by_noise[i]));
        all.t[k] += (double)++rank;
        all.count[k]++;
        *(seen[i] == MLF_SEEN_NOT ? &all.left[k] : seen[i] == MLF_SEEN_WRONG ? &all.wrong[k] : &all.right[k]) += 1;
    }
    for (size_t k = 0; k < all.n; k++) {
        all.x[k] /= all.count[k];
        all.t[k] = log(all.t[k] / all.count[k]);
    }
}

static void fill_before(const struct mlf_reviewed_labels *labels)
{
    double from = -60, to = 60;
    while (to - from > 1e-13) {
        double sum = 0, b = (from + to) / 2;
        for (size_t k = 0; k < all.n; k++) {
            all.before[k] = fmin(0.75 * all.x[k] + b, log(0.97 / 0.03));
            sum += all.count[k] * sigmoid(all.before[k]);
        }
        *(sum < labels->number ? &from : &to) = b;
    }
}

/* Fills the inverse of the covariance before. */
static void fill_inverse(const struct mlf_reviewed_labels *labels)
{
    static double c[PLACES][PLACES];
    double g = 0, middle = 0;
    for (size_t k = 0; k < all.n; k++) {
        double q = sigmoid(all.before[k]);
        g += all.count[k] * q * (1 - q);
        middle += all.count[k] * q * (1 - q) * all.x[k];
    }
    middle = fmin(fmax(middle / g, -8), 8);
    double b = fmin(0.5 * log(labels->high / labels->low) / (2 * MLF_EXPECTED_NORMAL) * labels->number / g, 2);
    for (size_t j = 0; j < all.n; j++)
        for (size_t k = 0; k < all.n; k++)
            c[j][k] = b * b +
                      0.15 * 0.15 * (fmin(fmax(all.x[j], -8), 8) - middle) * (fmin(fmax(all.x[k], -8), 8) - middle) +
                      0.7 * 0.7 * exp(-pow(all.t[j] - all.t[k], 2) / 2) + (j == k ? 1e-6 : 0);
    invert(c, all.n, all.inverse);
}

/* The most probable f, by Newton's method on the density itself, and the covariance around it. */
static void fill_known(void)
{
    static double h[PLACES][PLACES];
    memcpy(all.f, all.before, sizeof all.f);
    for (int step = 0; step < 400; step++) {
        double up[PLACES];
        for (size_t j = 0; j < all.n; j++) {
            double q = sigmoid(all.f[j]), looked = all.right[j] + all.wrong[j];
            up[j] = all.wrong[j] - looked * q;
            for (size_t k = 0; k < all.n; k++) {
                up[j] -= all.inverse[j][k] * (all.f[k] - all.before[k]);
                h[j][k] = all.inverse[j][k] + (j == k ? looked * q * (1 - q) : 0);
            }
        }
        invert(h, all.n, all.known);
        for (size_t j = 0; j < all.n; j++)
            for (size_t k = 0; k < all.n; k++)
                all.f[j] += 0.2 * all.known[j][k] * up[k];
    }
}

/* Replaces values of the places by those of the function that never rises. */
static void fall(double *value)
{
    double to[PLACES];
    for (size_t k = 0; k < all.n; k++) {
        to[k] = INFINITY;
        for (size_t i = 0; i <= k; i++) {
            double most = -INFINITY, sum = 0, weight = 0;
            for (size_t j = i; j < all.n; j++) {
                sum += all.left[j] * value[j];
                weight += all.left[j];
                if (j >= k && weight > 0)
                    most = fmax(most, sum / weight);
            }
            to[k] = all.left[k] > 0 && all.left[i] > 0 ? fmin(to[k], most) : to[k];
        }
    }
    memcpy(value, to, sizeof to);
}

static void go(double deviations, double *value)
{
    double f[PLACES], way[PLACES];
    memcpy(f, all.f, sizeof f);
    for (int turn = 0; turn < 8; turn++) {
        double length = 0;
        for (size_t j = 0; j < all.n; j++) {
            way[j] = 0;
            for (size_t k = 0; k < all.n; k++)
                way[j] += all.known[j][k] * all.left[k] * sigmoid(f[k]) * (1 - sigmoid(f[k]));
        }
        for (size_t j = 0; j < all.n; j++)
            length += way[j] * all.left[j] * sigmoid(f[j]) * (1 - sigmoid(f[j]));
        for (size_t j = 0; j < all.n; j++)
            f[j] = all.f[j] + deviations * way[j] / sqrt(length);
    }
    for (size_t k = 0; k < all.n; k++)
        value[k] = sigmoid(f[k]);
}

static void test_definition(void)
{
    struct mlf_wrong wrong = {p, low, high};
    for (uint64_t seed = 3; seed < 6; seed++) {
        struct mlf_reviewed_labels labels = draw(0.7, -1, 40, seed);
        double mean[PLACES], least[PLACES], most[PLACES];
        take_together();
        fill_before(&labels);
        fill_inverse(&labels);
        fill_known();
        for (size_t k = 0; k < all.n; k++) {
            double sum = 0, weights = 0;
            for (int z = -6; z <= 6; z++) {
                sum += exp(-0.125 * z * z) * sigmoid(all.f[k] + 0.5 * z * sqrt(all.known[k][k]));
                weights += exp(-0.125 * z * z);
            }
            mean[k] = sum / weights;
        }
        go(-MLF_EXPECTED_NORMAL, least);
        go(MLF_EXPECTED_NORMAL, most);
        fall(mean);
        fall(least);
        fall(most);
        CHECK(mlf_wrong_review(&wrong, &labels, NULL) == 0);
        for (size_t i = 0; i < N; i++) {
            if (isnan(by_noise[i])) {
                CHECK(isnan(p[i]) && isnan(low[i]) && isnan(high[i]));
                continue;
            }
            CHECK_NEAR(p[i], seen[i] ? 0 : mean[all.of[i]], 1e-6);
            CHECK_NEAR(low[i], seen[i] ? 0 : least[all.of[i]], 1e-6);
            CHECK_NEAR(high[i], seen[i] ? 0 : most[all.of[i]], 1e-6);
            CHECK(0 <= low[i] && low[i] <= p[i] && p[i] <= high[i] && high[i] <= 1);
        }
    }
}

/* The order in which labels come does not matter, nor that scores are equal. */
static void test_order(void)
{
    static double other_noise[N], other_score[N], other_p[N], other_low[N], other_high[N];
    static unsigned char other_seen[N];
    struct mlf_wrong wrong = {p, low, high}, other = {other_p, other_low, other_high};
    struct mlf_reviewed_labels labels = draw(0.7, -1, 40, 9), turned = labels;
    for (size_t i = 0; i < N; i++) {
        score[i] = rint(20 * score[i]) / 20;
        other_noise[N - 1 - i] = by_noise[i];
        other_score[N - 1 - i] = score[i];
        other_seen[N - 1 - i] = seen[i];
    }
    turned.by_noise = other_noise;
    turned.score = other_score;
    turned.seen = other_seen;
    CHECK(mlf_wrong_review(&wrong, &labels, NULL) == 0 && mlf_wrong_review(&other, &turned, NULL) == 0);
    for (size_t i = 0; i < N; i++)
        CHECK(isnan(p[i]) || fabs(p[i] - other_p[N - 1 - i]) < 1e-9);
    for (size_t i = 1; i < N; i++)
        CHECK(isnan(p[i]) || isnan(p[i - 1]) || seen[i] || seen[i - 1] || p[i] <= p[i - 1]);
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

/* Forty right ones at the head of the list: there may be none, if there may have been none before. */
static void test_none_found(void)
{
    struct mlf_wrong wrong = {p, low, high};
    for (double least = 0; least < 2; least++) {
        struct mlf_reviewed_labels labels = draw(1, 0, 40, 1);
        for (size_t i = 0; i < 40; i++)
            seen[i] = MLF_SEEN_RIGHT;
        labels.low = least;
        CHECK(mlf_wrong_review(&wrong, &labels, NULL) == 0);
        CHECK(sum_of(low) <= least + 1e-9 && sum_of(p) > 0 && sum_of(high) > sum_of(p));
    }
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
    RUN(test_order);
    RUN(test_learns);
    RUN(test_none_found);
    RUN(test_little);
    return check_done();
}
