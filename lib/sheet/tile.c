#include "tile.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "mlfix/base/processor-clones.h"
#include "mlfix/photo/pixels.h"
#include "mlfix/photo/record-pixels.h"
#include "mlfix/photo/resize.h"
#include "mlfix/sheet/draw.h"

/* A histogram of a sample of pixels from the middle of a picture. The outer sixth on each
 * side is mostly background, and a bright sky there says nothing about the object. */
struct levels {
    unsigned counts[256];
    size_t n;
};

/* At most so many rows are sampled, and at least half as many where there are enough; of each
 * row every other pixel. */
enum { ROWS = 24 };

/* Channels that are counted: 0 red, 1 green, 2 blue, 3 the brightest of them. That is not the
 * luminance, by which a blue car would be dark. */
enum { GREEN = 1, BRIGHTEST = 3 };

static inline __attribute__((always_inline)) unsigned char value_of(const unsigned char *p, int channel)
{
    if (channel != BRIGHTEST)
        return p[channel];
    unsigned char brighter = p[0] > p[1] ? p[0] : p[1];
    return brighter > p[2] ? brighter : p[2];
}

static inline __attribute__((always_inline)) void count_rows(const struct mlf_pixels *pixels, int channel,
                                                             struct levels *levels)
{
    /* Four histograms: neighbouring pixels are alike, and in one histogram each count would
     * have to wait for the one before. */
    unsigned apart[4][256] = {{0}};
    int left = pixels->width / 6, right = pixels->width - left, dy = pixels->height / 6;
    int step = 1 + (pixels->height - 2 * dy) / ROWS, shift = 0;
    levels->n = 0;
    for (int y = dy; y < pixels->height - dy; y += step) {
        const unsigned char *row = pixels->data + (size_t)y * (size_t)pixels->width * 3;
        int x = right - left > 1 ? left + shift : left;
        levels->n += (size_t)(right - x + 1) / 2;
        for (; x + 6 < right; x += 8) {
            apart[0][value_of(row + 3 * x, channel)]++;
            apart[1][value_of(row + 3 * x + 6, channel)]++;
            apart[2][value_of(row + 3 * x + 12, channel)]++;
            apart[3][value_of(row + 3 * x + 18, channel)]++;
        }
        for (; x < right; x += 2)
            apart[0][value_of(row + 3 * x, channel)]++;
        shift = !shift;
    }
    for (int v = 0; v < 256; v++)
        levels->counts[v] = apart[0][v] + apart[1][v] + apart[2][v] + apart[3][v];
}

static void count_levels(const struct mlf_pixels *pixels, int channel, struct levels *levels)
{
    if (channel == BRIGHTEST)
        count_rows(pixels, BRIGHTEST, levels);
    else
        count_rows(pixels, channel, levels);
}

/* The lowest level that more than `share` of the sample does not exceed. */
static int level_below(const struct levels *levels, double share)
{
    size_t wanted = (size_t)(share * (double)levels->n), seen = 0;
    for (int v = 0; v < 255; v++) {
        seen += levels->counts[v];
        if (seen > wanted)
            return v;
    }
    return 255;
}

/* A picture is too dark to be judged beside others where its median or its 90th percentile is
 * below these levels. It then gets a power curve that brings the median to WANTED_MEDIAN,
 * but no exponent below STRONGEST_CURVE. */
#define DARK_MEDIAN 60
#define DARK_TOP 112
#define WANTED_MEDIAN 0.36
#define STRONGEST_CURVE 0.5

/* A picture is too flat (mist, glare, a dirty window) where each colour spans fewer levels
 * than FLAT_RANGE. Its levels are then stretched: for each level that is missing to
 * FLAT_RANGE it gains GAIN levels, so that pictures just on either side of that border look
 * alike. All colours together get at most WANTED_RANGE levels, and no stretch is larger than
 * STRONGEST_STRETCH. Below PLAIN_RANGE there is nothing to show but noise. */
#define FLAT_RANGE 56
#define GAIN 2.6
#define WANTED_RANGE 150
#define PLAIN_RANGE 12
#define STRONGEST_STRETCH 4.0

static void apply(struct mlf_pixels *pixels, const unsigned char curve[restrict 256])
{
    size_t n = (size_t)pixels->width * (size_t)pixels->height * 3;
    unsigned char *restrict data = pixels->data;
    for (size_t i = 0; i < n; i++)
        data[i] = curve[data[i]];
}

enum { UNIT_BITS = 16, UNIT = 1 << UNIT_BITS };

static inline __attribute__((always_inline)) unsigned char stretched(unsigned char value, int factor, int shift)
{
    int level = (value * factor + shift) >> UNIT_BITS;
    level = level < 0 ? 0 : level;
    return (unsigned char)(level > 255 ? 255 : level);
}

/* data[i] = data[i] * factor + shift, both in parts of UNIT, cut to 0..255. */
MLF_FOR_EACH_PROCESSOR
static void stretch_some(unsigned char *restrict data, size_t n, int factor, int shift)
{
    enum { AT_ONCE = 32 };
    size_t i = 0;
    for (; i + AT_ONCE <= n; i += AT_ONCE)
        for (size_t k = 0; k < AT_ONCE; k++)
            data[i + k] = stretched(data[i + k], factor, shift);
    for (; i < n; i++)
        data[i] = stretched(data[i], factor, shift);
}

static void stretch_all(struct mlf_pixels *pixels, int factor, int shift)
{
    stretch_some(pixels->data, (size_t)pixels->width * (size_t)pixels->height * 3, factor, shift);
}

/* Makes a dark picture lighter. Returns whether it did. */
static int lighten(struct mlf_pixels *pixels)
{
    struct levels levels;
    unsigned char curve[256];
    count_levels(pixels, BRIGHTEST, &levels);
    int median = level_below(&levels, 0.5), top = level_below(&levels, 0.9);
    if (levels.n == 0 || (median >= DARK_MEDIAN && top >= DARK_TOP))
        return 0;
    double black = fmin(level_below(&levels, 0.01), 24) / 2;
    double white = fmax(level_below(&levels, 0.99), black + 40);
    double middle = fmax((median - black) / (white - black), 1e-3);
    double power = fmax(fmin(log(WANTED_MEDIAN) / log(middle), 1), STRONGEST_CURVE);
    for (int v = 0; v < 256; v++)
        curve[v] = (unsigned char)(255 * pow(fmin(fmax((v - black) / (white - black), 0), 1), power) + 0.5);
    apply(pixels, curve);
    return 1;
}

/* Stretches the levels of a flat picture, all colours alike so that hues stay the same.
 * Returns whether it did. */
static int stretch_flat(struct mlf_pixels *pixels)
{
    static const int order[] = {GREEN, 0, 2}; /* green mostly decides at once that the picture is not flat */
    int low = 255, high = 0, widest = 0;
    for (int c = 0; c < 3; c++) {
        struct levels levels;
        count_levels(pixels, order[c], &levels);
        int from = level_below(&levels, 0.02), to = level_below(&levels, 0.98);
        if (levels.n == 0 || to - from >= FLAT_RANGE)
            return 0;
        widest = to - from > widest ? to - from : widest;
        low = from < low ? from : low;
        high = to > high ? to : high;
    }
    if (widest < PLAIN_RANGE)
        return 0;
    double wanted = fmin((widest + GAIN * (FLAT_RANGE - widest)) / widest, (double)WANTED_RANGE / (high - low));
    double stretch = fmin(wanted, STRONGEST_STRETCH), centre = (low + high) / 2.0;
    double half = stretch * (high - low) / 2, to = fmin(fmax(centre, half), 255 - half);
    if (stretch <= 1)
        return 0;
    stretch_all(pixels, (int)lround(stretch * UNIT), (int)lround((to - centre * stretch + 0.5) * UNIT));
    return 1;
}

/* Makes a picture clearer that is too dark or too flat to be judged. Returns whether it did. */
static int lift(struct mlf_pixels *pixels)
{
    return lighten(pixels) || stretch_flat(pixels);
}

/* Makes the tile of a whole picture; *scale becomes its size divided by the picture's. */
static int fit(const struct mlf_pixels *whole, int size, struct mlf_pixels *tile, int *lifted, double *scale,
               struct mlf_err *err)
{
    *scale = (double)size / (whole->width > whole->height ? whole->width : whole->height);
    int width = (int)fmax(whole->width * *scale + 0.5, 1), height = (int)fmax(whole->height * *scale + 0.5, 1);
    if (mlf_pixels_resize(whole, width < size ? width : size, height < size ? height : size, MLF_CUBIC, tile, err))
        return -1;
    *lifted = lift(tile);
    return 0;
}

int mlf_tile_make(const struct mlf_record *record, int size, struct mlf_pixels *tile, int *lifted, struct mlf_err *err)
{
    struct mlf_pixels whole = {NULL, 0, 0};
    double scale;
    *lifted = 0;
    if (mlf_record_pixels(record, size, &whole, err))
        return -1;
    int result = fit(&whole, size, tile, lifted, &scale, err);
    mlf_pixels_free(&whole);
    return result;
}

/* The outline has two colours, so that it can be seen on any background. */
#define OUTLINE_INNER 0xffffff
#define OUTLINE_OUTER 0x000000

int mlf_tile_context(const struct mlf_record *record, int percent, int size, struct mlf_pixels *tile, int *lifted,
                     struct mlf_err *err)
{
    struct mlf_pixels whole = {NULL, 0, 0};
    double box[4], scale;
    int result;
    *lifted = 0;
    int found = mlf_record_surroundings(record, percent, size, &whole, box, err);
    if (found <= 0)
        return found < 0 ? -1 : mlf_tile_make(record, size, tile, lifted, err);
    result = fit(&whole, size, tile, lifted, &scale, err);
    mlf_pixels_free(&whole);
    if (result)
        return -1;
    int left = (int)lround(box[0] * scale), top = (int)lround(box[1] * scale);
    int width = (int)lround(box[2] * scale), height = (int)lround(box[3] * scale);
    mlf_draw_frame(tile, left, top, width, height, 2, OUTLINE_OUTER);
    mlf_draw_frame(tile, left, top, width, height, 1, OUTLINE_INNER);
    return 0;
}

int mlf_tile_placeholder(int size, const struct mlf_draw_theme *theme, struct mlf_pixels *tile, struct mlf_err *err)
{
    if (mlf_pixels_new(tile, size, size, err))
        return -1;
    mlf_draw_area(tile, 0, 0, size, size, theme->cell);
    for (int i = 0; i < size; i++) {
        mlf_draw_area(tile, i - 1, i, 3, 1, theme->rule);
        mlf_draw_area(tile, size - 2 - i, i, 3, 1, theme->rule);
    }
    struct mlf_draw_line line = {.x = size / 2,
                                 .y = size / 2 - 8,
                                 .limit = size,
                                 .size = 11,
                                 .bold = 0,
                                 .align = MLF_ALIGN_CENTRE,
                                 .colour = theme->text};
    return mlf_draw_text(tile, &line, "unreadable", NULL, err);
}
