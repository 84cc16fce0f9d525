/* Where the photos of a dataset are. */
#ifndef MLFIX_DATASET_PHOTOS_H
#define MLFIX_DATASET_PHOTOS_H

#include <stddef.h>

#include "mlfix/base/err.h"
#include "mlfix/dataset/driver.h"
#include "mlfix/dataset/edits.h"

struct mlf_dataset;
struct mlf_edits;
struct mlf_err;

/* Sets dataset->images to root/relative ("" = root) unless the user named it. */
int mlf_set_images(struct mlf_dataset *dataset, const char *relative, struct mlf_err *err);

/* The photo `name` (may lack its extension, or have another) in one of the
 * folders, as a path relative to dataset->images: new memory; NULL without an error where there
 * is none. Names that leave the folder are not looked for. */
char *mlf_find_photo(const struct mlf_dataset *dataset, const char *const *folders, size_t n, const char *name,
                     struct mlf_err *err);

/* The same; of an address or a path of another machine, with slashes of either kind, the longest ending that is a photo
 * counts. */
char *mlf_find_photo_ending(const struct mlf_dataset *dataset, const char *const *folders, size_t n, const char *name,
                            struct mlf_err *err);

/* Adds the move of a photo to `to`, or to a name like it that is free: photo.jpg, photo-2.jpg, ... */
int mlf_edits_move_free(const struct mlf_dataset *dataset, const char *from, const char *to, struct mlf_edits *edits,
                        struct mlf_err *err);

#endif
