/* Rectangles of a JPEG, decoded without the rest of it. */
#ifndef MLFIX_PHOTO_JPEG_PARTS_H
#define MLFIX_PHOTO_JPEG_PARTS_H

#include <stddef.h>

/* A rectangle of the stored pixels at the reduced size, wholly inside them. */
struct mlf_jpeg_part {
    int x, y, width, height;
    unsigned char *rgb; /* out: width * height * 3 bytes; the caller's memory */
};

/* Decodes the n parts of a JPEG that is reduced by `shrink` (1, 2, 4 or 8), with exactly
 * the pixels that decoding all of it would give. Only the first width x height pixels of
 * the reduced picture are used. Rows above the first part and between parts, and columns
 * beside all parts, are passed over; behind the last part only the end of the picture is
 * searched for.
 *
 * Returns 1; or 0 for anything but an ordinary, undamaged JPEG: CMYK, more than 8 bits,
 * arithmetic coding, no end, or a warning of libjpeg in the rows it went through. The
 * contents of the parts then mean nothing, and the caller decodes the whole photo
 * (decode.h). */
int mlf_jpeg_decode_parts(const char *bytes, size_t length, int shrink, int width, int height,
                          struct mlf_jpeg_part *parts, size_t n);

/* The two ways of doing so, of which mlf_jpeg_decode_parts takes the faster; apart for
 * tests. In the first, libjpeg skips rows and columns. In the second, the coded data of
 * each part are found (jpeg-scan.h) and decoded alone; it is for baseline JPEGs without
 * restart markers and at most 256 parts that make up less than half of the picture, and
 * returns 0 for others. */
int mlf_jpeg_decode_rows(const char *bytes, size_t length, int shrink, int width, int height,
                         struct mlf_jpeg_part *parts, size_t n);
int mlf_jpeg_decode_windows(const char *bytes, size_t length, int shrink, const struct mlf_jpeg_part *parts, size_t n);

#endif
