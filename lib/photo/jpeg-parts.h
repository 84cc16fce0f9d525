/* Rectangles of a JPEG decoded without the rest of it. */
#ifndef MLFIX_PHOTO_JPEG_PARTS_H
#define MLFIX_PHOTO_JPEG_PARTS_H

#include <stddef.h>

/* A rectangle of the stored pixels at the reduced size, wholly inside them. */
struct mlf_jpeg_part {
    int x, y, width, height;
    unsigned char *rgb; /* out: width * height * 3 bytes, the caller's memory */
};

/* Fills the parts of a JPEG, of which the first width x height pixels are looked
 * at when it is reduced by `shrink` (1, 2, 4 or 8), with the very pixels that decoding all of it would
 * give: rows above the first part and between parts are passed over, columns
 * beside all of them are not computed, and nothing behind the last part is
 * decoded. The last is only searched for the end of the picture.
 *
 * Returns 1; or 0 for all that is not an ordinary, undamaged JPEG: CMYK, more
 * than 8 bits, arithmetic coding, no end, or anything libjpeg warns of in the
 * rows it passed. What is in the parts then means nothing, and the other
 * decoder has the last word. */
int mlf_jpeg_decode_parts(const char *bytes, size_t length, int shrink, int width, int height,
                          struct mlf_jpeg_part *parts, size_t n);

/* The two ways of doing so: libjpeg skips rows and columns; or the windows of the parts are found in the data and
 * decoded alone. The second is for baseline JPEGs without restart markers, some hundred parts at most, which make up
 * less than half of the picture; it returns 0 for others. */
int mlf_jpeg_decode_rows(const char *bytes, size_t length, int shrink, int width, int height,
                         struct mlf_jpeg_part *parts, size_t n);
int mlf_jpeg_decode_windows(const char *bytes, size_t length, int shrink, const struct mlf_jpeg_part *parts, size_t n);

#endif
