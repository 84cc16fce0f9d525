/* All objects of a dataset in memory, grouped by photo, and how they become
 * records. About 200 bytes an object. */
#ifndef MLFIX_DATASET_OBJECTS_H
#define MLFIX_DATASET_OBJECTS_H

#include <stddef.h>

#include "mlfix/dataset/dataset.h"
#include "mlfix/record/obb.h"

struct mlf_buf;
struct mlf_err;
struct mlf_names;

#define MLF_NO_PHOTO ((size_t)-1)

/* What mlfix-crop finds out about one object. */
enum mlf_issue {
    MLF_ISSUE_DEGENERATE,      /* bbox-degenerate: no area, or no numbers */
    MLF_ISSUE_OUTSIDE,         /* bbox-outside: more than half a pixel beyond the photo */
    MLF_ISSUE_SEAM,            /* bbox-seam: crosses the edge of a panorama */
    MLF_ISSUE_CROWD,           /* crowd: a group of objects */
    MLF_ISSUE_IGNORED,         /* ignored: marked as one not to be used */
    MLF_ISSUE_SIZE,            /* image-size: the photo has not the size that the annotation says */
    MLF_ISSUE_MISSING,         /* image-missing: no such photo */
    MLF_ISSUE_UNREADABLE,      /* image-unreadable: damaged, too large, no image */
    MLF_ISSUE_OUTSIDE_DATASET, /* image-outside: its path leaves the dataset, it is not opened */
    MLF_ISSUE_UNLABELLED,      /* label-missing */
    MLF_ISSUE_TWICE,           /* image-twice: the dataset lists the photo a second time, and this object there */
    MLF_ISSUE_NOTHING,         /* image-unlabelled: nothing in the photo is annotated */
    /* Of the annotation doctor; see doctor.h. */
    MLF_ISSUE_DUPLICATE,      /* bbox-duplicate: another box of the same label is nearly the same */
    MLF_ISSUE_CONFLICT,       /* bbox-conflict: another box of another label is nearly the same */
    MLF_ISSUE_TINY,           /* bbox-tiny */
    MLF_ISSUE_EXTREME_SIZE,   /* bbox-size: for its class */
    MLF_ISSUE_EXTREME_ASPECT, /* bbox-aspect: for its class */
    MLF_ISSUE_FRAME,          /* bbox-frame: fits only into the photo turned by a quarter */
    MLF_ISSUE_CORNERS,        /* bbox-corners: fits only if its numbers are two corners */
    MLF_ISSUE_FRACTIONS,      /* bbox-fractions: fractions of the photo where pixels are meant */
    MLF_ISSUE_SPELLING,       /* label-spelling: differs from a commoner label only by case or blanks */
    MLF_ISSUES
};

struct mlf_rotated {
    double corners[8];  /* mlf_object.corners points here */
    struct mlf_obb obb; /* in pixels: of the frame that the annotation means, and of the displayed photo once it was
                           opened; w = 0: not known yet, or not rotated after all */
};

struct mlf_finding {
    struct mlf_object object;    /* strings owned by the list */
    size_t photo;                /* number of its photo, or MLF_NO_PHOTO */
    unsigned issues;             /* bit 1 << mlf_issue */
    char *error;                 /* why it cannot be used, or NULL; owned */
    char *crop;                  /* the file of its cut-out, or NULL; owned */
    struct mlf_rotated *rotated; /* or NULL; owned */
    int turned;                  /* object.bbox is in pixels of the displayed photo, the dataset gives ... */
    double given[4];             /* ... this one */
    const char *frame; /* "stored" or "displayed": which of a turned photo's frames the annotation was found to
                          mean; or NULL */
    char *doctor;      /* members of `doctor` as JSON text, or NULL; owned */
};

struct mlf_photo_group {
    const char *name; /* relative to dataset.images */
    size_t *objects;  /* their numbers, ascending */
    size_t n;
};

struct mlf_objects {
    struct mlf_finding *items; /* in the dataset's order */
    size_t n, capacity;
    struct mlf_photo_group *photos; /* in the order of their first objects */
    size_t photo_count;
    size_t class_count; /* different labels */
    size_t *order;      /* memory of the groups */
    struct mlf_names *texts, *labels, *photo_names;
};

/* Reads the dataset and notes what can be said without a photo: degenerate
 * boxes, boxes beyond the size that the annotation says, missing labels. Paths that
 * leave the dataset and photos that are not there are found by looking at the
 * disk, no photo is opened. */
int mlf_objects_read(struct mlf_objects *objects, const struct mlf_dataset *dataset, struct mlf_err *err);
void mlf_objects_free(struct mlf_objects *objects);

/* Adds an issue; `error` (may be NULL) becomes the object's unless it has one. */
int mlf_finding_note(struct mlf_finding *finding, enum mlf_issue issue, const char *error, struct mlf_err *err);

/* Adds an issue and, as `value` (JSON text), what led to it. Once an issue. */
int mlf_finding_measure(struct mlf_finding *finding, enum mlf_issue issue, const char *value, struct mlf_err *err);

/* Adds an object without box and label for each photo below dataset->images of which the
 * dataset says nothing: with an error, so that no tool takes it for an object, though it is
 * no failure. */
int mlf_objects_add_unlabelled(struct mlf_objects *objects, const struct mlf_dataset *dataset, struct mlf_err *err);

/* Keeps only the objects of shard `index` (from 1) of `count`, and forgets the others.
 * A photo's shard follows from its name alone, an object's without a photo from its
 * id, so the shards of a dataset are disjoint and together all of it, wherever
 * it lies. To be called behind mlf_objects_name_crops, so that every shard gives the
 * same names. */
int mlf_objects_keep_shard(struct mlf_objects *objects, size_t index, size_t count, struct mlf_err *err);

/* Gives every object that can be cut out a file `folder`/CLASS/NAME.`type`, each another, with
 * safe names, and makes `folder`. A folder of a class that is a link out of it is an
 * error. */
int mlf_objects_name_crops(struct mlf_objects *objects, const char *folder, const char *type, struct mlf_err *err);

/* Whether the tool that found this did not do its work for the object. A crowd
 * is left out by intent. */
int mlf_finding_failed(const struct mlf_finding *finding);

/* The object as one line of mlfix-records(5). */
void mlf_finding_print(const struct mlf_finding *finding, const struct mlf_dataset *dataset, struct mlf_buf *buf);

/* "4888 objects of 3 classes in 364 photos, 2 with a degenerate box": new memory. */
char *mlf_objects_summary(const struct mlf_objects *objects, struct mlf_err *err);

#endif
