/* What a flag may name: the objects that a reviewer saw, what they looked like then, and
 * the sheets on which they were drawn. Made from the manifest of the sheets, from any
 * records, or from the dataset itself. */
#ifndef MLFIX_FLAGS_TARGETS_H
#define MLFIX_FLAGS_TARGETS_H

#include <stddef.h>
#include <stdint.h>

#include "mlfix/base/string-set.h"

struct mlf_target_cell;
struct mlf_dataset;
struct mlf_err;
struct mlf_record;

/* One object. Several records of one id are one target. Absent texts are NULL;
 * all belong to the targets' `texts`, ids to its `ids`. */
struct mlf_target {
    const char *id;
    const char *label; /* as it was when the records were made */
    const char *crop;
    const char *suggest; /* the label that mlfix-rank suggests ... */
    double probability;  /* ... and how probable it is, 0..1; NAN where the record does not say */
    const char *file;    /* source.file */
    const char *photo;   /* of a label of a photo that has a set of them: the photo; else NULL */
    const char *beside;  /* of a label that such a photo does not have (it is `suggest`): the id of one of the photo's
                            objects; else NULL */
    const char *track;   /* which object of a sequence it is, or NULL, ... */
    double frame;        /* ... and in which frame; NAN where the record does not say */
    const char *sheet;   /* the first sheet ... */
    const char *cell;    /* ... and cell where it was drawn */
    const char *sheet_hash; /* of the sheet as it was drawn */
    double bbox[4];         /* as the dataset gives it: mlf_object.bbox */
    int has_bbox;
    double *shown; /* the box as the record gives it, in pixels of the displayed photo, where that differs; owned */
    int keyed;     /* source.key is there: the id does not depend on the object's position */
    int bare;      /* it stands for a photo that has none of the labels that it might have */
    int honeypot;  /* planted (honeypots.h): no object of the dataset, and named by id or cell only */
    const char *honeypot_label; /* its right label */
    /* Of objects that were read from the dataset (mlf_targets_scan): */
    unsigned scanned : 1, normalised : 1, ignored : 1,
        turned : 1; /* as in struct mlf_object; ignored: its issue says so */
    size_t index;
};

struct mlf_target_sheet {
    const char *name;              /* file name without folder */
    struct mlf_target_cell *cells; /* by row, then column, after mlf_targets_finish */
    size_t n, capacity;
};

/* A path by which a target may be named: its id or its crop. */
struct mlf_target_alias {
    const char *path, *base;
    size_t target;
};

struct mlf_targets {
    struct mlf_target *items;
    size_t n, capacity;
    struct mlf_string_set texts;  /* owns the texts of all targets */
    struct mlf_string_set labels; /* every label that occurs */
    struct mlf_string_set ids;    /* number -> id_target */
    size_t *id_target;
    size_t id_capacity;
    struct mlf_string_set crops; /* number -> crop_target */
    size_t *crop_target;
    size_t crop_capacity;
    struct mlf_string_set sheet_names; /* number -> sheets */
    struct mlf_target_sheet *sheets;
    size_t sheet_capacity;
    struct mlf_target_alias *aliases; /* sorted by base name, after mlf_targets_finish */
    size_t n_aliases, alias_capacity;
    struct mlf_string_set label_names; /* of labels of photos with sets (target-labels.h) -> label_target */
    size_t *label_target;
    size_t label_capacity, named;
    int label_sets;        /* the dataset's photos may have sets of labels */
    uint64_t sheets_sum;   /* of all sheets (sheets-hash.h) */
    uint64_t *folder_sums; /* of the sheets of each folder that was read */
    size_t folders, folder_capacity;
    int sheets_unsure;       /* it is not of all: only one of several was read, or records lack `sheet_hash` */
    const char *label_field; /* the attribute that is the label in the records (source.field); NULL: none */
    int evidence;            /* the targets come from records, so label and bbox are what the reviewer saw */
};

/* Adds a record's object. An error where its `cell` is no name of a cell, or its id is
 * there already with another label or box. */
int mlf_targets_add(struct mlf_targets *targets, const struct mlf_record *record, struct mlf_err *err);

/* Adds all records of a file ("-": stdin). */
int mlf_targets_read(struct mlf_targets *targets, const char *path, struct mlf_err *err);

/* Adds all objects of a dataset; `evidence` stays 0. */
int mlf_targets_scan(struct mlf_targets *targets, const struct mlf_dataset *dataset, struct mlf_err *err);

/* Adds the objects that earlier runs removed or moved, from the journals of the dataset at
 * `root`, so that the same flags may name them again. To be called after
 * mlf_targets_scan. */
int mlf_targets_recall(struct mlf_targets *targets, const char *root, struct mlf_err *err);

/* Adds one object as it stands, or finds it by its id; *number becomes its number. Its id is copied, all other texts
 * outlive the targets. */
int mlf_targets_put(struct mlf_targets *targets, const struct mlf_target *target, size_t *number, struct mlf_err *err);

/* To be called once, between the last addition and the first search. An error where two
 * objects that do not share a cell are in the same one. */
int mlf_targets_finish(struct mlf_targets *targets, struct mlf_err *err);

void mlf_targets_free(struct mlf_targets *targets);

#endif
