/* How well a single picture can be judged, as numbers: whether it is dark, bright,
 * blurred, without content, or of an unusual size. quality-issues.h compares the numbers
 * of all pictures of a dataset and gives names to what is unusual. */
#ifndef MLFIX_PHOTO_QUALITY_H
#define MLFIX_PHOTO_QUALITY_H

struct mlf_err;
struct mlf_pixels;

/* Pictures are measured with their longer side at most this many pixels long. Detail
 * that is lost by that, a reviewer does not see either. */
#define MLF_QUALITY_SIDE 256

enum mlf_quality_kind {
    /* Brightness (luma, ITU-R BT.601) that 95 % and 5 % of the pixels do not exceed: 0 black, 1 white. */
    MLF_QUALITY_LIGHT,
    MLF_QUALITY_SHADE,
    /* C. E. Shannon's entropy of the histogram of luma in 256 steps: 0 to 8 bits. */
    MLF_QUALITY_ENTROPY,
    /* Blur: the spread of the edges in pixels of the measured picture, as that of a Gaussian filter (see
     * mlf_quality_blur). 0.8 for a step from one pixel to the next, less for finer texture, at most
     * MLF_QUALITY_BLUR_MOST. */
    MLF_QUALITY_BLUR,
    MLF_QUALITY_SIZE,   /* square root of the area, in pixels of the photo */
    MLF_QUALITY_ASPECT, /* width divided by height */
    MLF_QUALITY_KINDS,
};

struct mlf_quality {
    double of[MLF_QUALITY_KINDS]; /* NAN: cannot be measured */
};

/* Blur is not measured where light less shade is below this contrast, or on a side of
 * fewer pixels than MLF_QUALITY_BLUR_LEAST: a plain picture has no edges. */
#define MLF_QUALITY_CONTRAST 0.08
#define MLF_QUALITY_BLUR_LEAST 8
#define MLF_QUALITY_BLUR_MOST 20.0

/* Measures a picture. Size and aspect are those of `pixels`: a caller that has shrunk
 * them replaces these two by the photo's. */
int mlf_quality_measure(const struct mlf_pixels *pixels, struct mlf_quality *quality, struct mlf_err *err);

/* The spread s of the edges of a picture of luma (0..255, height rows of width values;
 * both at least 3). The picture is blurred once more, by a Gaussian filter of spread 1.
 * An edge of spread s then has a slope lower by the factor R = sqrt(s^2 + 1) / s, so
 * s = 1 / sqrt(R^2 - 1) (S. Zhuo, T. Sim, "Defocus map estimation from a single image",
 * 2011, section 3). The paper takes R at every edge by itself; here R^2 is the ratio of
 * the squared slopes before and after, summed over those of the steepest tenth of the
 * pixels (after the blur) at which the slope is a local maximum. Contrast and plain
 * areas have no influence. *spread is NAN where no edges stand out, as on an even slope
 * or a shaded ball, where the steepest tenth is hardly steeper than the rest. */
int mlf_quality_blur(const float *luma, int width, int height, double *spread, struct mlf_err *err);

#endif
