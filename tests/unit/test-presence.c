/* Sets of labels: ridge regression, kernel and logistic regression against naive ones. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/err.h"
#include "mlfix/base/rng.h"
#include "mlfix/judge/kernel.h"
#include "mlfix/judge/labelled-vectors.h"
#include "mlfix/judge/presence.h"
#include "mlfix/judge/ridge.h"
#include "mlfix/judge/suspicion.h"
#include "judge/logistic.h"
#include "check.h"

enum { N = 60, D = 5, C = 3 };

static float z[N * D], y[N * (C + 1)];
static unsigned char has[N * C];
static size_t group[N];

static void make(uint64_t seed)
{
    struct mlf_rng rng;

    mlf_rng_seed(&rng, seed);
    for (size_t i = 0; i < N; i++) {
        float rest = 1;

        for (size_t j = 0; j < D; j++)
            z[i * D + j] = (float)(mlf_rng_normal(&rng));
        for (size_t k = 0; k < C; k++) {
            has[i * C + k] = z[i * D + k] + 0.3 * mlf_rng_normal(&rng) > 0.4;
            y[i * (C + 1) + k] = has[i * C + k];
            rest -= y[i * (C + 1) + k];
        }
        y[i * (C + 1) + C] = rest;
        group[i] = i / 2;
    }
}

/* One class as labels of two classes, which the models know well: the column of "yes" has to be the same. */
static void test_columns(void)
{
    struct mlf_labelled_vectors data = {
        .z = z, .n = N, .d = D, .y = y, .classes = C + 1, .group = group, .groups = N / 2, .parts = 1};
    const struct mlf_ridge ridge = {.strength = 1.0 / 6, .unwhiten = 1};
    const struct mlf_kernel kernel = {.width = 2, .lambda = 0.25, .block = 1000, .others = 4};
    float p[N * (C + 1)], two[N * 2];
    size_t label[N];
    struct mlf_err err = {""};

    for (int model = 0; model < 2; model++) {
        data.y = y;
        data.classes = C + 1;
        CHECK(!(model ? mlf_kernel_predict(&data, &kernel, 2, p, &err) : mlf_ridge_predict(&data, &ridge, 2, p, &err)));
        for (size_t k = 0; k < C; k++) {
            for (size_t i = 0; i < N; i++)
                label[i] = has[i * C + k];
            data.y = NULL;
            data.label = label;
            data.classes = 2;
            CHECK(!(model ? mlf_kernel_predict(&data, &kernel, 1, two, &err)
                          : mlf_ridge_predict(&data, &ridge, 1, two, &err)));
            for (size_t i = 0; i < N; i++)
                CHECK_NEAR(p[i * (C + 1) + k], two[i * 2 + 1], 1e-4);
        }
    }
}

/* The weighted likelihood with its prior, whose maximum for fixed weights of the labels the fit is. */
static double likelihood(const struct mlf_logistic *data, const double *right, const double *weight)
{
    double sum = 0;

    for (size_t i = 0; i < data->n; i++) {
        double q = mlf_logistic(weight[0] * data->x[i] + weight[1]);

        sum += right[i] * log(data->t[i] ? q : 1 - q);
    }
    for (size_t j = 0; j < 2; j++)
        sum -=
            (weight[j] - data->prior[j]) * (weight[j] - data->prior[j]) / (2 * data->deviation[j] * data->deviation[j]);
    return sum;
}

static void test_logistic(void)
{
    double x[N], right[N], weight[2], prior[] = {1, -1}, deviation[] = {0.5, 2};
    unsigned char t[N];
    struct mlf_logistic data = {.x = x, .t = t, .n = N, .d = 1, .noise = 0.01, .prior = prior, .deviation = deviation};
    struct mlf_err err = {""};

    for (size_t i = 0; i < N; i++) {
        x[i] = z[i * D];
        t[i] = has[i * C];
    }
    t[0] = x[0] < 0; /* a wrong one */
    CHECK(!mlf_logistic_fit(&data, weight, &err));
    for (size_t i = 0; i < N; i++) {
        double q = mlf_logistic(weight[0] * x[i] + weight[1]), given = t[i] ? q : 1 - q;

        right[i] = 0.99 * given / (0.99 * given + 0.01);
    }
    for (int j = 0; j < 2; j++)
        for (int sign = -1; sign <= 1; sign += 2) {
            double other[] = {weight[0], weight[1]};

            other[j] += sign * 0.01;
            CHECK(likelihood(&data, right, other) < likelihood(&data, right, weight));
        }
    /* Without a prior no weight is negative. */
    for (size_t i = 0; i < N; i++)
        x[i] = -x[i];
    data.prior = data.deviation = NULL;
    CHECK(!mlf_logistic_fit(&data, weight, &err));
    CHECK_NEAR(weight[0], 0, 1e-12);
}

static void test_judge(void)
{
    struct mlf_labelled_vectors data = {.z = z, .n = N, .d = D, .group = group, .groups = N / 2, .parts = 1};
    struct mlf_suspicion_options options;
    struct mlf_presence one = {0}, other = {0};
    struct mlf_err err = {""};

    mlf_suspicion_defaults(&options);
    CHECK(!mlf_presence_judge(&one, &data, 1, has, C, &options, 1, &err));
    CHECK(!mlf_presence_judge(&other, &data, 1, has, C, &options, 3, &err));
    CHECK(!memcmp(one.p, other.p, sizeof(float) * N * C));
    CHECK(one.agreement > 0.6);
    for (size_t i = 0; i < N * C; i++)
        CHECK(one.p[i] > 0 && one.p[i] < 1);
    /* A photo's own labels have no say: with its group's turned over, the models say the same of it, and only what is
     * fitted to all labels differs a little. */
    for (size_t i = 0; i < 2; i++)
        for (size_t k = 0; k < C; k++)
            has[i * C + k] = !has[i * C + k];
    mlf_presence_free(&other);
    CHECK(!mlf_presence_judge(&other, &data, 1, has, C, &options, 1, &err));
    for (size_t i = 0; i < 2 * C; i++)
        CHECK_NEAR(one.p[i], other.p[i], 0.15);
    CHECK_NEAR(mlf_presence_surprise(&one, 0, 0, 0), one.told[0] != 0 ? -log1p(-(double)one.p[0]) : NAN, 1e-9);
    mlf_presence_free(&one);
    mlf_presence_free(&other);
}

int main(void)
{
    make(7);
    RUN(test_columns);
    RUN(test_logistic);
    RUN(test_judge);
    return check_done();
}
