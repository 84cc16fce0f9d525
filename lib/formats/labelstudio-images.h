/* Which photo a region of Label Studio is in: a task may have several (private to the driver). */
#ifndef MLFIX_FORMATS_LABELSTUDIO_IMAGES_H
#define MLFIX_FORMATS_LABELSTUDIO_IMAGES_H

#include <stddef.h>

#include "mlfix/base/err.h"
#include "mlfix/json/json-members.h"
#include "mlfix/json/json-text.h"

struct mlf_err;

/* What `data` says of the photo: its member "image", else the first that looks like one; new memory, NULL where there
 * is none. *n is how many members look like photos. */
int studio_find_image(const char *text, size_t length, struct mlf_span data, char **image, size_t *n,
                      struct mlf_err *err);

/* The photo of a region among several: of a list of photos the one that item_index, or the number at the end of
 * to_name, counts; of several members the one that is called as to_name, or ends in the same number. *image is new
 * memory; NULL where nothing tells. */
int studio_pick_image(const char *text, size_t length, struct mlf_span data, const struct mlf_member *item,
                      const struct mlf_member *to, char **image, struct mlf_err *err);

#endif
