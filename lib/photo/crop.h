/* Boxes cut out of photos. See image.h. */
#ifndef MLFIX_PHOTO_CROP_H
#define MLFIX_PHOTO_CROP_H

struct mlf_err;
struct mlf_photo;
struct mlf_pixels;
struct mlf_crop_area;

/* The part of the photo inside bbox (x, y, w, h in pixels of the displayed
 * photo at full size), cut at the photo's edges, each edge at the nearest
 * pixel's (a box of less than a pixel: the one it lies in). An error where
 * nothing of the photo lies inside. */
int mlf_crop_box(const struct mlf_photo *photo, const double bbox[4], struct mlf_pixels *out, struct mlf_err *err);

/* The largest shrink that leaves at least `wanted` pixels of `have`. */
int mlf_crop_shrink(double have, double wanted);

/* What of the box lies beyond the right edge of a panorama, which goes on at its left edge: 1, or 0 where nothing
 * does. */
int mlf_crop_behind_seam(const double bbox[4], int photo_width, double behind[4]);

/* Puts `right` (freed) behind `left`, of the same height. */
int mlf_crop_join(struct mlf_pixels *left, struct mlf_pixels *right, struct mlf_err *err);

/* The pixels that a box (of the displayed photo at full size) holds when that is
 * reduced by `shrink` to width x height, its edges at the nearest ones: 1, or 0
 * where it holds none. */
int mlf_crop_rectangle(const double bbox[4], int shrink, int width, int height, struct mlf_crop_area *out);

#endif
