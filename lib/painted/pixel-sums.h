/* Mean colours of rectangles of a picture, quickly and with edges between pixels: by sums
 * of all pixels above and left of each place (F. Crow, "Summed-area tables for texture
 * mapping", 1984). */
#ifndef MLFIX_PAINTED_PIXEL_SUMS_H
#define MLFIX_PAINTED_PIXEL_SUMS_H

#include <stdint.h>

struct mlf_err;
struct mlf_painted_cell;
struct mlf_pixels;

struct mlf_pixel_sums {
    uint32_t *data; /* (width + 1) * (height + 1) * 3; owned */
    int width, height;
};

/* The sums of pictures with more pixels would overflow. */
#define MLF_PIXEL_SUMS_LIMIT 16000000.0

int mlf_pixel_sums_make(struct mlf_pixel_sums *sums, const struct mlf_pixels *pixels, struct mlf_err *err);
void mlf_pixel_sums_free(struct mlf_pixel_sums *sums);

/* The mean colour of block `block` (0..63) of a sheet's cell, where the sheet's pixel
 * (x, y) stands at (x * across, y * down) of the picture. Returns 1, or 0 where the block
 * is not wholly in the picture. */
int mlf_pixel_sums_block(const struct mlf_pixel_sums *sums, const struct mlf_painted_cell *cell, int block,
                         double across, double down, double mean[3]);

#endif
