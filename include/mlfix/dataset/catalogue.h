/* What a dataset calls its photos and classes: the ids by which a detector's
 * results refer to them, and photos in which nothing is annotated. */
#ifndef MLFIX_DATASET_CATALOGUE_H
#define MLFIX_DATASET_CATALOGUE_H

#include <stddef.h>

#include "mlfix/base/string-set.h"

struct mlf_dataset;
struct mlf_err;
struct mlf_photo_search;

struct mlf_catalogue_photo {
    char *path;           /* as in records */
    const char *relative; /* the part of `path` below the folder of the photos */
    const char *file;     /* annotation file that lists it, relative to the root; NULL: none does */
    int width, height;    /* as the annotation says; 0: it does not */
};

struct mlf_catalogue {
    const char *format;                 /* the driver's name */
    struct mlf_catalogue_photo *photos; /* n of them */
    size_t n, capacity;
    struct mlf_string_set photo_ids; /* as text; none where the format has none */
    size_t *photo_of;                /* of each id; (size_t)-1: two photos have it */
    size_t photo_of_capacity;
    struct mlf_string_set class_ids; /* likewise */
    size_t *label_of;
    size_t label_of_capacity;
    struct mlf_string_set labels;    /* names, used or not */
    struct mlf_string_set files;     /* the annotation files; keeps mlf_catalogue_photo.file */
    struct mlf_photo_search *search; /* for photos that are not where they are said to be */
};

/* A photo as a driver adds it; the texts are copied. */
struct mlf_catalogue_entry {
    const char *relative; /* below dataset->images */
    const char *named;    /* as mlf_object.named */
    const char *file;     /* annotation file that lists it; NULL: none does */
    const char *id;       /* NULL: the format has none */
    int width, height;    /* as the annotation says; 0: it does not */
};

/* For mlf_driver.catalogue: adds a photo, found where it is (one whose path leads out of the dataset is left out), or
 * the class `name` with its id. */
int mlf_catalogue_add_photo(struct mlf_catalogue *catalogue, const struct mlf_dataset *dataset,
                            const struct mlf_catalogue_entry *entry, struct mlf_err *err);
int mlf_catalogue_add_class(struct mlf_catalogue *catalogue, const char *id, const char *name, struct mlf_err *err);

/* The photo with that id: 1 and its number; 0: there is none; -1 and an error: two have it. */
int mlf_catalogue_photo(const struct mlf_catalogue *catalogue, const char *id, size_t *photo, struct mlf_err *err);

/* The label of the class with that id, or of that name; NULL without an error where there is none. */
const char *mlf_catalogue_label(const struct mlf_catalogue *catalogue, const char *key, struct mlf_err *err);

void mlf_catalogue_free(struct mlf_catalogue *catalogue);

#endif
