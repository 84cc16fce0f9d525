/* Showing the mask of an object in a piece of its photo. */
#ifndef MLFIX_PHOTO_CUT_MASK_H
#define MLFIX_PHOTO_CUT_MASK_H

#include "mlfix/photo/pixels.h"

struct mlf_err;
struct mlf_mask;
struct mlf_photo;
struct mlf_pixels;

/* A piece of a photo, and a mask. */
struct mlf_masked {
    struct mlf_pixels *pixels; /* are changed */
    int left, top;             /* their place in the displayed photo, reduced */
    int width, height;         /* the size of that reduced photo */
    const struct mlf_photo *photo;
    const struct mlf_mask *mask;
    int fractions; /* the mask is in fractions of the photo; else in pixels of it at full size */
    int stored;    /* it is in the frame of the stored pixels; else in that of the displayed photo */
    int grey;      /* what is not in the mask becomes grey; else dark */
    int outline;   /* instead the edge of the mask is drawn, so thick that it is there still ... */
    int size;      /* ... when the longer side is shrunk to so many pixels; 0: it is not */
};

int mlf_cut_mask_show(const struct mlf_masked *masked, struct mlf_err *err);

#endif
