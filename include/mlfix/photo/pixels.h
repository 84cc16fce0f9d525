/* Pictures in memory, and what is known of a photo that was opened. */
#ifndef MLFIX_PHOTO_PIXELS_H
#define MLFIX_PHOTO_PIXELS_H

#include <stddef.h>

struct mlf_err;

/* sRGB, 8 bit: data[(y * width + x) * 3 + channel], rows without padding, top
 * row first. Owned: freed by mlf_pixels_free. */
struct mlf_pixels {
    unsigned char *data;
    int width, height;
};

/* A zeroed (black) picture; both sides at least 1. */
int mlf_pixels_new(struct mlf_pixels *pixels, int width, int height, struct mlf_err *err);

/* The same for those who fill all of it: it shows whatever was there. */
int mlf_pixels_room(struct mlf_pixels *pixels, int width, int height, struct mlf_err *err);

/* Frees the data and zeroes the struct; harmless on a zeroed one. */
void mlf_pixels_free(struct mlf_pixels *pixels);

/* Photos with more pixels than this are refused before they are decoded. */
#define MLF_PHOTO_LIMIT 200000000.0

struct mlf_photo {
    struct mlf_pixels pixels;        /* as displayed: EXIF orientation applied; reduced by `shrink` */
    int width, height;               /* as displayed, at full size */
    int stored_width, stored_height; /* as the file stores it, before the orientation */
    int orientation;                 /* EXIF, 1..8; 1 where the file says nothing */
    int shrink;                      /* 1, 2, 4 or 8: pixels.width is about width / shrink */
};

/* A photo of which only parts are wanted: opened, decoded once for all of them, closed. */
struct mlf_photo_file {
    struct mlf_photo photo; /* `pixels` are there only where all of it had to be decoded */
    const char *path;       /* the caller's; must outlive this */
    char *bytes;
    size_t length;
    struct mlf_photo_file_part *parts;
    size_t n;
};

/* All are stretched by the reduction where the picture gets smaller, so that
 * every input pixel counts (no aliasing): the resampling of K. Turkowski,
 * "Filters for common resampling tasks", Graphics Gems I (1990). */
enum mlf_resampling {
    MLF_TRIANGLE, /* radius 1: what PIL calls BILINEAR */
    MLF_CUBIC,    /* radius 2: R. Keys, "Cubic convolution interpolation for digital image processing" (1981),
                     equation 15; PIL's BICUBIC, also known as Catmull-Rom */
    MLF_LANCZOS,  /* radius 3 */
};

struct mlf_crop_area {
    int x, y, width, height;
};

/* Pixels of a photo around which the photo may go on. */
struct mlf_photo_piece {
    struct mlf_pixels pixels;
    int left, top;     /* where they are in the photo as displayed, reduced by `shrink` */
    int width, height; /* of that photo */
    int shrink;
};

#endif
