/* Finding flagged objects in the dataset again: private to the review room. */
#ifndef MLFIX_REVIEW_MATCH_H
#define MLFIX_REVIEW_MATCH_H

#include <stddef.h>

#include "mlfix/dataset.h"
#include "mlfix/flags.h"
#include "mlfix/wordset.h"
#include "mlfix/targets.h"

struct mlf_err;

/* An object of the dataset as it is now. */
struct mlf_found_object {
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

enum mlf_fit {
    MLF_FIT_NONE,   /* not searched: its flag changes nothing */
    MLF_FIT_HERE,   /* `found` is the object, as it was */
    MLF_FIT_DONE,   /* it has the new label, or is gone as asked */
    MLF_FIT_LABEL,  /* it has a label that nobody expected: `found` */
    MLF_FIT_BOX,    /* its box is another one: `found` */
    MLF_FIT_GONE,   /* it is not there, and was to be relabelled */
    MLF_FIT_UNSAFE, /* its id is a position and nothing tells what it looked like */
};

struct mlf_match {
    /* Set by the caller. */
    int marks;  /* invalid objects are marked, not removed */
    int forced; /* take the object of that id whatever it looks like */

    struct mlf_wordset texts;
    struct mlf_found_object *found;
    size_t n, capacity;
    struct mlf_wordset ids; /* number -> id_found */
    size_t *id_found;
    size_t id_capacity;
    struct mlf_wordset looks; /* file, box and label -> look_found: number + 1 of the first */
    size_t *look_found;
    size_t look_capacity;
    struct mlf_wordset strays; /* base names of photos that were not reviewed -> stray_found */
    size_t *stray_found;
    size_t stray_capacity;
    const struct mlf_targets *targets;
    enum mlf_fit *fits;      /* by flag */
    size_t *flag_found;      /* by flag: number in `found` where its fit has one */
    struct mlf_wordset done; /* decisions that earlier runs carried out (history.h) */
    /* what to keep while the dataset is read */
    struct mlf_wordset wanted_ids, wanted_files, wanted_bases;
};

int mlf_match_make(struct mlf_match *match, const struct mlf_dataset *dataset, const struct mlf_targets *targets,
                   const struct mlf_flags *flags, struct mlf_err *err);
void mlf_match_free(struct mlf_match *match);

#endif
