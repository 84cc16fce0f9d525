/* Rotated boxes cut upright. */
#ifndef MLFIX_PHOTO_UPRIGHT_H
#define MLFIX_PHOTO_UPRIGHT_H

#include <stddef.h>

struct mlf_err;
struct mlf_obb;
struct mlf_photo_file;
struct mlf_photo_piece;
struct mlf_pixels;

/* How many pixels beside the box are looked at, of the reduced photo. */
#define MLF_UPRIGHT_MARGIN 3

/* The box as an upright picture. A turn by quarters moves pixels and changes none, its edges
 * at the nearest ones; for any other the photo is sampled at its (reduced) resolution with cubic
 * convolution (R. Keys, "Cubic convolution interpolation for digital image
 * processing", IEEE Trans. ASSP 29, 1981; a = -1/2). What the photo does not
 * show is left out where it is a whole row or column of the box, and mid grey (128)
 * where it is not. The piece has to hold what the photo has of the box's envelope and
 * MLF_UPRIGHT_MARGIN around it. No pixels (data NULL) where nothing of the photo lies
 * inside. */
int mlf_upright_piece(const struct mlf_photo_piece *piece, const struct mlf_obb *obb, struct mlf_pixels *out,
                      struct mlf_err *err);

/* The same as an upright picture: part i, which was decoded for mlf_upright_envelope(obb) at its place. */
int mlf_upright_part(struct mlf_photo_file *file, size_t i, const struct mlf_obb *obb, struct mlf_pixels *out,
                     struct mlf_err *err);

/* What has to be decoded, in pixels of the photo at full size. */
void mlf_upright_envelope(const struct mlf_obb *obb, int shrink, double bbox[4]);

#endif
