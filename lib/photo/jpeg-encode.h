/* Encoding pictures as JPEG. */
#ifndef MLFIX_PHOTO_JPEG_ENCODE_H
#define MLFIX_PHOTO_JPEG_ENCODE_H

struct mlf_buf;
struct mlf_err;
struct mlf_pixels;

/* Appends the picture as a JPEG file of that quality (1..100), without chroma
 * subsampling and without metadata. This is done with libjpeg and not through libvips,
 * which starts a thread for every picture it writes: for small crops that takes longer
 * than the encoding. */
int mlf_jpeg_encode(const struct mlf_pixels *pixels, int quality, struct mlf_buf *buf, struct mlf_err *err);

#endif
