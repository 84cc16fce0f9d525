/* What the ways of decoding share (private to lib/image). */
#ifndef MLFIX_IMAGE_DECODE_H
#define MLFIX_IMAGE_DECODE_H

#include <stddef.h>

#include "mlfix/image.h"

/* A file larger than this is no photo that fits MLF_PHOTO_LIMIT. */
#define MLF_PHOTO_FILE_LIMIT ((size_t)1 << 30)

/* mlf_photo_read and mlf_photo_size for a file in memory; `path` is for messages. */
int mlf_decode_bytes(struct mlf_photo *photo, const char *bytes, size_t length, const char *path, int shrink,
                     int pixels_wanted, struct mlf_err *err);

/* From where a pixel is shown to where it is stored, by EXIF orientation (TIFF
 * 6.0, section 8, tag 274: which edges the first row and column are). */
void mlf_stored_place(int orientation, int stored_width, int stored_height, int *x, int *y);

/* The picture as it is shown, from the pixels as they are stored. */
int mlf_pixels_turn(const struct mlf_pixels *stored, int orientation, struct mlf_pixels *out, struct mlf_err *err);

/* What of the box lies beyond the right edge of a panorama, which goes on at its left edge: 1, or 0 where nothing
 * does. */
int mlf_behind_seam(const double bbox[4], int photo_width, double behind[4]);

/* Puts `right` (freed) behind `left`, of the same height. */
int mlf_pixels_join(struct mlf_pixels *left, struct mlf_pixels *right, struct mlf_err *err);

struct mlf_rectangle {
    int x, y, width, height;
};

/* The pixels that a box (of the displayed photo at full size) holds when that is
 * reduced by `shrink` to width x height, its edges at the nearest ones: 1, or 0
 * where it holds none. */
int mlf_box_held(const double bbox[4], int shrink, int width, int height, struct mlf_rectangle *out);

#endif
