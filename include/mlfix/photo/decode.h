/* What the ways of decoding share. */
#ifndef MLFIX_PHOTO_DECODE_H
#define MLFIX_PHOTO_DECODE_H

#include <stddef.h>

struct mlf_err;
struct mlf_photo;

/* Decodes a photo of any format that libvips reads from files of strangers
 * (JPEG, PNG, WebP, TIFF, GIF, HEIF, PPM): first page only, grey, palette, 16
 * bit and CMYK converted to sRGB, transparent parts laid on mid grey (128), an
 * embedded profile ignored as training code does. A truncated or damaged file
 * is an error, never half a picture. `shrink` asks for a JPEG to be decoded at
 * a half, quarter or eighth of its size (much faster; other formats ignore it
 * and photo->shrink says 1). */
int mlf_photo_read(struct mlf_photo *photo, const char *path, int shrink, struct mlf_err *err);

/* The same without decoding: everything but the pixels. */
int mlf_photo_size(struct mlf_photo *photo, const char *path, struct mlf_err *err);

void mlf_photo_free(struct mlf_photo *photo);

/* A file larger than this is no photo that fits MLF_PHOTO_LIMIT. */
#define MLF_PHOTO_FILE_LIMIT ((size_t)1 << 30)

/* mlf_photo_read and mlf_photo_size for a file in memory; `path` is for messages. */
int mlf_photo_read_bytes(struct mlf_photo *photo, const char *bytes, size_t length, const char *path, int shrink,
                         int pixels_wanted, struct mlf_err *err);

#endif
