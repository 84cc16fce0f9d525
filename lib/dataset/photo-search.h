/* Finding a photo by a name that leads nowhere as it stands: a path of another machine, an address, another extension.
 */
#ifndef MLFIX_DATASET_PHOTO_SEARCH_H
#define MLFIX_DATASET_PHOTO_SEARCH_H

#include <stddef.h>

#include "mlfix/base/err.h"
#include "mlfix/base/string-set.h"

struct mlf_dataset;
struct mlf_err;

/* The photos below dataset->images, once somebody asked. A zeroed one is empty. */
struct mlf_photo_search {
    int listed;
    struct mlf_string_set paths; /* of the photos */
    struct mlf_string_set stems; /* their names without extension, in small letters */
    size_t *first;               /* of each stem: the last photo that has it + 1 */
    size_t *next;                /* of each photo: the one before it with the same stem + 1, or 0 */
    size_t stem_capacity, photo_capacity;
};

/* The photo that `name` means, as a path below dataset->images: the one whose path shares the longest ending with the
 * name. New memory; NULL without an error where there is none. Where several share as much, *why (new memory) says so.
 * A name whose folder is there is about that folder alone; and a photo of train is none of val. */
char *mlf_search_photo(struct mlf_photo_search *search, const struct mlf_dataset *dataset, const char *name, char **why,
                       struct mlf_err *err);

void mlf_photo_search_free(struct mlf_photo_search *search);

#endif
