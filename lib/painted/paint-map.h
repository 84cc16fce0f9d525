/* Which pixels of a copy are paint.
 *
 * A copy differs from its sheet everywhere, because it was saved as JPEG and perhaps
 * resized. Paint is what differs by more than that explains. Where the clean sheet is at
 * hand, a pixel of the copy is compared with the range of values around its place in the
 * clean sheet: saving and resizing mix neighbouring pixels, and hardly leave that range.
 * Without the clean sheet only the fingerprints are known, the mean colours of 64 blocks
 * of each cell: blocks whose mean has moved by more than usual are painted, and in them
 * the pixels that lie farthest in the direction in which the mean has moved. */
#ifndef MLFIX_PAINTED_PAINT_MAP_H
#define MLFIX_PAINTED_PAINT_MAP_H

struct mlf_err;
struct mlf_painted_sheet;
struct mlf_pixel_sums;
struct mlf_pixels;
struct mlf_sheet_place;

/* excess[y * width + x]: by how many levels the pixel differs beyond what resizing and
 * saving explain; 0: it is no paint. */
struct mlf_paint_map {
    unsigned char *excess; /* owned: freed with free() by who asked for the map */
    int width, height;
};

/* Compares with the clean sheet, which has the same size. blur: the factor by which the
 * copy had been made smaller before (1: it was not). */
int mlf_paint_map_compare(const struct mlf_pixels *copy, const struct mlf_pixels *clean, double blur,
                          struct mlf_paint_map *map, struct mlf_err *err);

/* Compares with the fingerprints. `sums` and `place` are of the copy as it was saved;
 * `copy` is the copy resized to the sheet's size. */
int mlf_paint_map_guess(const struct mlf_painted_sheet *sheet, const struct mlf_pixel_sums *sums,
                        const struct mlf_sheet_place *place, const struct mlf_pixels *copy, struct mlf_paint_map *map,
                        struct mlf_err *err);

#endif
