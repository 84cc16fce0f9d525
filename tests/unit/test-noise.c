#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "judge/isotonic.h"
#include "mlfix/base/array.h"
#include "mlfix/base/rng.h"
#include "mlfix/judge/noise-judge.h"
#include "mlfix/judge/noise.h"
#include "mlfix/judge/score.h"
#include "mlfix/judge/suspicion.h"

enum { N = 12000, C = 4 };

static size_t label[N], truth[N];
static double probability[N][C], score[N];

static double minimum_of_maxima(const double *y, size_t n, size_t i)
{
    double outer = -INFINITY;
    for (size_t a = 0; a <= i; a++) {
        double inner = INFINITY;
        for (size_t b = i; b < n; b++) {
            double sum = 0;
            for (size_t k = a; k <= b; k++)
                sum += y[k];
            inner = fmin(inner, sum / (double)(b - a + 1));
        }
        outer = fmax(outer, inner);
    }
    return outer;
}

/* Against the closed form: the largest over a <= i of the least over b >= i of
 * the means of y[a..b], for x in order. */
static void test_isotonic(void)
{
    enum { M = 40 };
    double x[M], y[M], given[M];
    struct mlf_rng rng;
    mlf_rng_seed(&rng, 3);
    for (int round = 0; round < 20; round++) {
        for (size_t i = 0; i < M; i++) {
            x[i] = (double)i;
            given[i] = y[i] = mlf_rng_uniform(&rng) + (double)(round * i) * 0.001;
        }
        CHECK(mlf_isotonic_fit(x, y, M, NULL) == 0);
        for (size_t i = 0; i < M; i++)
            CHECK_NEAR(y[i], minimum_of_maxima(given, M, i), 1e-12);
    }
    /* Points out of order and with equal x: the mean of (0, 0, 4) at x = 1 is 4/3, more than that
     * of (1, 1) at x = 2, so the two are pooled. */
    double tied_x[6] = {2, 1, 1, 3, 2, 1}, tied_y[6] = {1, 0, 4, 9, 1, 0};
    CHECK(mlf_isotonic_fit(tied_x, tied_y, 6, NULL) == 0);
    for (size_t i = 0; i < 6; i++)
        CHECK_NEAR(tied_y[i], i == 3 ? 9 : 1.2, 1e-12);
    CHECK(mlf_isotonic_fit(NULL, NULL, 0, NULL) == 0);
}

static void begin(struct mlf_suspicion *s, size_t n, size_t classes)
{
    *s = (struct mlf_suspicion){.n = n, .classes = classes, .temperature = 1};
    s->p = mlf_alloc_matrix(n * classes, sizeof *s->p, NULL);
    s->found = mlf_alloc(n, sizeof *s->found, NULL);
    CHECK(s->p && s->found);
}

/* Sets an item's predictions to the logarithms of these probabilities, which need not add up
 * to 1. */
static void give(struct mlf_suspicion *s, size_t item, size_t given, const double *row)
{
    float *p = s->p + item * s->classes;
    for (size_t k = 0; k < s->classes; k++)
        p[k] = (float)(row[k] > 0 ? log(row[k]) : -700);
    mlf_score_item(p, s->classes, given, s->temperature, &s->found[item]);
}

/* Items whose true classes are drawn by their probabilities; each class in turn is almost
 * certain, or one of two that are equally likely. The label of an item of class y is y + 1
 * with the probability rate[y]. The predictions are the probabilities to the power `blur`,
 * as of a model that is less certain than it could be. */
static struct mlf_suspicion make_items(const double *rate, double blur)
{
    struct mlf_suspicion s = {0};
    struct mlf_rng rng;
    mlf_rng_seed(&rng, 5);
    begin(&s, N, C);
    for (size_t i = 0; i < N; i++) {
        double sure = i % 3 == 0 ? 0.5 + 0.4 * mlf_rng_uniform(&rng) : 0.97, draw = mlf_rng_uniform(&rng);
        double given[C];
        size_t first = i % C, second = (first + 2) % C;
        for (size_t k = 0; k < C; k++)
            probability[i][k] = k == first ? sure : k == second ? (1 - sure) * 0.9 : (1 - sure) * 0.05;
        for (truth[i] = 0; truth[i] + 1 < C && draw >= probability[i][truth[i]]; truth[i]++)
            draw -= probability[i][truth[i]];
        label[i] = mlf_rng_uniform(&rng) < rate[truth[i]] ? (truth[i] + 1) % C : truth[i];
        for (size_t k = 0; k < C; k++)
            given[k] = pow(probability[i][k], blur);
        give(&s, i, label[i], given);
        score[i] = mlf_score_from_surprise(s.found[i].nats);
    }
    return s;
}

static double count_wrong(size_t class)
{
    double wrong = 0;
    for (size_t i = 0; i < N; i++)
        wrong += label[i] != truth[i] && (class == C || label[i] == class);
    return wrong;
}

/* The noise that was put in is found again, also where the model is less certain than it could
 * be. */
static void test_recovers(void)
{
    static const double rate[C] = {0.05, 0.3, 0, 0.15};
    static double wrong[N];
    for (int blurred = 0; blurred < 2; blurred++) {
        struct mlf_suspicion s = make_items(rate, blurred ? 0.5 : 1);
        struct mlf_noise noise = {0};
        double sum = 0;
        CHECK(mlf_noise_fit(&noise, &s, label, NULL, 2, NULL) == 0);
        CHECK(mlf_noise_judge(&noise, &s, label, NULL, score, 2, wrong, NULL) == 0);
        CHECK(fabs(noise.temperature - (blurred ? 0.5 : 1)) < 0.1);
        for (size_t y = 0; y < C; y++) {
            double all = 0;
            for (size_t g = 0; g < C; g++)
                all += noise.chance[g * C + y];
            CHECK_NEAR(all, 1, 1e-9);
            CHECK(fabs(noise.chance[y * C + y] - (1 - rate[y])) < 0.04);
            CHECK(fabs(noise.chance[(y + 1) % C * C + y] - rate[y]) < 0.04);
        }
        for (size_t i = 0; i < N; i++) {
            CHECK(wrong[i] >= 0 && wrong[i] <= 1);
            sum += wrong[i];
        }
        CHECK(fabs(sum - count_wrong(C)) < 0.15 * count_wrong(C));
        mlf_noise_free(&noise);
        mlf_suspicion_free(&s);
    }
}

/* A model that has learnt nothing from few items contradicts most of their labels, which must
 * not be called wrong for that. */
static void test_few_are_not_judged(void)
{
    enum { FEW = 60 };
    static double wrong[FEW];
    struct mlf_suspicion s = {0};
    struct mlf_noise noise = {0};
    struct mlf_rng rng;
    double sum = 0, unlike = 0;
    mlf_rng_seed(&rng, 11);
    begin(&s, FEW, C);
    for (size_t i = 0; i < FEW; i++) {
        double row[C];
        size_t guess = (size_t)(mlf_rng_uniform(&rng) * C);
        label[i] = i % C;
        for (size_t k = 0; k < C; k++)
            row[k] = k == guess ? 0.7 : 0.1;
        give(&s, i, label[i], row);
        score[i] = mlf_score_from_surprise(s.found[i].nats);
        unlike += guess != label[i];
    }
    CHECK(unlike > FEW / 2);
    CHECK(mlf_noise_fit(&noise, &s, label, NULL, 1, NULL) == 0);
    CHECK(mlf_noise_judge(&noise, &s, label, NULL, score, 1, wrong, NULL) == 0);
    for (size_t i = 0; i < FEW; i++)
        sum += wrong[i];
    CHECK(sum < FEW / 10.0);
    mlf_noise_free(&noise);
    mlf_suspicion_free(&s);
}

/* Where items are hard but no label is wrong, few wrong labels are expected: less than a tenth
 * of the sum of 1 - the labels' probabilities. */
static void test_hard_is_not_wrong(void)
{
    static const double rate[C] = {0};
    static double wrong[N];
    struct mlf_suspicion s = make_items(rate, 1);
    struct mlf_noise noise = {0};
    double sum = 0, unsure = 0;
    CHECK(mlf_noise_fit(&noise, &s, label, NULL, 1, NULL) == 0);
    CHECK(mlf_noise_judge(&noise, &s, label, NULL, score, 1, wrong, NULL) == 0);
    for (size_t i = 0; i < N; i++) {
        sum += wrong[i];
        unsure += 1 - exp(-s.found[i].nats);
    }
    CHECK(unsure > 2000 && sum < unsure / 10);
    mlf_noise_free(&noise);
    mlf_suspicion_free(&s);
}

/* `wrong` follows the formula, averaged along the score; the joint adds up to the number of
 * items; items that take no part are left alone; and the bits do not depend on the number of
 * threads. */
static void test_judging(void)
{
    static const double rate[C] = {0.1, 0.1, 0.1, 0.1};
    static unsigned char skip[N];
    static double wrong[N], again[N], plain[N], x[N];
    struct mlf_suspicion s = make_items(rate, 1);
    struct mlf_noise noise = {0}, other = {0};
    double expected[C] = {0}, size[C] = {0};
    size_t m = 0, at = 0;
    for (size_t i = 0; i < N; i++)
        skip[i] = label[i] == 2 || i % 7 == 0;
    CHECK(mlf_noise_fit(&noise, &s, label, skip, 1, NULL) == 0);
    CHECK(mlf_noise_judge(&noise, &s, label, skip, score, 1, wrong, NULL) == 0);
    CHECK(mlf_noise_fit(&other, &s, label, skip, 3, NULL) == 0);
    CHECK(mlf_noise_judge(&other, &s, label, skip, score, 3, again, NULL) == 0);
    CHECK(memcmp(wrong, again, sizeof wrong) == 0);
    CHECK(memcmp(noise.joint, other.joint, C * C * sizeof *noise.joint) == 0);
    for (size_t i = 0; i < N; i++) {
        double all = 0, own = 0;
        for (size_t y = 0; y < C; y++) {
            double q = pow(probability[i][y], 1 / noise.temperature) * noise.chance[label[i] * C + y];
            all += q;
            own = y == label[i] ? q : own;
        }
        if (skip[i]) {
            CHECK(isnan(wrong[i]));
            continue;
        }
        x[m] = score[i];
        plain[m++] = 1 - own / all;
        expected[label[i]] += wrong[i];
        size[label[i]]++;
    }
    CHECK(mlf_isotonic_fit(x, plain, m, NULL) == 0);
    for (size_t i = 0; i < N; i++)
        if (!skip[i])
            CHECK_NEAR(wrong[i], plain[at++], 1e-5);
    for (size_t g = 0; g < C; g++) {
        double others = 0;
        for (size_t y = 0; y < C; y++)
            others += y == g ? 0 : noise.joint[g * C + y];
        CHECK_NEAR(others, expected[g], 1e-6);
        CHECK_NEAR(others + noise.joint[g * C + g], size[g], 1e-6);
    }
    mlf_noise_free(&noise);
    mlf_noise_free(&other);
    mlf_suspicion_free(&s);
}

/* Nothing to learn from: few items, one class, probabilities of 0. */
static void test_little(void)
{
    static const double p[3][3] = {{1, 0, 0}, {0, 1, 0}, {0, 1, 0}};
    static const size_t given[3] = {0, 1, 0};
    double sc[3], wrong[3];
    for (size_t n = 1; n <= 3; n++) {
        struct mlf_suspicion s = {0};
        struct mlf_noise noise = {0};
        begin(&s, n, 3);
        for (size_t i = 0; i < n; i++) {
            give(&s, i, given[i], p[i]);
            sc[i] = mlf_score_from_surprise(s.found[i].nats);
        }
        CHECK(mlf_noise_fit(&noise, &s, given, NULL, 1, NULL) == 0);
        CHECK(mlf_noise_judge(&noise, &s, given, NULL, sc, 1, wrong, NULL) == 0);
        for (size_t i = 0; i < n; i++)
            CHECK(i == 2 ? wrong[i] > 0.99 : wrong[i] < 0.01);
        mlf_noise_free(&noise);
        mlf_suspicion_free(&s);
    }
}

int main(void)
{
    RUN(test_isotonic);
    RUN(test_recovers);
    RUN(test_few_are_not_judged);
    RUN(test_hard_is_not_wrong);
    RUN(test_judging);
    RUN(test_little);
    return check_done();
}
