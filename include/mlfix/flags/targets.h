/* What a flag may name: the objects a reviewer saw, with the evidence of what
 * they looked like then, and the sheets on which they were drawn. Made from the
 * manifest of the sheets, from any records, or from the dataset itself. */
#ifndef MLFIX_FLAGS_TARGETS_H
#define MLFIX_FLAGS_TARGETS_H

#include <stddef.h>

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
    const char *file;  /* source.file */
    const char *sheet; /* the first place where it was drawn */
    const char *cell;
    const char *sheet_hash; /* of the sheet as it was drawn */
    double bbox[4];         /* as the dataset gives it: mlf_object.bbox */
    int has_bbox;
    double *shown; /* the box as the record has it, in pixels of the photo as displayed, where that is another; owned */
    int keyed;     /* source.key is there: the id does not depend on its position */
    int honeypot;  /* planted (honeypots.h): no object of the dataset; named by id or cell only */
    const char *honeypot_label; /* its right label */
    /* Of those that stand in the dataset now (mlf_targets_scan): */
    unsigned scanned : 1, normalised : 1, ignored : 1, turned : 1; /* as in struct mlf_object; ignored is its issue */
    size_t index;
};

struct mlf_target_sheet {
    const char *name;              /* file name without folder */
    struct mlf_target_cell *cells; /* by row, then column, after mlf_targets_finish */
    size_t n, capacity;
};

/* A path by which a target may be called: its id or its crop. */
struct mlf_target_alias {
    const char *path, *base;
    size_t target;
};

struct mlf_targets {
    struct mlf_target *items;
    size_t n, capacity;
    struct mlf_string_set texts;  /* keeps every text below */
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
    struct mlf_target_alias *aliases; /* by base name */
    size_t n_aliases, alias_capacity;
    int evidence; /* made from records, so label and bbox are what the reviewer saw */
};

/* Adds a record's object. Errors: a `cell` that is none, two records in one
 * cell, one id with two labels or boxes. */
int mlf_targets_add(struct mlf_targets *targets, const struct mlf_record *record, struct mlf_err *err);

/* Adds all records of a file ("-": stdin). */
int mlf_targets_read(struct mlf_targets *targets, const char *path, struct mlf_err *err);

/* Adds all objects of a dataset; evidence stays 0. */
int mlf_targets_scan(struct mlf_targets *targets, const struct mlf_dataset *dataset, struct mlf_err *err);

/* Adds the objects that earlier runs removed or moved, as the journals below
 * `root` tell, so that the same flags may name them again. Behind
 * mlf_targets_scan. */
int mlf_targets_recall(struct mlf_targets *targets, const char *root, struct mlf_err *err);

/* Once, behind the last addition and before the first search. */
int mlf_targets_finish(struct mlf_targets *targets, struct mlf_err *err);

void mlf_targets_free(struct mlf_targets *targets);

#endif
