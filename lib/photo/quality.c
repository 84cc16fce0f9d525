#include "mlfix/photo/quality.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/photo/pixels.h"
#include "mlfix/photo/resize.h"

#define LEVELS 256
/* One in this many pixels, the steepest ones, count as edges. */
#define EDGES 10
/* Slopes are counted in a histogram of STEPS steps, each 1/32 of a level a pixel. */
#define STEPS 4096
#define STEPS_A_LEVEL 32
#define TAPS 3 /* of the Gaussian filter, on each side of its middle */
/* Edges stand out where their slope is at least so many times the median slope: that
 * ratio is 1 on an even slope, 1.4 in a bowl, 2 and more on the smoothest textures. */
#define EDGE_FACTOR 1.5

/* A Gaussian filter of spread 1: exp(-x^2 / 2), x = 0..3, made to add up to 1. */
static const float taps[TAPS + 1] = {0.39905027F, 0.24203622F, 0.05400558F, 0.00443305F};

static void blur_rows(const float *in, int width, int height, float *out)
{
    for (int y = 0; y < height; y++) {
        const float *row = in + (size_t)y * (size_t)width;
        for (int x = 0; x < width; x++) {
            float sum = taps[0] * row[x];
            for (int t = 1; t <= TAPS; t++)
                sum += taps[t] * (row[x < t ? 0 : x - t] + row[x + t < width ? x + t : width - 1]);
            out[(size_t)y * (size_t)width + (size_t)x] = sum;
        }
    }
}

static void blur_columns(const float *in, int width, int height, float *out)
{
    size_t w = (size_t)width;
    for (int y = 0; y < height; y++) {
        const float *row = in + (size_t)y * w;
        for (size_t x = 0; x < w; x++)
            out[(size_t)y * w + x] = taps[0] * row[x];
        for (int t = 1; t <= TAPS; t++) {
            const float *above = in + (size_t)(y < t ? 0 : y - t) * w;
            const float *below = in + (size_t)(y + t < height ? y + t : height - 1) * w;
            for (size_t x = 0; x < w; x++)
                out[(size_t)y * w + x] += taps[t] * (above[x] + below[x]);
        }
    }
}

/* The squared slope at a pixel, by central differences. `at` must not be a border pixel. */
static float squared_slope(const float *luma, size_t at, size_t width)
{
    float across = (luma[at + 1] - luma[at - 1]) / 2, down = (luma[at + width] - luma[at - width]) / 2;
    return across * across + down * down;
}

static size_t step_of(float squared)
{
    float step = sqrtf(squared) * STEPS_A_LEVEL;
    return step < STEPS - 1 ? (size_t)step : STEPS - 1;
}

/* Whether the slope is a local maximum in the direction (across or down) in which it is
 * steeper. */
static int is_crest(const float *squared, const float *luma, size_t at, size_t width)
{
    size_t step = fabsf(luma[at + 1] - luma[at - 1]) >= fabsf(luma[at + width] - luma[at - width]) ? 1 : width;
    return squared[at] >= squared[at - step] && squared[at] >= squared[at + step];
}

/* The lowest step such that `rank` of the pixels are in it or below. */
static size_t find_step(const uint32_t *counts, size_t rank)
{
    size_t step = 0, sum = counts[0];
    while (sum < rank && step < STEPS - 1)
        sum += counts[++step];
    return step;
}

int mlf_quality_blur(const float *luma, int width, int height, double *spread, struct mlf_err *err)
{
    size_t w = (size_t)width, h = (size_t)height, inner = (w - 2) * (h - 2), edges = 0;
    uint32_t counts[STEPS] = {0};
    double sharp = 0, soft = 0, squares = 0;
    float *once = mlf_alloc(w * h, sizeof *once, err);
    float *again = mlf_alloc(w * h, sizeof *again, err);
    if (!once || !again) {
        free(once);
        free(again);
        return -1;
    }
    blur_rows(luma, width, height, once);
    blur_columns(once, width, height, again);
    memset(once, 0, w * h * sizeof *once);
    for (size_t y = 1; y + 1 < h; y++)
        for (size_t x = 1; x + 1 < w; x++) {
            once[y * w + x] = squared_slope(again, y * w + x, w);
            counts[step_of(once[y * w + x])]++;
        }
    size_t steep = find_step(counts, inner - inner / EDGES), middle = find_step(counts, inner / 2);
    for (size_t y = 1; y + 1 < h; y++)
        for (size_t x = 1; x + 1 < w; x++) {
            if (step_of(once[y * w + x]) < steep)
                continue;
            edges++;
            squares += once[y * w + x];
            if (!is_crest(once, again, y * w + x, w))
                continue;
            sharp += squared_slope(luma, y * w + x, w);
            soft += once[y * w + x];
        }
    double usual = ((double)middle + 0.5) / STEPS_A_LEVEL, more = soft > 0 ? sharp / soft - 1 : 0;
    *spread = more > 0 ? fmin(1 / sqrt(more), MLF_QUALITY_BLUR_MOST) : MLF_QUALITY_BLUR_MOST;
    if (squares < EDGE_FACTOR * EDGE_FACTOR * usual * usual * (double)edges)
        *spread = NAN;
    free(once);
    free(again);
    return 0;
}

/* The level that `share` of the pixels do not exceed. */
static double level_of(const size_t *counts, size_t pixels, double share)
{
    size_t sum = 0;
    int level = 0;
    while (level < LEVELS - 1 && (double)(sum += counts[level]) < share * (double)pixels)
        level++;
    return level / 255.0;
}

static double entropy_of(const size_t *counts, size_t pixels)
{
    double sum = 0;
    for (int level = 0; level < LEVELS; level++)
        if (counts[level] > 0) {
            double share = (double)counts[level] / (double)pixels;
            sum -= share * log2(share);
        }
    return fmax(sum, 0);
}

/* Measures all kinds but size and aspect. */
static int measure(const struct mlf_pixels *pixels, struct mlf_quality *quality, struct mlf_err *err)
{
    size_t n = (size_t)pixels->width * (size_t)pixels->height, counts[LEVELS] = {0};
    float *luma = mlf_alloc(n, sizeof *luma, err);
    int result = 0;
    if (!luma)
        return -1;
    for (size_t i = 0; i < n; i++) {
        const unsigned char *p = pixels->data + 3 * i;
        luma[i] = 0.299F * (float)p[0] + 0.587F * (float)p[1] + 0.114F * (float)p[2];
        counts[lrintf(luma[i])]++;
    }
    quality->of[MLF_QUALITY_LIGHT] = level_of(counts, n, 0.95);
    quality->of[MLF_QUALITY_SHADE] = level_of(counts, n, 0.05);
    quality->of[MLF_QUALITY_ENTROPY] = entropy_of(counts, n);
    if (pixels->width >= MLF_QUALITY_BLUR_LEAST && pixels->height >= MLF_QUALITY_BLUR_LEAST &&
        quality->of[MLF_QUALITY_LIGHT] - quality->of[MLF_QUALITY_SHADE] >= MLF_QUALITY_CONTRAST)
        result = mlf_quality_blur(luma, pixels->width, pixels->height, &quality->of[MLF_QUALITY_BLUR], err);
    free(luma);
    return result;
}

int mlf_quality_measure(const struct mlf_pixels *pixels, struct mlf_quality *quality, struct mlf_err *err)
{
    int width = pixels->width, height = pixels->height, longer = width > height ? width : height;
    struct mlf_pixels smaller = {0};
    for (int k = 0; k < MLF_QUALITY_KINDS; k++)
        quality->of[k] = NAN;
    quality->of[MLF_QUALITY_SIZE] = sqrt((double)width * height);
    quality->of[MLF_QUALITY_ASPECT] = (double)width / height;
    if (longer <= MLF_QUALITY_SIDE)
        return measure(pixels, quality, err);
    double scale = (double)MLF_QUALITY_SIDE / longer;
    int narrow = (int)lround(width * scale), low = (int)lround(height * scale);
    if (mlf_pixels_resize(pixels, narrow > 0 ? narrow : 1, low > 0 ? low : 1, MLF_TRIANGLE, &smaller, err))
        return -1;
    int result = measure(&smaller, quality, err);
    mlf_pixels_free(&smaller);
    return result;
}
