/* The only encoder of single pictures. See image.h. */
#ifndef MLFIX_PHOTO_SAVE_H
#define MLFIX_PHOTO_SAVE_H

struct mlf_buf;
struct mlf_err;
struct mlf_pixels;

/* Appends the picture as a file of `type`: "jpg" or "jpeg" (4:4:4), "png", "webp"
 * (quality 100: lossless) or "pdf" (one page at 150 pixels an inch). No metadata, so that equal pixels give equal
 * bytes. */
int mlf_pixels_encode(const struct mlf_pixels *pixels, const char *type, int quality, struct mlf_buf *buf,
                      struct mlf_err *err);

/* Writes the file whole or not at all; the type is the path's extension. */
int mlf_pixels_save(const struct mlf_pixels *pixels, const char *path, int quality, struct mlf_err *err);

#endif
