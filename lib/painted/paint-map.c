#include "paint-map.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/painted/painted-sheets.h"
#include "pixel-sums.h"
#include "sheet-place.h"

enum { BLOCKS = MLF_FINGERPRINT * MLF_FINGERPRINT };

/* ---- Comparing with the clean sheet ---- */

/* Levels by which JPEG at quality 75 takes pixels beyond the range of their neighbourhood, on
 * real sheets. */
#define SAVING 30.0
/* Levels that resizing adds to it where the copy is half the size: filters overshoot. */
#define RESIZING 14.0

/* The planes of a picture, each compared by itself: its brightness; red less brightness and
 * blue less brightness, halved and moved to 128; red, green and blue.
 *
 * The first three are close to what JPEG stores. It keeps the two colour differences at
 * half the size, so beside a thin coloured line on a dark ground these are mixed, and red,
 * green and blue then lie beyond the values of both line and ground, although nothing was
 * painted; the first three planes do not. On the other hand, red, green and blue show a
 * thin painted line better. So they count only where the brightness has changed as well, by
 * at least MOVED levels. */
enum { LIGHT, MORE_RED, MORE_BLUE, RED, PLANES = RED + 3 };
#define MOVED 8

static void take_plane(const struct mlf_pixels *pixels, int plane, unsigned char *to)
{
    size_t n = (size_t)pixels->width * (size_t)pixels->height;
    const unsigned char *p = pixels->data;
    for (size_t i = 0; i < n; i++, p += 3) {
        int light = (77 * p[0] + 150 * p[1] + 29 * p[2] + 128) >> 8;
        if (plane >= RED)
            to[i] = p[plane - RED];
        else
            to[i] = (unsigned char)(plane == LIGHT ? light : 128 + (p[plane == MORE_RED ? 0 : 2] - light) / 2);
    }
}

static unsigned char lesser(unsigned char a, unsigned char b)
{
    return a < b ? a : b;
}

static unsigned char greater(unsigned char a, unsigned char b)
{
    return a > b ? a : b;
}

/* low[i] and high[i] become the least and the greatest of the values that are at most `reach`
 * places, each of `step` values, before or behind value i of a line of `n` values. */
static void line_range(const unsigned char *low_in, const unsigned char *high_in, unsigned char *low,
                       unsigned char *high, size_t n, size_t step, int reach)
{
    memcpy(low, low_in, n);
    memcpy(high, high_in, n);
    for (int k = 1; k <= reach; k++) {
        size_t shift = (size_t)k * step;
        for (size_t i = shift; i < n; i++) {
            low[i] = lesser(low[i], low_in[i - shift]);
            high[i] = greater(high[i], high_in[i - shift]);
            low[i - shift] = lesser(low[i - shift], low_in[i]);
            high[i - shift] = greater(high[i - shift], high_in[i]);
        }
    }
}

/* By how many levels the copy is beyond the range; negative inside. */
static int beyond(const unsigned char *copy, const unsigned char *low, const unsigned char *high, size_t i)
{
    int over = copy[i] - high[i], under = low[i] - copy[i];
    return over > under ? over : under;
}

/* Raises the excess of pixels that are more than `least` levels beyond the plane's range.
 * moved[i]: whether the brightness of pixel i has changed; set by the first plane. */
static void add_excess(int plane, const unsigned char *copy, const unsigned char *low, const unsigned char *high,
                       int least, unsigned char *moved, struct mlf_paint_map *map)
{
    size_t n = (size_t)map->width * (size_t)map->height;
    int unit = plane == MORE_RED || plane == MORE_BLUE ? 2 : 1;
    for (size_t i = 0; i < n; i++) {
        int most = beyond(copy, low, high, i) * unit;
        if (plane == LIGHT)
            moved[i] = most >= MOVED;
        if (most > least && most > map->excess[i] && (plane < RED || moved[i]))
            map->excess[i] = (unsigned char)(most < 255 ? most : 255);
    }
}

static int new_map(const struct mlf_pixels *copy, struct mlf_paint_map *map, struct mlf_err *err)
{
    map->width = copy->width;
    map->height = copy->height;
    map->excess = mlf_alloc((size_t)copy->width * (size_t)copy->height, 1, err);
    return map->excess ? 0 : -1;
}

int mlf_paint_map_compare(const struct mlf_pixels *copy, const struct mlf_pixels *clean, double blur,
                          struct mlf_paint_map *map, struct mlf_err *err)
{
    size_t line = (size_t)copy->width, n = line * (size_t)copy->height;
    int reach = blur > 1.05 ? (int)ceil(blur) : 1, result = -1;
    int least = (int)(SAVING + RESIZING * fmax(blur - 1, 0));
    unsigned char *plane = mlf_alloc(n, 1, err), *moved = mlf_alloc(n, 1, err);
    unsigned char *low = mlf_alloc(n, 1, err), *high = mlf_alloc(n, 1, err);
    unsigned char *low2 = mlf_alloc(n, 1, err), *high2 = mlf_alloc(n, 1, err);
    if (!plane || !moved || !low || !high || !low2 || !high2 || new_map(copy, map, err))
        goto done;
    for (int k = 0; k < PLANES; k++) {
        int wide = k == MORE_RED || k == MORE_BLUE ? reach + 1 : reach;
        take_plane(clean, k, plane);
        for (size_t y = 0; y < (size_t)copy->height; y++)
            line_range(plane + y * line, plane + y * line, low + y * line, high + y * line, line, 1, wide);
        line_range(low, high, low2, high2, n, line, wide);
        take_plane(copy, k, plane);
        add_excess(k, plane, low2, high2, least, moved, map);
    }
    result = 0;
done:
    free(plane);
    free(moved);
    free(low);
    free(high);
    free(low2);
    free(high2);
    return result;
}

/* ---- Comparing with the fingerprints ---- */

/* A block is painted where its mean colour has moved by at least LEAST_MOVE levels, and at
 * least NOISE_TIMES as far as is usual in the sheet (usual_move). */
#define LEAST_MOVE 8.0
#define NOISE_TIMES 3.5
/* Resizing mixes neighbouring blocks: a share of their difference, MIXED for each time that
 * the copy is smaller, and MIXED_ANYWAY always. */
#define MIXED 0.07
#define MIXED_ANYWAY 0.04
/* What lies beyond the edge of a cell is not known. It may differ by so many levels. */
#define EDGE_CONTRAST 160.0
/* A block whose neighbours have not moved must have moved so many times as far. */
#define ALONE 2.5

/* In a painted block, those pixels are paint that have moved at least PAINT_SHARE as far as
 * the farthest one, and at least PAINT_LEVELS. */
#define PAINT_SHARE 0.55
#define PAINT_LEVELS 24.0

struct block {
    double move[3];  /* of the mean colour */
    double distance; /* how far it moved beyond what resizing explains */
};

static double difference(const struct mlf_painted_cell *cell, int one, int other)
{
    double most = 0;
    for (int c = 0; c < 3; c++)
        most = fmax(most, abs(cell->fingerprint[3 * one + c] - cell->fingerprint[3 * other + c]));
    return most;
}

/* The greatest difference between a block and those beside it. */
static double contrast(const struct mlf_painted_cell *cell, int block)
{
    int row = block / MLF_FINGERPRINT, column = block % MLF_FINGERPRINT, last = MLF_FINGERPRINT - 1;
    double most = row == 0 || column == 0 || row == last || column == last ? EDGE_CONTRAST : 0;
    if (row > 0)
        most = fmax(most, difference(cell, block, block - MLF_FINGERPRINT));
    if (row < last)
        most = fmax(most, difference(cell, block, block + MLF_FINGERPRINT));
    if (column > 0)
        most = fmax(most, difference(cell, block, block - 1));
    if (column < last)
        most = fmax(most, difference(cell, block, block + 1));
    return most;
}

/* Measures how far each block's mean colour has moved. */
static void measure(const struct mlf_painted_sheet *sheet, const struct mlf_pixel_sums *sums,
                    const struct mlf_sheet_place *place, struct block *blocks)
{
    double smaller = fmax(1 / place->across - 1, 0), mixed = MIXED_ANYWAY + MIXED * smaller;
    for (size_t i = 0; i < sheet->n * BLOCKS; i++) {
        const struct mlf_painted_cell *cell = &sheet->cells[i / BLOCKS];
        double mean[3];
        blocks[i].distance = 0;
        if (!mlf_pixel_sums_block(sums, cell, (int)(i % BLOCKS), place->across, place->down, mean))
            continue;
        for (int c = 0; c < 3; c++) {
            blocks[i].move[c] = mean[c] - cell->fingerprint[3 * (i % BLOCKS) + (size_t)c];
            blocks[i].distance = fmax(blocks[i].distance, fabs(blocks[i].move[c]));
        }
        blocks[i].distance = fmax(blocks[i].distance - mixed * contrast(cell, (int)(i % BLOCKS)), 0);
    }
}

/* How far saving and resizing move a block's mean: as far as 40 % of the blocks have moved at
 * most, since paint covers fewer than the others. */
static double usual_move(const struct block *blocks, size_t n)
{
    size_t counts[256] = {0}, seen = 0;
    for (size_t i = 0; i < n; i++)
        counts[(int)fmin(blocks[i].distance * 4, 255)]++;
    for (int k = 0; k < 256; k++) {
        seen += counts[k];
        if (seen * 5 >= n * 2)
            return (k + 1) / 4.0;
    }
    return 64;
}

/* Whether the block of the cell is painted. */
static int has_moved(const struct block *cell, int block, double least)
{
    int row = block / MLF_FINGERPRINT, column = block % MLF_FINGERPRINT;
    if (cell[block].distance < least)
        return 0;
    if (cell[block].distance >= least * ALONE)
        return 1;
    for (int y = row - 1; y <= row + 1; y++)
        for (int x = column - 1; x <= column + 1; x++)
            if (y >= 0 && y < MLF_FINGERPRINT && x >= 0 && x < MLF_FINGERPRINT && (y != row || x != column) &&
                cell[y * MLF_FINGERPRINT + x].distance >= least)
                return 1;
    return 0;
}

/* How far the pixel is from the block's old mean, in the direction in which the mean moved. */
static double along(const unsigned char *pixel, const unsigned char *old, const struct block *block)
{
    double sum = 0, length = 0;
    for (int c = 0; c < 3; c++) {
        sum += (pixel[c] - old[c]) * block->move[c];
        length += block->move[c] * block->move[c];
    }
    return sum / sqrt(length);
}

/* Marks the pixels of a painted block that are paint: the first pass finds the farthest one. */
static void find_paint(const struct mlf_painted_cell *cell, int block, const struct block *moved,
                       const struct mlf_pixels *copy, struct mlf_paint_map *map)
{
    int row = block / MLF_FINGERPRINT, column = block % MLF_FINGERPRINT;
    int x0 = cell->x + column * cell->size / MLF_FINGERPRINT,
        x1 = cell->x + (column + 1) * cell->size / MLF_FINGERPRINT;
    int y0 = cell->y + row * cell->size / MLF_FINGERPRINT, y1 = cell->y + (row + 1) * cell->size / MLF_FINGERPRINT;
    const unsigned char *old = cell->fingerprint + 3 * block;
    double farthest = 0;
    for (int pass = 0; pass < 2; pass++) {
        double least = fmax(farthest * PAINT_SHARE, PAINT_LEVELS);
        for (int y = y0; y < y1 && y < copy->height; y++) {
            for (int x = x0; x < x1 && x < copy->width; x++) {
                size_t at = (size_t)y * (size_t)copy->width + (size_t)x;
                double way = along(copy->data + 3 * at, old, moved);
                if (pass == 0)
                    farthest = fmax(farthest, way);
                else if (way >= least)
                    map->excess[at] = (unsigned char)fmin(way, 255);
            }
        }
    }
}

int mlf_paint_map_guess(const struct mlf_painted_sheet *sheet, const struct mlf_pixel_sums *sums,
                        const struct mlf_sheet_place *place, const struct mlf_pixels *copy, struct mlf_paint_map *map,
                        struct mlf_err *err)
{
    struct block *blocks = mlf_alloc(sheet->n * BLOCKS, sizeof *blocks, err);
    int result = -1;
    if (!blocks || new_map(copy, map, err))
        goto done;
    measure(sheet, sums, place, blocks);
    double least = fmax(LEAST_MOVE, NOISE_TIMES * usual_move(blocks, sheet->n * BLOCKS));
    for (size_t i = 0; i < sheet->n; i++)
        for (int block = 0; block < BLOCKS; block++)
            if (has_moved(blocks + i * BLOCKS, block, least))
                find_paint(&sheet->cells[i], block, &blocks[i * BLOCKS + (size_t)block], copy, map);
    result = 0;
done:
    free(blocks);
    return result;
}
