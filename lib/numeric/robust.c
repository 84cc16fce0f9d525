#include "mlfix/numeric/robust.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static double median_of(double *x, size_t n)
{
    if (n == 0)
        return 0;
    qsort(x, n, sizeof *x, compare);
    return (x[(n - 1) / 2] + x[n / 2]) / 2;
}

int mlf_robust_measure(const double *x, size_t n, double least, struct mlf_robust *robust, struct mlf_err *err)
{
    double *sorted = mlf_alloc(n, sizeof *sorted, err);
    if (!sorted)
        return -1;
    if (n > 0)
        memcpy(sorted, x, n * sizeof *sorted);
    robust->median = median_of(sorted, n);
    for (size_t i = 0; i < n; i++)
        sorted[i] = fabs(sorted[i] - robust->median);
    robust->deviation = fmax(least, 1.4826 * median_of(sorted, n));
    free(sorted);
    return 0;
}
