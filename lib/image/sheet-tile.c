#include <math.h>
#include <stddef.h>
#include <string.h>

#include "mlfix/err.h"
#include "mlfix/image.h"
#include "sheet-draw.h"

/* Brightness of the middle of a picture: the outer sixth on each side is
 * mostly background, and a bright sky there says nothing of the thing. */
struct levels {
    size_t counts[4][256], n; /* of red, green, blue; of the brightest of them */
};

enum { BRIGHTEST = 3 };

static void count_levels(const struct mlf_pixels *pixels, struct levels *levels)
{
    int dx = pixels->width / 6, dy = pixels->height / 6;
    memset(levels, 0, sizeof *levels);
    for (int y = dy; y < pixels->height - dy; y++) {
        for (int x = dx; x < pixels->width - dx; x++) {
            const unsigned char *p = pixels->data + ((size_t)y * (size_t)pixels->width + (size_t)x) * 3;
            int brightest = p[0] > p[1] ? p[0] : p[1]; /* not the luminance: a blue car is not dark */
            levels->counts[BRIGHTEST][brightest > p[2] ? brightest : p[2]]++;
            for (int c = 0; c < 3; c++)
                levels->counts[c][p[c]]++;
            levels->n++;
        }
    }
}

static int level_below(const struct levels *levels, int which, double share)
{
    size_t wanted = (size_t)(share * (double)levels->n), seen = 0;
    for (int v = 0; v < 255; v++) {
        seen += levels->counts[which][v];
        if (seen > wanted)
            return v;
    }
    return 255;
}

/* Darker than this nobody can judge a crop beside normal ones. */
#define DARK_MEDIAN 60
#define DARK_TOP 112
#define WANTED_MEDIAN 0.36
#define STRONGEST_CURVE 0.5

/* Flatter than this, in each of the colours, neither: mist, glare, a dirty
 * window. They are drawn out to so many levels, but no more than so many times:
 * what is plain has nothing to show but its noise. */
#define FLAT_RANGE 56
#define WANTED_RANGE 150
#define PLAIN_RANGE 12
#define STRONGEST_STRETCH 4.0

static void apply(struct mlf_pixels *pixels, const unsigned char curve[256])
{
    for (size_t i = 0; i < (size_t)pixels->width * (size_t)pixels->height * 3; i++)
        pixels->data[i] = curve[pixels->data[i]];
}

static int lighten(struct mlf_pixels *pixels, const struct levels *levels)
{
    unsigned char curve[256];
    int median = level_below(levels, BRIGHTEST, 0.5), top = level_below(levels, BRIGHTEST, 0.9);
    if (median >= DARK_MEDIAN && top >= DARK_TOP)
        return 0;
    double black = fmin(level_below(levels, BRIGHTEST, 0.01), 24) / 2;
    double white = fmax(level_below(levels, BRIGHTEST, 0.99), black + 40);
    double middle = fmax((median - black) / (white - black), 1e-3);
    double power = fmax(fmin(log(WANTED_MEDIAN) / log(middle), 1), STRONGEST_CURVE);
    for (int v = 0; v < 256; v++)
        curve[v] = (unsigned char)(255 * pow(fmin(fmax((v - black) / (white - black), 0), 1), power) + 0.5);
    apply(pixels, curve);
    return 1;
}

/* One curve for all colours, so that hues stay what they are. */
static int draw_out(struct mlf_pixels *pixels, const struct levels *levels)
{
    unsigned char curve[256];
    int low = 255, high = 0, widest = 0;
    for (int c = 0; c < 3; c++) {
        int from = level_below(levels, c, 0.02), to = level_below(levels, c, 0.98);
        widest = to - from > widest ? to - from : widest;
        low = from < low ? from : low;
        high = to > high ? to : high;
    }
    if (widest >= FLAT_RANGE || widest < PLAIN_RANGE)
        return 0;
    double stretch = fmin((double)WANTED_RANGE / (high - low), STRONGEST_STRETCH), centre = (low + high) / 2.0;
    double to = fmin(fmax(centre, WANTED_RANGE / 2.0), 255 - WANTED_RANGE / 2.0);
    if (stretch <= 1)
        return 0;
    for (int v = 0; v < 256; v++)
        curve[v] = (unsigned char)(fmin(fmax(to + (v - centre) * stretch, 0), 255) + 0.5);
    apply(pixels, curve);
    return 1;
}

/* Makes a picture clearer that is too dark or too flat to be judged; whether it was. */
static int lift(struct mlf_pixels *pixels)
{
    struct levels levels;
    count_levels(pixels, &levels);
    return levels.n > 0 && (lighten(pixels, &levels) || draw_out(pixels, &levels));
}

/* The picture in the middle of the tile, enlarged or made smaller to fit; *scale
 * and *x, *y are how and where. */
static int fit(const struct mlf_pixels *whole, int size, unsigned background, struct mlf_pixels *tile, int *lifted,
               double *scale, int *x, int *y, struct mlf_err *err)
{
    struct mlf_pixels fitted = {NULL, 0, 0};
    int result = -1;
    *scale = (double)size / (whole->width > whole->height ? whole->width : whole->height);
    int width = (int)fmax(whole->width * *scale + 0.5, 1), height = (int)fmax(whole->height * *scale + 0.5, 1);
    if (mlf_pixels_resize(whole, width < size ? width : size, height < size ? height : size, MLF_LANCZOS, &fitted,
                          err) ||
        mlf_pixels_new(tile, size, size, err))
        goto done;
    *lifted = lift(&fitted);
    *x = (size - fitted.width) / 2;
    *y = (size - fitted.height) / 2;
    mlf_draw_area(tile, 0, 0, size, size, background);
    mlf_draw_picture(tile, &fitted, *x, *y);
    result = 0;
done:
    mlf_pixels_free(&fitted);
    return result;
}

int mlf_tile_make(const struct mlf_record *record, int size, unsigned background, struct mlf_pixels *tile, int *lifted,
                  struct mlf_err *err)
{
    struct mlf_pixels whole = {NULL, 0, 0};
    double scale;
    int x, y;
    *lifted = 0;
    if (mlf_record_pixels(record, size, &whole, err))
        return -1;
    int result = fit(&whole, size, background, tile, lifted, &scale, &x, &y, err);
    mlf_pixels_free(&whole);
    return result;
}

/* Both colours, so that it is seen on any ground. */
#define OUTLINE_INNER 0xffffff
#define OUTLINE_OUTER 0x000000

int mlf_tile_context(const struct mlf_record *record, int percent, int size, unsigned background,
                     struct mlf_pixels *tile, int *lifted, struct mlf_err *err)
{
    struct mlf_pixels whole = {NULL, 0, 0};
    double box[4], scale;
    int x, y, result;
    *lifted = 0;
    int found = mlf_record_surroundings(record, percent, size, &whole, box, err);
    if (found <= 0)
        return found < 0 ? -1 : mlf_tile_make(record, size, background, tile, lifted, err);
    result = fit(&whole, size, background, tile, lifted, &scale, &x, &y, err);
    mlf_pixels_free(&whole);
    if (result)
        return -1;
    int left = x + (int)lround(box[0] * scale), top = y + (int)lround(box[1] * scale);
    int width = (int)lround(box[2] * scale), height = (int)lround(box[3] * scale);
    mlf_draw_frame(tile, left, top, width, height, 2, OUTLINE_OUTER);
    mlf_draw_frame(tile, left, top, width, height, 1, OUTLINE_INNER);
    return 0;
}

int mlf_tile_placeholder(int size, const struct mlf_theme *theme, struct mlf_pixels *tile, struct mlf_err *err)
{
    if (mlf_pixels_new(tile, size, size, err))
        return -1;
    mlf_draw_area(tile, 0, 0, size, size, theme->cell);
    for (int i = 0; i < size; i++) {
        mlf_draw_area(tile, i - 1, i, 3, 1, theme->rule);
        mlf_draw_area(tile, size - 2 - i, i, 3, 1, theme->rule);
    }
    struct mlf_line line = {size / 2, size / 2 - 8, size, 11, 0, MLF_CENTRE, theme->text};
    return mlf_draw_text(tile, &line, "unreadable", NULL, err);
}
