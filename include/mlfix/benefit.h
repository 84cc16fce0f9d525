/* Did the corrections help? The error of a model that learnt from the labels as
 * they were, beside that of one that learnt from the corrected ones: on the same
 * held-out groups, and both judged by the corrected labels (an experiment that
 * J. P. Cłapa made with 20 networks for "MLfix", Collabora, 2022). scripts/eval/help runs
 * it on real data whose wrong labels are known.
 *
 * Model: ridge regression of the classes' indicators, less their shares in what
 * it learns from, on the centred and weighted columns of Z, in the terms of
 * classify.h; the class with the largest value is what it says. */
#ifndef MLFIX_BENEFIT_H
#define MLFIX_BENEFIT_H

#include <stddef.h>
#include <stdint.h>

struct mlf_buf;
struct mlf_err;
struct mlf_numbering;
struct mlf_rank_options;
struct mlf_ridge;
struct mlf_vectors;

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

struct mlf_benefit_options {
    size_t folds;  /* at least 2; each is held out once */
    size_t rounds; /* at least 2; in each the groups are dealt to the folds anew */
    uint64_t seed;
    const struct mlf_ridge *ridge;
    int jobs;
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

/* Errors: nothing differs, fewer than 2 groups, no item left. Zero-initialised
 * result, freed by mlf_benefit_free also after a failure. The same for any
 * number of jobs. Cost: rounds times (2 n d^2 + 2 folds d^3 / 3) operations;
 * memory 4 d^2 floats. */
int mlf_benefit_measure(struct mlf_benefit *benefit, const struct mlf_benefit_data *data,
                        const struct mlf_benefit_options *options, struct mlf_err *err);
void mlf_benefit_free(struct mlf_benefit *benefit);

/* -1: it helped, 1: it did harm, 0: that cannot be told. Over all items both
 * intervals must lie on one side, and the items that nobody touched must not
 * surely say the contrary: flags that are wrong in the same way throughout agree
 * with themselves, and only with themselves. */
int mlf_benefit_verdict(const struct mlf_benefit *benefit);

/* The same from records: `label`, for each record the corrected label, NULL where
 * it is as it was, and `gone`, for each record not 0 where its object is none any
 * more. Records without a label or a vector have no part in it. Groups are those
 * of mlf_rank_run with these options. The classes are appended to `classes`. The
 * vectors are consumed. */
int mlf_rank_benefit(struct mlf_benefit *benefit, struct mlf_vectors *vectors, const char *const *label,
                     const unsigned char *gone, const struct mlf_rank_options *rank,
                     const struct mlf_benefit_options *options, struct mlf_numbering *classes, struct mlf_err *err);

/* As a JSON object, and as a table for people. Classes with their names. */
void mlf_benefit_report(const struct mlf_benefit *benefit, const struct mlf_numbering *classes, struct mlf_buf *buf);
void mlf_benefit_table(const struct mlf_benefit *benefit, const struct mlf_numbering *classes, struct mlf_buf *buf);

#endif
