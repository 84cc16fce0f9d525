/* Memory of pixels, and resizing as two passes of precomputed weights. See
 * image.h. */
#ifndef MLFIX_PHOTO_RESIZE_H
#define MLFIX_PHOTO_RESIZE_H

#include "mlfix/photo/pixels.h"

struct mlf_err;

/* Resizes to exactly width x height, whatever the aspect. Edges are handled by
 * leaving out what lies outside and normalising the weights. */
int mlf_pixels_resize(const struct mlf_pixels *in, int width, int height, enum mlf_resampling kernel,
                      struct mlf_pixels *out, struct mlf_err *err);

/* Shrinks (never enlarges) so that the longer side is at most `longest`, keeping the
 * aspect, in place. longest 0: no change. */
int mlf_pixels_limit(struct mlf_pixels *pixels, int longest, struct mlf_err *err);

#endif
