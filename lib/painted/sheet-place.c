#include "sheet-place.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/path.h"
#include "mlfix/painted/painted-sheets.h"
#include "pixel-sums.h"

enum { BLOCKS = MLF_FINGERPRINT * MLF_FINGERPRINT };

/* Levels by which saving, resizing, and a scale half a step beside the right one move a
 * block's mean colour. */
#define NEAR 14.0

/* The scales that are tried. The smallest is below that of any copy, because large pictures
 * are reduced to MLF_PIXEL_SUMS_LIMIT before they come here. */
#define SMALLEST 0.15
#define LARGEST 2.7

/* So many cells, and blocks of each, are enough to choose a sheet and a scale. */
enum { SOME_CELLS = 16, SOME_BLOCKS = 16 };

/* How many levels the block's mean colour is from its fingerprint, at this scale. */
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

/* Beyond this distance a block counts as simply different: it may be painted. */
#define FAR 30.0

/* How well some of the sheet's blocks fit at this scale: 0..1. */
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

/* The farthest right (vertical: lower) edge of a cell, px. */
static int extent(const struct mlf_painted_sheet *sheet, int vertical)
{
    int most = 1;
    for (size_t i = 0; i < sheet->n; i++) {
        int edge = (vertical ? sheet->cells[i].y : sheet->cells[i].x) + sheet->cells[i].size;
        most = edge > most ? edge : most;
    }
    return most;
}

/* Finds the best scale for a sheet, in steps that move its farthest cell by a third of a
 * block. Returns its score. */
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

/* Improves the scale, across and down by itself: width and height of the copy were rounded
 * separately when it was resized. */
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

/* Places the sheet in the picture. Returns whether it fits better than the place so far. */
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
