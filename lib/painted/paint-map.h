/* Which pixels of a copy are paint. */
#ifndef MLFIX_PAINTED_PAINT_MAP_H
#define MLFIX_PAINTED_PAINT_MAP_H

struct mlf_err;
struct mlf_pixel_sums;
struct mlf_paint_map;
struct mlf_painted_sheet;
struct mlf_pixels;
struct mlf_sheet_place;

/* With the clean sheet, which has the same size; `blur`: the copy had been made
 * smaller by this factor (1: not). */
int mlf_paint_map_compare(const struct mlf_pixels *copy, const struct mlf_pixels *clean, double blur,
                          struct mlf_paint_map *map, struct mlf_err *err);

/* With the fingerprints; `sums` and `place` are of the copy as it was saved,
 * `copy` has the sheet's size. */
int mlf_paint_map_guess(const struct mlf_painted_sheet *sheet, const struct mlf_pixel_sums *sums,
                        const struct mlf_sheet_place *place, const struct mlf_pixels *copy, struct mlf_paint_map *map,
                        struct mlf_err *err);

#endif
