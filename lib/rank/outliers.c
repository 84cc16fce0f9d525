#include "outliers.h"

#include <math.h>
#include <stdlib.h>

#include "mlfix/base/parallel.h"
#include "mlfix/numeric/neighbours-table.h"
#include "mlfix/numeric/neighbours.h"
#include "mlfix/numeric/robust.h"

#define PIECE ((size_t)1024)
#define LEAST_DEVIATION 0.01
/* Copies have the distance 0: as far below the usual as counts. */
#define LEAST_DISTANCE 1e-6

struct measuring {
    const float *z;
    size_t n, d;
    const struct mlf_neighbours *near;
    double *distance;
};

static int measure_piece(void *context, size_t piece, int worker, struct mlf_err *err)
{
    const struct measuring *m = context;
    size_t k = m->near->k, end = (piece + 1) * PIECE < m->n ? (piece + 1) * PIECE : m->n;
    (void)worker;
    (void)err;
    for (size_t i = piece * PIECE; i < end; i++) {
        const float *here = m->z + i * m->d;
        double sum = 0;
        size_t others = 0;
        for (size_t j = 0; j < k; j++) {
            if (m->near->index[i * k + j] == i)
                continue; /* fewer were found */
            others++;
            const float *there = m->z + m->near->index[i * k + j] * m->d;
            double square = 0;
            for (size_t c = 0; c < m->d; c++)
                square += ((double)here[c] - there[c]) * ((double)here[c] - there[c]);
            sum += sqrt(square);
        }
        m->distance[i] = log(fmax(sum / (double)(others + (others == 0)), LEAST_DISTANCE));
    }
    return 0;
}

int mlf_outlier_deviations(const float *z, size_t n, size_t d, const float *x, size_t space_d, int jobs,
                           double *deviation, struct mlf_err *err)
{
    struct mlf_neighbours near = {0};
    struct measuring m = {.z = z, .n = n, .d = d, .near = &near, .distance = deviation};
    struct mlf_robust robust;
    int result = -1;
    if (mlf_neighbours_find(&near, x, n, space_d, MLF_OUTLIER_NEIGHBOURS, jobs, err))
        return -1;
    if (near.k == 0) {
        for (size_t i = 0; i < n; i++)
            deviation[i] = 0;
        result = 0;
        goto done;
    }
    if (mlf_parallel((n + PIECE - 1) / PIECE, jobs, measure_piece, &m, err) ||
        mlf_robust_measure(deviation, n, LEAST_DEVIATION, &robust, err))
        goto done;
    for (size_t i = 0; i < n; i++)
        deviation[i] = (deviation[i] - robust.median) / robust.deviation;
    result = 0;
done:
    mlf_neighbours_free(&near);
    return result;
}

double mlf_outlier_score(double deviation)
{
    return (1 + deviation / (1 + fabs(deviation))) / 2;
}
