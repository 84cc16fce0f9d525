/* Which way up a photo stands: stored pixels and boxes turned as its EXIF orientation
 * says. */
#ifndef MLFIX_PHOTO_ORIENTATION_H
#define MLFIX_PHOTO_ORIENTATION_H

struct mlf_err;
struct mlf_photo;
struct mlf_pixels;

/* Moves a box from the frame of the stored pixels to the displayed one. */
void mlf_orientation_box(const struct mlf_photo *photo, double bbox[4]);

/* The same for the corners of a rotated box, and for the angle that its top is at. */
void mlf_orientation_corners(const struct mlf_photo *photo, double corners[8], double *degrees);

/* From where a pixel is shown to where it is stored, by EXIF orientation (TIFF
 * 6.0, section 8, tag 274: which edges the first row and column are). */
void mlf_orientation_stored_place(int orientation, int stored_width, int stored_height, int *x, int *y);

/* The picture as it is shown, from the pixels as they are stored. */
int mlf_orientation_turn(const struct mlf_pixels *stored, int orientation, struct mlf_pixels *out, struct mlf_err *err);

#endif
