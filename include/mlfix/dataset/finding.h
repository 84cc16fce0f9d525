/* What is found out about one object of a dataset, and how it becomes a record. */
#ifndef MLFIX_DATASET_FINDING_H
#define MLFIX_DATASET_FINDING_H

#include <stddef.h>
#include <stdint.h>

#include "mlfix/dataset/driver.h"
#include "mlfix/record/obb.h"

struct mlf_buf;
struct mlf_err;
struct mlf_mask;
struct mlf_pose;
struct mlf_shard_place;

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
    /* Of tracks; see doctor-tracks.h. */
    MLF_ISSUE_TRACK_LABEL,
    MLF_ISSUE_TRACK_TWICE,
    MLF_ISSUE_TRACK_GAP,
    MLF_ISSUE_TRACK_JUMP,
    MLF_ISSUE_TRACK_SWITCH,
    /* Of masks; see doctor-masks.h. */
    MLF_ISSUE_MASK_EMPTY,
    MLF_ISSUE_MASK_BROKEN,
    MLF_ISSUE_MASK_CROSSING,
    MLF_ISSUE_MASK_BOX,
    MLF_ISSUE_MASK_OVERLAP,
    MLF_ISSUE_MASK_HOLE,
    MLF_ISSUE_MASK_ISLAND,
    MLF_ISSUE_MASK_AREA,
    /* Of key points; see doctor-poses.h. */
    MLF_ISSUE_POINT_OUTSIDE,
    MLF_ISSUE_POINT_VISIBLE,
    MLF_ISSUE_POINT_SWAPPED,
    MLF_ISSUE_POINT_LIMB,
    /* Of rotated boxes; see doctor-turned.h. */
    MLF_ISSUE_TURNED_ANGLE,
    MLF_ISSUE_TURNED_SHAPE,
    MLF_ISSUES
};

struct mlf_rotated {
    double corners[8];  /* mlf_object.corners points here */
    struct mlf_obb obb; /* in pixels: of the frame that the annotation means, and of the displayed photo once it was
                           opened; w = 0: not known yet, or not rotated after all */
};

struct mlf_finding {
    struct mlf_object object;    /* strings owned by the list */
    int twin;                    /* its crop cannot have the plain name, which another object of the dataset has */
    int in_set;                  /* it is a label of a photo that may have several, each an object */
    size_t at;                   /* place among all objects of the dataset, of a shard (mlf_objects_keep_shard) */
    size_t photo;                /* number of its photo, or MLF_NO_PHOTO */
    uint64_t issues;             /* bit 1 << mlf_issue */
    char *error;                 /* why it cannot be used, or NULL; owned */
    char *crop;                  /* the file of its cut-out, or NULL; owned */
    struct mlf_rotated *rotated; /* or NULL; owned */
    struct mlf_mask *mask;       /* object.mask points here; or NULL; owned */
    struct mlf_pose *pose;       /* object.pose points here; or NULL; owned */
    unsigned set_labels;         /* with in_set: how many labels the photo has (label-sets.h) */
    int turned;                  /* object.bbox is in pixels of the displayed photo, while the dataset gives ... */
    double given[4];             /* ... this box */
    const char *frame; /* "stored" or "displayed": which of a turned photo's frames the annotation was found to
                          mean; or NULL */
    char *doctor;      /* members of `doctor` as JSON text, or NULL; owned */
};

/* Adds an issue; `error` (may be NULL) becomes the object's unless it has one. */
int mlf_finding_note(struct mlf_finding *finding, enum mlf_issue issue, const char *error, struct mlf_err *err);

/* Adds an issue and, as `value` (JSON text), what led to it. Once an issue. */
int mlf_finding_measure(struct mlf_finding *finding, enum mlf_issue issue, const char *value, struct mlf_err *err);

/* Whether the tool that found this did not do its work for the object. A crowd
 * is left out by intent. */
int mlf_finding_failed(const struct mlf_finding *finding);

/* The object as one line of mlfix-records(5). `place`: where it stands in the whole of which it is a part, or NULL. */
void mlf_finding_print(const struct mlf_finding *finding, const struct mlf_dataset *dataset,
                       const struct mlf_shard_place *place, struct mlf_buf *buf);

/* What a summary says behind the number of objects with the issue: "with a degenerate box". */
const char *mlf_issue_phrase(enum mlf_issue issue);

#endif
