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

/* The probability of the label, as the header has it. */
static double chance(size_t i, double temperature, double share)
{
    double sum = 0;

    for (size_t k = 0; k < C; k++)
        sum += exp((double)p[i * C + k] / temperature);
    return 0.95 * exp((double)p[i * C + label[i]] / temperature) / sum + 0.05 * share;
}

static void test_definition(void)
{
    static const double temperatures[] = {0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.5, 0.8};
    struct mlf_suspicion s = draw();
    struct mlf_told told = {0};
    double count[C] = {0}, right[C] = {0}, all = 0, least = INFINITY, best = 0;
    size_t untold = 0, suspected = 0, spared = 0;

    CHECK(!mlf_told_find(&told, &s, label, skip, 2, NULL));
    for (size_t i = 0; i < N; i++)
        if (!skip[i]) {
            count[label[i]]++;
            right[label[i]] += found[i].best == label[i];
            all++;
        }
    for (size_t k = 0; k < C; k++) {
        CHECK(told.told[k] == (right[k] / (count[k] + 1) >= 0.25));
        CHECK_NEAR(told.share[k], count[k] / all, 1e-12);
        untold += !told.told[k];
    }
    CHECK(told.told[1] && !told.told[4] && told.untold == untold && told.judged == C);
    for (size_t t = 0; t < sizeof temperatures / sizeof *temperatures; t++) {
        double loss = 0;

        for (size_t i = 0; i < N; i++)
            loss -= skip[i] ? 0 : log(chance(i, temperatures[t], told.share[label[i]]));
        if (loss < least) {
            least = loss;
            best = temperatures[t];
        }
    }
    CHECK_NEAR(told.temperature, best, 0);
    for (size_t i = 0; i < N; i++) {
        double share = told.share[label[i]];
        int surprising = exp(-found[i].nats) < 0.1;
        int expected = surprising && (told.told[label[i]] || chance(i, best, share) < 0.2 * share);

        CHECK(mlf_told_is_suspect(&told, &s, i, label[i]) == expected);
        suspected += expected;
        spared += surprising && !expected;
    }
    CHECK(suspected > 0 && spared > 0);
    mlf_told_free(&told);
}

static void test_threads(void)
{
    struct mlf_suspicion s = draw();
    struct mlf_told one = {0}, four = {0}, none = {0};

    CHECK(!mlf_told_find(&one, &s, label, skip, 1, NULL) && !mlf_told_find(&four, &s, label, skip, 4, NULL));
    CHECK(one.temperature == four.temperature && one.untold_labels == four.untold_labels);
    mlf_told_free(&one);
    mlf_told_free(&four);
    s.n = 0;
    CHECK(!mlf_told_find(&none, &s, label, NULL, 1, NULL) && none.judged == 0 && none.untold == 0);
    mlf_told_free(&none);
}

int main(void)
{
    RUN(test_definition);
    RUN(test_threads);
    return check_done();
}
