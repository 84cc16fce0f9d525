/* The steps of reading a painted copy. */
#ifndef MLFIX_PAINTED_PAINTED_PARTS_H
#define MLFIX_PAINTED_PAINTED_PARTS_H

#include <stddef.h>
#include <stdint.h>

/* Sums of all pixels above and left of a place: mean colours of boxes with
 * edges between pixels. */
struct mlf_pixel_sums {
    uint32_t *data; /* (width + 1) * (height + 1) * 3 */
    int width, height;
};

/* Pictures with more pixels overflow the sums. */
#define MLF_PIXEL_SUMS_LIMIT 16000000.0

/* Where a picture is a sheet. */
struct mlf_sheet_place {
    size_t sheet;
    double across, down; /* as for mlf_pixel_sums_block */
    double match;        /* share of the blocks that look as they should, 0..1 */
};

/* Less than this and a picture is not the sheet. */
#define MLF_SHEET_PLACE_MATCH 0.45

/* What is different in the copy: excess[y * width + x] is how far the pixel is
 * beyond what resizing and saving explain, 0: not at all. */
struct mlf_paint_map {
    unsigned char *excess;
    int width, height;
};

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

#endif
