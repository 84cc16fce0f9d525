#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "mlfix/base/array.h"
#include "mlfix/base/rng.h"
#include "mlfix/embed/dictionary.h"
#include "mlfix/embed/encoder.h"
#include "mlfix/embed/recipe.h"
#include "mlfix/embed/thumbnails.h"
#include "mlfix/numeric/blas-ready.h"
#include "mlfix/numeric/matrix.h"

static void random_thumb(unsigned char *thumb, uint64_t seed)
{
    struct mlf_rng rng;
    mlf_rng_seed(&rng, seed);
    for (size_t i = 0; i < MLF_THUMB_BYTES; i++)
        thumb[i] = (unsigned char)(mlf_rng_next(&rng) & 255);
}

static struct mlf_dictionary random_dictionary(size_t side, size_t filters)
{
    size_t size = MLF_PATCH_SIZE(side);
    struct mlf_rng rng;
    mlf_rng_seed(&rng, 11);
    struct mlf_dictionary d = {side, filters, mlf_alloc(filters * size, sizeof(float), NULL),
                               mlf_alloc(filters, sizeof(float), NULL)};
    for (size_t k = 0; k < filters; k++) {
        double sum = 0;
        for (size_t j = 0; j < size; j++) {
            d.fold[k * size + j] = 0.1f * (float)mlf_rng_normal(&rng);
            sum += (double)d.fold[k * size + j];
        }
        for (size_t j = 0; j < size; j++)
            d.fold[k * size + j] -= (float)(sum / (double)size);
        d.bias[k] = 0.1f * (float)mlf_rng_normal(&rng);
    }
    return d;
}

/* The pooled means, before the root is taken, by the definition: position by position. */
static void naive(const struct mlf_dictionary *d, const struct mlf_recipe *r, const unsigned char *thumb, double *mean)
{
    size_t side = (32 - d->side) / r->stride + 1, g = r->grid;
    double counts[16] = {0};
    memset(mean, 0, g * g * d->filters * sizeof *mean);
    for (size_t y = 0; y < side; y++)
        for (size_t x = 0; x < side; x++) {
            size_t a = 0, b = 0;
            while ((double)y >= floor((double)((a + 1) * side) / (double)g + 0.5))
                a++;
            while ((double)x >= floor((double)((b + 1) * side) / (double)g + 0.5))
                b++;
            float patch[MLF_PATCH_SIZE(MLF_PATCH_MOST)];
            mlf_patch_normalise(thumb, d->side, x * r->stride, y * r->stride, patch);
            counts[a * g + b]++;
            for (size_t k = 0; k < d->filters; k++) {
                double z = (double)d->bias[k] - 0.25;
                for (size_t j = 0; j < MLF_PATCH_SIZE(d->side); j++)
                    z += (double)patch[j] * (double)d->fold[k * MLF_PATCH_SIZE(d->side) + j];
                mean[(a * g + b) * d->filters + k] += fmax(z, 0);
            }
        }
    for (size_t i = 0; i < g * g * d->filters; i++)
        mean[i] /= counts[i / d->filters];
}

static void check_encoder(size_t patch, size_t stride, size_t grid, int flip)
{
    size_t filters = 24, width = grid * grid * filters;
    struct mlf_recipe recipe = {0, 0, filters, stride, grid, 0, flip, 0, 100, {patch}};
    struct mlf_dictionary d = random_dictionary(patch, filters);
    struct mlf_encoder encoder;
    unsigned char thumb[MLF_THUMB_BYTES], mirrored[MLF_THUMB_BYTES];
    random_thumb(thumb, 4);
    for (size_t i = 0; i < MLF_THUMB_BYTES; i++)
        mirrored[i] = thumb[(i / 96 * 32 + 31 - i % 96 / 3) * 3 + i % 3];
    CHECK(mlf_encoder_make(&encoder, &d, &recipe, NULL) == 0);
    CHECK(mlf_encoder_width(&encoder) == width);
    mlf_blas_single();
    float *features = mlf_alloc(width, sizeof *features, NULL);
    float *scratch = mlf_alloc_matrix(mlf_encoder_scratch(&encoder), sizeof *scratch, NULL);
    double *here = mlf_alloc(width, sizeof *here, NULL), *there = mlf_alloc(width, sizeof *there, NULL);
    mlf_encoder_run(&encoder, thumb, features, scratch);
    naive(&d, &recipe, thumb, here);
    naive(&d, &recipe, mirrored, there);
    double worst = 0, largest = 0;
    for (size_t i = 0; i < width; i++) {
        double expected = sqrt(flip ? (here[i] + there[i]) / 2 : here[i]);
        worst = fmax(worst, fabs(expected - (double)features[i]));
        largest = fmax(largest, expected);
    }
    CHECK_NEAR(worst, 0, 1e-4);
    CHECK(largest > 0.1);
    free(features);
    free(scratch);
    free(here);
    free(there);
    mlf_encoder_free(&encoder);
    mlf_dictionary_free(&d);
}

static void test_against_the_definition(void)
{
    for (size_t stride = 1; stride <= 2; stride++)
        for (size_t grid = 1; grid <= 4; grid++)
            check_encoder(8, stride, grid, 0);
}

static void test_mirrored_filters(void)
{
    for (size_t stride = 1; stride <= 2; stride++)
        for (size_t grid = 2; grid <= 3; grid++)
            check_encoder(8, stride, grid, 1);
}

/* The words of a picture by the definition: patch by patch, the filter with the largest
 * |response|. */
static void naive_words(const struct mlf_dictionary *d, size_t stride, const unsigned char *thumb, float *present)
{
    for (size_t y = 0; y <= 32 - d->side; y += stride)
        for (size_t x = 0; x <= 32 - d->side; x += stride) {
            float patch[MLF_PATCH_SIZE(MLF_PATCH_MOST)];
            double most = -1;
            size_t word = 0;
            mlf_patch_normalise(thumb, d->side, x, y, patch);
            for (size_t k = 0; k < d->filters; k++) {
                double z = (double)d->bias[k];
                for (size_t j = 0; j < MLF_PATCH_SIZE(d->side); j++)
                    z += (double)patch[j] * (double)d->fold[k * MLF_PATCH_SIZE(d->side) + j];
                if (fabs(z) > most) {
                    most = fabs(z);
                    word = k;
                }
            }
            present[word] = 1;
        }
}

static void check_words(size_t stride, int flip)
{
    enum { FILTERS = 328 };
    struct mlf_recipe recipe = {.filters = FILTERS, .stride = stride, .flip = flip};
    struct mlf_dictionary d = random_dictionary(8, FILTERS);
    struct mlf_encoder encoder;
    unsigned char thumb[MLF_THUMB_BYTES], mirrored[MLF_THUMB_BYTES];
    float expected[FILTERS] = {0}, features[FILTERS];
    random_thumb(thumb, 7);
    for (size_t i = 0; i < MLF_THUMB_BYTES; i++)
        mirrored[i] = thumb[(i / 96 * 32 + 31 - i % 96 / 3) * 3 + i % 3];
    CHECK(mlf_encoder_make(&encoder, &d, &recipe, NULL) == 0);
    CHECK(mlf_encoder_width(&encoder) == FILTERS);
    mlf_blas_single();
    float *scratch = mlf_alloc_matrix(mlf_encoder_scratch(&encoder), sizeof *scratch, NULL);
    memset(features, 0xff, sizeof features); /* the earlier content must not matter */
    mlf_encoder_run(&encoder, thumb, features, scratch);
    naive_words(&d, stride, thumb, expected);
    if (flip)
        naive_words(&d, stride, mirrored, expected);
    size_t words = 0, differ = 0;
    for (size_t k = 0; k < FILTERS; k++) {
        words += expected[k] == 1;
        differ += features[k] != expected[k];
    }
    CHECK(differ == 0);
    CHECK(words > 50 && words < FILTERS);
    free(scratch);
    mlf_encoder_free(&encoder);
    mlf_dictionary_free(&d);
}

static void test_words(void)
{
    for (size_t stride = 1; stride <= 2; stride++)
        for (int flip = 0; flip <= 1; flip++)
            check_words(stride, flip);
}

/* Patches whose rows of 12, 18, 27 and 30 numbers do not fill whole registers. */
static void test_other_patches(void)
{
    for (int flip = 0; flip <= 1; flip++) {
        check_encoder(4, 2, 3, flip);
        check_encoder(6, 1, 3, flip);
        check_encoder(9, 1, 2, flip);
        check_encoder(10, 2, 3, flip);
        check_encoder(12, 1, 3, flip);
    }
}

static void test_cells(void)
{
    struct mlf_dictionary d = random_dictionary(8, 8);
    struct mlf_encoder encoder;
    struct mlf_recipe recipe = {0, 0, 8, 1, 3, 0, 0, 0, 100, {8}};
    CHECK(mlf_encoder_make(&encoder, &d, &recipe, NULL) == 0);
    CHECK(encoder.cells[0] == 0 && encoder.cells[1] == 8 && encoder.cells[2] == 17 && encoder.cells[3] == 25);
    CHECK(encoder.strip * encoder.side <= 128);
    mlf_encoder_free(&encoder);
    recipe.stride = 2;
    CHECK(mlf_encoder_make(&encoder, &d, &recipe, NULL) == 0);
    CHECK(encoder.cells[0] == 0 && encoder.cells[1] == 4 && encoder.cells[2] == 9 && encoder.cells[3] == 13);
    mlf_encoder_free(&encoder);
    mlf_dictionary_free(&d);
}

int main(void)
{
    RUN(test_against_the_definition);
    RUN(test_mirrored_filters);
    RUN(test_other_patches);
    RUN(test_cells);
    RUN(test_words);
    return check_done();
}
