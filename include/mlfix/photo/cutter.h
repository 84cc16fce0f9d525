/* All boxes of one photo cut out and saved: the photo is decoded once. */
#ifndef MLFIX_PHOTO_CUTTER_H
#define MLFIX_PHOTO_CUTTER_H

#include <stddef.h>

#include "mlfix/record/obb.h"

struct mlf_err;

enum mlf_cut_fit {
    MLF_CUT_CONTAIN, /* the longer side is at most `size`; aspect kept, never enlarged */
    MLF_CUT_COVER,   /* size x size, the middle of the box, aspect kept */
    MLF_CUT_SQUISH,  /* size x size, the whole box, aspect lost */
};

struct mlf_cut_style {
    int size; /* pixels; 0 (with MLF_CUT_CONTAIN): as large as they are */
    enum mlf_cut_fit fit;
    double pad;  /* percent of the box's longer side, added on each of the four sides */
    int quality; /* 1..100 */
    int resume;  /* leave alone crops that are there and newer than the photo */
};

struct mlf_cut {
    int has_bbox;          /* 0: the whole photo */
    double bbox[4];        /* in: in the frame of the annotation; out: of the photo as displayed, in pixels */
    int normalised;        /* in: bbox is in fractions of the photo as displayed; out: 0 */
    int seam;              /* in: the photo is a panorama, and what of the box lies beyond its right edge is at its
                              left edge */
    const double *corners; /* in: of a rotated box, as for mlf_obb_fit, in bbox's frame and units, bbox being
                              their envelope; or NULL */
    double turned;         /* in: with corners: mlf_obb_fit's `towards` */
    struct mlf_obb obb;    /* out: the rotated box, of the photo as displayed: it is cut upright; w = 0: none */
    int frame_width, frame_height; /* the photo's size as the annotation says it; 0: it does not */
    const char *target;            /* file to write; NULL: the box is only measured */
    int photo_width, photo_height; /* out: of the photo as displayed */
    const char *frame;             /* out: "stored" or "displayed": the frame that the annotation means, where the photo
                                      is displayed turned by a quarter and the annotation's size tells; else NULL */
    int written;                   /* out: 0: nothing, because the photo itself is the crop */
    int outside;                   /* out: the box reaches more than half a pixel beyond the photo */
    int other_size;                /* out: the photo has not the size that the annotation says */
    int empty;                     /* out: nothing of the photo is inside the box: nothing written */
};

/* Returns 0; 1 where the photo could not be read, with why; -1 with err where a
 * crop could not be written. Boxes drawn on the stored pixels of a photo that is
 * displayed turned (the annotation's width and height say so) are moved to the
 * displayed frame. Fractions become pixels, rounded to hundredths: files that give
 * them have six digits, which is less (angles: to hundredths of a degree). The
 * surroundings of a rotated box are added on its own four sides. A whole photo that needs no change is not
 * written again. Where no cut has a target the photo is not decoded. */
int mlf_cut_photo(const char *path, const struct mlf_cut_style *style, struct mlf_cut *cuts, size_t n,
                  struct mlf_err *why, struct mlf_err *err);

#endif
