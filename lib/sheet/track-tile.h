/* The cell of a track: one crop large, and below it some of its frames in their order. */
#ifndef MLFIX_SHEET_TRACK_TILE_H
#define MLFIX_SHEET_TRACK_TILE_H

#include <stddef.h>

struct mlf_draw_theme;
struct mlf_pixels;
struct mlf_sheets;

/* How much of a cell's side, in pixels, is left for the large crop: all of it where the cell shows no track of several
 * frames, or is too small. */
int mlf_track_tile_main(const struct mlf_sheets *sheets, size_t cell);

/* Draws the frames into the cell at x, y, below the large crop; one whose label is not that of most of them is framed.
 */
void mlf_track_tile_draw(const struct mlf_sheets *sheets, size_t cell, const struct mlf_draw_theme *theme, int x, int y,
                         struct mlf_pixels *page);

#endif
