/* The two models of benefit.h: ridge regression with one fold held out, for the labels
 * before and after the review at once, which share the costly Z'Z. */
#ifndef MLFIX_JUDGE_BENEFIT_FIT_H
#define MLFIX_JUDGE_BENEFIT_FIT_H

#include <stddef.h>

struct mlf_benefit_data;
struct mlf_err;

/* The two models, "before" [0] and "after" [1], learn from the same items with
 * the labels of their name; `data` is set, and its columns are centred and
 * weighted, before mlf_benefit_fit_begin. */
struct mlf_benefit_fit {
    const struct mlf_benefit_data *data;
    double lambda;
    int jobs;
    size_t *predicted[2]; /* n: the class that each model gives each item of the folds that were held out so far */
    float *gram;          /* d x d: Z'Z over all items */
    float *left;          /* d x d: the same without the items of the fold that is held out */
    float *fewer;         /* d x d: and without those that are gone after the review */
    float *moment;        /* d x 2C: Z'(Y - shares), for both models side by side */
    float *coefficient;   /* d x 2C */
    float *rows, *value;  /* for as many rows as are read at a time: x d, x C */
    double *share[2];     /* C: the classes' shares in what each model learns from */
};

/* Takes memory and computes `gram`. Freed by mlf_benefit_fit_end also after a
 * failure. */
int mlf_benefit_fit_begin(struct mlf_benefit_fit *fit, struct mlf_err *err);

/* Lets both models learn from all folds but this one, and predict the classes of
 * its items. fold: n, the fold of each item. */
int mlf_benefit_fit_fold(struct mlf_benefit_fit *fit, const size_t *fold, size_t held_out, struct mlf_err *err);
void mlf_benefit_fit_end(struct mlf_benefit_fit *fit);

#endif
