#include <stdlib.h>

#include "check.h"
#include "mlfix/base/err.h"
#include "mlfix/base/rng.h"
#include "mlfix/judge/confident.h"
#include "mlfix/judge/labelled-vectors.h"
#include "mlfix/judge/model-outputs.h"
#include "mlfix/judge/score.h"
#include "mlfix/judge/suspicion.h"

enum { TRACKS = 60, FRAMES = 8, N = TRACKS * FRAMES, D = 6, C = 3 };

static float z[N * D];
static size_t label[N], truth[N], group[N];

/* Tracks of similar frames: the share `shared` of each vector's deviation from its class is the
 * same for all frames of its track. Every tenth track has the label of another class. */
static struct mlf_labelled_vectors make_tracks(double shared, int grouped)
{
    struct mlf_rng rng;
    mlf_rng_seed(&rng, 11);
    for (size_t t = 0; t < TRACKS; t++) {
        double own[D];
        for (size_t j = 0; j < D; j++)
            own[j] = mlf_rng_normal(&rng);
        for (size_t f = 0; f < FRAMES; f++) {
            size_t i = t * FRAMES + f;
            truth[i] = t % C;
            label[i] = t % 10 == 0 ? (t + 1) % C : t % C;
            group[i] = grouped ? t : i;
            for (size_t j = 0; j < D; j++)
                z[i * D + j] =
                    (float)(3 * (double)(j == truth[i]) + shared * own[j] + (1 - shared) * 2.5 * mlf_rng_normal(&rng));
        }
    }
    return (struct mlf_labelled_vectors){
        .z = z, .n = N, .d = D, .label = label, .classes = C, .group = group, .groups = grouped ? TRACKS : N};
}

/* How many of the wrongly labelled items surprise more than all but `allowed` of the rightly
 * labelled ones. */
static size_t count_found(const struct mlf_suspicion *s, size_t allowed)
{
    size_t found = 0;
    for (size_t i = 0; i < N; i++) {
        size_t above = 0;
        for (size_t j = 0; j < N; j++)
            above += label[j] == truth[j] && s->found[j].nats >= s->found[i].nats;
        found += label[i] != truth[i] && above <= allowed;
    }
    return found;
}

static void test_tracks(void)
{
    struct mlf_suspicion_options options;
    struct mlf_suspicion s = {0};
    struct mlf_labelled_vectors data = make_tracks(0.3, 1);
    mlf_suspicion_defaults(&options);
    CHECK(mlf_suspicion_run(&s, &data, &options, 2, NULL) == 0);
    /* The frames of a track all show the same, so they are pooled. */
    CHECK(s.pool > 0 && s.agreement > 0.8);
    CHECK(count_found(&s, N / 50) == N / 10);
    size_t agree = 0;
    for (size_t i = 0; i < N; i++)
        agree += s.found[i].best == label[i];
    CHECK_NEAR(s.agreement, (double)agree / N, 1e-12);
    mlf_suspicion_free(&s);
}

/* Groups whose members have nothing in common, as the objects of a photo. */
static void test_photos_are_not_pooled(void)
{
    struct mlf_suspicion_options options;
    struct mlf_suspicion s = {0};
    struct mlf_labelled_vectors data = make_tracks(0.8, 1);
    for (size_t i = 0; i < N; i++)
        group[i] = i % TRACKS;
    mlf_suspicion_defaults(&options);
    CHECK(mlf_suspicion_run(&s, &data, &options, 1, NULL) == 0);
    CHECK(s.pool == 0);
    mlf_suspicion_free(&s);
}

/* The reported surprise is that at the chosen temperature, and no other share of the mixture
 * has a smaller one without pooling. */
static void test_choice(void)
{
    struct mlf_suspicion_options options;
    struct mlf_suspicion s = {0};
    struct mlf_labelled_vectors data = make_tracks(0.5, 0);
    static float ridge[N * C], kernel[N * C], p[N * C];
    mlf_suspicion_defaults(&options);
    CHECK(mlf_suspicion_run(&s, &data, &options, 2, NULL) == 0);
    CHECK(mlf_ridge_predict(&data, &options.ridge, 1, ridge, NULL) == 0);
    CHECK(mlf_kernel_predict(&data, &options.kernel, 1, kernel, NULL) == 0);
    double least = 1e9;
    for (int share = 0; share <= 4; share++) {
        double temperature, mean;
        for (size_t i = 0; i < N * C; i++)
            p[i] = (float)(share / 4.0 * kernel[i] + (1 - share / 4.0) * ridge[i]);
        CHECK(mlf_score_temperature(p, label, N, C, 1, &temperature, &mean, NULL) == 0);
        least = fmin(least, mean);
        for (size_t i = 0; i < N * C && share / 4.0 == s.kernel_share; i++)
            CHECK_NEAR(s.p[i], p[i], 1e-7);
    }
    CHECK_NEAR(s.surprise, least, 1e-9);
    mlf_suspicion_free(&s);
}

/* Confident learning on probabilities made by hand. */
static void test_joint(void)
{
    enum { M = 6 };
    static float p[M * 2] = {2, 0, 2, 0, 0, 2, 0, 2, 0, 2, 1, 0.9F};
    const size_t given[M] = {0, 0, 0, 1, 1, 1};
    struct mlf_surprise found[M];
    struct mlf_model_outputs_run run = {.predictions = p, .temperature = 0.5};
    struct mlf_model_outputs outputs = {.n = M, .classes = 2, .label = given, .runs = &run, .run_n = 1};
    struct mlf_confident confident = {0};
    for (size_t i = 0; i < M; i++)
        mlf_score_item(p + i * 2, 2, given[i], 0.5, &found[i]);
    CHECK(mlf_confident_make(&confident, &outputs, found, 1, NULL) == 0);
    /* Means: 0.660 of class 0 among the first three, 0.805 of class 1 among the
     * others. Two items are surely 0 and one of that label surely 1; two are
     * surely 1, and the undecided last one (0.55 for 0) is counted as neither. */
    CHECK_NEAR(confident.joint[0], 2, 1e-9);
    CHECK_NEAR(confident.joint[1], 1, 1e-9);
    CHECK_NEAR(confident.joint[2], 0, 1e-9);
    CHECK_NEAR(confident.joint[3], 3, 1e-9); /* scaled from 2 to the class's size */
    mlf_confident_free(&confident);
}

static void test_too_many_classes(void)
{
    struct mlf_suspicion_options options;
    struct mlf_suspicion s = {0};
    struct mlf_err err = {""};
    struct mlf_labelled_vectors data = {.n = 50000000, .d = 1, .classes = 20000000};
    mlf_suspicion_defaults(&options);
    CHECK(mlf_suspicion_run(&s, &data, &options, 1, &err) == -1);
    CHECK_TEXT(err.text, "50000000 records of 20000000 classes need 16000000 GB, more than this machine has");
    mlf_suspicion_free(&s);
}

int main(void)
{
    RUN(test_tracks);
    RUN(test_photos_are_not_pooled);
    RUN(test_choice);
    RUN(test_joint);
    RUN(test_too_many_classes);
    return check_done();
}
