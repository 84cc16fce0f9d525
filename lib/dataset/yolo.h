/* YOLO datasets: what the configuration file says, the names of the classes,
 * the photos and their label files. */
#ifndef MLFIX_YOLO_H
#define MLFIX_YOLO_H

#include <stddef.h>

#include "mlfix/base/err.h"
#include "mlfix/dataset/dataset.h"
#include "mlfix/json/json-text.h"
#include "private.h"

/* ---- yolo-yaml.c: data.yaml ---- */

/* Class names by their number; those between that are not given are NULL. */
struct yolo_names {
    char **items;
    size_t n, capacity;
};

int yolo_names_set(struct yolo_names *names, size_t index, const char *name, struct mlf_err *err);
void yolo_names_free(struct yolo_names *names);

/* The class of that name: 1 and its number, or 0. */
int yolo_names_find(const struct yolo_names *names, const char *name, size_t *index);

/* A folder or list of photos that the configuration names. */
struct yolo_entry {
    const char *split; /* "train", "val", "test" */
    char *path;        /* as it stands there, behind `path:` */
};

/* Where a new name goes in a data.yaml. */
struct yolo_places {
    int map, flow;          /* {0: a} rather than [a]; brackets rather than lines */
    size_t inside;          /* behind the opening bracket */
    struct mlf_span last;   /* the last name as it is written */
    size_t last_begin;      /* where its item begins: the name, or its number in a map */
    struct mlf_span before; /* what stands between the last two items; length 0: there are not two */
    char quote;             /* of the last name: '\'', '"', or 0 */
    struct mlf_span count;  /* nc; length 0: none */
    double count_value;
};

struct yolo_yaml {
    struct yolo_names names;
    struct yolo_entry *entries;
    size_t n, capacity;
    size_t keypoints, keypoint_size; /* kpt_shape; 0: none */
    struct yolo_places places;
    int has_names;
};

/* Reads the text of a data.yaml; errors begin with the line and column where they have one. */
int yolo_yaml_read(struct yolo_yaml *yaml, const char *text, size_t length, struct mlf_err *err);
void yolo_yaml_free(struct yolo_yaml *yaml);

/* ---- yolo-names.c: the names, in whichever file they stand ---- */

/* The classes of the dataset (none where no file names them). */
int yolo_names_read(const struct mlf_dataset *dataset, struct yolo_names *names, struct mlf_err *err);

/* The number of the label, which is added to the file of the names where it is new. */
int yolo_names_number(const struct mlf_dataset *dataset, const char *label, size_t *number, struct mlf_edits *edits,
                      struct mlf_err *err);

/* The file of the names where it is none of Ultralytics' data.yaml: obj.names,
 * classes.txt; new memory, NULL without an error where there is none. */
char *yolo_names_file(const struct mlf_dataset *dataset, struct mlf_err *err);

int yolo_is_yaml(const char *file);

/* "key = value" of an obj.data: the value's span, length 0 where there is none. */
struct mlf_span yolo_data_value(const char *text, size_t length, const char *key);

/* ---- yolo-photos.c ---- */

struct yolo_photos {
    struct mlf_names paths; /* relative to dataset->images */
    const char **splits;    /* of each; NULL: none, or several */
    size_t capacity;
    struct mlf_names folders; /* that were looked through, for labels without photos */
};

int yolo_photos_find(const struct mlf_dataset *dataset, struct yolo_photos *photos, struct mlf_err *err);
void yolo_photos_free(struct yolo_photos *photos);

/* "labels/a.txt" of "images/a.jpg", also where the file is not there: the last folder
 * called images becomes labels. New memory. */
char *yolo_label_path(const char *photo, struct mlf_err *err);

/* The longest ending of `path` that is a file or folder of the dataset ("" for the root itself);
 * new memory, NULL without an error where none is. So a path of another machine, or one that
 * counts from elsewhere, still leads to the photos, and none leads out of the dataset. */
char *yolo_resolve(const struct mlf_dataset *dataset, const char *path, struct mlf_err *err);

#endif
