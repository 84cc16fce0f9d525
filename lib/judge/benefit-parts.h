/* The parts of benefit.c. */
#ifndef MLFIX_JUDGE_BENEFIT_PARTS_H
#define MLFIX_JUDGE_BENEFIT_PARTS_H

#include <stddef.h>

struct mlf_benefit_data;

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

struct mlf_benefit_score {
    size_t rounds, parts; /* parts: all, the untouched ones, each class */
    double *n;            /* parts */
    double *wrong[2];     /* rounds x parts */
    int *more;            /* n: in how many rounds more the item was wrong after than before */
};

#endif
