/* Rotated boxes cut out of photos as upright pictures. */
#ifndef MLFIX_PHOTO_UPRIGHT_H
#define MLFIX_PHOTO_UPRIGHT_H

#include <stddef.h>

struct mlf_err;
struct mlf_obb;
struct mlf_photo_file;
struct mlf_photo_piece;
struct mlf_pixels;

/* Pixels around the box, of the reduced photo, that sampling needs. */
#define MLF_UPRIGHT_MARGIN 3

/* The upright box that has to be decoded for a rotated one: x, y, width, height in
 * pixels of the photo at full size, margin included. */
void mlf_upright_envelope(const struct mlf_obb *obb, int shrink, double bbox[4]);

/* Cuts the rotated box out of the piece and turns it upright. A turn by a multiple of 90
 * degrees moves pixels and changes none; its edges move to the nearest pixel edges. For
 * any other angle the photo is sampled at its reduced resolution with cubic convolution
 * (R. Keys, "Cubic convolution interpolation for digital image processing", IEEE Trans.
 * ASSP 29, 1981; a = -1/2). Whole rows and columns of the box that lie beyond the photo
 * are left out; other pixels beyond it become mid grey (128).
 *
 * The piece must hold what the photo has of the box's envelope (mlf_upright_envelope).
 * No pixels (data NULL) where nothing of the photo lies inside. */
int mlf_upright_piece(const struct mlf_photo_piece *piece, const struct mlf_obb *obb, struct mlf_pixels *out,
                      struct mlf_err *err);

/* The same from part i of an opened photo, which was decoded for the box
 * mlf_upright_envelope gives. */
int mlf_upright_part(struct mlf_photo_file *file, size_t i, const struct mlf_obb *obb, struct mlf_pixels *out,
                     struct mlf_err *err);

#endif
