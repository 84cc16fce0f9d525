/* What the comparison of labels before and after a review takes, and what it finds
 * (benefit.h). */
#ifndef MLFIX_JUDGE_BENEFIT_DATA_H
#define MLFIX_JUDGE_BENEFIT_DATA_H

#include <stddef.h>

#define MLF_BENEFIT_GONE ((size_t)-1)

/* How often intervals hold the truth. */
#define MLF_BENEFIT_COVERAGE 0.9

struct mlf_benefit_data {
    float *z; /* n x d, by rows; overwritten by the centred and weighted columns */
    size_t n, d;
    const size_t *before; /* n, each below `classes` */
    const size_t *after;  /* the same, or MLF_BENEFIT_GONE: no object any more */
    size_t classes;
    const size_t *group; /* n, each below `groups`: a group is held out as a whole */
    size_t groups;
};

/* Errors of some of the items, as shares of them; all 0 where there are none. */
struct mlf_benefit_part {
    size_t n;
    double before, after; /* means over the rounds */
    double difference;    /* after - before: below 0, the corrections helped */
    double low, high;     /* of the difference, over the rounds: paired, Student's t */
    /* Of the difference, over what other data might have come: the groups are
     * taken as a sample, the mean over the rounds as each one's value. */
    double low_groups, high_groups;
};

struct mlf_benefit {
    struct mlf_benefit_part all;       /* of the items that are not gone */
    struct mlf_benefit_part untouched; /* of those whose label is as it was */
    struct mlf_benefit_part *of_class; /* by the corrected label, `classes` of them */
    size_t classes, groups, folds, rounds;
    size_t relabelled, gone;
    double *before, *after; /* of each round, over all */
};

#endif
