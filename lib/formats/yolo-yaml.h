/* The data.yaml of a YOLO dataset (private to the driver). */
#ifndef MLFIX_FORMATS_YOLO_YAML_H
#define MLFIX_FORMATS_YOLO_YAML_H

#include <stddef.h>

#include "mlfix/base/err.h"
#include "mlfix/json/json-text.h"

struct mlf_err;

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
    int *mirrors;                    /* flip_idx: of each key point the one on the other side, or itself */
    size_t mirror_count, mirror_capacity;
    struct yolo_places places;
    int has_names;
};

/* Reads the text of a data.yaml; errors begin with the line and column where they have one. */
int yolo_yaml_read(struct yolo_yaml *yaml, const char *text, size_t length, struct mlf_err *err);
void yolo_yaml_free(struct yolo_yaml *yaml);

#endif
