/* Resizing is two weighted sums: across every input row, then down every column of the
 * result. They are most of the time of a contact sheet, so both are written for vector
 * registers.
 *
 * Down is easy: whole rows are multiplied by a weight and added, so neighbouring numbers
 * of a row share a vector. Across, neighbouring output pixels need different inputs and
 * weights, and a vector along a row would be filled number by number. So 16 rows are
 * treated at once: their bytes are transposed (line_up), which puts the 16 numbers of one
 * column into one vector; each output column is then a sum of such vectors times single
 * weights; and the results are transposed back into rows (put_four). Every number is
 * computed by the same operations in the same order as alone, so that the vector length
 * does not change a result. */
#include "mlfix/photo/resize.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/processor-clones.h"
#include "mlfix/photo/pixels.h"
#include "resize-weights.h"
#include "thread-memory.h"

/* Neighbouring numbers of a row that are added and multiplied at once. */
typedef float numbers __attribute__((vector_size(32)));

enum { AT_ONCE = sizeof(numbers) / sizeof(float) };

/* Rows that are resized across at once. */
enum { ROWS = 16 };

typedef float below __attribute__((vector_size(ROWS * sizeof(float))));
typedef unsigned char below_bytes __attribute__((vector_size(ROWS)));
typedef short below_shorts __attribute__((vector_size(ROWS * sizeof(short))));
typedef int below_ints __attribute__((vector_size(ROWS * sizeof(int))));
typedef float four __attribute__((vector_size(16)));

/* Takes numbers from the first half of the rows and from the second half in turn. */
static inline __attribute__((always_inline)) void deal(const below_bytes from[ROWS], below_bytes to[ROWS])
{
#pragma GCC unroll 8
    for (int k = 0; k < ROWS / 2; k++) {
        to[2 * k] = __builtin_shufflevector(from[k], from[k + ROWS / 2], 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6,
                                            22, 7, 23);
        to[2 * k + 1] = __builtin_shufflevector(from[k], from[k + ROWS / 2], 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13,
                                                29, 14, 30, 15, 31);
    }
}

/* Transposes 16 x 16 numbers: dealing them out four times turns rows into columns. */
static inline __attribute__((always_inline)) void turn_bytes(below_bytes tile[ROWS])
{
    below_bytes dealt[ROWS];

    deal(tile, dealt);
    deal(dealt, tile);
    deal(tile, dealt);
    deal(dealt, tile);
}

/* Bytes to floats, in two steps: gcc 12 converts vectors to numbers of twice the size, but
 * longer conversions number by number. */
static inline __attribute__((always_inline)) void widen(below_bytes bytes, below *out)
{
    below_shorts shorts = __builtin_convertvector(bytes, below_shorts);
    below_ints ints = __builtin_convertvector(shorts, below_ints);

    *out = __builtin_convertvector(ints, below);
}

/* Transposes the first n numbers of the rows: out[x] becomes the x-th number of each row. */
static inline __attribute__((always_inline)) void line_up(const unsigned char *const rows[ROWS], size_t n, below *out)
{
    for (size_t x = 0; x < n; x += ROWS) {
        size_t wide = n - x < ROWS ? n - x : ROWS;
        below_bytes tile[ROWS] = {{0}};

        if (wide == ROWS)
#pragma GCC unroll 16
            for (int k = 0; k < ROWS; k++)
                memcpy(&tile[k], rows[k] + x, ROWS);
        else
            for (int k = 0; k < ROWS; k++)
                memcpy(&tile[k], rows[k] + x, wide);
        turn_bytes(tile);
        for (size_t k = 0; k < wide; k++)
            widen(tile[k], &out[x + k]);
    }
}

/* Writes four columns of numbers as parts of rows that are `stride` numbers apart. */
static inline __attribute__((always_inline)) void put_four(const below columns[4], float *to, size_t stride)
{
#pragma GCC unroll 4
    for (int part = 0; part < ROWS / 4; part++, to += 4 * stride) {
        four a, b, c, d;
        memcpy(&a, (const float *)&columns[0] + 4 * part, sizeof a);
        memcpy(&b, (const float *)&columns[1] + 4 * part, sizeof b);
        memcpy(&c, (const float *)&columns[2] + 4 * part, sizeof c);
        memcpy(&d, (const float *)&columns[3] + 4 * part, sizeof d);
        four ab = __builtin_shufflevector(a, b, 0, 4, 1, 5), cd = __builtin_shufflevector(c, d, 0, 4, 1, 5);
        four ab2 = __builtin_shufflevector(a, b, 2, 6, 3, 7), cd2 = __builtin_shufflevector(c, d, 2, 6, 3, 7);
        a = __builtin_shufflevector(ab, cd, 0, 1, 4, 5);
        b = __builtin_shufflevector(ab, cd, 2, 3, 6, 7);
        c = __builtin_shufflevector(ab2, cd2, 0, 1, 4, 5);
        d = __builtin_shufflevector(ab2, cd2, 2, 3, 6, 7);
        memcpy(to, &a, sizeof a);
        memcpy(to + stride, &b, sizeof b);
        memcpy(to + 2 * stride, &c, sizeof c);
        memcpy(to + 3 * stride, &d, sizeof d);
    }
}

/* Output pixels that are computed before they are written to rows: 4 pixels are 12
 * columns, which put_four writes four at a time. */
enum { PIXELS = 4 };

/* Resizes ROWS input rows across to `width` pixels. The output rows are `stride` numbers
 * apart, a multiple of four; wide has room for the numbers of an input row. An input row
 * may be given more than once. */
MLF_FOR_EACH_PROCESSOR
static void resize_rows(const unsigned char *const in[ROWS], int in_width, below *wide, float *out, size_t stride,
                        int width, const struct mlf_resize_weights *weights)
{
    below narrow[3 * PIXELS];

    line_up(in, 3 * (size_t)in_width, wide);
    for (int x = 0; x < width; x += PIXELS) {
        int n = width - x < PIXELS ? width - x : PIXELS;

        for (int k = 0; k < n; k++) {
            const below *from = wide + 3 * weights->first[x + k];
            const float *weight = weights->weights + (size_t)(x + k) * (size_t)weights->taps;
            below red = {0}, green = {0}, blue = {0};

            for (int t = 0; t < weights->taps; t++, from += 3) {
                red += weight[t] * from[0];
                green += weight[t] * from[1];
                blue += weight[t] * from[2];
            }
            narrow[3 * k] = red;
            narrow[3 * k + 1] = green;
            narrow[3 * k + 2] = blue;
        }
        for (int k = 3 * n; k < 3 * PIXELS; k++)
            narrow[k] = (below){0};
        for (int k = 0; k < 3 * n; k += 4)
            put_four(narrow + k, out + 3 * x + k, stride);
    }
}

/* Rounds n numbers and clips them to 0..255. */
static inline __attribute__((always_inline)) void round_off(const float *sums, int n, unsigned char *bytes)
{
    for (int i = 0; i < n; i++) {
        int whole = (int)(sums[i] + 0.5F);
        whole = whole < 0 ? 0 : whole;
        bytes[i] = (unsigned char)(whole > 255 ? 255 : whole);
    }
}

/* Resizes down: each output row is a weighted sum of input rows, which are `stride`
 * numbers apart, a multiple of AT_ONCE. `row` has room for the bytes of one row. */
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
            memcpy(sums, &a, sizeof a);
            memcpy(sums + AT_ONCE, &b, sizeof b);
            memcpy(sums + 2 * AT_ONCE, &c, sizeof c);
            memcpy(sums + 3 * AT_ONCE, &d, sizeof d);
            round_off(sums, 4 * AT_ONCE, row + x);
        }
        for (; x < stride; x += AT_ONCE) {
            numbers a = {0};
            float sums[AT_ONCE];
            for (size_t t = 0; t < taps; t++)
                a += weight[t] * *(const numbers *)(first + t * stride + x);
            memcpy(sums, &a, sizeof a);
            round_off(sums, AT_ONCE, row + x);
        }
        memcpy(out->data + (size_t)y * width, row, width);
    }
}

/* Working memory, which a thread keeps for its next call unless it is large: most callers
 * resize thousands of crops. */
struct scratch {
    void *memory;
    size_t size;
};

enum { KEPT_SCRATCH = 1 << 20 };

static void drop_scratch(void *data)
{
    struct scratch *scratch = data;

    free(scratch->memory);
    free(scratch);
}

/* Working memory for one call. Where *own is set, the caller frees that. */
static void *get_scratch(size_t bytes, void **own, struct mlf_err *err)
{
    struct scratch *scratch = mlf_thread_memory_get(MLF_THREAD_SCRATCH);

    if (bytes > KEPT_SCRATCH)
        return *own = mlf_alloc_matrix(bytes, 1, err);
    if (scratch && scratch->size >= bytes)
        return scratch->memory;
    mlf_thread_memory_clear(MLF_THREAD_SCRATCH);
    if (!(scratch = mlf_alloc(1, sizeof *scratch, err)))
        return NULL;
    if (!(scratch->memory = mlf_alloc_matrix(bytes, 1, err))) {
        free(scratch);
        return NULL;
    }
    scratch->size = bytes;
    return mlf_thread_memory_set(MLF_THREAD_SCRATCH, scratch, drop_scratch, err) ? NULL : scratch->memory;
}

int mlf_pixels_resize(const struct mlf_pixels *in, int width, int height, enum mlf_resampling kernel,
                      struct mlf_pixels *out, struct mlf_err *err)
{
    struct mlf_resize_use across = {0}, other = {0};
    const struct mlf_resize_weights *down; /* for squares: those of `across` */
    size_t line = (size_t)in->width * 3, stride = ((size_t)width * 3 + AT_ONCE - 1) / AT_ONCE * AT_ONCE;
    size_t whole = ((size_t)in->height + ROWS - 1) / ROWS * ROWS; /* rows */
    below *wide;                                                  /* the first part of the working memory */
    void *own = NULL;
    int result = -1;

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
    if (!(wide =
              get_scratch((size_t)in->width * 3 * sizeof *wide + whole * stride * sizeof(float) + stride, &own, err)))
        goto done;
    float *rows = (float *)(wide + (size_t)in->width * 3);
    unsigned char *row = (unsigned char *)(rows + whole * stride);
    for (size_t y = 0; y < whole; y += ROWS) {
        const unsigned char *from[ROWS];
        for (size_t k = 0; k < ROWS; k++) {
            from[k] = in->data + (y + k < (size_t)in->height ? y + k : y) * line;
            memset(rows + (y + k + 1) * stride - AT_ONCE, 0, AT_ONCE * sizeof *rows); /* behind the last column */
        }
        resize_rows(from, in->width, wide, rows + y * stride, stride, width, across.weights);
    }
    resize_columns(rows, stride, down, row, out);
    result = 0;
done:
    free(own);
    mlf_resize_weights_done(&across);
    mlf_resize_weights_done(&other);
    if (result)
        mlf_pixels_free(out);
    return result;
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
