/* The encoder works on one strip of the picture at a time: its patches are written out,
 * multiplied with all filters, thresholded and pooled while they are in the cache. */

#include "mlfix/embed/encoder.h"

#include <cblas.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/embed/dictionary.h"
#include "mlfix/embed/recipe.h"
#include "mlfix/embed/thumbnails.h"

#define ROW_FLOATS ((size_t)MLF_THUMB_SIDE * 3)
/* About so many patches are multiplied at a time, so that their responses stay in the
 * second-level cache. */
#define BLOCK ((size_t)128)

/* Eight floats, which the compiler keeps in one register where the processor has registers
 * of that width. As processor-clones.h, but without AVX-512, whose wider registers eight
 * floats do not fill. */
typedef float lanes __attribute__((vector_size(32)));
typedef int32_t lane_bits __attribute__((vector_size(32)));
#define LANES ((size_t)8)
#if defined(__SANITIZE_THREAD__) || !defined(__x86_64__)
#define FOR_EACH_PROCESSOR
#else
#define FOR_EACH_PROCESSOR __attribute__((target_clones("avx2", "default")))
#endif

size_t mlf_encoder_width(const struct mlf_encoder *encoder)
{
    return encoder->grid ? encoder->grid * encoder->grid * encoder->filters : encoder->filters;
}

static size_t strip_positions(const struct mlf_encoder *encoder)
{
    return encoder->strip * encoder->side;
}

/* Room for the picture, the patches (and LANES floats that the last one may overrun), the
 * responses and the sums. */
size_t mlf_encoder_scratch(const struct mlf_encoder *encoder)
{
    size_t cells = encoder->grid * encoder->grid;
    return MLF_THUMB_SIDE * ROW_FLOATS + strip_positions(encoder) * (encoder->size + encoder->columns) + LANES +
           cells * encoder->columns;
}

int mlf_encoder_make(struct mlf_encoder *encoder, const struct mlf_dictionary *dictionary,
                     const struct mlf_recipe *recipe, struct mlf_err *err)
{
    size_t k = dictionary->filters, columns = recipe->flip ? 2 * k : k;
    size_t patch = dictionary->side, size = MLF_PATCH_SIZE(patch);
    size_t side = (MLF_THUMB_SIDE - patch) / recipe->stride + 1;
    *encoder = (struct mlf_encoder){.filters = k,
                                    .stride = recipe->stride,
                                    .grid = recipe->grid,
                                    .patch = patch,
                                    .size = size,
                                    .flip = recipe->flip,
                                    .side = side,
                                    .columns = columns};
    for (size_t i = 0; encoder->grid && i <= encoder->grid; i++)
        encoder->cells[i] = (2 * i * side + encoder->grid) / (2 * encoder->grid);
    size_t most = BLOCK / side > 0 ? BLOCK / side : 1, strips = (side + most - 1) / most;
    encoder->strip = (side + strips - 1) / strips;
    encoder->weights = mlf_alloc_matrix(size * columns, sizeof *encoder->weights, err);
    encoder->threshold = mlf_alloc_matrix(columns, sizeof *encoder->threshold, err);
    if (!encoder->weights || !encoder->threshold) {
        mlf_encoder_free(encoder);
        return -1;
    }
    for (size_t c = 0; c < columns; c++) {
        const float *filter = dictionary->fold + c % k * size;
        encoder->threshold[c] = dictionary->bias[c % k] - (recipe->grid ? MLF_ENCODE_ALPHA : 0);
        for (size_t i = 0; i < size; i++) {
            size_t y = i / (3 * patch), x = i % (3 * patch) / 3;
            size_t from = c < k ? i : (y * patch + patch - 1 - x) * 3 + i % 3;
            encoder->weights[i * columns + c] = filter[from];
        }
    }
    return 0;
}

void mlf_encoder_free(struct mlf_encoder *encoder)
{
    free(encoder->weights);
    free(encoder->threshold);
    *encoder = (struct mlf_encoder){0};
}

/* The sum of the values in one pixel row of a patch, and of their squares. Integers, so
 * that they are exact. */
struct window {
    int32_t sum, squares;
};

static void window_sums(const struct mlf_encoder *encoder, const unsigned char *thumb, struct window *windows)
{
    size_t side = encoder->side, length = 3 * encoder->patch;
    for (size_t y = 0; y < MLF_THUMB_SIDE; y++)
        for (size_t x = 0; x < side; x++) {
            const unsigned char *in = thumb + y * ROW_FLOATS + x * encoder->stride * 3;
            struct window w = {0, 0};
            for (size_t i = 0; i < length; i++) {
                w.sum += in[i];
                w.squares += in[i] * in[i];
            }
            windows[y * side + x] = w;
        }
}

/* Writes the patch at `in` (rows ROW_FLOATS apart), shifted and scaled. Rows are written
 * LANES floats at a time, so a row may overrun into the place of the next one, which is
 * written afterwards, and the last row into that of the next patch. */
FOR_EACH_PROCESSOR static void write_patch(const float *in, size_t side, float shift, float scale, float *out)
{
    lanes shifts = shift - (lanes){0}, scales = scale - (lanes){0};
    size_t length = 3 * side;
    for (size_t y = 0; y < side; y++)
        for (size_t i = 0; i < length; i += LANES) {
            lanes v;
            memcpy(&v, in + y * ROW_FLOATS + i, sizeof v);
            v = (v - shifts) * scales;
            memcpy(out + y * length + i, &v, sizeof v);
        }
}

/* sums[c] += the sum over `count` rows of max(0, responses + threshold). */
FOR_EACH_PROCESSOR static void pool(const float *responses, size_t columns, size_t count, const float *threshold,
                                    float *sums, size_t filters)
{
    for (size_t c = 0; c < filters; c += LANES) {
        lanes sum, shift;
        memcpy(&sum, sums + c, sizeof sum);
        memcpy(&shift, threshold + c, sizeof shift);
        for (size_t i = 0; i < count; i++) {
            lanes v;
            memcpy(&v, responses + i * columns + c, sizeof v);
            v += shift;
            sum += (lanes)((lane_bits)v & (v > 0));
        }
        memcpy(sums + c, &sum, sizeof sum);
    }
}

static void write_strip(const struct mlf_encoder *encoder, const float *picture, const struct window *windows,
                        size_t first, size_t rows, float *patches)
{
    size_t side = encoder->side, stride = encoder->stride, size = encoder->size;
    for (size_t row = 0; row < rows; row++)
        for (size_t x = 0; x < side; x++) {
            size_t top = (first + row) * stride;
            int32_t sum = 0, squares = 0;
            for (size_t y = top; y < top + encoder->patch; y++) {
                sum += windows[y * side + x].sum;
                squares += windows[y * side + x].squares;
            }
            double mean = (double)sum / (double)size, variance = (double)squares / (double)size - mean * mean;
            write_patch(picture + top * ROW_FLOATS + x * stride * 3, encoder->patch, (float)mean,
                        (float)(1 / sqrt(variance + MLF_PATCH_FLOOR)), patches + (row * side + x) * size);
        }
}

static void pool_strip(const struct mlf_encoder *encoder, const float *responses, size_t first, size_t rows,
                       float *sums)
{
    size_t grid = encoder->grid, k = encoder->filters, columns = encoder->columns, a = 0;
    for (size_t row = 0; row < rows; row++) {
        while (first + row >= encoder->cells[a + 1])
            a++;
        for (size_t b = 0; b < grid; b++) {
            const float *here = responses + row * encoder->side * columns;
            size_t x = encoder->cells[b], count = encoder->cells[b + 1] - x, at = (a * grid + b) * columns;
            pool(here + x * columns, columns, count, encoder->threshold, sums + at, k);
            /* The same cell of the mirrored picture. */
            x = encoder->side - encoder->cells[b + 1];
            if (encoder->flip)
                pool(here + x * columns + k, columns, count, encoder->threshold + k, sums + at + k, k);
        }
    }
}

/* The filter with the largest |response + bias|, the first one where several are equal. */
FOR_EACH_PROCESSOR static size_t find_word(const float *responses, const float *bias, size_t filters)
{
    lanes best;
    lane_bits at = {0};
    memset(&best, 0xff, sizeof best); /* not a number, so that the first comparison with it takes the other one */
    for (size_t c = 0; c < filters; c += LANES) {
        lanes v, shift;
        memcpy(&v, responses + c, sizeof v);
        memcpy(&shift, bias + c, sizeof shift);
        v = (lanes)((lane_bits)(v + shift) & 0x7fffffff);
        lane_bits keep = best >= v;
        best = (lanes)(((lane_bits)best & keep) | ((lane_bits)v & ~keep));
        at = (at & keep) | ((int32_t)c & ~keep);
    }
    size_t top = 0;
    for (size_t lane = 1; lane < LANES; lane++)
        if (best[lane] > best[top] || (best[lane] == best[top] && at[lane] < at[top]))
            top = lane;
    return (size_t)at[top] + top;
}

static void mark_words(const struct mlf_encoder *encoder, const float *responses, size_t patches, float *features)
{
    size_t k = encoder->filters;
    for (size_t i = 0; i < patches; i++)
        for (size_t c = 0; c < encoder->columns; c += k)
            features[find_word(responses + i * encoder->columns + c, encoder->threshold + c, k)] = 1;
}

static void finish(const struct mlf_encoder *encoder, const float *sums, float *features)
{
    size_t grid = encoder->grid, k = encoder->filters, columns = encoder->columns;
    for (size_t a = 0; a < grid; a++)
        for (size_t b = 0; b < grid; b++) {
            size_t height = encoder->cells[a + 1] - encoder->cells[a];
            size_t width = encoder->cells[b + 1] - encoder->cells[b];
            const float *here = sums + (a * grid + b) * columns;
            float *out = features + (a * grid + b) * k, share = 1.0f / (float)(height * width);
            for (size_t i = 0; i < k; i++)
                out[i] = sqrtf((encoder->flip ? (here[i] + here[k + i]) * 0.5f : here[i]) * share);
        }
}

void mlf_encoder_run(const struct mlf_encoder *encoder, const unsigned char *thumb, float *features, float *scratch)
{
    size_t side = encoder->side, columns = encoder->columns, cells = encoder->grid * encoder->grid;
    float *picture = scratch, *patches = picture + MLF_THUMB_SIDE * ROW_FLOATS;
    float *responses = patches + strip_positions(encoder) * encoder->size + LANES,
          *sums = responses + strip_positions(encoder) * columns;
    struct window windows[MLF_THUMB_SIDE * (MLF_THUMB_SIDE - MLF_PATCH_LEAST + 1)];
    for (size_t i = 0; i < MLF_THUMB_SIDE * ROW_FLOATS; i++)
        picture[i] = thumb[i];
    window_sums(encoder, thumb, windows);
    memset(sums, 0, cells * columns * sizeof *sums);
    if (encoder->grid == 0)
        memset(features, 0, encoder->filters * sizeof *features);
    for (size_t first = 0; first < side; first += encoder->strip) {
        size_t rows = side - first < encoder->strip ? side - first : encoder->strip;
        write_strip(encoder, picture, windows, first, rows, patches);
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int)(rows * side), (int)columns, (int)encoder->size, 1,
                    patches, (int)encoder->size, encoder->weights, (int)columns, 0, responses, (int)columns);
        if (encoder->grid == 0)
            mark_words(encoder, responses, rows * side, features);
        else
            pool_strip(encoder, responses, first, rows, sums);
    }
    finish(encoder, sums, features);
}
