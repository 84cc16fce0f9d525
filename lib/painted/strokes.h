/* Paint as connected strokes: how much of each lies in which cell, and which cells it
 * encircles. To be quick, and to bridge small gaps, strokes are followed on tiles of a
 * few pixels. */
#ifndef MLFIX_PAINTED_STROKES_H
#define MLFIX_PAINTED_STROKES_H

#include <stddef.h>

struct mlf_err;
struct mlf_paint_map;
struct mlf_painted_sheet;

/* Side of a tile, px. */
#define MLF_STROKE_TILE 4

/* The part of a stroke that lies in one cell. */
struct mlf_stroke_cell {
    size_t cell;
    size_t pixels;
    size_t excess;                /* the sum of its pixels' excess (paint-map.h) */
    int left, right, top, bottom; /* the first and last columns and rows of the page's tiles that it reaches here */
    int central;                  /* it reaches the middle half of the cell */
    int deep;                     /* it is not only at the cell's rim */
    int encloses;                 /* it goes around the cell's centre */
};

struct mlf_stroke {
    size_t pixels; /* all of them, outside of cells too */
    struct mlf_stroke_cell *cells;
    size_t n, capacity;
};

/* Calls take() for every connected stroke of the map. The stroke is valid only during the
 * call. Stops where take() returns -1. */
int mlf_strokes_walk(const struct mlf_painted_sheet *sheet, const struct mlf_paint_map *map,
                     int (*take)(void *context, const struct mlf_stroke *stroke, struct mlf_err *err), void *context,
                     struct mlf_err *err);

#endif
