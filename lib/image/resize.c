/* Memory of pixels, and resizing as two passes of precomputed weights. See
 * image.h. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/array.h"
#include "mlfix/clones.h"
#include "mlfix/err.h"
#include "mlfix/image.h"

int mlf_pixels_new(struct mlf_pixels *pixels, int width, int height, struct mlf_err *err)
{
    *pixels = (struct mlf_pixels){0};
    if (width < 1 || height < 1)
        return mlf_fail(err, "a picture of %d x %d pixels cannot be", width, height);
    if (!(pixels->data = mlf_alloc((size_t)width * (size_t)height, 3, err)))
        return -1;
    pixels->width = width;
    pixels->height = height;
    return 0;
}

void mlf_pixels_free(struct mlf_pixels *pixels)
{
    free(pixels->data);
    *pixels = (struct mlf_pixels){0};
}

/* For each output position i the inputs first[i] .. first[i] + taps - 1 with
 * weights[i * taps + t], which sum to 1; unused ones are 0. */
struct weights {
    int taps;
    int *first;
    float *weights;
};

/* values[t] = max(0, 1 - |x + t step|); gives their sum. */
static double fill_triangle(double *values, int taps, double x, double step)
{
    double sum = 0;

    for (int t = 0; t < taps; t++) {
        double away = fabs(x + t * step);
        sum += values[t] = away < 1 ? 1 - away : 0;
    }
    return sum;
}

/* An angle that is turned by the same step again and again. */
struct turning {
    double sine, cosine, step_sine, step_cosine;
};

static void turn(struct turning *angle)
{
    double sine = angle->sine * angle->step_cosine + angle->cosine * angle->step_sine;

    angle->cosine = angle->cosine * angle->step_cosine - angle->sine * angle->step_sine;
    angle->sine = sine;
}

/* values[t] = sinc(x) sinc(x / 3) at x + t step where |x| < 3, else 0; gives
 * their sum. One sine leads to the next by the addition theorem: computed anew
 * they take a tenth of the time of a sheet. whole, third: of pi step, a third of it. */
static double fill_lanczos(double *values, int taps, double x, double step, struct turning *whole,
                           struct turning *third)
{
    double sum = 0;

    sincos(M_PI * x, &whole->sine, &whole->cosine);
    sincos(M_PI * x / 3, &third->sine, &third->cosine);
    for (int t = 0; t < taps; t++) {
        double at = x + t * step, away = fabs(at);
        values[t] = away >= 3 ? 0 : away < 1e-9 ? 1 : 3 * whole->sine * third->sine / (M_PI * M_PI * at * at);
        sum += values[t];
        turn(whole);
        turn(third);
    }
    return sum;
}

static int make_weights(struct weights *weights, int in, int out, enum mlf_resampling kernel, struct mlf_err *err)
{
    double scale = (double)in / out;
    double stretch = scale > 1 ? scale : 1;
    double radius = (kernel == MLF_TRIANGLE ? 1 : 3) * stretch;
    int taps = (int)ceil(2 * radius); /* so many inputs at most are nearer than the radius */
    struct turning whole, third;

    *weights = (struct weights){0};
    weights->taps = taps < in ? taps : in;
    double *values = mlf_alloc((size_t)weights->taps, sizeof(double), err);
    if (!values || !(weights->first = mlf_alloc((size_t)out, sizeof(int), err)) ||
        !(weights->weights = mlf_alloc((size_t)out * (size_t)weights->taps, sizeof(float), err))) {
        free(values);
        return -1;
    }
    sincos(M_PI / stretch, &whole.step_sine, &whole.step_cosine);
    sincos(M_PI / stretch / 3, &third.step_sine, &third.step_cosine);
    for (int i = 0; i < out; i++) {
        double centre = (i + 0.5) * scale;
        int first = (int)floor(centre - radius - 0.5) + 1;
        float *row = weights->weights + (size_t)i * (size_t)weights->taps;

        if (first > in - weights->taps)
            first = in - weights->taps;
        if (first < 0)
            first = 0;
        weights->first[i] = first;
        double at = (first + 0.5 - centre) / stretch;
        double sum = kernel == MLF_TRIANGLE ? fill_triangle(values, weights->taps, at, 1 / stretch)
                                            : fill_lanczos(values, weights->taps, at, 1 / stretch, &whole, &third);
        for (int t = 0; t < weights->taps; t++)
            row[t] = (float)(values[t] / sum);
    }
    free(values);
    return 0;
}

static void free_weights(struct weights *weights)
{
    free(weights->first);
    free(weights->weights);
}

/* Red, green, blue, and a fourth number that nobody reads. */
typedef float pixel __attribute__((vector_size(16)));

/* Two pixels: what newer processors add and multiply at once. Each number is
 * computed like any other, so it does not matter which ones share a vector. */
typedef float pixels2 __attribute__((vector_size(32), aligned(16)));
typedef int numbers8 __attribute__((vector_size(32), aligned(16)));

/* Two input rows at once to `width` output columns; wide has room for the input's
 * pixels. The second row may be the first one again. */
MLF_FOR_EACH_PROCESSOR
static void resize_rows(const unsigned char *in, const unsigned char *below, int in_width, pixels2 *wide, pixel *out,
                        pixel *out_below, int width, const struct weights *weights)
{
    for (int x = 0; x < in_width; x++, in += 3, below += 3)
        wide[x] = (pixels2){in[0], in[1], in[2], 0, below[0], below[1], below[2], 0};
    for (int x = 0; x < width; x++) {
        const pixels2 *from = wide + weights->first[x];
        const float *weight = weights->weights + (size_t)x * (size_t)weights->taps;
        pixels2 sum = {0};

        for (int t = 0; t < weights->taps; t++)
            sum += weight[t] * from[t];
        memcpy(&out[x], &sum, sizeof(pixel));
        memcpy(&out_below[x], (const pixel *)&sum + 1, sizeof(pixel));
    }
}

/* Numbers cut to 0..255 and rounded, as bytes: those of two pixels, or of one. */
static inline __attribute__((always_inline)) void put_bytes(const pixels2 *sum, int count, unsigned char *to)
{
    static const pixels2 most = {255, 255, 255, 255, 255, 255, 255, 255};
    numbers8 bits, above = (numbers8)(*sum > 255), below = (numbers8)(*sum < 0), all;

    memcpy(&bits, sum, sizeof(bits));
    memcpy(&all, &most, sizeof(all));
    bits = ((bits & ~above) | (all & above)) & ~below;
    pixels2 cut;
    memcpy(&cut, &bits, sizeof(cut));
    numbers8 whole = __builtin_convertvector(cut + 0.5F, numbers8);
    for (int k = 0; k < count; k++)
        for (int c = 0; c < 3; c++)
            to[3 * k + c] = (unsigned char)whole[4 * k + c];
}

/* Weighs whole rows together, eight pixels of a row at a time. */
MLF_FOR_EACH_PROCESSOR
static void resize_columns(const pixel *rows, const struct weights *weights, struct mlf_pixels *out)
{
    enum { AT_ONCE = 4 }; /* vectors: what stays in registers */
    size_t width = (size_t)out->width, taps = (size_t)weights->taps;

    for (int y = 0; y < out->height; y++) {
        const float *weight = weights->weights + (size_t)y * taps;
        const pixel *first = rows + (size_t)weights->first[y] * width;
        unsigned char *to = out->data + (size_t)y * width * 3;
        size_t x = 0;

        for (; x + 2 * AT_ONCE <= width; x += 2 * AT_ONCE) {
            pixels2 sum[AT_ONCE] = {{0}};
            for (size_t t = 0; t < taps; t++)
                for (int k = 0; k < AT_ONCE; k++)
                    sum[k] += weight[t] * *(const pixels2 *)(first + t * width + x + 2 * (size_t)k);
            for (int k = 0; k < AT_ONCE; k++)
                put_bytes(&sum[k], 2, to + 3 * (x + 2 * (size_t)k));
        }
        for (; x < width; x++) {
            pixels2 sum = {0};
            for (size_t t = 0; t < taps; t++) {
                pixel one = weight[t] * first[t * width + x];
                for (int c = 0; c < 4; c++)
                    sum[c] += one[c];
            }
            put_bytes(&sum, 1, to + 3 * x);
        }
    }
}

int mlf_pixels_resize(const struct mlf_pixels *in, int width, int height, enum mlf_resampling kernel,
                      struct mlf_pixels *out, struct mlf_err *err)
{
    struct weights across = {0};
    struct weights other = {0};
    const struct weights *down = &across; /* the same for squares */
    pixel *rows = NULL;
    pixels2 *wide = NULL;
    int status = -1;

    if (mlf_pixels_new(out, width, height, err))
        return -1;
    if (make_weights(&across, in->width, width, kernel, err))
        goto done;
    if (in->width != in->height || width != height) {
        if (make_weights(&other, in->height, height, kernel, err))
            goto done;
        down = &other;
    }
    /* filled before they are read */
    if (!(rows = mlf_alloc_matrix((size_t)in->height * (size_t)width, sizeof(*rows), err)) ||
        !(wide = mlf_alloc_matrix((size_t)in->width, sizeof(*wide), err)))
        goto done;
    for (int y = 0; y < in->height; y += 2) {
        int next = y + 1 < in->height ? y + 1 : y;
        resize_rows(in->data + (size_t)y * (size_t)in->width * 3, in->data + (size_t)next * (size_t)in->width * 3,
                    in->width, wide, rows + (size_t)y * (size_t)width, rows + (size_t)next * (size_t)width, width,
                    &across);
    }
    resize_columns(rows, down, out);
    status = 0;
done:
    free(rows);
    free(wide);
    free_weights(&across);
    free_weights(&other);
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
