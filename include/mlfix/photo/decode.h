/* The only decoder of photos. */
#ifndef MLFIX_PHOTO_DECODE_H
#define MLFIX_PHOTO_DECODE_H

#include <stddef.h>

struct mlf_err;
struct mlf_photo;

/* Decodes a photo in any format that libvips reads safely (JPEG, PNG, WebP, TIFF, GIF,
 * HEIF, PPM). Only the first page is read; grey, palette, 16-bit and CMYK pictures are
 * converted to sRGB; transparent parts are laid on mid grey (128); an embedded colour
 * profile is ignored, as training code does. A truncated or damaged file is an error,
 * never half a picture. `path` may lead into a tar archive (archive.h).
 *
 * `shrink` (1, 2, 4 or 8) asks for a JPEG to be decoded at that fraction of its size,
 * which is much faster. Other formats ignore it, and photo->shrink is then 1.
 * Freed by mlf_photo_free. */
int mlf_photo_read(struct mlf_photo *photo, const char *path, int shrink, struct mlf_err *err);

/* Reads everything but the pixels, without decoding. */
int mlf_photo_size(struct mlf_photo *photo, const char *path, struct mlf_err *err);

void mlf_photo_free(struct mlf_photo *photo);

/* mlf_photo_read, or mlf_photo_size where pixels_wanted is 0, of a file in memory;
 * `path` is only used in messages. */
int mlf_photo_read_bytes(struct mlf_photo *photo, const char *bytes, size_t length, const char *path, int shrink,
                         int pixels_wanted, struct mlf_err *err);

#endif
