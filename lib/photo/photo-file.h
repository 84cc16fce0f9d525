/* Photos of which only parts are wanted. See image.h. */
#ifndef MLFIX_PHOTO_PHOTO_FILE_H
#define MLFIX_PHOTO_PHOTO_FILE_H

#include <stddef.h>

struct mlf_err;
struct mlf_photo_file;
struct mlf_photo_piece;
struct mlf_pixels;

/* Reads the file and its header. */
int mlf_photo_file_open(struct mlf_photo_file *file, const char *path, struct mlf_err *err);

/* Decodes what lies inside the boxes (n of them, as for mlf_crop_box), once. Of
 * a JPEG, rows and columns that no box touches are passed over and nothing behind
 * the last box is decoded, unless the boxes together are larger than the photo; other
 * formats are decoded whole. A file that ends too early is an error wherever the
 * boxes are; other damage in rows that no box needs is not noticed. */
int mlf_photo_file_decode(struct mlf_photo_file *file, int shrink, const double (*boxes)[4], size_t n,
                          struct mlf_err *err);

/* The pixels inside box i, the caller's from now on; to be asked for once a box.
 * No pixels (data NULL) where nothing of the photo lies inside. */
int mlf_photo_file_part(struct mlf_photo_file *file, size_t i, struct mlf_pixels *out, struct mlf_err *err);

void mlf_photo_file_close(struct mlf_photo_file *file);

/* All of a photo. `longest` is what the caller will resize its longer side to (0:
 * full size): a large JPEG may then come at reduced size, never below twice that. */
int mlf_photo_file_pixels(const char *path, int longest, struct mlf_pixels *pixels, struct mlf_err *err);

/* Part i of an opened photo and where it is; its pixels are the caller's, and asked for once. No
 * pixels where nothing of the photo lies inside. */
int mlf_photo_file_piece(struct mlf_photo_file *file, size_t i, struct mlf_photo_piece *piece, struct mlf_err *err);

#endif
