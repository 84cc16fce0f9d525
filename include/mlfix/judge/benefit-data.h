/* Input and result of comparing the labels before and after a review (benefit.h). */
#ifndef MLFIX_JUDGE_BENEFIT_DATA_H
#define MLFIX_JUDGE_BENEFIT_DATA_H

#include <stddef.h>

/* In place of a label after the review: the object was removed. */
#define MLF_BENEFIT_GONE ((size_t)-1)

/* The share of cases in which an interval contains the true value. */
#define MLF_BENEFIT_COVERAGE 0.9

struct mlf_benefit_data {
    float *z; /* n x d, by rows; overwritten by the centred and weighted columns */
    size_t n, d;
    const size_t *before; /* n, each below `classes` */
    const size_t *after;  /* n, each below `classes` or MLF_BENEFIT_GONE */
    size_t classes;
    const size_t *group; /* n, each below `groups`: a group is held out as a whole */
    size_t groups;
};

/* The errors on a part of the items, as shares of its n items; all 0 where n is 0. */
struct mlf_benefit_part {
    size_t n;
    double before, after; /* means over the rounds */
    double difference;    /* after - before: below 0, the corrections helped */
    /* Interval of the difference for other ways to deal the groups to folds: Student's t
     * over the rounds, in each of which both models are compared on the same folds. */
    double low, high;
    /* Interval of the difference for other data of the same kind: the groups are taken
     * as a random sample, with the mean over the rounds as the value of each. */
    double low_groups, high_groups;
};

struct mlf_benefit {
    struct mlf_benefit_part all;       /* the items that are not gone */
    struct mlf_benefit_part untouched; /* those of them whose label was not changed */
    struct mlf_benefit_part *of_class; /* `classes`: those with each corrected label */
    size_t classes, groups, folds, rounds;
    size_t relabelled, gone; /* items */
    double *before, *after;  /* the errors of each round on all items that are not gone */
};

#endif
