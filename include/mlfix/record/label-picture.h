/* Pictures whose pixels are not to be looked at, but stand for classes or objects: PNG files of a number or a colour a
 * pixel. The only reader of such. */
#ifndef MLFIX_RECORD_LABEL_PICTURE_H
#define MLFIX_RECORD_LABEL_PICTURE_H

#include <stddef.h>

struct mlf_err;

/* pixels[(y * width + x) * channels + channel]. Numbers (channels 1) are those of grey pixels, of 1 to 16 bits, or of
 * the palette, unscaled; colours (channels 3) red, green and blue of 8 bits. What is transparent is as opaque. */
struct mlf_label_picture {
    int width, height, channels;
    int depth;              /* bits of a number in the file */
    unsigned short *pixels; /* owned */
    unsigned char palette[256][3];
    int palette_size; /* 0: there is none */
};

/* An error names the file: what is no PNG, is cut off or damaged, or has more than MLF_LIMIT_PHOTO_PIXELS. Freed by
 * mlf_label_picture_free, also after an error. */
int mlf_label_picture_read(struct mlf_label_picture *picture, const char *path, struct mlf_err *err);

/* The same of the bytes of a file, of which `name` is for messages. */
int mlf_label_picture_decode(struct mlf_label_picture *picture, const char *bytes, size_t length, const char *name,
                             struct mlf_err *err);
void mlf_label_picture_free(struct mlf_label_picture *picture);

#endif
