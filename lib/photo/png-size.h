/* The size of a PNG from its header, without libvips, as jpeg-size.h does it for JPEGs. */
#ifndef MLFIX_PHOTO_PNG_SIZE_H
#define MLFIX_PHOTO_PNG_SIZE_H

#include <stddef.h>

/* Finds the size of a PNG whose chunks are sound as far as the first data, and of which none
 * says how the picture is turned. Returns 1; or 0 where it cannot tell: there is such a
 * chunk or one that is not known here, the file is damaged, or it is no PNG. */
int mlf_png_size(const unsigned char *bytes, size_t length, int *width, int *height);

#endif
