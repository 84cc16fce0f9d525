/* Photos by what other files call them: a detector's results name a photo by its
 * path as of another machine, by its name without extension, or by a number. */
#ifndef MLFIX_RECORD_PHOTO_INDEX_H
#define MLFIX_RECORD_PHOTO_INDEX_H

#include <stddef.h>

#include "mlfix/base/string-set.h"

struct mlf_err;

struct mlf_photo_index {
    struct mlf_string_set paths; /* the photos' numbers */
    struct mlf_string_set stems; /* last components without extension, numbers without leading zeros */
    size_t *first;               /* of each stem: a photo + 1 */
    size_t *next;                /* of each photo: another of its stem + 1, or 0 */
    size_t stem_capacity, photo_capacity;
};

/* Zero-initialise. The number of the photo, added where the path is new; (size_t)-1 and
 * an error where memory is short. */
size_t mlf_photo_index_add(struct mlf_photo_index *index, const char *path, struct mlf_err *err);

/* The photo that `key` names: its path, or its last component, with or without
 * the extension of an image, "9" also for "000000000009.jpg". Of several that of
 * which most components from the end are the same. 1 and its number; 0: there is
 * none; -1 and an error: several are as near, or memory is short. */
int mlf_photo_index_find(const struct mlf_photo_index *index, const char *key, size_t *photo, struct mlf_err *err);

/* The first photo whose path is `relative` or ends in all its components: 1, or 0. */
int mlf_photo_index_ending(const struct mlf_photo_index *index, const char *relative, size_t *photo,
                           struct mlf_err *err);

void mlf_photo_index_free(struct mlf_photo_index *index);

#endif
