#include <stdlib.h>

#include "check.h"
#include "embed/dictionary-cluster.h"
#include "mlfix/base/array.h"
#include "mlfix/base/rng.h"
#include "mlfix/embed/dictionary.h"
#include "mlfix/embed/recipe.h"
#include "mlfix/embed/thumbnails.h"

#define D MLF_PATCH_SIZE((size_t)8)

static unsigned char *random_thumbs(size_t n, uint64_t seed)
{
    struct mlf_rng rng;
    mlf_rng_seed(&rng, seed);
    unsigned char *bytes = mlf_alloc(n, MLF_THUMB_BYTES, NULL);
    for (size_t i = 0; i < n * MLF_THUMB_BYTES; i++)
        bytes[i] = (unsigned char)(mlf_rng_next(&rng) & 255);
    return bytes;
}

static void test_normalise(void)
{
    unsigned char *thumb = random_thumbs(1, 1);
    float patch[D];
    mlf_patch_normalise(thumb, 8, 24, 3, patch);
    double mean = 0, variance = 0, worst = 0;
    for (size_t y = 0; y < 8; y++)
        for (size_t i = 0; i < 24; i++)
            mean += thumb[(3 + y) * 96 + 72 + i] / 192.0;
    for (size_t y = 0; y < 8; y++)
        for (size_t i = 0; i < 24; i++)
            variance += pow(thumb[(3 + y) * 96 + 72 + i] - mean, 2) / 192.0;
    for (size_t y = 0; y < 8; y++)
        for (size_t i = 0; i < 24; i++) {
            double expected = (thumb[(3 + y) * 96 + 72 + i] - mean) / sqrt(variance + 10);
            worst = fmax(worst, fabs(expected - (double)patch[y * 24 + i]));
        }
    CHECK_NEAR(worst, 0, 1e-5);
    memset(thumb, 200, MLF_THUMB_BYTES);
    mlf_patch_normalise(thumb, 8, 0, 0, patch);
    for (size_t i = 0; i < D; i++)
        CHECK(patch[i] == 0);
    free(thumb);
}

/* Patches along two directions with noise: two centroids find these, up to their sign. */
static void test_cluster_finds_directions(void)
{
    size_t n = 2000;
    float *patches = mlf_alloc(n * D, sizeof *patches, NULL), centroids[2 * D];
    struct mlf_rng rng;
    mlf_rng_seed(&rng, 7);
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < D; j++)
            patches[i * D + j] = 0.02f * (float)mlf_rng_normal(&rng);
        patches[i * D + (i % 2 ? 5 : 100)] += i % 4 < 2 ? 3.0f : -3.0f;
    }
    CHECK(mlf_dictionary_cluster(patches, n, D, 2, 10, &rng, centroids, 2, NULL) == 0);
    float a = fabsf(centroids[5]), b = fabsf(centroids[D + 5]);
    float c = fabsf(centroids[100]), d = fabsf(centroids[D + 100]);
    CHECK((a > 0.95f && d > 0.95f) || (b > 0.95f && c > 0.95f));
    free(patches);
}

/* One iteration against a plain loop. */
static void test_cluster_step(void)
{
    enum { N = 500, K = 8 };
    float *patches = mlf_alloc(N * D, sizeof *patches, NULL), start[K * D], next[K * D];
    double expected[K * D];
    struct mlf_rng rng;
    mlf_rng_seed(&rng, 3);
    for (size_t i = 0; i < N * D; i++)
        patches[i] = (float)mlf_rng_normal(&rng);
    struct mlf_rng again = rng;
    CHECK(mlf_dictionary_cluster(patches, N, D, K, 0, &rng, start, 1, NULL) == 0);
    CHECK(mlf_dictionary_cluster(patches, N, D, K, 1, &again, next, 3, NULL) == 0);
    for (size_t i = 0; i < K * D; i++)
        expected[i] = (double)start[i];
    for (size_t i = 0; i < N; i++) {
        size_t top = 0;
        double z[K];
        for (size_t k = 0; k < K; k++) {
            z[k] = 0;
            for (size_t j = 0; j < D; j++)
                z[k] += (double)patches[i * D + j] * (double)start[k * D + j];
            top = fabs(z[k]) > fabs(z[top]) ? k : top;
        }
        for (size_t j = 0; j < D; j++)
            expected[top * D + j] += z[top] * (double)patches[i * D + j];
    }
    double worst = 0;
    for (size_t k = 0; k < K; k++) {
        double square = 0;
        for (size_t j = 0; j < D; j++)
            square += expected[k * D + j] * expected[k * D + j];
        for (size_t j = 0; j < D; j++)
            worst = fmax(worst, fabs(expected[k * D + j] / sqrt(square) - (double)next[k * D + j]));
    }
    CHECK_NEAR(worst, 0, 1e-4);
    free(patches);
}

static void test_learn(void)
{
    struct mlf_recipe recipe = {3000, 3, 16, 2, 3, 16, 0, 5, 100, {8}};
    unsigned char *thumbs = random_thumbs(40, 2);
    struct mlf_dictionary one, three, other;
    CHECK(mlf_dictionary_learn(&one, &recipe, 8, thumbs, 40, 1, NULL) == 0);
    CHECK(mlf_dictionary_learn(&three, &recipe, 8, thumbs, 40, 3, NULL) == 0);
    recipe.seed = 6;
    CHECK(mlf_dictionary_learn(&other, &recipe, 8, thumbs, 40, 1, NULL) == 0);
    CHECK(memcmp(one.fold, three.fold, 16 * D * sizeof(float)) == 0);
    CHECK(memcmp(one.bias, three.bias, 16 * sizeof(float)) == 0);
    CHECK(memcmp(one.fold, other.fold, 16 * D * sizeof(float)) != 0);
    for (size_t k = 0; k < 16; k++) {
        double sum = 0, size = 0;
        for (size_t j = 0; j < D; j++) {
            sum += (double)one.fold[k * D + j];
            size += fabs((double)one.fold[k * D + j]);
        }
        CHECK_NEAR(sum / size, 0, 1e-6);
        CHECK(size > 0 && isfinite(one.bias[k]));
    }
    mlf_dictionary_free(&one);
    mlf_dictionary_free(&three);
    mlf_dictionary_free(&other);
    free(thumbs);
}

/* The responses of filters to whitened patches have a variance near 1, and since bias and fold
 * agree with each other their mean is 0. */
static void test_responses_are_centred(void)
{
    struct mlf_recipe recipe = {20000, 3, 16, 2, 3, 16, 0, 5, 100, {8}};
    unsigned char *thumbs = random_thumbs(40, 2);
    /* A brightness slope from left to right gives patches a mean of their own. */
    for (size_t i = 0; i < 40 * MLF_THUMB_BYTES; i++)
        thumbs[i] = (unsigned char)(thumbs[i] / 4 + 5 * (i / 3 % 32));
    struct mlf_dictionary d;
    CHECK(mlf_dictionary_learn(&d, &recipe, 8, thumbs, 40, 1, NULL) == 0);
    for (size_t k = 0; k < 16; k++) {
        double sum = 0, square = 0, n = 0;
        for (size_t i = 0; i < 40; i++)
            for (size_t y = 0; y <= 24; y++)
                for (size_t x = 0; x <= 24; x++) {
                    float patch[D];
                    double z = (double)d.bias[k];
                    mlf_patch_normalise(thumbs + i * MLF_THUMB_BYTES, 8, x, y, patch);
                    for (size_t j = 0; j < D; j++)
                        z += (double)patch[j] * (double)d.fold[k * D + j];
                    sum += z;
                    square += z * z;
                    n++;
                }
        CHECK_NEAR(sum / n, 0, 0.05);
        CHECK(square / n > 0.2 && square / n < 2);
    }
    mlf_dictionary_free(&d);
    free(thumbs);
}

int main(void)
{
    RUN(test_normalise);
    RUN(test_cluster_finds_directions);
    RUN(test_cluster_step);
    RUN(test_learn);
    RUN(test_responses_are_centred);
    return check_done();
}
