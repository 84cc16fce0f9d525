/* The steps of reading a painted copy: private to the image room. */
#ifndef MLFIX_IMAGE_PAINTED_PARTS_H
#define MLFIX_IMAGE_PAINTED_PARTS_H

#include <stdint.h>

#include "mlfix/painted.h"

struct mlf_err;

/* ---- painted-place.c ---- */

/* Sums of all pixels above and left of a place: mean colours of boxes with
 * edges between pixels. */
struct mlf_sums {
    uint32_t *data; /* (width + 1) * (height + 1) * 3 */
    int width, height;
};

/* Pictures with more pixels overflow the sums. */
#define MLF_SUMS_LIMIT 16000000.0

int mlf_sums_make(struct mlf_sums *sums, const struct mlf_pixels *pixels, struct mlf_err *err);
void mlf_sums_free(struct mlf_sums *sums);

/* Mean colours of block `block` (0..63) of the cell; the sheet's pixel (x, y)
 * stands at (x * across, y * down) of the picture. 0 where that is not wholly in
 * the picture. */
int mlf_sums_block(const struct mlf_sums *sums, const struct mlf_painted_cell *cell, int block, double across,
                   double down, double mean[3]);

/* Where a picture is a sheet. */
struct mlf_place {
    size_t sheet;
    double across, down; /* as for mlf_sums_block */
    double match;        /* share of the blocks that look as they should, 0..1 */
};

/* The sheet that the picture shows whole; `name` is that of its file. Where
 * match is low it shows none. */
int mlf_place_find(const struct mlf_painted_sheets *sheets, const struct mlf_sums *sums, const char *name,
                   struct mlf_place *place, struct mlf_err *err);

/* Less than this and a picture is not the sheet. */
#define MLF_PLACE_MATCH 0.45

/* Share of the sheet's blocks whose colours are within `tolerance`. */
double mlf_place_match(const struct mlf_painted_sheet *sheet, const struct mlf_sums *sums, double across, double down,
                       double tolerance);

/* ---- painted-compare.c ---- */

/* What is different in the copy: excess[y * width + x] is how far the pixel is
 * beyond what resizing and saving explain, 0: not at all. */
struct mlf_paint_map {
    unsigned char *excess;
    int width, height;
};

/* With the clean sheet, which has the same size; `blur`: the copy had been made
 * smaller by this factor (1: not). */
int mlf_paint_compare(const struct mlf_pixels *copy, const struct mlf_pixels *clean, double blur,
                      struct mlf_paint_map *map, struct mlf_err *err);

/* With the fingerprints; `sums` and `place` are of the copy as it was saved,
 * `copy` has the sheet's size. */
int mlf_paint_guess(const struct mlf_painted_sheet *sheet, const struct mlf_sums *sums, const struct mlf_place *place,
                    const struct mlf_pixels *copy, struct mlf_paint_map *map, struct mlf_err *err);

/* ---- painted-marks.c ---- */

/* Which cells the paint marks: fills painted->marks. */
int mlf_paint_marks(const struct mlf_painted_sheet *sheet, const struct mlf_paint_map *map, struct mlf_painted *painted,
                    struct mlf_err *err);

/* ---- painted-strokes.c ---- */

/* Side of the tiles that strokes are followed in, px. */
#define MLF_STROKE_TILE 4

/* What of one stroke lies in one cell. */
struct mlf_stroke_cell {
    size_t cell;
    size_t pixels;
    size_t excess;                /* the sum of theirs */
    int left, right, top, bottom; /* tiles of the cell that it reaches, of the page */
    int central;                  /* reaches the middle half */
    int deep;                     /* is not only at the rim */
    int encloses;                 /* goes around the cell's centre */
};

struct mlf_stroke {
    size_t pixels; /* all of it, also outside of cells */
    struct mlf_stroke_cell *cells;
    size_t n, capacity;
};

/* Calls take() for every connected stroke of the map. */
int mlf_strokes_walk(const struct mlf_painted_sheet *sheet, const struct mlf_paint_map *map,
                     int (*take)(void *context, const struct mlf_stroke *stroke, struct mlf_err *err), void *context,
                     struct mlf_err *err);

#endif
