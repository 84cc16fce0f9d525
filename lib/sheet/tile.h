/* The picture of one record as it stands in a cell. */
#ifndef MLFIX_SHEET_TILE_H
#define MLFIX_SHEET_TILE_H

struct mlf_draw_theme;
struct mlf_err;
struct mlf_pixels;
struct mlf_record;

/* Makes the whole picture of a record with its longer side `size`; smaller pictures are
 * enlarged. Pictures that could not be judged otherwise are made clearer (*lifted = 1):
 * dark ones by black and white points taken from the middle of the picture and a power
 * curve that brings its median to a mid grey; flat ones by stretching their range of
 * levels. */
int mlf_tile_make(const struct mlf_record *record, int size, struct mlf_pixels *tile, int *lifted, struct mlf_err *err);

/* The same for the record's box with `percent` of its longer side around it, the box
 * outlined (mlf_record_surroundings). A record without a box in a photo is shown as by
 * mlf_tile_make. */
int mlf_tile_context(const struct mlf_record *record, int percent, int size, struct mlf_pixels *tile, int *lifted,
                     struct mlf_err *err);

/* The tile for a record whose picture cannot be read: crossed out. */
int mlf_tile_placeholder(int size, const struct mlf_draw_theme *theme, struct mlf_pixels *tile, struct mlf_err *err);

#endif
