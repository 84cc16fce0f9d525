#include "leave-one-out.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/counting-sort.h"
#include "mlfix/base/err.h"
#include "mlfix/numeric/lapack.h"

int mlf_loo_sort(struct mlf_loo *loo, const size_t *group, size_t n, size_t groups, struct mlf_err *err)
{
    loo->groups = groups;
    loo->item = mlf_alloc(n, sizeof *loo->item, err);
    loo->start = mlf_alloc(groups + 1, sizeof *loo->start, err);
    if (!loo->item || !loo->start) {
        mlf_loo_free(loo);
        return -1;
    }
    mlf_counting_sort(group, NULL, n, groups, loo->start, loo->item);
    return 0;
}

void mlf_loo_free(struct mlf_loo *loo)
{
    free(loo->item);
    free(loo->start);
    loo->item = loo->start = NULL;
}

int mlf_loo_solve(size_t g, double *m, size_t c, double *r, double least, struct mlf_err *err)
{
    if (g == 1) {
        double divisor = m[0] > least ? m[0] : least;
        for (size_t k = 0; k < c; k++)
            r[k] /= divisor;
        return 0;
    }
    double *factor = mlf_alloc(g * g, sizeof *factor, err);
    if (!factor)
        return -1;
    int order = (int)g, columns = (int)c, info = 1;
    double lift = 0;
    for (int tries = 0; tries < 12; tries++) {
        memcpy(factor, m, g * g * sizeof *factor);
        for (size_t i = 0; i < g; i++)
            factor[i * g + i] += lift;
        dpotrf_("U", &order, factor, &order, &info, 1);
        /* The squared diagonal entry of the factor is what is left of each item once
         * those before it are known. */
        for (size_t i = 0; i < g && info == 0; i++)
            if (factor[i * g + i] * factor[i * g + i] < least * 0.999)
                info = 1;
        if (info == 0)
            break;
        lift = lift > 0 ? lift * 10 : least;
    }
    if (info == 0)
        dpotrs_("U", &order, &columns, factor, &order, r, &order, &info, 1);
    free(factor);
    return info == 0 ? 0 : mlf_fail(err, "a group of %zu items has no leave-group-out solution", g);
}
