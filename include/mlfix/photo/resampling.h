/* The filters with which pictures are resized. */
#ifndef MLFIX_PHOTO_RESAMPLING_H
#define MLFIX_PHOTO_RESAMPLING_H

/* Where the picture gets smaller, each filter is stretched by the reduction, so that
 * every input pixel counts and no aliasing appears (K. Turkowski, "Filters for common
 * resampling tasks", Graphics Gems I, 1990). The radius is in input pixels before
 * stretching. */
enum mlf_resampling {
    MLF_TRIANGLE, /* radius 1; PIL calls it BILINEAR */
    MLF_CUBIC,    /* radius 2: R. Keys, "Cubic convolution interpolation for digital image processing" (1981),
                     equation 15; PIL's BICUBIC, also known as Catmull-Rom */
    MLF_LANCZOS,  /* radius 3 */
};

#endif
