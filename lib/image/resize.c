/* Memory of pixels, and resizing as two passes of precomputed weights. See
 * image.h. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/array.h"
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
    int taps = (int)ceil(radius) * 2 + 1;
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
        int first = (int)floor(centre - radius);
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

/* Red, green, blue, and a fourth number that nobody reads: what a processor adds
 * and multiplies at once. */
typedef float pixel __attribute__((vector_size(16)));

/* One input row to `width` output columns; wide has room for the input's pixels. */
static void resize_row(const unsigned char *in, int in_width, pixel *wide, pixel *out, int width,
                       const struct weights *weights)
{
    for (int x = 0; x < in_width; x++, in += 3)
        wide[x] = (pixel){in[0], in[1], in[2], 0};
    for (int x = 0; x < width; x++) {
        const pixel *from = wide + weights->first[x];
        const float *weight = weights->weights + (size_t)x * (size_t)weights->taps;
        pixel sum = {0, 0, 0, 0};

        for (int t = 0; t < weights->taps; t++)
            sum += weight[t] * from[t];
        out[x] = sum;
    }
}

static unsigned char to_byte(float value)
{
    if (value <= 0)
        return 0;
    if (value >= 255)
        return 255;
    return (unsigned char)(value + 0.5F);
}

/* Weighs whole rows together; sum has room for one row. */
static void resize_columns(const pixel *rows, pixel *sum, const struct weights *weights, struct mlf_pixels *out)
{
    size_t width = (size_t)out->width;
    unsigned char *to = out->data;

    for (int y = 0; y < out->height; y++) {
        const float *weight = weights->weights + (size_t)y * (size_t)weights->taps;

        for (size_t x = 0; x < width; x++)
            sum[x] = weight[0] * rows[(size_t)weights->first[y] * width + x];
        for (int t = 1; t < weights->taps; t++) {
            const pixel *row = rows + (size_t)(weights->first[y] + t) * width;

            if (weight[t] == 0)
                continue;
            for (size_t x = 0; x < width; x++)
                sum[x] += weight[t] * row[x];
        }
        for (size_t x = 0; x < width; x++)
            for (int c = 0; c < 3; c++)
                *to++ = to_byte(sum[x][c]);
    }
}

int mlf_pixels_resize(const struct mlf_pixels *in, int width, int height, enum mlf_resampling kernel,
                      struct mlf_pixels *out, struct mlf_err *err)
{
    struct weights across = {0};
    struct weights other = {0};
    const struct weights *down = &across; /* the same for squares */
    pixel *rows = NULL;
    pixel *wide = NULL;
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
    if (!(rows = mlf_alloc_matrix(((size_t)in->height + 1) * (size_t)width, sizeof(*rows), err)) ||
        !(wide = mlf_alloc_matrix((size_t)in->width, sizeof(*wide), err)))
        goto done;
    for (int y = 0; y < in->height; y++)
        resize_row(in->data + (size_t)y * (size_t)in->width * 3, in->width, wide, rows + (size_t)y * (size_t)width,
                   width, &across);
    resize_columns(rows, rows + (size_t)in->height * (size_t)width, down, out);
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
