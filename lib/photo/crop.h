/* Boxes cut out of decoded photos, and the arithmetic for it. Boxes are x, y, width,
 * height in pixels of the displayed photo at full size. */
#ifndef MLFIX_PHOTO_CROP_H
#define MLFIX_PHOTO_CROP_H

struct mlf_err;
struct mlf_photo;
struct mlf_pixels;

/* Whole pixels of a picture. */
struct mlf_crop_area {
    int x, y, width, height;
};

/* The pixels inside the box when the displayed photo is reduced by `shrink` to
 * width x height; each edge of the box moves to the nearest pixel edge, and a box of
 * less than a pixel becomes the pixel it lies in. Returns 1, or 0 where no pixel of the
 * photo lies inside. */
int mlf_crop_rectangle(const double bbox[4], int shrink, int width, int height, struct mlf_crop_area *out);

/* Copies the part of the photo inside the box into new memory, as far as the photo
 * goes. An error where nothing of the photo lies inside. */
int mlf_crop_box(const struct mlf_photo *photo, const double bbox[4], struct mlf_pixels *out, struct mlf_err *err);

/* The largest shrink (1, 2, 4 or 8) that leaves at least `wanted` of `have` pixels. */
int mlf_crop_shrink(double have, double wanted);

/* A panorama continues at its left edge where it ends on the right. `behind` becomes
 * that part of the box which lies beyond the right edge, in the photo's coordinates.
 * Returns 1, or 0 where nothing does. */
int mlf_crop_behind_seam(const double bbox[4], int photo_width, double behind[4]);

/* Appends the picture `right` on the right side of `left`, which has the same height,
 * and frees `right`. */
int mlf_crop_join(struct mlf_pixels *left, struct mlf_pixels *right, struct mlf_err *err);

#endif
