/* Which sheet a picture shows, and at what size: the scale at which the means
 * of its boxes are the sheet's fingerprints. Nothing is assumed of the picture's
 * size, so a manifest needs no more than its cells. */

#include "sheet-place.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/path.h"
#include "mlfix/painted/paint.h"
#include "mlfix/sheet/sheets.h"
#include "painted-parts.h"

enum { BLOCKS = MLF_FINGERPRINT * MLF_FINGERPRINT };

/* Of a block's mean colour: what saving, resizing and a scale half a step beside
 * the right one do to it. */
#define NEAR 14.0

#define SMALLEST 0.15 /* pictures are reduced to the sums' limit before they come here */
#define LARGEST 2.7

/* So many cells and blocks of each tell enough to choose a sheet and a scale. */
enum { SOME_CELLS = 16, SOME_BLOCKS = 16 };

int mlf_pixel_sums_make(struct mlf_pixel_sums *sums, const struct mlf_pixels *pixels, struct mlf_err *err)
{
    size_t line = ((size_t)pixels->width + 1) * 3;
    sums->width = pixels->width;
    sums->height = pixels->height;
    sums->data = mlf_alloc(line * ((size_t)pixels->height + 1), sizeof *sums->data, err);
    if (!sums->data)
        return -1;
    for (int y = 0; y < pixels->height; y++) {
        const unsigned char *from = pixels->data + (size_t)y * (size_t)pixels->width * 3;
        const uint32_t *above = sums->data + (size_t)y * line;
        uint32_t *to = sums->data + ((size_t)y + 1) * line, row[3] = {0, 0, 0};
        for (size_t i = 0; i < (size_t)pixels->width * 3; i++) {
            row[i % 3] += from[i];
            to[i + 3] = above[i + 3] + row[i % 3];
        }
    }
    return 0;
}

void mlf_pixel_sums_free(struct mlf_pixel_sums *sums)
{
    free(sums->data);
    memset(sums, 0, sizeof *sums);
}

/* Between whole pixels: as if every pixel were a square of its colour. */
static void sum_at(const struct mlf_pixel_sums *sums, double x, double y, double sum[3])
{
    int left = (int)x < sums->width ? (int)x : sums->width - 1, top = (int)y < sums->height ? (int)y : sums->height - 1;
    double fx = x - left, fy = y - top;
    size_t line = ((size_t)sums->width + 1) * 3;
    const uint32_t *p = sums->data + (size_t)top * line + (size_t)left * 3, *q = p + line;
    for (int c = 0; c < 3; c++)
        sum[c] = (1 - fy) * ((1 - fx) * p[c] + fx * p[c + 3]) + fy * ((1 - fx) * q[c] + fx * q[c + 3]);
}

int mlf_pixel_sums_block(const struct mlf_pixel_sums *sums, const struct mlf_painted_cell *cell, int block,
                         double across, double down, double mean[3])
{
    int row = block / MLF_FINGERPRINT, column = block % MLF_FINGERPRINT;
    double x0 = (cell->x + column * cell->size / MLF_FINGERPRINT) * across;
    double x1 = (cell->x + (column + 1) * cell->size / MLF_FINGERPRINT) * across;
    double y0 = (cell->y + row * cell->size / MLF_FINGERPRINT) * down;
    double y1 = (cell->y + (row + 1) * cell->size / MLF_FINGERPRINT) * down;
    double a[3], b[3], c[3], d[3];
    if (x1 > sums->width || y1 > sums->height)
        return 0;
    sum_at(sums, x0, y0, a);
    sum_at(sums, x1, y0, b);
    sum_at(sums, x0, y1, c);
    sum_at(sums, x1, y1, d);
    for (int k = 0; k < 3; k++)
        mean[k] = (d[k] - b[k] - c[k] + a[k]) / ((x1 - x0) * (y1 - y0));
    return 1;
}

/* How far the block is from what it should be. */
static double distance(const struct mlf_pixel_sums *sums, const struct mlf_painted_cell *cell, int block, double across,
                       double down)
{
    double mean[3], most = 0;
    if (!mlf_pixel_sums_block(sums, cell, block, across, down, mean))
        return 255;
    for (int k = 0; k < 3; k++)
        most = fmax(most, fabs(mean[k] - cell->fingerprint[3 * block + k]));
    return most;
}

double mlf_sheet_place_match(const struct mlf_painted_sheet *sheet, const struct mlf_pixel_sums *sums, double across,
                             double down, double tolerance)
{
    size_t near = 0;
    for (size_t i = 0; i < sheet->n; i++)
        for (int block = 0; block < BLOCKS; block++)
            near += distance(sums, &sheet->cells[i], block, across, down) <= tolerance;
    return sheet->n ? (double)near / ((double)sheet->n * BLOCKS) : 0;
}

/* Blocks beyond this say no more than that they are wrong: paint is on them. */
#define FAR 30.0

/* How well the scale explains some of the sheet's blocks: 0..1. */
static double score(const struct mlf_painted_sheet *sheet, const struct mlf_pixel_sums *sums, double across,
                    double down, size_t cells)
{
    size_t wanted = sheet->n < cells ? sheet->n : cells;
    double sum = 0;
    for (size_t i = 0; i < wanted; i++) {
        const struct mlf_painted_cell *cell = &sheet->cells[(2 * i + 1) * sheet->n / (2 * wanted)];
        for (int k = 0; k < SOME_BLOCKS; k++) /* every second of every second row, by turns */
            sum += fmax(1 - distance(sums, cell, k / 4 * 16 + k % 4 * 2 + k / 4 % 2, across, down) / FAR, 0);
    }
    return wanted ? sum / (double)(wanted * SOME_BLOCKS) : 0;
}

/* The farthest edge of a cell, px. */
static int extent(const struct mlf_painted_sheet *sheet, int vertical)
{
    int most = 1;
    for (size_t i = 0; i < sheet->n; i++) {
        int edge = (vertical ? sheet->cells[i].y : sheet->cells[i].x) + sheet->cells[i].size;
        most = edge > most ? edge : most;
    }
    return most;
}

/* The best scale for a sheet, among steps that move its farthest cell by a third
 * of a block. */
static double search(const struct mlf_painted_sheet *sheet, const struct mlf_pixel_sums *sums, double *best_scale)
{
    int wide = extent(sheet, 0), high = extent(sheet, 1);
    double step = 1 + sheet->cells[0].size / (3.0 * MLF_FINGERPRINT) / (wide > high ? wide : high);
    double largest = fmin(fmin((double)sums->width / wide, (double)sums->height / high), LARGEST), best = -1;
    *best_scale = largest;
    for (double scale = largest; scale >= SMALLEST; scale /= step) {
        double found = score(sheet, sums, scale, scale, SOME_CELLS);
        if (found > best) {
            best = found;
            *best_scale = scale;
        }
    }
    return best;
}

/* Width and height were rounded each on its own when the copy was resized. */
static void refine(const struct mlf_painted_sheet *sheet, const struct mlf_pixel_sums *sums,
                   struct mlf_sheet_place *place)
{
    int wide = extent(sheet, 0), high = extent(sheet, 1);
    double best = score(sheet, sums, place->across, place->down, 64);
    for (double move = sheet->cells[0].size / 32.0; move > 0.05; move /= 2) {
        for (int way = 0; way < 8; way++) {
            double across = place->across * (1 + ((way & 1) ? -move : move) / wide * ((way >> 1 & 3) != 1));
            double down = place->down * (1 + ((way & 1) ? -move : move) / high * ((way >> 1 & 3) != 2));
            double found = score(sheet, sums, across, down, 64);
            if (found > best) {
                best = found;
                place->across = across;
                place->down = down;
                way = -1;
            }
        }
    }
}

static int try_sheet(const struct mlf_painted_sheets *sheets, size_t s, const struct mlf_pixel_sums *sums,
                     struct mlf_sheet_place *place)
{
    struct mlf_sheet_place found = {.sheet = s};
    if (sheets->items[s].n == 0)
        return 0;
    search(&sheets->items[s], sums, &found.across);
    found.down = found.across;
    refine(&sheets->items[s], sums, &found);
    found.match = mlf_sheet_place_match(&sheets->items[s], sums, found.across, found.down, NEAR);
    if (found.match <= place->match)
        return 0;
    *place = found;
    return 1;
}

/* Whether the file's name begins as the sheet's does: "0003-stop (1).png" and
 * "0003-stop.jpg" share "0003-". */
static int same_number(const char *a, const char *b)
{
    size_t digits = strspn(a, "0123456789");
    return digits > 0 && strncmp(a, b, digits + 1) == 0;
}

int mlf_sheet_place_find(const struct mlf_painted_sheets *sheets, const struct mlf_pixel_sums *sums, const char *name,
                         struct mlf_sheet_place *place, struct mlf_err *err)
{
    size_t best = 0;
    double best_score = -1, scale;
    memset(place, 0, sizeof *place);
    for (size_t s = 0; s < sheets->n; s++)
        if (same_number(sheets->items[s].name, mlf_path_base(name)) && try_sheet(sheets, s, sums, place) &&
            place->match >= 0.6)
            return 0;
    for (size_t s = 0; s < sheets->n; s++) {
        double found = sheets->items[s].n ? search(&sheets->items[s], sums, &scale) : -1;
        if (found > best_score) {
            best_score = found;
            best = s;
        }
    }
    if (best_score >= 0)
        try_sheet(sheets, best, sums, place);
    if (place->match < MLF_SHEET_PLACE_MATCH)
        return mlf_fail(err,
                        "'%s' shows none of these sheets whole: of a part of a sheet, or a photo of a screen, marks "
                        "cannot be read",
                        name);
    return 0;
}
