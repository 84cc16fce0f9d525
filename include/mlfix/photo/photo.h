/* A photo that was opened: its size, its orientation and, where they were asked for,
 * its pixels. */
#ifndef MLFIX_PHOTO_PHOTO_H
#define MLFIX_PHOTO_PHOTO_H

#include "mlfix/photo/pixels.h"

struct mlf_photo {
    struct mlf_pixels pixels;        /* as displayed: EXIF orientation applied; reduced by `shrink` */
    int width, height;               /* as displayed, at full size */
    int stored_width, stored_height; /* as the file stores it, before the orientation is applied */
    int orientation;                 /* EXIF, 1..8; 1 where the file gives none */
    int shrink;                      /* 1, 2, 4 or 8: pixels.width is about width / shrink */
};

#endif
