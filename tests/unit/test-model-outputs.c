#include <math.h>
#include <stdlib.h>

#include "check.h"
#include "mlfix/judge/confident-prune.h"
#include "mlfix/judge/model-outputs-scores.h"
#include "mlfix/judge/model-outputs.h"
#include "mlfix/judge/score.h"
#include "mlfix/judge/suspicion-fuse.h"
#include "mlfix/judge/suspicion.h"

#define N ((size_t)1500)
#define C ((size_t)21)

static double p[N * C];
static size_t label[N];

/* Rows of probabilities with many equal numbers. Every seventh label is not the most probable
 * class. */
static void make(void)
{
    unsigned state = 5;
    for (size_t i = 0; i < N; i++) {
        double sum = 0;
        for (size_t k = 0; k < C; k++) {
            state = state * 1103515245 + 12345;
            p[i * C + k] = (double)((state >> 16) % 8 + 1) * (k == i % C ? 6 : 1);
            sum += p[i * C + k];
        }
        for (size_t k = 0; k < C; k++)
            p[i * C + k] /= sum;
        label[i] = (i + (i % 7 == 0 ? 1 + i % 3 : 0)) % C;
    }
}

static void test_rows(void)
{
    static double given[5 * 3] = {.2, .3, .5, 2, 1, 1, -1, .5, .5, 0, 0, 0, NAN, 0, 0};
    static const size_t labels[5] = {0, 0, 0, 0, 0};
    static const enum mlf_model_outputs_state states[5] = {MLF_ROW_FINE, MLF_ROW_SCALED, MLF_ROW_NEGATIVE,
                                                           MLF_ROW_NOTHING, MLF_ROW_ABSENT};
    struct mlf_model_outputs_run run = {.p = given};
    struct mlf_model_outputs outputs = {.n = 5, .classes = 3, .label = labels, .runs = &run, .run_n = 1};
    double row[3], scratch[3], odd;
    for (size_t i = 0; i < 5; i++)
        CHECK(mlf_model_outputs_row(&outputs, i, row, scratch, &odd) == states[i]);
    CHECK(mlf_model_outputs_row(&outputs, 1, row, scratch, &odd) == MLF_ROW_SCALED);
    CHECK_NEAR(row[0], .5, 1e-12);
    CHECK_NEAR(odd, 4, 1e-12);
    mlf_model_outputs_row(&outputs, 2, row, scratch, &odd);
    CHECK_NEAR(odd, -1, 0);
    CHECK(!mlf_model_outputs_has(&outputs, 4) && mlf_model_outputs_has(&outputs, 3));
    /* Logits may be negative and of any size, and -INFINITY is the logarithm of 0. */
    static double logits[2 * 3] = {-1000, -1000 + 0.6931471805599453, -INFINITY, 3, INFINITY, 0};
    run = (struct mlf_model_outputs_run){.p = logits, .logits = 1};
    outputs.n = 2;
    CHECK(mlf_model_outputs_row(&outputs, 0, row, scratch, NULL) == MLF_ROW_FINE);
    CHECK_NEAR(row[0], 1. / 3, 1e-12);
    CHECK_NEAR(row[1], 2. / 3, 1e-12);
    CHECK_NEAR(row[2], 0, 0);
    CHECK(mlf_model_outputs_row(&outputs, 1, row, scratch, NULL) == MLF_ROW_NOT_FINITE);
}

/* The mean of the runs that an item has. */
static void test_mean(void)
{
    static double first[2 * 2] = {.2, .8, 1, 0}, second[2 * 2] = {3, 1, NAN, NAN};
    static const size_t labels[2] = {0, 1};
    struct mlf_model_outputs_run runs[2] = {{.p = first}, {.p = second}};
    struct mlf_model_outputs outputs = {.n = 2, .classes = 2, .label = labels, .runs = runs, .run_n = 2};
    struct mlf_surprise found[2];
    unsigned char state[2];
    CHECK(mlf_model_outputs_look(&outputs, found, state, 2, NULL) == 0);
    CHECK(state[0] == MLF_ROW_SCALED && state[1] == MLF_ROW_FINE);
    CHECK_NEAR(found[0].nats, -log(.475), 1e-12);
    CHECK(found[0].best == 1 && found[1].best == 0);
    CHECK_NEAR(found[1].nats, 700, 0);
}

static void test_aum(void)
{
    static double epochs[2][2 * 3] = {{1, 4, 2, 0, 0, 5}, {3, 1, 0, 0, 1, 2}};
    static const size_t labels[2] = {0, 2};
    struct mlf_model_outputs_run runs[2] = {{.p = epochs[0], .logits = 1}, {.p = epochs[1], .logits = 1}};
    struct mlf_model_outputs outputs = {.n = 2, .classes = 3, .label = labels, .runs = runs, .run_n = 2};
    double score[2];
    /* (1 - 4 + 3 - 1) / 2 = -.5; (5 - 0 + 2 - 1) / 2 = 3. */
    CHECK(mlf_model_outputs_measure(&outputs, NULL, MLF_MEASURE_AUM, score, 1, NULL) == 0);
    CHECK_NEAR(score[0], (1 + .5 / 1.5) / 2, 1e-12);
    CHECK_NEAR(score[1], (1 - .75) / 2, 1e-12);
}

/* Thresholds, joint and pruning by margins against plain loops that follow the definition:
 * on rows longer than the count that is handled at a time, with equal numbers, and for
 * different numbers of threads. */
static void test_against_definition(void)
{
    static double joint[C * C], counted[C];
    double sum[C] = {0}, size[C] = {0};
    for (size_t i = 0; i < N; i++) {
        sum[label[i]] += p[i * C + label[i]];
        size[label[i]]++;
    }
    for (size_t i = 0; i < N; i++) {
        size_t best = C;
        for (size_t k = 0; k < C; k++)
            if (p[i * C + k] >= sum[k] / size[k] - 1e-6 && (best == C || p[i * C + k] > p[i * C + best]))
                best = k;
        if (best < C) {
            joint[label[i] * C + best]++;
            counted[label[i]]++;
        }
    }
    struct mlf_model_outputs_run run = {.p = p};
    struct mlf_model_outputs outputs = {.n = N, .classes = C, .label = label, .runs = &run, .run_n = 1};
    static struct mlf_surprise found[N];
    static unsigned char state[N], wrong[N], expected[N];
    for (int jobs = 1; jobs <= 4; jobs += 3) {
        struct mlf_confident confident = {0};
        CHECK(mlf_model_outputs_look(&outputs, found, state, jobs, NULL) == 0);
        CHECK(mlf_confident_make(&confident, &outputs, found, jobs, NULL) == 0);
        for (size_t k = 0; k < C * C; k++)
            CHECK_NEAR(confident.joint[k], joint[k] * size[k / C] / fmax(counted[k / C], 1), 1e-9);
        CHECK(mlf_confident_prune(&confident, &outputs, MLF_PRUNE_NOISE_RATE, wrong, jobs, NULL) == 0);
        /* Item i is chosen for (label, j) where fewer than J others come before it. */
        memset(expected, 0, sizeof expected);
        for (size_t i = 0; i < N; i++)
            for (size_t j = 0; j < C; j++) {
                size_t y = label[i];
                double before = 0, mine = p[i * C + j] - p[i * C + y];
                for (size_t m = 0; m < N && j != y; m++) {
                    double theirs = p[m * C + j] - p[m * C + y];
                    before += label[m] == y && (theirs > mine || (theirs == mine && m < i));
                }
                expected[i] |= j != y && before < rint(confident.joint[y * C + j]);
            }
        CHECK(memcmp(wrong, expected, sizeof wrong) == 0);
        mlf_confident_free(&confident);
    }
}

/* Computed by hand for J = (6 2 0; 1 3 0; 0 0 0). */
static void test_noise(void)
{
    static double joint[9] = {6, 2, 0, 1, 3, 0, 0, 0, 0};
    static const double given[9] = {6. / 7, 2. / 5, 0, 1. / 7, 3. / 5, 0, 0, 0, 0};
    static const double truth[9] = {6. / 8, 2. / 8, 0, 1. / 4, 3. / 4, 0, 0, 0, 0};
    struct mlf_confident confident = {.classes = 3, .joint = joint};
    struct mlf_noise_rates noise = {0};
    CHECK(mlf_noise_rates_make(&noise, &confident, NULL) == 0);
    for (size_t k = 0; k < 9; k++) {
        CHECK_NEAR(noise.given[k], given[k], 1e-12);
        CHECK_NEAR(noise.truth[k], truth[k], 1e-12);
    }
    CHECK_NEAR(noise.prior[0], 7. / 12, 1e-12);
    CHECK_NEAR(noise.prior[1], 5. / 12, 1e-12);
    CHECK_NEAR(noise.prior[2], 0, 0);
    mlf_noise_rates_free(&noise);
}

/* The chosen share is the one with the least capped surprise at its best temperature, and the
 * probabilities follow the formula. */
static void test_fuse(void)
{
    enum { M = 400, K = 4 };
    static float own[M * K], word[M * K];
    static size_t given[M];
    struct mlf_suspicion s = {.n = M, .classes = K, .temperature = 0.2};
    unsigned state = 3;
    s.p = malloc(sizeof own);
    s.found = calloc(M, sizeof *s.found);
    for (size_t i = 0; i < M && s.p && s.found; i++) {
        given[i] = i % K;
        double sum = 0;
        for (size_t k = 0; k < K; k++) {
            state = state * 1103515245 + 12345;
            own[i * K + k] = s.p[i * K + k] = (float)(state >> 16 & 255) / 255 + (k == given[i] ? 0.3F : 0);
            state = state * 1103515245 + 12345;
            word[i * K + k] = (float)(state >> 16 & 255) / 255 + (k == given[i] ? 0.6F : 0);
            sum += (double)word[i * K + k];
        }
        for (size_t k = 0; k < K; k++)
            word[i * K + k] = i == 7 ? NAN : (float)((double)word[i * K + k] / sum);
        mlf_score_item(s.p + i * K, K, given[i], s.temperature, &s.found[i]);
    }
    CHECK(mlf_suspicion_fuse(&s, given, word, 2, NULL) == 0);
    double least = 1e9, chosen = -1;
    static const double temperatures[] = {.02, .03, .05, .07, .1, .15, .2, .3};
    for (int w = 0; w <= 8; w++)
        for (size_t t = 0; t < 8; t++) {
            double all = 0;
            for (size_t i = 0; i < M; i++) {
                double z[K], norm = 0, sum = 0, share = w / 8.0;
                for (size_t k = 0; k < K; k++)
                    norm += exp((double)own[i * K + k] / 0.2);
                for (size_t k = 0; k < K; k++) {
                    double ours = (double)own[i * K + k] / 0.2 - log(norm);
                    z[k] = i == 7 ? ours : (1 - share) * ours + share * log(fmax((double)word[i * K + k], 1e-6));
                    z[k] *= 0.1 / temperatures[t];
                }
                for (size_t k = 0; k < K; k++)
                    sum += exp(z[k] - z[given[i]]);
                all += fmin(log(sum), 5);
            }
            if (all / M < least - 1e-9) {
                least = all / M;
                chosen = w / 8.0;
            }
        }
    CHECK_NEAR(s.word_share, chosen, 0);
    CHECK(chosen > 0 && chosen < 1);
    CHECK_NEAR(s.surprise, least, 1e-5);
    mlf_suspicion_free(&s);
}

int main(void)
{
    make();
    RUN(test_rows);
    RUN(test_mean);
    RUN(test_aum);
    RUN(test_against_definition);
    RUN(test_noise);
    RUN(test_fuse);
    return check_done();
}
