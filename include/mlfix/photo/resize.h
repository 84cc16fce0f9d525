/* Resizing pictures: one pass across and one down, with weights computed beforehand. */
#ifndef MLFIX_PHOTO_RESIZE_H
#define MLFIX_PHOTO_RESIZE_H

#include "mlfix/photo/resampling.h"

struct mlf_err;
struct mlf_pixels;

/* Resizes to exactly width x height, whatever the aspect; `out` is new memory. At the
 * edges, weights of pixels outside the picture are left out and the others scaled to
 * sum to 1. */
int mlf_pixels_resize(const struct mlf_pixels *in, int width, int height, enum mlf_resampling kernel,
                      struct mlf_pixels *out, struct mlf_err *err);

/* Shrinks in place, keeping the aspect, so that the longer side is at most `longest`
 * pixels. Never enlarges; longest 0 changes nothing. */
int mlf_pixels_limit(struct mlf_pixels *pixels, int longest, struct mlf_err *err);

#endif
