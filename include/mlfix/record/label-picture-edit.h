/* Other pixels in a PNG file of numbers or colours (label-picture.h): only the chunks of the pixels are written anew,
 * and the palette where it grew; every other byte of the file stays. */
#ifndef MLFIX_RECORD_LABEL_PICTURE_EDIT_H
#define MLFIX_RECORD_LABEL_PICTURE_EDIT_H

#include <stddef.h>

struct mlf_err;
struct mlf_label_picture;

/* Bytes at .. at + length of the file become these others. */
struct mlf_label_piece {
    size_t at, length;
    char *bytes; /* owned */
    size_t n;
};

/* pieces[0] is the palette, pieces[1] the pixels; one that changes nothing has no `bytes`. They are in the order of the
 * file. Freed by mlf_label_edit_free, also after an error. */
struct mlf_label_edit {
    struct mlf_label_piece pieces[2];
};

/* What makes the file whose `bytes` are given hold the pixels of `picture`, which was read from it and changed: its
 * pixels, and its palette by colours behind the last. An error, with `name` for the file: pixels that have an alpha
 * channel or colours of 16 bits, and numbers that do not fit the file's. The result was read again. */
int mlf_label_edit_make(struct mlf_label_edit *edit, const struct mlf_label_picture *picture, const char *bytes,
                        size_t length, const char *name, struct mlf_err *err);
void mlf_label_edit_free(struct mlf_label_edit *edit);

#endif
