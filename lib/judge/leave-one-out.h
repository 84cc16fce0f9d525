/* What ridge.c and kernel.c share: predictions with whole groups left out ("loo", after
 * leave-one-out for single items). */
#ifndef MLFIX_JUDGE_LEAVE_ONE_OUT_H
#define MLFIX_JUDGE_LEAVE_ONE_OUT_H

#include <stddef.h>

struct mlf_err;

/* Items sorted by group: those of group g are item[start[g]] .. item[start[g + 1] - 1],
 * in rising order. */
struct mlf_loo {
    size_t *item;
    size_t *start; /* groups + 1 */
    size_t groups;
};

/* group: n, each below `groups`. Freed by mlf_loo_free; nothing is left to free after a
 * failure. */
int mlf_loo_sort(struct mlf_loo *loo, const size_t *group, size_t n, size_t groups, struct mlf_err *err);
void mlf_loo_free(struct mlf_loo *loo);

/* Solves M X = R for X, which replaces R. m: the lower triangle of the symmetric g x g
 * matrix M, by rows; r: R, g x c by columns, r[k * g + i].
 *
 * Where a model could fit an item whatever its label is, M is singular: the label tells
 * nothing about the item, and the prediction without it would become infinite. So where
 * M is not positive definite with at least `least` left for each item, `least` is added
 * to its diagonal, then ten times as much, and so on until it is. */
int mlf_loo_solve(size_t g, double *m, size_t c, double *r, double least, struct mlf_err *err);

#endif
