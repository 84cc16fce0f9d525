/* The size of a JPEG from its header, without libvips: that is ready for everything, and
 * takes longer to open a small crop than decoding it takes. */
#ifndef MLFIX_PHOTO_JPEG_SIZE_H
#define MLFIX_PHOTO_JPEG_SIZE_H

#include <stddef.h>

/* Finds the size of a JPEG in grey or three components of 8 bit whose header is complete
 * and has no place for an orientation, as most crops and many photos are. Returns 1; or
 * 0 where it cannot tell: there is metadata that may hold an orientation (APP1), the
 * JPEG is of another kind, or it is damaged. */
int mlf_jpeg_size(const unsigned char *bytes, size_t length, int *width, int *height);

#endif
