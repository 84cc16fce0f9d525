/* Paint as connected strokes, on tiles of a few pixels: what of each lies in
 * which cell, and which cells it goes around. */
#ifndef MLFIX_PAINTED_STROKES_H
#define MLFIX_PAINTED_STROKES_H

struct mlf_err;
struct mlf_paint_map;
struct mlf_painted_sheet;
struct mlf_stroke;

/* Calls take() for every connected stroke of the map. */
int mlf_strokes_walk(const struct mlf_painted_sheet *sheet, const struct mlf_paint_map *map,
                     int (*take)(void *context, const struct mlf_stroke *stroke, struct mlf_err *err), void *context,
                     struct mlf_err *err);

#endif
