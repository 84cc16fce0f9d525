/* What is known of a dataset's objects while flagged ones are found in it again
 * (match.h). */
#ifndef MLFIX_EDIT_MATCH_STATE_H
#define MLFIX_EDIT_MATCH_STATE_H

#include <stddef.h>

#include "mlfix/base/string-set.h"

struct mlf_targets;

/* An object of the dataset as it is now. */
struct mlf_match_object {
    const char *id, *label, *file; /* kept in the match's texts; label may be NULL */
    double bbox[4];
    int has_bbox, keyed;
    int normalised; /* bbox is in fractions of the photo */
    int turned;     /* it is a rotated box */
    int ignored;    /* marked as not to be used */
    size_t index;
    int claimed;
    size_t next; /* the next with the same looks: number + 1, or 0 */
};

enum mlf_match_outcome {
    MLF_MATCH_NONE,   /* not searched: its flag changes nothing */
    MLF_MATCH_HERE,   /* `found` is the object, as it was */
    MLF_MATCH_DONE,   /* it has the new label, or is gone as asked */
    MLF_MATCH_LABEL,  /* it has a label that nobody expected: `found` */
    MLF_MATCH_BOX,    /* its box is another one: `found` */
    MLF_MATCH_GONE,   /* it is not there, and was to be relabelled */
    MLF_MATCH_UNSAFE, /* its id is a position and nothing tells what it looked like */
};

struct mlf_match {
    /* Set by the caller. */
    int marks;  /* invalid objects are marked, not removed */
    int forced; /* take the object of that id whatever it looks like */

    struct mlf_string_set texts;
    struct mlf_match_object *found;
    size_t n, capacity;
    struct mlf_string_set ids; /* number -> id_found */
    size_t *id_found;
    size_t id_capacity;
    struct mlf_string_set looks; /* file, box and label -> look_found: number + 1 of the first */
    size_t *look_found;
    size_t look_capacity;
    struct mlf_string_set strays; /* base names of photos that were not reviewed -> stray_found */
    size_t *stray_found;
    size_t stray_capacity;
    const struct mlf_targets *targets;
    enum mlf_match_outcome *fits; /* by flag */
    size_t *flag_found;           /* by flag: number in `found` where its fit has one */
    struct mlf_string_set done;   /* decisions that earlier runs carried out (journal-history.h) */
    /* what to keep while the dataset is read */
    struct mlf_string_set wanted_ids, wanted_files, wanted_bases;
};

#endif
