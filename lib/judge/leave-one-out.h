/* Leaving groups out, in what ridge.c and kernel.c share. */
#ifndef MLFIX_JUDGE_LEAVE_ONE_OUT_H
#define MLFIX_JUDGE_LEAVE_ONE_OUT_H

#include <stddef.h>

struct mlf_err;

/* Items sorted by group: group g is item[start[g]] .. item[start[g + 1] - 1],
 * in rising order of the item. */
struct mlf_loo {
    size_t *item;
    size_t *start; /* groups + 1 */
    size_t groups;
};

int mlf_loo_sort(struct mlf_loo *loo, const size_t *group, size_t n, size_t groups, struct mlf_err *err);
void mlf_loo_free(struct mlf_loo *loo);

/* Solves M X = R in place for the symmetric g x g matrix m, whose lower
 * triangle by rows is given, and R of g x c by columns (r[k * g + i]). Both are
 * overwritten. Where M is not positive definite beyond `least` it is lifted by
 * `least`, ten times as much each try: an item that its model could fit
 * whatever its label says nothing, and must not say infinity. */
int mlf_loo_solve(size_t g, double *m, size_t c, double *r, double least, struct mlf_err *err);

#endif
