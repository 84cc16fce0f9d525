/* One decision of a plan, and what comes of it. */
#ifndef MLFIX_EDIT_PLAN_STEP_H
#define MLFIX_EDIT_PLAN_STEP_H

#include <stddef.h>

struct mlf_flag;
struct mlf_target;

enum mlf_plan_outcome {
    MLF_WILL_RELABEL, /* it gets another label and, where the flag has one, another box */
    MLF_WILL_REMOVE,
    MLF_WILL_MOVE, /* the photo itself, out of the dataset */
    MLF_WILL_MARK,
    MLF_WILL_REBOX,
    MLF_WILL_ADD,     /* its photo gets the label */
    MLF_IS_WRONG,     /* its label is to be decided: listed, never applied */
    MLF_IS_CONFIRMED, /* verdict ok: nothing to do */
    MLF_IS_UNSURE,    /* listed, never applied */
    MLF_IS_DONE,      /* the dataset is so already */
    MLF_IS_CONFLICT,  /* reviewers differ: left alone */
    MLF_IS_OPEN,      /* too few of them looked, or it is not probable enough: left alone */
    MLF_OUTCOMES
};

struct mlf_plan_step {
    const struct mlf_flag *flag;
    const struct mlf_target *target;
    enum mlf_plan_outcome outcome;
    const char *file; /* where the object stands now, if it changes ... */
    size_t index;     /* ... and its mlf_object.index there; of a label that is added, that of an object of the photo */
    const char *photo; /* the same for its photo; may be NULL */
    double bbox[4];    /* its new box as the dataset gives it, where the flag has one */
    double pixels[2];  /* mlf_change.pixels */
};

#endif
