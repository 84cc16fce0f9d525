/* What was found on a painted copy of a sheet: colours and marked cells. */
#ifndef MLFIX_PAINTED_PAINT_H
#define MLFIX_PAINTED_PAINT_H

#include <stddef.h>

#include "mlfix/photo/pixels.h"

enum mlf_paint {
    MLF_RED,
    MLF_ORANGE,
    MLF_YELLOW,
    MLF_GREEN,
    MLF_CYAN,
    MLF_BLUE,
    MLF_PURPLE,
    MLF_WHITE,
    MLF_GREY,
    MLF_BLACK,
    MLF_PAINTS,
};

/* A marked cell. */
struct mlf_painted_mark {
    size_t cell; /* of the sheet's cells */
    enum mlf_paint paint;
    enum mlf_paint second; /* another colour of which there is much in the cell, else `paint` */
    double confidence;     /* 0..1: by how much paint there is, how different it is from the picture below, and how
                              much of the stroke lies in this cell */
};

/* A copy that was read. */
struct mlf_painted_copy {
    size_t sheet;                   /* the sheet that it shows */
    double scale;                   /* of the copy: 0.5 is half the sheet's size */
    int direct;                     /* it was compared with the clean sheet, not with fingerprints */
    struct mlf_painted_mark *marks; /* by cell */
    size_t n, capacity;
    struct mlf_pixels pixels; /* the copy, resized to the sheet's size */
};

#endif
