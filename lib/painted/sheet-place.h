/* Which sheet a picture shows, and at what size: the scale at which the means
 * of its boxes are the sheet's fingerprints. Nothing is assumed of the picture's
 * size, so a manifest needs no more than its cells. */
#ifndef MLFIX_PAINTED_SHEET_PLACE_H
#define MLFIX_PAINTED_SHEET_PLACE_H

struct mlf_err;
struct mlf_pixel_sums;
struct mlf_painted_cell;
struct mlf_painted_sheet;
struct mlf_painted_sheets;
struct mlf_pixels;
struct mlf_sheet_place;

int mlf_pixel_sums_make(struct mlf_pixel_sums *sums, const struct mlf_pixels *pixels, struct mlf_err *err);
void mlf_pixel_sums_free(struct mlf_pixel_sums *sums);

/* Mean colours of block `block` (0..63) of the cell; the sheet's pixel (x, y)
 * stands at (x * across, y * down) of the picture. 0 where that is not wholly in
 * the picture. */
int mlf_pixel_sums_block(const struct mlf_pixel_sums *sums, const struct mlf_painted_cell *cell, int block,
                         double across, double down, double mean[3]);

/* The sheet that the picture shows whole; `name` is that of its file. Where
 * match is low it shows none. */
int mlf_sheet_place_find(const struct mlf_painted_sheets *sheets, const struct mlf_pixel_sums *sums, const char *name,
                         struct mlf_sheet_place *place, struct mlf_err *err);

/* Share of the sheet's blocks whose colours are within `tolerance`. */
double mlf_sheet_place_match(const struct mlf_painted_sheet *sheet, const struct mlf_pixel_sums *sums, double across,
                             double down, double tolerance);

#endif
