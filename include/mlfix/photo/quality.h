/* How good a picture is to look at: dark, bright, blurred, without information,
 * of an unusual size. Raw numbers of one picture, then how far each lies from
 * the usual in the dataset, then names for what is far out both ways. */
#ifndef MLFIX_PHOTO_QUALITY_H
#define MLFIX_PHOTO_QUALITY_H

#include <stddef.h>

struct mlf_err;
struct mlf_pixels;

/* Pictures are looked at with their longer side at most this long: what is lost
 * by that, a reviewer does not see either, and detail at the level of single
 * pixels of a large photo says little about it. */
#define MLF_QUALITY_SIDE 256

enum mlf_quality_kind {
    /* Brightness (luma, ITU-R BT.601) that 95 and 5 in 100 pixels do not exceed: 0 black, 1 white. */
    MLF_QUALITY_LIGHT,
    MLF_QUALITY_SHADE,
    /* C. E. Shannon's entropy of the histogram of luma in 256 steps: 0 to 8 bits. */
    MLF_QUALITY_ENTROPY,
    /* Spread of the edges in pixels of the picture looked at, as that of a Gaussian filter: see
     * mlf_quality_blur. 0.8 for a step from one pixel to the next, less for finer texture; at most
     * MLF_QUALITY_BLUR_MOST. */
    MLF_QUALITY_BLUR,
    MLF_QUALITY_SIZE,   /* root of the area, in pixels of the photo */
    MLF_QUALITY_ASPECT, /* width by height */
    MLF_QUALITY_KINDS,
};

struct mlf_quality {
    double of[MLF_QUALITY_KINDS]; /* NAN: cannot be said */
};

/* Below this contrast (light less shade) and on less than MLF_QUALITY_BLUR_LEAST
 * pixels a side nothing is said of blur: a plain picture has no edges to be blurred. */
#define MLF_QUALITY_CONTRAST 0.08
#define MLF_QUALITY_BLUR_LEAST 8
#define MLF_QUALITY_BLUR_MOST 20.0

/* All but the size and aspect, which are those of `pixels`: where these were
 * shrunk the caller knows better. At most MLF_QUALITY_SIDE is looked at; larger ones are shrunk. */
int mlf_quality_measure(const struct mlf_pixels *pixels, struct mlf_quality *quality, struct mlf_err *err);

/* The spread s of the edges of a picture of luma (0..255, width x height, by rows): it is
 * blurred once more, by a Gaussian filter of spread 1. An edge of spread s then
 * has a slope lower by R = sqrt(s^2 + 1) / s, so s = 1 / sqrt(R^2 - 1) (S. Zhuo,
 * T. Sim, "Defocus map estimation from a single image", 2011, section 3, where R
 * is taken at every edge by itself). R^2 is the ratio of the squared slopes
 * before and after, summed over the crests among the tenth of the pixels that are
 * steepest after. Neither contrast nor plain areas bear on it. NAN where no edges
 * stand out: on an even slope or a shaded ball the steepest tenth is hardly
 * steeper than the rest. Sides of 3 pixels at least. */
int mlf_quality_blur(const float *luma, int width, int height, double *spread, struct mlf_err *err);

/* Fewer pictures have nothing that is usual. */
#define MLF_QUALITY_ISSUES_LEAST ((size_t)20)

#endif
