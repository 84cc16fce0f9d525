/* The parts of benefit.c. */
#ifndef MLFIX_LEARN_BENEFIT_PARTS_H
#define MLFIX_LEARN_BENEFIT_PARTS_H

#include <stddef.h>

#include "mlfix/benefit.h"

/* ---- benefit-fit.c: what the two models say ---- */

struct mlf_benefit_fit {
    const struct mlf_benefit_data *data; /* its columns centred and weighted */
    double lambda;
    int jobs;
    size_t *said[2];     /* by the labels before, after: the class that the model says each item is of */
    float *gram;         /* d x d, of all items */
    float *left, *fewer; /* d x d: without those held out; without those that are gone, too */
    float *moment;       /* d x 2C: of the labels before, after */
    float *coefficient;  /* d x 2C */
    float *rows, *value; /* so many as are read at a time: x d, x C */
    double *share[2];    /* C: the classes' shares in what each model learns from */
};

int mlf_benefit_fit_begin(struct mlf_benefit_fit *fit, struct mlf_err *err);
/* Learns from all folds but this one, and says what is in it. */
int mlf_benefit_fit_fold(struct mlf_benefit_fit *fit, const size_t *fold, size_t held_out, struct mlf_err *err);
void mlf_benefit_fit_end(struct mlf_benefit_fit *fit);

/* ---- benefit-score.c: what is right of it ---- */

struct mlf_benefit_score {
    size_t rounds, parts; /* parts: all, the untouched ones, each class */
    double *n;            /* parts */
    double *wrong[2];     /* rounds x parts */
    int *more;            /* n: in how many rounds more the item was wrong after than before */
};

int mlf_benefit_score_begin(struct mlf_benefit_score *score, const struct mlf_benefit_data *data, size_t rounds,
                            struct mlf_err *err);
void mlf_benefit_score_round(struct mlf_benefit_score *score, const struct mlf_benefit_data *data, size_t round,
                             const size_t *before, const size_t *after);
int mlf_benefit_score_end(const struct mlf_benefit_score *score, const struct mlf_benefit_data *data,
                          struct mlf_benefit *benefit, struct mlf_err *err);
void mlf_benefit_score_free(struct mlf_benefit_score *score);

#endif
