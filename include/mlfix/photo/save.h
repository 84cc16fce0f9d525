/* Encoding and saving single pictures. */
#ifndef MLFIX_PHOTO_SAVE_H
#define MLFIX_PHOTO_SAVE_H

struct mlf_buf;
struct mlf_err;
struct mlf_pixels;

/* Appends the picture as a file of `type`: "jpg" or "jpeg" (without chroma
 * subsampling), "png", "webp" (lossless at quality 100) or "pdf" (one page, 150 pixels
 * an inch). `quality` is 1..100; PNG has none. No metadata is written, so equal pixels
 * give equal bytes. */
int mlf_pixels_encode(const struct mlf_pixels *pixels, const char *type, int quality, struct mlf_buf *buf,
                      struct mlf_err *err);

/* Writes the file completely or not at all; the path's extension gives the type. */
int mlf_pixels_save(const struct mlf_pixels *pixels, const char *path, int quality, struct mlf_err *err);

#endif
