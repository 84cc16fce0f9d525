/* The state of finding flagged objects in a dataset again (match.h). */
#ifndef MLFIX_EDIT_MATCH_STATE_H
#define MLFIX_EDIT_MATCH_STATE_H

#include <stddef.h>

#include "mlfix/base/string-set.h"

struct mlf_targets;

/* An object of the dataset as it is now. */
struct mlf_match_object {
    const char *id, *label, *file; /* kept in the match's texts; label may be NULL */
    const char *photo;             /* the same; may be NULL */
    double bbox[4];
    int has_bbox, keyed;
    int normalised; /* bbox is in fractions of the photo */
    int turned;     /* it is a rotated box */
    int ignored;    /* marked as not to be used */
    int bare;       /* it stands for a photo that has none of the labels that it might have */
    size_t index;
    int claimed; /* it is known which target it is */
    size_t next; /* the next object with the same looks: number + 1, or 0 */
};

enum mlf_match_outcome {
    MLF_MATCH_NONE,   /* not found yet, or not searched because the flag changes nothing */
    MLF_MATCH_HERE,   /* it is as it was when it was reviewed: `found` */
    MLF_MATCH_DONE,   /* it is as the flag asks already */
    MLF_MATCH_LABEL,  /* it has another label: `found` */
    MLF_MATCH_BOX,    /* it has another box: `found` */
    MLF_MATCH_GONE,   /* it is not there, but was to be changed */
    MLF_MATCH_UNSAFE, /* its id is a position and nothing tells what it looked like */
};

struct mlf_match {
    /* Set by the caller. */
    int marks;  /* objects that are to go are marked, not removed */
    int forced; /* take the object of that id whatever it looks like */

    struct mlf_string_set texts;
    struct mlf_match_object *found;
    size_t n, capacity;
    struct mlf_string_set ids; /* number -> id_found */
    size_t *id_found;
    size_t id_capacity;
    struct mlf_string_set looks; /* texts of mlf_object_describe; number -> look_found: the first object + 1 */
    size_t *look_found;
    size_t look_capacity;
    struct mlf_string_set strays; /* base names of photos that were not reviewed; number -> stray_found */
    size_t *stray_found;
    size_t stray_capacity;
    const struct mlf_targets *targets;
    enum mlf_match_outcome *fits; /* by flag */
    size_t *flag_found;           /* by flag: number in `found` where its fit has one */
    struct mlf_string_set done;   /* decisions that earlier runs carried out (journal-history.h) */
    /* Which objects are kept while the dataset is read: by id, file, base name of a photo. */
    struct mlf_string_set wanted_ids, wanted_files, wanted_bases;
};

#endif
