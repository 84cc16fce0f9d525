/* Memory of pixels, and resizing as two passes of precomputed weights. See
 * image.h. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/array.h"
#include "mlfix/clones.h"
#include "mlfix/err.h"
#include "mlfix/image.h"
#include "resize-weights.h"

static int pixels_make(struct mlf_pixels *pixels, int width, int height, void *(*get)(size_t, size_t, struct mlf_err *),
                       struct mlf_err *err)
{
    *pixels = (struct mlf_pixels){0};
    if (width < 1 || height < 1)
        return mlf_fail(err, "a picture of %d x %d pixels cannot be", width, height);
    if (!(pixels->data = get((size_t)width * (size_t)height, 3, err)))
        return -1;
    pixels->width = width;
    pixels->height = height;
    return 0;
}

int mlf_pixels_new(struct mlf_pixels *pixels, int width, int height, struct mlf_err *err)
{
    return pixels_make(pixels, width, height, mlf_alloc, err);
}

int mlf_pixels_room(struct mlf_pixels *pixels, int width, int height, struct mlf_err *err)
{
    return pixels_make(pixels, width, height, mlf_alloc_matrix, err);
}

void mlf_pixels_free(struct mlf_pixels *pixels)
{
    free(pixels->data);
    *pixels = (struct mlf_pixels){0};
}

/* Red, green, blue, and a fourth number that nobody reads. */
typedef float pixel __attribute__((vector_size(16)));

/* Numbers of a row that are added and multiplied at once, on newer processors. Each is
 * computed like any other, so it does not matter which ones share a vector. */
typedef float numbers __attribute__((vector_size(32)));

enum { AT_ONCE = sizeof(numbers) / sizeof(float) };

/* So many rows are resized across at once. */
enum { ROWS = 4 };

/* A pixel of each. */
typedef float quad __attribute__((vector_size(ROWS * sizeof(pixel))));

/* Three numbers; where a pixel stands behind these, the fourth one gives way to it. */
static inline __attribute__((always_inline)) void put_pixel(float red, float green, float blue, float rest, int last,
                                                            float *to)
{
    pixel whole = {red, green, blue, rest};

    if (last)
        memcpy(to, &whole, 3 * sizeof(float));
    else
        memcpy(to, &whole, sizeof(whole));
}

/* Pixels that stand below each other, side by side, each with a fourth byte. */
static inline __attribute__((always_inline)) void line_up(const unsigned char *const in[ROWS], int width,
                                                          unsigned char *mixed)
{
    const unsigned char *in0 = in[0], *in1 = in[1], *in2 = in[2], *in3 = in[3];
    int last = 3 * (width - 1);

    for (int i = 0; i < last; i += 3, mixed += 4 * ROWS) { /* the fourth byte is the next pixel's first */
        memcpy(mixed, in0 + i, 4);
        memcpy(mixed + 4, in1 + i, 4);
        memcpy(mixed + 8, in2 + i, 4);
        memcpy(mixed + 12, in3 + i, 4);
    }
    for (int k = 0; k < ROWS; k++) {
        memcpy(mixed + 4 * k, in[k] + last, 3);
        mixed[4 * k + 3] = 0;
    }
}

static inline __attribute__((always_inline)) void widen(const unsigned char *restrict bytes, float *restrict out)
{
    for (int k = 0; k < 4 * ROWS; k++)
        out[k] = bytes[k];
}

/* Input rows to `width` output columns, three numbers each; mixed and wide have room
 * for the pixels of all of them. A row may be there more than once. */
MLF_FOR_EACH_PROCESSOR
static void resize_rows(const unsigned char *const in[ROWS], int in_width, unsigned char *mixed, quad *wide,
                        float *const out[ROWS], int width, const struct mlf_resize_weights *weights)
{
    float *out0 = out[0], *out1 = out[1], *out2 = out[2], *out3 = out[3], *number = (float *)wide;

    line_up(in, in_width, mixed);
    for (int x = 0; x < in_width; x++, mixed += 4 * ROWS, number += 4 * ROWS)
        widen(mixed, number);
    for (int x = 0; x < width; x++) {
        const quad *from = wide + weights->first[x];
        const float *weight = weights->weights + (size_t)x * (size_t)weights->taps;
        quad sum = {0};

        for (int t = 0; t < weights->taps; t++)
            sum += weight[t] * from[t];
        put_pixel(sum[0], sum[1], sum[2], sum[3], x + 1 == width, out0 + 3 * x);
        put_pixel(sum[4], sum[5], sum[6], sum[7], x + 1 == width, out1 + 3 * x);
        put_pixel(sum[8], sum[9], sum[10], sum[11], x + 1 == width, out2 + 3 * x);
        put_pixel(sum[12], sum[13], sum[14], sum[15], x + 1 == width, out3 + 3 * x);
    }
}

/* n numbers, all near 0..255, cut to that and rounded. */
static inline __attribute__((always_inline)) void round_off(const float *sums, int n, unsigned char *bytes)
{
    for (int i = 0; i < n; i++) {
        int whole = (int)(sums[i] + 0.5F);
        whole = whole < 0 ? 0 : whole;
        bytes[i] = (unsigned char)(whole > 255 ? 255 : whole);
    }
}

/* Weighs whole rows together; they are `stride` numbers apart, a multiple of
 * AT_ONCE. row has room for the bytes of one. */
MLF_FOR_EACH_PROCESSOR
static void resize_columns(const float *rows, size_t stride, const struct mlf_resize_weights *weights,
                           unsigned char *row, struct mlf_pixels *out)
{
    size_t taps = (size_t)weights->taps, width = (size_t)out->width * 3;

    for (int y = 0; y < out->height; y++) {
        const float *weight = weights->weights + (size_t)y * taps;
        const float *first = rows + (size_t)weights->first[y] * stride;
        size_t x = 0;

        for (; x + 4 * AT_ONCE <= stride; x += 4 * AT_ONCE) {
            numbers a = {0}, b = {0}, c = {0}, d = {0};
            float sums[4 * AT_ONCE];
            for (size_t t = 0; t < taps; t++) {
                const numbers *from = (const numbers *)(first + t * stride + x);
                a += weight[t] * from[0];
                b += weight[t] * from[1];
                c += weight[t] * from[2];
                d += weight[t] * from[3];
            }
            memcpy(sums, &a, sizeof(a));
            memcpy(sums + AT_ONCE, &b, sizeof(b));
            memcpy(sums + 2 * AT_ONCE, &c, sizeof(c));
            memcpy(sums + 3 * AT_ONCE, &d, sizeof(d));
            round_off(sums, 4 * AT_ONCE, row + x);
        }
        for (; x < stride; x += AT_ONCE) {
            numbers a = {0};
            float sums[AT_ONCE];
            for (size_t t = 0; t < taps; t++)
                a += weight[t] * *(const numbers *)(first + t * stride + x);
            memcpy(sums, &a, sizeof(a));
            round_off(sums, AT_ONCE, row + x);
        }
        memcpy(out->data + (size_t)y * width, row, width);
    }
}

int mlf_pixels_resize(const struct mlf_pixels *in, int width, int height, enum mlf_resampling kernel,
                      struct mlf_pixels *out, struct mlf_err *err)
{
    struct mlf_resize_use across = {0}, other = {0};
    const struct mlf_resize_weights *down; /* those of across for squares */
    size_t line = (size_t)in->width * 3, stride = ((size_t)width * 3 + AT_ONCE - 1) / AT_ONCE * AT_ONCE;
    float *rows = NULL;
    quad *wide = NULL;
    unsigned char *row = NULL, *mixed = NULL;
    int status = -1;

    if (mlf_pixels_room(out, width, height, err))
        return -1;
    if (mlf_resize_weights_get(MLF_ACROSS, in->width, width, kernel, &across, err))
        goto done;
    down = across.weights;
    if (in->width != in->height || width != height) {
        if (mlf_resize_weights_get(MLF_DOWN, in->height, height, kernel, &other, err))
            goto done;
        down = other.weights;
    }
    /* filled before they are read, but for what fills the rows up */
    if (!(rows = mlf_alloc_matrix((size_t)in->height * stride, sizeof(*rows), err)) ||
        !(wide = mlf_alloc_matrix((size_t)in->width, sizeof(*wide), err)) ||
        !(mixed = mlf_alloc_matrix((size_t)in->width, 4 * ROWS, err)) || !(row = mlf_alloc(stride, 1, err)))
        goto done;
    for (int y = 0; y < in->height; y += ROWS) {
        const unsigned char *from[ROWS];
        float *to[ROWS];
        for (int k = 0; k < ROWS; k++) {
            size_t at = (size_t)(y + k < in->height ? y + k : y);
            from[k] = in->data + at * line;
            to[k] = rows + at * stride;
            memset(to[k] + stride - AT_ONCE, 0, AT_ONCE * sizeof(*rows));
        }
        resize_rows(from, in->width, mixed, wide, to, width, across.weights);
    }
    resize_columns(rows, stride, down, row, out);
    status = 0;
done:
    free(rows);
    free(wide);
    free(mixed);
    free(row);
    mlf_resize_weights_done(&across);
    mlf_resize_weights_done(&other);
    if (status)
        mlf_pixels_free(out);
    return status;
}

int mlf_pixels_limit(struct mlf_pixels *pixels, int longest, struct mlf_err *err)
{
    struct mlf_pixels smaller;
    int longer = pixels->width > pixels->height ? pixels->width : pixels->height;
    double scale = (double)longest / longer;
    int width = (int)lround(pixels->width * scale);
    int height = (int)lround(pixels->height * scale);

    if (longest < 1 || longer <= longest)
        return 0;
    if (mlf_pixels_resize(pixels, width > 0 ? width : 1, height > 0 ? height : 1, MLF_LANCZOS, &smaller, err))
        return -1;
    mlf_pixels_free(pixels);
    *pixels = smaller;
    return 0;
}
