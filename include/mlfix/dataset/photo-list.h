/* The photos that a dataset names, and where they are. */
#ifndef MLFIX_DATASET_PHOTO_LIST_H
#define MLFIX_DATASET_PHOTO_LIST_H

#include <stddef.h>

#include "mlfix/base/string-set.h"

struct mlf_dataset;
struct mlf_err;

/* What looking for a photo came to. */
struct mlf_photo_place {
    int there;
    const char *why; /* it was not found, where there is more to say than that; or NULL; owned by `texts` */
};

/* A zeroed one is empty. */
struct mlf_photo_list {
    struct mlf_string_set said; /* as the dataset calls them */
    const char **called;        /* of each, mlf_object.named where that is something else; owned by `texts` */
    size_t called_capacity;
    struct mlf_string_set paths; /* as they are called below dataset->images, once they are found */
    struct mlf_photo_place *places;
    size_t place_capacity;
    struct mlf_string_set texts;
};

/* Adds a name; *number is its number in `said`. `named` may be NULL. */
int mlf_photo_list_add(struct mlf_photo_list *list, const char *image, const char *named, size_t *number,
                       struct mlf_err *err);

/* Finds the photos of said from number `first` on and adds their paths: (*of)[i - first] (new memory) is the number in
 * `paths` of name i. Two names that are not the same path never become one photo by searching: then nothing tells which
 * is meant, and those that do not lead to it as they stand are missing. */
int mlf_photo_list_settle(struct mlf_photo_list *list, const struct mlf_dataset *dataset, size_t first, size_t **of,
                          struct mlf_err *err);

void mlf_photo_list_free(struct mlf_photo_list *list);

#endif
