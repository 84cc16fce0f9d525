/* File names made from hostile text. Labels, image names and annotation files
 * come from strangers: nothing made from them may leave the folder the user
 * named. All strings returned are new and freed by the caller. */
#ifndef MLFIX_BASE_PATH_H
#define MLFIX_BASE_PATH_H

struct mlf_err;

/* "folder/name"; name alone where folder is NULL, "" or ".", or name absolute. */
char *mlf_path_join(const char *folder, const char *name, struct mlf_err *err);

/* The part behind the last '/' (into the argument, not new memory). */
const char *mlf_path_base(const char *path);

/* The last '.' of the base name, or its end where there is none or it is the
 * first character. */
const char *mlf_path_extension(const char *path);

/* Whether the name is one of an image that a dataset may hold, by extension:
 * jpg jpeg png webp tif tiff gif bmp ppm pgm heic avif, any case. */
int mlf_path_is_image(const char *path);

/* One path component from any bytes: letters, digits, '-', '_', '.' and valid
 * UTF-8 beyond ASCII that prints stay; every other byte becomes '_'; no leading
 * '.' or '-'; "" becomes "_". At most 100 bytes: longer names keep their
 * beginning and end around a 16-digit checksum of the whole. Two different
 * texts may give the same name: where that matters use mlf_path_unique. */
char *mlf_path_component(const char *text, struct mlf_err *err);

/* Like mlf_path_component, and different texts give different names: a 16-digit
 * checksum of the text is appended wherever a byte had to be changed. */
char *mlf_path_unique(const char *text, struct mlf_err *err);

/* Whether `relative`, followed component by component, stays below a root
 * without looking at the disk: no leading '/', no "..", not empty, no NUL. */
int mlf_path_is_inside(const char *relative);

/* Whether the existing file root/relative, symbolic links resolved, lies below
 * root (also resolved). 1 yes, 0 no, -1 and an error if it cannot be told. */
int mlf_path_resolves_inside(const char *root, const char *relative, struct mlf_err *err);

/* mkdir -p. */
int mlf_path_make_folders(const char *path, struct mlf_err *err);

/* The path without "./" in front (into the argument, not new memory). */
const char *mlf_path_plain(const char *path);

#endif
