/* The picture of one record as it stands in a cell. */
#ifndef MLFIX_SHEET_TILE_H
#define MLFIX_SHEET_TILE_H

struct mlf_err;
struct mlf_pixels;
struct mlf_record;
struct mlf_draw_theme;

/* The picture of a record as it stands in a cell: whole, its longer side `size`,
 * enlarged where it is smaller. What could not be judged is made clearer
 * (*lifted = 1): dark ones by black and white points taken from the middle of the
 * picture and a power curve that brings its median to a mid grey, flat ones by
 * drawing their levels out. */
int mlf_tile_make(const struct mlf_record *record, int size, struct mlf_pixels *tile, int *lifted, struct mlf_err *err);

/* The same for the record's box in its surroundings (mlf_record_surroundings),
 * outlined; a record without a box in a photo as mlf_tile_make has it. */
int mlf_tile_context(const struct mlf_record *record, int percent, int size, struct mlf_pixels *tile, int *lifted,
                     struct mlf_err *err);

/* A cell whose picture cannot be read: crossed out. */
int mlf_tile_placeholder(int size, const struct mlf_draw_theme *theme, struct mlf_pixels *tile, struct mlf_err *err);

#endif
