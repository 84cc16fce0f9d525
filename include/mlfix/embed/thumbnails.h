/* Thumbnails: what pictures are described from. */
#ifndef MLFIX_EMBED_THUMBNAILS_H
#define MLFIX_EMBED_THUMBNAILS_H

#include <stddef.h>

/* A thumbnail: the whole picture squeezed to 32 x 32 RGB bytes,
 * thumb[(y * 32 + x) * 3 + channel]. */
#define MLF_THUMB_SIDE 32
#define MLF_THUMB_BYTES ((size_t)MLF_THUMB_SIDE * MLF_THUMB_SIDE * 3)

/* n thumbnails one behind the other; borrowed. */
struct mlf_thumbs {
    const unsigned char *bytes;  /* n x MLF_THUMB_BYTES */
    const unsigned char *usable; /* n: 0 where the picture could not be read; its bytes are not looked at */
    size_t n;
};

#endif
