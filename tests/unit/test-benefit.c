#include <stdlib.h>

#include "check.h"
#include "mlfix/base/err.h"
#include "mlfix/base/rng.h"
#include "mlfix/judge/benefit-data.h"
#include "mlfix/judge/benefit.h"
#include "mlfix/judge/ridge.h"
#include "mlfix/numeric/student.h"

#define N 90
#define D 5
#define C 3
#define G 6

/* Quantiles as textbooks have them in tables. */
static void test_student(void)
{
    CHECK_NEAR(mlf_student_quantile(0.9, 1), 6.313752, 1e-5);
    CHECK_NEAR(mlf_student_quantile(0.9, 2), 2.919986, 1e-5);
    CHECK_NEAR(mlf_student_quantile(0.9, 4), 2.131847, 1e-5);
    CHECK_NEAR(mlf_student_quantile(0.95, 3), 3.182446, 1e-5);
    CHECK_NEAR(mlf_student_quantile(0.95, 10), 2.228139, 1e-5);
    CHECK_NEAR(mlf_student_quantile(0.9, 1000000), 1.644855, 1e-4);
    CHECK_NEAR(mlf_student_within(0, 7), 0, 1e-12);
    for (size_t f = 1; f < 9; f++)
        CHECK_NEAR(mlf_student_within(mlf_student_quantile(0.5, f), f), 0.5, 1e-9);
}

struct set {
    double raw[N * D];
    float z[N * D];
    size_t before[N], after[N], group[N];
};

/* Three noisy clusters. Every seventh label is wrong before the review, and some objects are
 * removed in it. */
static void make_set(struct set *set, uint64_t seed, size_t gone)
{
    struct mlf_rng rng;
    mlf_rng_seed(&rng, seed);
    for (size_t i = 0; i < N; i++) {
        size_t class = mlf_rng_below(&rng, C);
        for (size_t j = 0; j < D; j++)
            set->z[i * D + j] = (float)(set->raw[i * D + j] = rint(100 * (mlf_rng_normal(&rng) + (j == class))) / 64);
        for (size_t j = 0; j < D; j++)
            set->raw[i * D + j] = set->z[i * D + j];
        set->after[i] = class;
        set->before[i] = i % 7 == 3 ? (class + 1) % C : class;
        if (gone && i % gone == 1)
            set->after[i] = MLF_BENEFIT_GONE;
        set->group[i] = mlf_rng_below(&rng, G);
    }
    for (size_t g = 0; g < G; g++)
        set->group[g] = g;
}

/* Gaussian elimination with a full column of right sides. */
static void eliminate(double a[D][D], double b[D][C])
{
    for (size_t i = 0; i < D; i++)
        for (size_t r = 0; r < D; r++) {
            double times = r == i ? 0 : a[r][i] / a[i][i];
            for (size_t j = 0; j < D && r != i; j++)
                a[r][j] -= times * a[i][j];
            for (size_t k = 0; k < C && r != i; k++)
                b[r][k] -= times * b[i][k];
        }
    for (size_t i = 0; i < D; i++)
        for (size_t k = 0; k < C; k++)
            b[i][k] /= a[i][i];
}

/* The class that a model which learnt from all other groups predicts for item x. */
static size_t naive_class(const struct set *set, const size_t *label, size_t x, double strength)
{
    double f[N][D], mean[D] = {0}, variance[D] = {0}, a[D][D] = {{0}}, b[D][C] = {{0}}, share[C] = {0}, n = 0,
                    total = 0;
    for (size_t j = 0; j < D; j++) {
        for (size_t i = 0; i < N; i++)
            mean[j] += set->raw[i * D + j] / N;
        for (size_t i = 0; i < N; i++)
            variance[j] += pow(set->raw[i * D + j] - mean[j], 2) / N;
        for (size_t i = 0; i < N; i++)
            f[i][j] = (set->raw[i * D + j] - mean[j]) * sqrt(variance[j]);
        total += variance[j] * variance[j];
    }
    for (size_t i = 0; i < N; i++)
        if (set->group[i] != set->group[x] && label[i] != MLF_BENEFIT_GONE) {
            n++;
            share[label[i]]++;
        }
    for (size_t i = 0; i < N; i++) {
        if (set->group[i] == set->group[x] || label[i] == MLF_BENEFIT_GONE)
            continue;
        for (size_t j = 0; j < D; j++) {
            for (size_t k = 0; k < D; k++)
                a[j][k] += f[i][j] * f[i][k];
            for (size_t k = 0; k < C; k++)
                b[j][k] += f[i][j] * ((label[i] == k) - share[k] / n);
        }
    }
    for (size_t j = 0; j < D; j++)
        a[j][j] += strength * total;
    eliminate(a, b);
    size_t best = 0;
    double value[C];
    for (size_t k = 0; k < C; k++) {
        value[k] = share[k] / n;
        for (size_t j = 0; j < D; j++)
            value[k] += f[x][j] * b[j][k];
        best = value[k] > value[best] ? k : best;
    }
    return best;
}

static struct mlf_benefit measure(struct set *set, size_t folds, size_t rounds, int jobs)
{
    static const struct mlf_ridge ridge = {.strength = 0.5, .unwhiten = 1};
    const struct mlf_benefit_options options = {
        .folds = folds, .rounds = rounds, .seed = 3, .ridge = &ridge, .jobs = jobs};
    const struct mlf_benefit_data data = {.z = set->z,
                                          .n = N,
                                          .d = D,
                                          .before = set->before,
                                          .after = set->after,
                                          .classes = C,
                                          .group = set->group,
                                          .groups = G};
    struct mlf_benefit benefit = {0};
    struct mlf_err err = {""};
    CHECK(mlf_benefit_measure(&benefit, &data, &options, &err) == 0);
    CHECK_TEXT(err.text, "");
    return benefit;
}

/* With as many folds as groups each group is held out alone, however they are dealt. */
static void check_set(uint64_t seed, size_t gone)
{
    struct set set;
    make_set(&set, seed, gone);
    double wrong[2] = {0}, rest[2] = {0}, n = 0, untouched = 0, by_class[C] = {0}, sum[G] = {0}, size[G] = {0};
    for (size_t i = 0; i < N; i++) {
        if (set.after[i] == MLF_BENEFIT_GONE)
            continue;
        int before = naive_class(&set, set.before, i, 0.5) != set.after[i];
        int after = naive_class(&set, set.after, i, 0.5) != set.after[i];
        wrong[0] += before;
        wrong[1] += after;
        n++;
        if (set.before[i] == set.after[i]) {
            rest[0] += before;
            rest[1] += after;
            untouched++;
        }
        by_class[set.after[i]] += after;
        sum[set.group[i]] += after - before;
        size[set.group[i]]++;
    }
    struct mlf_benefit found = measure(&set, G, 3, 2);
    CHECK(found.all.n == (size_t)n && found.untouched.n == (size_t)untouched);
    CHECK(found.relabelled > 5 && (found.gone > 5) == (gone > 0));
    CHECK_NEAR(found.all.before, wrong[0] / n, 1e-12);
    CHECK_NEAR(found.all.after, wrong[1] / n, 1e-12);
    CHECK_NEAR(found.untouched.before, rest[0] / untouched, 1e-12);
    CHECK_NEAR(found.untouched.after, rest[1] / untouched, 1e-12);
    CHECK_NEAR(found.all.low, found.all.high, 1e-12);
    for (size_t k = 0; k < C; k++)
        CHECK_NEAR(found.of_class[k].after * (double)found.of_class[k].n, by_class[k], 1e-9);
    double squares = 0, difference = (wrong[1] - wrong[0]) / n;
    for (size_t g = 0; g < G; g++)
        squares += pow(sum[g] - difference * size[g], 2);
    CHECK_NEAR(found.all.high_groups - difference, mlf_student_quantile(0.9, G - 1) * sqrt(squares * G / (G - 1)) / n,
               1e-9);
    CHECK_NEAR(found.all.low_groups + found.all.high_groups, 2 * difference, 1e-9);
    mlf_benefit_free(&found);
}

static void test_against_elimination(void)
{
    for (uint64_t seed = 1; seed <= 20; seed++)
        check_set(seed, seed % 2 ? 0 : 5);
}

/* The interval over the rounds follows from the errors that are reported for each round. */
static void test_rounds(void)
{
    struct set set;
    make_set(&set, 99, 0);
    struct mlf_benefit found = measure(&set, 2, 6, 1);
    double mean = 0, squares = 0;
    for (size_t r = 0; r < 6; r++)
        mean += (found.after[r] - found.before[r]) / 6;
    for (size_t r = 0; r < 6; r++)
        squares += pow(found.after[r] - found.before[r] - mean, 2);
    CHECK(squares > 0);
    CHECK_NEAR(found.all.difference, mean, 1e-12);
    CHECK_NEAR(found.all.high - mean, mlf_student_quantile(0.9, 5) * sqrt(squares / 5 / 6), 1e-9);
    CHECK_NEAR(mean - found.all.low, found.all.high - mean, 1e-9);
    mlf_benefit_free(&found);
}

static void test_verdict(void)
{
    struct mlf_benefit b = {.all = {.low = -3, .high = -1, .low_groups = -4, .high_groups = -1}};
    CHECK(mlf_benefit_verdict(&b) == -1);
    b.untouched = (struct mlf_benefit_part){.low = 1, .high = 2, .low_groups = 1, .high_groups = 3};
    CHECK(mlf_benefit_verdict(&b) == 0);
    b.untouched.low_groups = -1;
    b.all.high_groups = 1;
    CHECK(mlf_benefit_verdict(&b) == 0);
    b.all = (struct mlf_benefit_part){.low = 1, .high = 2, .low_groups = 1, .high_groups = 3};
    CHECK(mlf_benefit_verdict(&b) == 1);
    b.all.low = -1;
    CHECK(mlf_benefit_verdict(&b) == 0);
}

static void test_nothing_to_compare(void)
{
    static const struct mlf_ridge ridge = {.strength = 0.5, .unwhiten = 1};
    const struct mlf_benefit_options options = {.folds = 5, .rounds = 2, .ridge = &ridge, .jobs = 1};
    struct set set;
    make_set(&set, 1, 0);
    struct mlf_benefit_data data = {.z = set.z,
                                    .n = N,
                                    .d = D,
                                    .before = set.after,
                                    .after = set.after,
                                    .classes = C,
                                    .group = set.group,
                                    .groups = G};
    struct mlf_benefit benefit = {0};
    struct mlf_err err = {""};
    CHECK(mlf_benefit_measure(&benefit, &data, &options, &err) == -1);
    CHECK_TEXT(err.text, "the corrections change no label: there is nothing to compare");
    mlf_benefit_free(&benefit);
    mlf_err_clear(&err);
    data.before = set.before;
    data.groups = 1;
    CHECK(mlf_benefit_measure(&benefit, &data, &options, &err) == -1);
    CHECK_TEXT(err.text, "all objects belong to one group: none can be held out");
    mlf_benefit_free(&benefit);
}

int main(void)
{
    RUN(test_student);
    RUN(test_against_elimination);
    RUN(test_rounds);
    RUN(test_verdict);
    RUN(test_nothing_to_compare);
    return check_done();
}
