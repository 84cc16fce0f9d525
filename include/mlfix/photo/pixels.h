/* Pictures in memory: sRGB, 8 bit a channel. */
#ifndef MLFIX_PHOTO_PIXELS_H
#define MLFIX_PHOTO_PIXELS_H

struct mlf_err;

/* data[(y * width + x) * 3 + channel]: red, green, blue; rows without padding, the
 * top row first. The data is owned by the struct and freed by mlf_pixels_free. */
struct mlf_pixels {
    unsigned char *data;
    int width, height;
};

/* A black picture. Both sides must be at least 1; returns 0 or -1. */
int mlf_pixels_new(struct mlf_pixels *pixels, int width, int height, struct mlf_err *err);

/* The same without clearing the memory, for callers that fill every pixel. */
int mlf_pixels_room(struct mlf_pixels *pixels, int width, int height, struct mlf_err *err);

/* Frees the data and zeroes the struct; harmless on a zeroed one. */
void mlf_pixels_free(struct mlf_pixels *pixels);

#endif
