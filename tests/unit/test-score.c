#include <stdlib.h>

#include "check.h"
#include "mlfix/base/array.h"
#include "mlfix/base/rng.h"
#include "mlfix/judge/score.h"

static void test_item(void)
{
    const float p[3] = {0.2F, 0.9F, -0.1F};
    struct mlf_surprise s;
    double sum = exp(0.2F / 0.1) + exp(0.9F / 0.1) + exp(-0.1F / 0.1);
    mlf_score_item(p, 3, 0, 0.1, &s);
    CHECK(s.best == 1);
    CHECK_NEAR(s.probability, exp(0.9F / 0.1) / sum, 1e-12);
    CHECK_NEAR(s.nats, -log(exp(0.2F / 0.1) / sum), 1e-12);
    mlf_score_item(p, 3, 1, 0.1, &s);
    CHECK_NEAR(s.nats, -log(s.probability), 1e-12);
    const float equal[2] = {0.5F, 0.5F};
    mlf_score_item(equal, 2, 1, 0.02, &s);
    CHECK(s.best == 0);
    CHECK_NEAR(s.nats, log(2), 1e-12);
}

/* Close to certainty, and beyond the digits of a probability, scores still differ. */
static void test_ends(void)
{
    struct mlf_surprise a, b;
    const float near[2] = {1, 0}, nearer[2] = {1.1F, 0};
    mlf_score_item(near, 2, 0, 0.02, &a);
    mlf_score_item(nearer, 2, 0, 0.02, &b);
    CHECK(a.nats > b.nats && b.nats > 0);
    mlf_score_item(near, 2, 1, 0.02, &a);
    mlf_score_item(nearer, 2, 1, 0.02, &b);
    CHECK(b.nats > a.nats);
    double low = mlf_score_from_surprise(a.nats), high = mlf_score_from_surprise(b.nats);
    char x[32], y[32];
    snprintf(x, sizeof x, "%.9g", low);
    snprintf(y, sizeof y, "%.9g", high);
    CHECK(low < high && high < 1 && strcmp(x, y) != 0);
    CHECK_NEAR(mlf_score_from_surprise(0), 0, 0);
    CHECK_NEAR(mlf_score_from_surprise(log(10)), 0.697206, 1e-6);
}

static void test_suspect(void)
{
    struct mlf_surprise s = {.nats = -log(0.099)};
    CHECK(mlf_score_is_suspect(&s));
    s.nats = -log(0.101);
    CHECK(!mlf_score_is_suspect(&s));
}

static void test_temperature(void)
{
    enum { N = 3000, C = 4 };
    static const double tried[] = {0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3};
    struct mlf_rng rng;
    float *p = mlf_alloc(N * C, sizeof *p, NULL);
    size_t *label = mlf_alloc(N, sizeof *label, NULL), best = 0;
    double lowest = 1e9, temperature, mean, again;
    mlf_rng_seed(&rng, 1);
    for (size_t i = 0; i < N; i++) {
        label[i] = mlf_rng_below(&rng, C);
        for (size_t k = 0; k < C; k++)
            p[i * C + k] = (float)((double)(label[i] == k) * 0.4 + 0.2 * mlf_rng_normal(&rng));
    }
    for (size_t t = 0; t < sizeof tried / sizeof tried[0]; t++) {
        double sum = 0;
        for (size_t i = 0; i < N; i++) {
            double total = 0;
            for (size_t k = 0; k < C; k++)
                total += exp(p[i * C + k] / tried[t]);
            sum += fmin(5, log(total) - p[i * C + label[i]] / tried[t]);
        }
        if (sum < lowest) {
            lowest = sum;
            best = t;
        }
    }
    CHECK(mlf_score_temperature(p, label, N, C, 1, &temperature, &mean, NULL) == 0);
    CHECK(temperature == tried[best]);
    CHECK_NEAR(mean, lowest / N, 1e-9);
    CHECK(mlf_score_temperature(p, label, N, C, 3, &temperature, &again, NULL) == 0 && again == mean);
    free(p);
    free(label);
}

int main(void)
{
    RUN(test_item);
    RUN(test_ends);
    RUN(test_suspect);
    RUN(test_temperature);
    return check_done();
}
