/* All objects of a dataset in memory, grouped by photo. About 200 bytes an object. */
#ifndef MLFIX_DATASET_OBJECTS_H
#define MLFIX_DATASET_OBJECTS_H

#include <stddef.h>

#include "mlfix/base/string-set.h"
#include "mlfix/dataset/photo-list.h"

struct mlf_dataset;
struct mlf_err;
struct mlf_finding;
struct mlf_shard;

struct mlf_photo_group {
    const char *name; /* relative to dataset.images */
    size_t *objects;  /* their numbers, ascending */
    size_t n;
};

struct mlf_objects {
    struct mlf_finding *items; /* in the dataset's order */
    size_t n, capacity;
    int is_part;    /* they are records that are a part of a whole already, which was examined as a whole */
    int label_sets; /* photos have sets of labels: their objects without a box are these (label-sets.h) */
    size_t whole;   /* objects of the dataset, of which these are a part (mlf_objects_keep_shard) */
    struct mlf_photo_group *photos; /* in the order of their first objects */
    size_t photo_count;
    size_t class_count;   /* different labels */
    size_t without_field; /* objects that were left out, since none of their class has the attribute asked for */
    size_t *order;        /* memory of the groups */
    struct mlf_string_set texts, labels;
    struct mlf_photo_list list; /* of the photos */
};

/* Reads the dataset and notes what can be said without a photo: degenerate
 * boxes, boxes beyond the size that the annotation says, missing labels. Paths that
 * leave the dataset and photos that are not there are found by looking at the
 * disk, no photo is opened. */
int mlf_objects_read(struct mlf_objects *objects, const struct mlf_dataset *dataset, struct mlf_err *err);
void mlf_objects_free(struct mlf_objects *objects);

/* Adds an object without box and label for each photo below dataset->images of which the
 * dataset says nothing: with an error, so that no tool takes it for an object, though it is
 * no failure. */
int mlf_objects_add_unlabelled(struct mlf_objects *objects, const struct mlf_dataset *dataset, struct mlf_err *err);

/* Keeps only the objects of a part of the dataset, notes in each where it stood, and forgets the others.
 * A photo's part follows from its name alone, an object's without a photo from its
 * id, so the shards of a dataset are disjoint and together all of it, wherever
 * it lies. To be called behind mlf_objects_name_crops, so that every shard gives the
 * same names. */
int mlf_objects_keep_shard(struct mlf_objects *objects, const struct mlf_shard *shard, struct mlf_err *err);

/* "4888 objects of 3 classes in 364 photos, 2 with a degenerate box": new memory. */
char *mlf_objects_summary(const struct mlf_objects *objects, struct mlf_err *err);

#endif
