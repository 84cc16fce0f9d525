/* Photos of which only some boxes are wanted: opened, decoded once for all boxes,
 * closed. */
#ifndef MLFIX_PHOTO_PHOTO_FILE_H
#define MLFIX_PHOTO_PHOTO_FILE_H

#include <stddef.h>

#include "mlfix/photo/photo.h"

struct mlf_err;

struct mlf_photo_file {
    struct mlf_photo photo; /* its pixels are there only where all of the photo had to be decoded */
    const char *path;       /* borrowed: must outlive this */
    char *bytes;            /* the file; owned */
    size_t length;
    struct mlf_photo_file_part *parts; /* one for each box, after mlf_photo_file_decode */
    size_t n;
};

/* Some pixels of a photo, and where they stand in it. */
struct mlf_photo_piece {
    struct mlf_pixels pixels;
    int left, top;     /* their place in the displayed photo, reduced by `shrink` */
    int width, height; /* the size of that reduced photo */
    int shrink;
};

/* Reads the file and its header. Closed by mlf_photo_file_close. */
int mlf_photo_file_open(struct mlf_photo_file *file, const char *path, struct mlf_err *err);

/* Decodes the pixels inside the n boxes (as for mlf_crop_box) at a fraction of the size;
 * to be called once. Of a JPEG, rows and columns that no box touches are passed over and
 * nothing behind the last box is decoded, unless the boxes together are larger than the
 * photo. Other formats are decoded whole. A file that ends too early is an error
 * wherever the boxes are; other damage in rows that no box needs is not noticed. */
int mlf_photo_file_decode(struct mlf_photo_file *file, int shrink, const double (*boxes)[4], size_t n,
                          struct mlf_err *err);

/* The pixels inside box i, which belong to the caller from now on; to be asked for once
 * a box. No pixels (data NULL) where nothing of the photo lies inside. */
int mlf_photo_file_part(struct mlf_photo_file *file, size_t i, struct mlf_pixels *out, struct mlf_err *err);

/* The same, with the place of these pixels in the photo. */
int mlf_photo_file_piece(struct mlf_photo_file *file, size_t i, struct mlf_photo_piece *piece, struct mlf_err *err);

void mlf_photo_file_close(struct mlf_photo_file *file);

/* Opens a photo, decodes all of it and closes it. `longest` is the longer side, in
 * pixels, to which the caller will resize (0: no resizing): a large JPEG may then come
 * at reduced size, but never below twice that. */
int mlf_photo_file_pixels(const char *path, int longest, struct mlf_pixels *pixels, struct mlf_err *err);

#endif
