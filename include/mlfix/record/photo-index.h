/* Finding photos by the names that other files have for them: a detector's results
 * may name a photo by its path on another machine, by its file name without extension,
 * or by a number. */
#ifndef MLFIX_RECORD_PHOTO_INDEX_H
#define MLFIX_RECORD_PHOTO_INDEX_H

#include <stddef.h>

#include "mlfix/base/string-set.h"

struct mlf_err;

struct mlf_photo_index {
    struct mlf_string_set paths; /* of the photos; their numbers are the photos' numbers */
    struct mlf_string_set stems; /* last components without extension, numbers without leading zeros */
    size_t *first;               /* of each stem: the last photo that has it + 1 */
    size_t *next;                /* of each photo: the one before it with the same stem + 1, or 0 */
    size_t stem_capacity, photo_capacity;
};

/* The number of the photo, which is added where its path is new; (size_t)-1 and an
 * error where memory is short. A zeroed index is empty. */
size_t mlf_photo_index_add(struct mlf_photo_index *index, const char *path, struct mlf_err *err);

/* The photo that `key` names: by its path, or by its last component with or without the
 * extension of an image; "9" also names "000000000009.jpg". Where several photos have
 * that last component, the one that agrees with the key in the most components from the
 * end. Returns 1 and its number; 0 where there is none; -1 and an error where several
 * agree equally well or memory is short. */
int mlf_photo_index_find(const struct mlf_photo_index *index, const char *key, size_t *photo, struct mlf_err *err);

/* The first photo whose path is `relative` or ends in "/" and `relative`. Returns 1 and
 * its number; 0 where there is none; -1 and an error where memory is short. */
int mlf_photo_index_ending(const struct mlf_photo_index *index, const char *relative, size_t *photo,
                           struct mlf_err *err);

void mlf_photo_index_free(struct mlf_photo_index *index);

#endif
