/* The size of a JPEG from its first bytes. */
#ifndef MLFIX_PHOTO_JPEG_SIZE_H
#define MLFIX_PHOTO_JPEG_SIZE_H

#include <stddef.h>

/* Of a JPEG in grey or three components of 8 bit whose header is whole and says
 * nothing of an orientation: as most crops and many photos are. A loader that
 * is ready for everything takes longer to open a crop than decoding it takes. 1, or 0 where it takes more to
 * tell: metadata in which an orientation may stand (APP1), other kinds, damage. */
int mlf_jpeg_size(const unsigned char *bytes, size_t length, int *width, int *height);

#endif
