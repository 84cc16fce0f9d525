/* Cameras store a photo as the sensor saw it and note in EXIF how it is to be turned.
 * These functions lead from stored pixels to displayed ones and back. */
#ifndef MLFIX_PHOTO_ORIENTATION_H
#define MLFIX_PHOTO_ORIENTATION_H

struct mlf_err;
struct mlf_photo;
struct mlf_pixels;

/* Moves a box from the frame of the stored pixels to that of the displayed photo. */
void mlf_orientation_box(const struct mlf_photo *photo, double bbox[4]);

/* The same for the corners of a rotated box, x and y alternating, and for the angle of
 * its top (mlf_obb_fit's `towards`). */
void mlf_orientation_corners(const struct mlf_photo *photo, double corners[8], double *degrees);

/* Turns the place of a displayed pixel into the place where it is stored, by the EXIF
 * orientation, 1..8 (TIFF 6.0, section 8, tag 274: which edges of the displayed photo
 * the first stored row and column are). */
void mlf_orientation_stored_place(int orientation, int stored_width, int stored_height, int *x, int *y);

/* The displayed picture, in new memory, from stored pixels. */
int mlf_orientation_turn(const struct mlf_pixels *stored, int orientation, struct mlf_pixels *out, struct mlf_err *err);

#endif
