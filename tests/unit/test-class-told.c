#include <math.h>
#include <stdlib.h>

#include "check.h"
#include "mlfix/base/rng.h"
#include "mlfix/judge/class-told.h"
#include "mlfix/judge/score.h"
#include "mlfix/judge/suspicion.h"

enum { N = 600, C = 6 };

static float p[N * C];
static size_t label[N];
static unsigned char skip[N];
static struct mlf_surprise found[N];

/* Classes 0 to 3 are seen by the model, 4 and 5 it takes for one another and for 0. */
static struct mlf_suspicion draw(void)
{
    struct mlf_rng rng;

    mlf_rng_seed(&rng, 7);
    for (size_t i = 0; i < N; i++) {
        label[i] = mlf_rng_next(&rng) % C;
        skip[i] = mlf_rng_next(&rng) % 10 == 0;
        for (size_t k = 0; k < C; k++)
            p[i * C + k] = (float)(mlf_rng_next(&rng) % 1000) / 2000;
        if (label[i] < 4)
            p[i * C + label[i]] += 0.4F;
        else
            p[i * C] += 0.3F;
        mlf_score_item(p + i * C, C, label[i], 0.05, &found[i]);
    }
    return (struct mlf_suspicion){.n = N, .classes = C, .p = p, .found = found, .temperature = 0.05};
}

/* The probability of a binomial variable of n trials to be at least k, summed up. */
static double at_least(size_t k, size_t n, double share)
{
    double sum = 0;

    for (size_t i = k; i <= n; i++)
        sum += exp(lgamma((double)n + 1) - lgamma((double)i + 1) - lgamma((double)(n - i) + 1) +
                   (double)i * log(share) + (double)(n - i) * log1p(-share));
    return sum;
}

/* The lower end of Wilson's interval with a certainty of 99 %: the least share of which `right` of n lies within 2.326
 * standard deviations of what is expected, found by halving. */
static double surely(size_t right, size_t n)
{
    double low = 0, high = (double)right / (double)n;

    for (int i = 0; i < 60; i++) {
        double share = (low + high) / 2, deviation = sqrt(share * (1 - share) / (double)n);
        if ((double)right / (double)n - share > 2.326 * deviation)
            low = share;
        else
            high = share;
    }
    return low;
}

/* Between two bounds: the n-th part of the way from one to the other, in steps of equal ratios. */
static double bound_of(double sure, double unknown)
{
    return exp(log(unknown) + sure * (log(0.1) - log(unknown)));
}

static void test_definition(void)
{
    struct mlf_suspicion s = draw();
    struct mlf_told told = {0};
    size_t count[C] = {0}, right[C] = {0}, all = 0, untold = 0, suspected = 0, spared = 0;

    CHECK(!mlf_told_find(&told, &s, label, skip, NULL));
    for (size_t i = 0; i < N; i++)
        if (!skip[i]) {
            count[label[i]]++;
            right[label[i]] += found[i].best == label[i];
            all++;
        }
    for (size_t k = 0; k < C; k++) {
        CHECK_NEAR(told.share[k], (double)count[k] / (double)all, 1e-12);
        untold += !told.told[k];
        /* who confirms a fifth of all such labels confirms so many of these hardly ever */
        CHECK(told.told[k] == (at_least(right[k], count[k], 0.2) < 0.01));
    }
    CHECK(told.told[1] && !told.told[4] && told.untold == untold && told.judged == C);
    CHECK(told.judged_labels == all && told.untold_labels == count[4] + count[5]);
    for (size_t i = 0; i < N; i++) {
        size_t k = label[i];
        double p_of_label = exp(-found[i].nats), limit = 0.1;
        if (!told.told[k])
            limit = bound_of(surely(right[k], count[k]) / 0.2,
                             0.05 * told.share[k] * ((double)right[k] / (double)(count[k] + 1) + 0.05));
        int expected = p_of_label < limit;

        CHECK(mlf_told_is_suspect(&told, &s, i, k) == expected);
        CHECK((mlf_score_from_surprise(mlf_told_surprise(&told, &s, i, k)) > mlf_score_from_surprise(-log(0.1))) ==
              expected);
        if (told.told[k])
            CHECK_NEAR(mlf_told_surprise(&told, &s, i, k), found[i].nats, 1e-12);
        suspected += expected;
        spared += p_of_label < 0.1 && !expected;
    }
    CHECK(suspected > 0 && spared > 0);
    mlf_told_free(&told);
}

/* One label in two confirmed says little where there are two, and much where there are two hundred. */
static void test_few_labels(void)
{
    enum { MOST = 202 };
    static float p_of[2 * MOST];
    static size_t label_of[MOST];
    static struct mlf_surprise found_of[MOST];
    struct mlf_suspicion s = {.n = MOST, .classes = 2, .p = p_of, .found = found_of, .temperature = 0.05};
    struct mlf_told told = {0}, none = {0};

    for (size_t i = 0; i < MOST; i++) {
        label_of[i] = i >= 2;
        found_of[i] = (struct mlf_surprise){.best = i % 2, .nats = 1};
    }
    CHECK(!mlf_told_find(&told, &s, label_of, NULL, NULL));
    CHECK(!told.told[0] && told.told[1] && told.untold == 1 && told.untold_labels == 2);
    mlf_told_free(&told);
    s.n = 0;
    CHECK(!mlf_told_find(&none, &s, label_of, NULL, NULL) && none.judged == 0 && none.untold == 0);
    mlf_told_free(&none);
}

/* Where twenty classes are equally likely, p is below 0.1; but no other label is likelier. */
static void test_the_likeliest_label(void)
{
    enum { CLASSES = 20 };
    static float same[CLASSES];
    static const size_t first = 0;
    struct mlf_surprise surprise;
    struct mlf_suspicion s = {.n = 1, .classes = CLASSES, .p = same, .found = &surprise, .temperature = 0.05};
    struct mlf_told told = {0};

    mlf_score_item(same, CLASSES, first, 0.05, &surprise);
    CHECK(surprise.best == first && exp(-surprise.nats) < 0.1);
    CHECK(!mlf_told_find(&told, &s, &first, NULL, NULL));
    CHECK(!mlf_told_is_suspect(&told, &s, 0, first));
    told.told[1] = 1;
    CHECK(mlf_told_is_suspect(&told, &s, 0, 1));
    mlf_told_free(&told);
}

int main(void)
{
    RUN(test_definition);
    RUN(test_few_labels);
    RUN(test_the_likeliest_label);
    return check_done();
}
