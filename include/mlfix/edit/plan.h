/* What the flags would change in a dataset: every decision, the object it is
 * about as it stands in the dataset now, and the edits that carry it out. */
#ifndef MLFIX_EDIT_PLAN_H
#define MLFIX_EDIT_PLAN_H

#include <stddef.h>

#include "mlfix/base/string-set.h"
#include "mlfix/dataset/edits.h"

struct mlf_dataset;
struct mlf_err;
struct mlf_flag;
struct mlf_flags;
struct mlf_target;
struct mlf_targets;

enum mlf_plan_outcome {
    MLF_WILL_RELABEL, /* it gets another label and, where the flag has one, another box */
    MLF_WILL_REMOVE,
    MLF_WILL_MOVE, /* the photo itself, out of the dataset */
    MLF_WILL_MARK,
    MLF_WILL_REBOX,
    MLF_IS_WRONG,     /* its label is to be decided: listed, never applied */
    MLF_IS_CONFIRMED, /* verdict ok: nothing to do */
    MLF_IS_UNSURE,    /* listed, never applied */
    MLF_IS_DONE,      /* the dataset is so already */
    MLF_IS_CONFLICT,  /* reviewers differ: left alone */
    MLF_IS_OPEN,      /* too few of them looked, or it is not probable enough: left alone */
    MLF_OUTCOMES
};

/* Whether the outcome changes something in the dataset. */
int mlf_plan_changes(enum mlf_plan_outcome outcome);

/* What the user asks to be done with objects that are to go. */
enum mlf_plan_invalid {
    MLF_INVALID_USUAL, /* what is usual in the format: photos that are objects are moved, others are removed */
    MLF_INVALID_REMOVE,
    MLF_INVALID_MARK,
    MLF_INVALID_MOVE,
};

struct mlf_plan_step {
    const struct mlf_flag *flag;
    const struct mlf_target *target;
    enum mlf_plan_outcome outcome;
    const char *file; /* where the object stands now, if it changes ... */
    size_t index;     /* ... and its mlf_object.index there */
    double bbox[4];   /* its new box as the dataset gives it, where the flag has one */
    double pixels[2]; /* mlf_change.pixels */
};

/* Refusals of which the sentence is kept; further ones are only counted. */
#define MLF_PLAN_REFUSALS 20

struct mlf_plan {
    /* Set by the caller. */
    enum mlf_plan_invalid invalid;
    int force; /* also change objects that look different from when they were reviewed */

    enum mlf_plan_outcome removal; /* what becomes of objects that are to go */
    struct mlf_plan_step *steps;   /* one for each flag, in the flags' order */
    size_t n;
    size_t counts[MLF_OUTCOMES];
    size_t n_files;         /* files that change */
    struct mlf_edits edits; /* empty where there are refusals */
    struct mlf_string_set texts;
    char *refusals[MLF_PLAN_REFUSALS];
    size_t n_refusals;
};

/* Finds every flagged object in the dataset again and plans its edit. The flags must be settled
 * (mlf_agreement_settle).
 *
 * An object is the flagged one when its id, box and label are those of the
 * target. Ids that are positions (a.xml#3) shift when an object before them is
 * removed, so there the object with that box and label is looked for in the
 * whole file, and objects that are known not to be flagged are passed over;
 * that makes applying the same flags twice the same as applying them once. An
 * object that has the new label, or is gone and was to go, is done. Anything
 * else that does not fit what was reviewed is a refusal: who gets any applies
 * nothing, unless `force` is set and an object has the id. A format that cannot do what
 * `invalid` says is an error. targets, flags and dataset must outlive the plan. */
int mlf_plan_make(struct mlf_plan *plan, const struct mlf_dataset *dataset, const struct mlf_targets *targets,
                  const struct mlf_flags *flags, struct mlf_err *err);

void mlf_plan_free(struct mlf_plan *plan);

#endif
