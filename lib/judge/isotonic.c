#include "isotonic.h"

#include <stdlib.h>

#include "mlfix/base/array.h"

struct point {
    double x, y, weight;
    size_t item;
};

/* Neighbouring points that share their mean. */
struct pool {
    size_t first, n;
    double sum, weight;
};

static int compare_points(const void *a, const void *b)
{
    const struct point *p = a, *q = b;
    if (p->x != q->x)
        return p->x < q->x ? -1 : 1;
    return p->item < q->item ? -1 : p->item > q->item;
}

static double mean_of(const struct pool *pool)
{
    return pool->sum / pool->weight;
}

int mlf_isotonic_fit(const double *x, double *y, size_t n, struct mlf_err *err)
{
    return mlf_isotonic_fit_weighted(x, NULL, y, n, err);
}

int mlf_isotonic_fit_weighted(const double *x, const double *weight, double *y, size_t n, struct mlf_err *err)
{
    struct point *points = mlf_alloc(n, sizeof *points, err);
    struct pool *pools = mlf_alloc(n, sizeof *pools, err);
    size_t count = 0;
    int result = -1;
    if (!points || !pools)
        goto done;
    for (size_t i = 0; i < n; i++)
        points[i] = (struct point){x[i], y[i], weight ? weight[i] : 1, i};
    if (n > 0)
        qsort(points, n, sizeof *points, compare_points);
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && points[i].x == points[i - 1].x) {
            pools[count - 1].n++;
            pools[count - 1].sum += points[i].weight * points[i].y;
            pools[count - 1].weight += points[i].weight;
        } else {
            pools[count++] = (struct pool){i, 1, points[i].weight * points[i].y, points[i].weight};
        }
        /* Points with equal x go into one pool before it is compared with others. */
        if (i + 1 < n && points[i + 1].x == points[i].x)
            continue;
        while (count > 1 && mean_of(&pools[count - 2]) >= mean_of(&pools[count - 1])) {
            pools[count - 2].n += pools[count - 1].n;
            pools[count - 2].sum += pools[count - 1].sum;
            pools[count - 2].weight += pools[count - 1].weight;
            count--;
        }
    }
    for (size_t k = 0; k < count; k++)
        for (size_t i = 0; i < pools[k].n; i++)
            y[points[pools[k].first + i].item] = mean_of(&pools[k]);
    result = 0;
done:
    free(points);
    free(pools);
    return result;
}
