/* Cutting all boxes of one photo out and saving them; the photo is decoded once. */
#ifndef MLFIX_PHOTO_CUTTER_H
#define MLFIX_PHOTO_CUTTER_H

#include <stddef.h>

#include "mlfix/record/obb.h"

struct mlf_err;
struct mlf_mask;

enum mlf_cut_fit {
    MLF_CUT_CONTAIN, /* the longer side is at most `size`; aspect kept, never enlarged */
    MLF_CUT_COVER,   /* size x size, the middle of the box, aspect kept */
    MLF_CUT_SQUISH,  /* size x size, the whole box, aspect lost */
};

enum mlf_cut_mask {
    MLF_CUT_PLAIN,   /* masks are not shown */
    MLF_CUT_ALONE,   /* what is not in the mask is grey */
    MLF_CUT_DIM,     /* it is dark */
    MLF_CUT_OUTLINE, /* the edge of the mask is drawn */
};

struct mlf_cut_style {
    int size; /* pixels; 0 (with MLF_CUT_CONTAIN): crops keep their size */
    enum mlf_cut_fit fit;
    double pad;  /* percent of the box's longer side, added on each of the four sides */
    int quality; /* 1..100 */
    enum mlf_cut_mask mask;
    int resume; /* crops that exist and are newer than the photo are not written again */
};

/* One crop of a photo. "in" is set by the caller, "out" by mlf_cut_photo. */
struct mlf_cut {
    int has_bbox;   /* in; 0: the whole photo */
    double bbox[4]; /* x, y, width, height; in: in the annotation's frame; out: in pixels of the displayed photo */
    int normalised; /* in: bbox is in fractions of the displayed photo; out: 0 */
    int seam;       /* in: the photo is a panorama; the part of the box beyond its right edge continues at its
                       left edge */
    const double *corners;         /* in: of a rotated box, as for mlf_obb_fit, in bbox's frame and units, bbox being
                                      their envelope; or NULL */
    const struct mlf_mask *mask;   /* in: the object's shape in bbox's frame and units, or NULL; a rotated box's is not
                                      shown */
    int mask_in_fractions;         /* out: normalised, as it was */
    double turned;                 /* in, with corners: mlf_obb_fit's `towards` */
    struct mlf_obb obb;            /* out: the rotated box in the displayed photo, cut upright; w = 0: none */
    int frame_width, frame_height; /* in: the photo's size according to the annotation; 0: not given */
    const char *target;            /* in: the file to write; NULL: the box is only measured */
    int photo_width, photo_height; /* out: of the displayed photo */
    const char *frame;             /* out: "stored" or "displayed": the frame that the annotation means, where the photo
                                      is displayed turned by a quarter and the annotation's size tells; else NULL */
    int written;                   /* out; 0: no file, because the photo itself serves as the crop */
    int outside;                   /* out: the box reaches more than half a pixel beyond the photo */
    int other_size;                /* out: the photo has not the size that the annotation gives */
    int empty;                     /* out: nothing of the photo is inside the box, so no file was written */
};

/* Measures and writes the n cuts of the photo `path`. Returns 0; 1 where the photo could
 * not be read, with the reason in `why`; -1 with err where a crop could not be written.
 *
 * Where the annotation's size says that its boxes were drawn on the stored pixels of a
 * photo that is displayed turned, they are moved to the displayed frame. Fractions
 * become pixels rounded to hundredths, and angles to hundredths of a degree: files with
 * fractions give six digits, which is less exact. The padding of a rotated box is added
 * on its own four sides. A whole photo that needs no change is not written again. Where
 * no cut has a target, the photo is not decoded. */
int mlf_cut_photo(const char *path, const struct mlf_cut_style *style, struct mlf_cut *cuts, size_t n,
                  struct mlf_err *why, struct mlf_err *err);

#endif
