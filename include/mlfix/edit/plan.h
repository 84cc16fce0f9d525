/* What the flags would change in a dataset: every decision, the object it is
 * about as it stands in the dataset now, and the edits that carry it out. */
#ifndef MLFIX_EDIT_PLAN_H
#define MLFIX_EDIT_PLAN_H

#include <stddef.h>

#include "mlfix/base/string-set.h"
#include "mlfix/dataset/edits.h"
#include "mlfix/edit/plan-step.h"

struct mlf_dataset;
struct mlf_err;
struct mlf_flags;
struct mlf_targets;

/* Whether the outcome changes something in the dataset. */
int mlf_plan_changes(enum mlf_plan_outcome outcome);

/* What the user asks to be done with objects that are to go. */
enum mlf_plan_invalid {
    MLF_INVALID_USUAL, /* what is usual in the format: photos that are objects are moved, others are removed */
    MLF_INVALID_REMOVE,
    MLF_INVALID_MARK,
    MLF_INVALID_MOVE,
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
