#include <math.h>
#include <stdlib.h>

#include "check.h"
#include "mlfix/judge/confident-prune.h"
#include "mlfix/judge/model-outputs-scores.h"
#include "mlfix/judge/model-outputs.h"
#include "mlfix/judge/score.h"

#define MOST 10
#define MANY 300

/* A model's output for n items in memory, and the surprise of their labels. */
struct given {
    struct mlf_model_outputs outputs;
    struct mlf_model_outputs_run run;
    struct mlf_surprise found[MANY];
    unsigned char state[MANY];
};

static void give(struct given *given, const double (*p)[3], const size_t *label, size_t n,
                 struct mlf_confident *confident)
{
    *given = (struct given){.run = {.p = (double *)p}};
    given->outputs = (struct mlf_model_outputs){.n = n, .classes = 3, .label = label, .runs = &given->run, .run_n = 1};
    CHECK(mlf_model_outputs_look(&given->outputs, given->found, given->state, 2, NULL) == 0);
    if (confident)
        CHECK(mlf_confident_make(confident, &given->outputs, given->found, 2, NULL) == 0);
}

/* The pruned items as a text such as "236". */
static const char *pruned(const struct mlf_confident *confident, const struct given *given,
                          enum mlf_confident_pruning how)
{
    static char text[MOST + 1];
    unsigned char wrong[MOST] = {0};
    size_t n = 0;
    CHECK(mlf_confident_prune(confident, &given->outputs, how, wrong, 2, NULL) == 0);
    for (size_t i = 0; i < given->outputs.n; i++)
        if (wrong[i])
            text[n++] = (char)('0' + i);
    text[n] = '\0';
    return text;
}

/* Thresholds by hand: (.8 + .7 + .2 + .3) / 4 = .5, (.8 + .6 + .3) / 3 = .5667,
 * (.8 + .7 + .3) / 3 = .6. Item 3 reaches the last one exactly; item 9 none. */
static void test_joint(void)
{
    static const double p[MOST][3] = {{.8, .1, .1}, {.7, .2, .1}, {.2, .7, .1}, {.3, .1, .6}, {.1, .8, .1},
                                      {.1, .6, .3}, {.6, .3, .1}, {.1, .1, .8}, {.1, .2, .7}, {.4, .3, .3}};
    static const size_t label[MOST] = {0, 0, 0, 0, 1, 1, 1, 2, 2, 2};
    static const size_t counted[MOST] = {0, 0, 1, 2, 1, 1, 0, 2, 2, 3};
    static const double joint[9] = {2, 1, 1, 1, 2, 0, 0, 0, 3};
    struct mlf_confident confident = {0};
    struct given given;
    give(&given, p, label, MOST, &confident);
    CHECK_NEAR(confident.threshold[0], .5, 1e-6);
    CHECK_NEAR(confident.threshold[1], 1.7 / 3, 1e-6);
    CHECK_NEAR(confident.threshold[2], .6, 1e-6);
    for (size_t i = 0; i < MOST; i++)
        CHECK(confident.counted[i] == counted[i]);
    for (size_t i = 0; i < 9; i++)
        CHECK_NEAR(confident.joint[i], joint[i], 1e-9);
    CHECK_TEXT(pruned(&confident, &given, MLF_PRUNE_CONFUSION), "236");
    CHECK_TEXT(pruned(&confident, &given, MLF_PRUNE_CLASS), "236");
    CHECK_TEXT(pruned(&confident, &given, MLF_PRUNE_NOISE_RATE), "236");
    CHECK_TEXT(pruned(&confident, &given, MLF_PRUNE_BOTH), "236");
    mlf_confident_free(&confident);
}

/* Item 0 has the least probability of its own label and item 1 the largest margin of another
 * class, so the two prunings disagree. Thresholds .5375, .75, .95; one of three counted
 * items of the first class is off the diagonal, scaled to the four: 1.33. */
static void test_prunings(void)
{
    static const double p[9][3] = {{.15, .45, .4}, {.2, .8, 0}, {.9, .1, 0}, {.9, .05, .05}, {.2, .8, 0},
                                   {.45, .55, 0},  {.1, .9, 0}, {0, 0, 1},   {0, .1, .9}};
    static const size_t label[9] = {0, 0, 0, 0, 1, 1, 1, 2, 2};
    static const double joint[9] = {8. / 3, 4. / 3, 0, 0, 3, 0, 0, 0, 2};
    struct mlf_confident confident = {0};
    struct given given;
    give(&given, p, label, 9, &confident);
    for (size_t i = 0; i < 9; i++)
        CHECK_NEAR(confident.joint[i], joint[i], 1e-9);
    CHECK_TEXT(pruned(&confident, &given, MLF_PRUNE_CONFUSION), "1");
    CHECK_TEXT(pruned(&confident, &given, MLF_PRUNE_CLASS), "0");
    CHECK_TEXT(pruned(&confident, &given, MLF_PRUNE_NOISE_RATE), "1");
    CHECK_TEXT(pruned(&confident, &given, MLF_PRUNE_BOTH), "");
    mlf_confident_free(&confident);
}

/* A class that no item is labelled with has no threshold, and probabilities need not add up
 * to 1. */
static void test_absent_class(void)
{
    static const double p[4][3] = {{8, 1, 1}, {2, 2, 6}, {1, 8, 1}, {1, 9, 0}};
    static const size_t label[4] = {0, 0, 1, 1};
    struct mlf_confident confident = {0};
    struct given given;
    give(&given, p, label, 4, &confident);
    CHECK(isinf(confident.threshold[2]));
    CHECK_NEAR(confident.threshold[1], .85, 1e-6);
    CHECK(confident.counted[1] == 3);
    CHECK_NEAR(confident.joint[0], 2, 1e-9);
    mlf_confident_free(&confident);
}

static double score(const struct given *given, size_t item, enum mlf_model_outputs_measure measure)
{
    double all[MOST];
    CHECK(mlf_model_outputs_measure(&given->outputs, given->found, measure, all, 1, NULL) == 0);
    return all[item];
}

static void test_scores(void)
{
    static const double p[3][3] = {{.2, .8, 0}, {1. / 3, 1. / 3, 1. / 3}, {0, 1, 0}};
    static const size_t label[3] = {0, 1, 0};
    double nats = -log(.2);
    struct given given;
    give(&given, p, label, 3, NULL);
    CHECK_NEAR(score(&given, 0, MLF_MEASURE_SELF_CONFIDENCE), nats / (1 + nats), 1e-6);
    CHECK_NEAR(score(&given, 0, MLF_MEASURE_MARGIN), .8, 1e-6);
    CHECK_NEAR(score(&given, 0, MLF_MEASURE_ENTROPY), .4554859, 1e-6);
    CHECK_NEAR(score(&given, 1, MLF_MEASURE_MARGIN), .5, 1e-6);
    CHECK_NEAR(score(&given, 1, MLF_MEASURE_ENTROPY), 1, 1e-6);
    /* A label of probability 0 has the largest possible score, and it is finite. */
    double worst = score(&given, 2, MLF_MEASURE_SELF_CONFIDENCE);
    CHECK(worst > .998 && worst < 1);
    CHECK_NEAR(score(&given, 2, MLF_MEASURE_MARGIN), 1, 1e-6);
    CHECK_NEAR(score(&given, 2, MLF_MEASURE_ENTROPY), 0, 1e-6);
}

/* Many items against a plain implementation of the definition. */
static void test_against_definition(void)
{
    enum { N = MANY };
    static double p[N][3];
    static size_t label[N];
    double sum[3] = {0}, size[3] = {0}, count[9] = {0};
    unsigned state = 7;
    for (size_t i = 0; i < N; i++) {
        double all = 0;
        for (size_t k = 0; k < 3; k++) {
            state = state * 1103515245 + 12345;
            p[i][k] = 0.001 + (state >> 16 & 0x7fff) / 32768.0;
            all += p[i][k];
        }
        for (size_t k = 0; k < 3; k++)
            p[i][k] /= all;
        label[i] = i % 7 < 3 ? 0 : i % 7 < 5 ? 1 : 2;
        sum[label[i]] += p[i][label[i]];
        size[label[i]]++;
    }
    for (size_t i = 0; i < N; i++) {
        int best = -1;
        for (int k = 0; k < 3; k++)
            if (p[i][k] >= sum[k] / size[k] && (best < 0 || p[i][k] > p[i][best]))
                best = k;
        if (best >= 0)
            count[label[i] * 3 + (size_t)best]++;
    }
    struct mlf_confident confident = {0};
    struct given given;
    give(&given, (const double(*)[3])p, label, N, &confident);
    for (size_t i = 0; i < 3; i++)
        for (size_t k = 0; k < 3; k++)
            CHECK_NEAR(confident.joint[i * 3 + k],
                       count[i * 3 + k] * size[i] / (count[i * 3] + count[i * 3 + 1] + count[i * 3 + 2]), 1e-9);
    /* As many items of each class are pruned as the joint tells, those with the least probability
     * of their label. */
    unsigned char wrong[N];
    CHECK(mlf_confident_prune(&confident, &given.outputs, MLF_PRUNE_CLASS, wrong, 3, NULL) == 0);
    for (size_t k = 0; k < 3; k++) {
        double n = 0, most = 0, least = 1, expected = size[k] - confident.joint[k * 4];
        for (size_t i = 0; i < N; i++) {
            if (label[i] != k)
                continue;
            n += wrong[i];
            most = wrong[i] ? fmax(most, p[i][k]) : most;
            least = wrong[i] ? least : fmin(least, p[i][k]);
        }
        CHECK(n == rint(expected) && most <= least + 1e-6);
    }
    mlf_confident_free(&confident);
}

int main(void)
{
    RUN(test_joint);
    RUN(test_prunings);
    RUN(test_absent_class);
    RUN(test_scores);
    RUN(test_against_definition);
    return check_done();
}
