/* The encoder works on one strip of the picture at a time: its patches are written out,
 * multiplied with all filters, thresholded and pooled while they are in the cache. */

#include "mlfix/embed/encoder.h"

#include <cblas.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lanes.h"
#include "mlfix/base/array.h"
#include "mlfix/embed/dictionary.h"
#include "mlfix/embed/recipe.h"
#include "mlfix/embed/thumbnails.h"

#define ROW_FLOATS ((size_t)MLF_THUMB_SIDE * 3)
/* About so many patches are multiplied at a time, so that their responses stay in the
 * second-level cache. */
#define BLOCK ((size_t)128)

size_t mlf_encoder_width(const struct mlf_encoder *encoder)
{
    return encoder->grid ? encoder->grid * encoder->grid * encoder->filters : encoder->filters;
}

static size_t strip_positions(const struct mlf_encoder *encoder)
{
    return encoder->strip * encoder->side;
}

/* Room for the picture and its mirror image, the patches (and LANES floats that the last one may overrun), the
 * responses and the sums. */
size_t mlf_encoder_scratch(const struct mlf_encoder *encoder)
{
    size_t cells = encoder->grid * encoder->grid;
    return 2 * MLF_THUMB_SIDE * ROW_FLOATS + strip_positions(encoder) * (encoder->size + encoder->columns) + LANES +
           cells * encoder->columns;
}

/* The weights for a patch and its mirror image at once. With p' and f' for a patch and a filter mirrored, the response
 * to the patch is half of (p + p')(f + f') and (p - p')(f - f') together, and that to its mirror image is half their
 * difference. Both are even or odd, so half of their numbers are enough: one product of the whole size gives two
 * responses. A middle column is its own mirror image and is in the even part alone. */
static void fold_filter(const struct mlf_encoder *encoder, const float *filter, size_t column)
{
    size_t patch = encoder->patch, even = 3 * ((patch + 1) / 2), odd = 3 * (patch / 2);
    for (size_t y = 0; y < patch; y++)
        for (size_t i = 0; i < even; i++) {
            float here = filter[y * 3 * patch + i];
            float there = filter[(y * patch + patch - 1 - i / 3) * 3 + i % 3];
            encoder->weights[(y * even + i) * encoder->filters + column] = (here + there) * (i < odd ? 0.5f : 0.25f);
            if (i < odd)
                encoder->weights[(patch * even + y * odd + i) * encoder->filters + column] = (here - there) * 0.5f;
        }
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
    encoder->weights = mlf_alloc_matrix(size * k, sizeof *encoder->weights, err);
    encoder->threshold = mlf_alloc_matrix(columns, sizeof *encoder->threshold, err);
    if (!encoder->weights || !encoder->threshold) {
        mlf_encoder_free(encoder);
        return -1;
    }
    for (size_t c = 0; c < columns; c++)
        encoder->threshold[c] = dictionary->bias[c % k] - (recipe->grid ? MLF_ENCODE_ALPHA : 0);
    for (size_t c = 0; c < k; c++) {
        const float *filter = dictionary->fold + c * size;
        if (encoder->flip)
            fold_filter(encoder, filter, c);
        else
            for (size_t i = 0; i < size; i++)
                encoder->weights[i * k + c] = filter[i];
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

/* The same of a patch's left half, to which its right half, mirrored, is added, and from which it is taken: `right` is
 * where the left half of the same patch is in the mirrored picture. The differences stand behind the sums. */
FOR_EACH_PROCESSOR static void write_folded(const float *left, const float *right, size_t side, float shift,
                                            float scale, float *out)
{
    lanes shifts = 2 * shift - (lanes){0}, scales = scale - (lanes){0};
    size_t even = 3 * ((side + 1) / 2), odd = 3 * (side / 2);
    for (size_t y = 0; y < side; y++)
        for (size_t i = 0; i < even; i += LANES) {
            lanes v, w;
            memcpy(&v, left + y * ROW_FLOATS + i, sizeof v);
            memcpy(&w, right + y * ROW_FLOATS + i, sizeof w);
            v = (v + w - shifts) * scales;
            memcpy(out + y * even + i, &v, sizeof v);
        }
    out += side * even;
    for (size_t y = 0; y < side; y++)
        for (size_t i = 0; i < odd; i += LANES) {
            lanes v, w;
            memcpy(&v, left + y * ROW_FLOATS + i, sizeof v);
            memcpy(&w, right + y * ROW_FLOATS + i, sizeof w);
            v = (v - w) * scales;
            memcpy(out + y * odd + i, &v, sizeof v);
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

/* As pool, of the even and the odd parts of responses, `filters` numbers behind each other: their sum, or with a sign
 * of -1 their difference, which is the response to the mirrored patch. */
FOR_EACH_PROCESSOR static void pool_folded(const float *parts, size_t columns, size_t count, const float *threshold,
                                           float sign, float *sums, size_t filters)
{
    lanes signs = sign - (lanes){0};
    for (size_t c = 0; c < filters; c += LANES) {
        lanes sum, shift;
        memcpy(&sum, sums + c, sizeof sum);
        memcpy(&shift, threshold + c, sizeof shift);
        for (size_t i = 0; i < count; i++) {
            lanes v, w;
            memcpy(&v, parts + i * columns + c, sizeof v);
            memcpy(&w, parts + i * columns + filters + c, sizeof w);
            v += signs * w + shift;
            sum += (lanes)((lane_bits)v & (v > 0));
        }
        memcpy(sums + c, &sum, sizeof sum);
    }
}

/* Makes the responses to patches and to their mirror images of the even and the odd parts. */
static void unfold(const struct mlf_encoder *encoder, float *responses, size_t patches)
{
    size_t k = encoder->filters;
    for (size_t i = 0; i < patches; i++, responses += encoder->columns)
        for (size_t c = 0; c < k; c++) {
            float even = responses[c], odd = responses[k + c];
            responses[c] = even + odd;
            responses[k + c] = even - odd;
        }
}

static void write_strip(const struct mlf_encoder *encoder, const float *picture, const float *mirrored,
                        const struct window *windows, size_t first, size_t rows, float *patches)
{
    size_t side = encoder->side, last = 3 * (MLF_THUMB_SIDE - encoder->patch), stride = encoder->stride,
           size = encoder->size;
    for (size_t row = 0; row < rows; row++)
        for (size_t x = 0; x < side; x++) {
            size_t top = (first + row) * stride;
            int32_t sum = 0, squares = 0;
            for (size_t y = top; y < top + encoder->patch; y++) {
                sum += windows[y * side + x].sum;
                squares += windows[y * side + x].squares;
            }
            double mean = (double)sum / (double)size, variance = (double)squares / (double)size - mean * mean;
            const float *rows_here = picture + top * ROW_FLOATS, *rows_there = mirrored + top * ROW_FLOATS;
            float scale = (float)(1 / sqrt(variance + MLF_PATCH_FLOOR)), *patch = patches + (row * side + x) * size;
            if (encoder->flip)
                write_folded(rows_here + x * stride * 3, rows_there + last - x * stride * 3, encoder->patch,
                             (float)mean, scale, patch);
            else
                write_patch(rows_here + x * stride * 3, encoder->patch, (float)mean, scale, patch);
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
            if (!encoder->flip) {
                pool(here + x * columns, columns, count, encoder->threshold, sums + at, k);
                continue;
            }
            pool_folded(here + x * columns, columns, count, encoder->threshold, 1, sums + at, k);
            /* The same cell of the mirrored picture. */
            x = encoder->side - encoder->cells[b + 1];
            pool_folded(here + x * columns, columns, count, encoder->threshold + k, -1, sums + at + k, k);
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

/* The responses of all filters to the patches; with flip, of their even parts and behind these of their odd ones. */
static void respond(const struct mlf_encoder *encoder, const float *patches, size_t count, float *responses)
{
    size_t k = encoder->filters, even = encoder->flip ? 3 * encoder->patch * ((encoder->patch + 1) / 2) : encoder->size;
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int)count, (int)k, (int)even, 1, patches,
                (int)encoder->size, encoder->weights, (int)k, 0, responses, (int)encoder->columns);
    if (encoder->flip)
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int)count, (int)k, (int)(encoder->size - even), 1,
                    patches + even, (int)encoder->size, encoder->weights + even * k, (int)k, 0, responses + k,
                    (int)encoder->columns);
}

void mlf_encoder_run(const struct mlf_encoder *encoder, const unsigned char *thumb, float *features, float *scratch)
{
    size_t side = encoder->side, columns = encoder->columns, cells = encoder->grid * encoder->grid;
    float *picture = scratch, *mirrored = picture + MLF_THUMB_SIDE * ROW_FLOATS;
    float *patches = mirrored + MLF_THUMB_SIDE * ROW_FLOATS;
    float *responses = patches + strip_positions(encoder) * encoder->size + LANES,
          *sums = responses + strip_positions(encoder) * columns;
    struct window windows[MLF_THUMB_SIDE * (MLF_THUMB_SIDE - MLF_PATCH_LEAST + 1)];
    for (size_t i = 0; i < MLF_THUMB_SIDE * ROW_FLOATS; i++) {
        size_t pixel = i % ROW_FLOATS / 3;
        picture[i] = thumb[i];
        mirrored[i] = thumb[i - 3 * pixel + 3 * (MLF_THUMB_SIDE - 1 - pixel)];
    }
    window_sums(encoder, thumb, windows);
    memset(sums, 0, cells * columns * sizeof *sums);
    if (encoder->grid == 0)
        memset(features, 0, encoder->filters * sizeof *features);
    for (size_t first = 0; first < side; first += encoder->strip) {
        size_t rows = side - first < encoder->strip ? side - first : encoder->strip;
        write_strip(encoder, picture, mirrored, windows, first, rows, patches);
        respond(encoder, patches, rows * side, responses);
        if (encoder->grid > 0) {
            pool_strip(encoder, responses, first, rows, sums);
            continue;
        }
        if (encoder->flip)
            unfold(encoder, responses, rows * side);
        mark_words(encoder, responses, rows * side, features);
    }
    finish(encoder, sums, features);
}
