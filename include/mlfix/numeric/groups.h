/* Groups of near-duplicate items, such as frames of one object. The labels of a group
 * are likely to be wrong together, so none of them may serve as evidence for another:
 * models leave groups out as a whole. */
#ifndef MLFIX_NUMERIC_GROUPS_H
#define MLFIX_NUMERIC_GROUPS_H

#include <stddef.h>

struct mlf_err;

/* Near-duplicates: frames of one object, the same picture twice. How similar two
 * unrelated pictures are depends on the dataset, so no fixed similarity tells
 * near-duplicates; what tells them is that a pair is much more similar than pictures
 * around it. Items a and b, one of which is among the other's 10 nearest, are
 * near-duplicates when
 *     (1 - cos(a, b)) < 0.7 (1 - max(r(a), r(b))),
 * r(i) being the cosine of i with its m-th nearest, m = min(30, n / 30).
 * Where less than a third of the items have such a partner, the dataset is not
 * one of repeated frames. Then 0.5 takes the place of 0.7, since leaving out pictures
 * that are merely similar costs accuracy (cifar10n-10k: 0.006 AP). A fixed cosine of
 * 0.80 finds 14 in 100 of the repeated frames of gtsrb-speed; this rule finds twice as
 * many per item at the same precision. */
#define MLF_DUPLICATE_NEIGHBOURS ((size_t)10)
#define MLF_DUPLICATE_CONTRAST 0.7
#define MLF_DUPLICATE_CONTRAST_RARE 0.5
#define MLF_DUPLICATE_BACKGROUND ((size_t)30)
#define MLF_DUPLICATE_CAP ((size_t)50)

struct mlf_groups_pair {
    size_t a, b;
    double contrast; /* (1 - cos(a, b)) / (1 - max(r(a), r(b))), rounded to 6 decimals: the smaller, the surer */
};

/* The near-duplicates among the rows of the unit-length n x d matrix x (of
 * mlf_neighbours_space), sorted by (contrast, a, b). *pairs is new memory. */
int mlf_groups_duplicates(const float *x, size_t n, size_t d, int jobs, struct mlf_groups_pair **pairs, size_t *count,
                          struct mlf_err *err);

/* Whether near-duplicates were evidently labelled independently of each other: fewer
 * than a third of the items are in a pair, and more than a tenth of the pairs have two
 * different labels. Such items do not share their mistakes, and each is the best evidence
 * for the other's label; leaving them out together costs 0.002 to 0.005 AP on
 * cifar10n-10k, where a fifth of the pairs disagree. 1 or 0; -1 and an error where
 * memory runs out. */
int mlf_groups_labelled_apart(const struct mlf_groups_pair *pairs, size_t count, const size_t *label, size_t n,
                              struct mlf_err *err);

/* Joins the groups of the items of each pair (union-find), in the order given, the
 * surest pair first, unless the joint group would have more than `cap` items.
 * group[i] < *groups before and afterwards; afterwards groups are numbered in the order
 * in which they first appear. */
int mlf_groups_join(size_t n, size_t *group, size_t *groups, const struct mlf_groups_pair *pairs, size_t count,
                    size_t cap, struct mlf_err *err);

/* The number of different groups among the items of each class: counts[k]. */
int mlf_groups_count(size_t n, const size_t *group, const size_t *label, size_t classes, size_t *counts,
                     struct mlf_err *err);

#endif
