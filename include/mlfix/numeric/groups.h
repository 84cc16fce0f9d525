/* Groups of items that must not vouch for each other: union-find over pairs. */
#ifndef MLFIX_NUMERIC_GROUPS_H
#define MLFIX_NUMERIC_GROUPS_H

#include <stddef.h>

struct mlf_err;

/* Near-duplicates: frames of one object, the same picture twice. How alike two
 * pictures are without being that depends on the dataset, so the measure is how
 * far a pair stands out: items a and b, one of the other's 10 nearest, are
 * near-duplicates when
 *     (1 - cos(a, b)) < 0.7 (1 - max(r(a), r(b))),
 * r(i) being the cosine of i with its m-th nearest, m = min(30, n / 30).
 * Where less than a third of the items have such a partner, the dataset is not
 * one of repeated frames: only pairs below 0.5 count then, since leaving out
 * what merely looks alike costs accuracy (cifar10n-10k: 0.006 AP). A fixed
 * cosine of 0.80 finds 14 in 100 of the repeated frames of gtsrb-speed, this
 * rule twice as many per item at the same precision. */
#define MLF_DUPLICATE_NEIGHBOURS ((size_t)10)
#define MLF_DUPLICATE_CONTRAST 0.7
#define MLF_DUPLICATE_CONTRAST_RARE 0.5
#define MLF_DUPLICATE_BACKGROUND ((size_t)30)
#define MLF_DUPLICATE_CAP ((size_t)50)

struct mlf_groups_pair {
    size_t a, b;
    double contrast; /* (1 - cos) / (1 - background): smaller stands out more; rounded to 6 decimals */
};

/* The near-duplicates among the rows of the unit-length n x d matrix x (of
 * mlf_neighbours_space), sorted by (contrast, a, b). *pairs is new memory. */
int mlf_groups_duplicates(const float *x, size_t n, size_t d, int jobs, struct mlf_groups_pair **pairs, size_t *count,
                          struct mlf_err *err);

/* Whether the labels of near-duplicates were evidently given to each one by
 * itself: fewer than a third of the items are in a pair, and more than a tenth
 * of the pairs have two labels. Such items do not share their mistakes, and are
 * the best witnesses for each other; leaving them out together costs 0.002 to
 * 0.005 AP on cifar10n-10k, where a fifth of the pairs disagree. -1 and *err
 * where memory runs out. */
int mlf_groups_labelled_apart(const struct mlf_groups_pair *pairs, size_t count, const size_t *label, size_t n,
                              struct mlf_err *err);

/* Joins the groups of each pair, in the order given (strongest first), unless
 * the joint group would have more than `cap` items. group[i] < *groups on the
 * way in and out; out, groups are numbered by first appearance. */
int mlf_groups_join(size_t n, size_t *group, size_t *groups, const struct mlf_groups_pair *pairs, size_t count,
                    size_t cap, struct mlf_err *err);

/* The number of different groups among the items of each class: counts[k]. */
int mlf_groups_count(size_t n, const size_t *group, const size_t *label, size_t classes, size_t *counts,
                     struct mlf_err *err);

#endif
