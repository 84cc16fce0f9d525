/* See doctor-posed.h. */

#include "doctor-posed.h"

#include <stdlib.h>

#include "mlfix/base/buf.h"
#include "mlfix/json/json-text.h"

void mlf_posed_put_kind(const struct mlf_posed *posed, size_t kind, struct mlf_buf *buf)
{
    if (posed->names[kind])
        mlf_json_put_string(buf, posed->names[kind]);
    else
        mlf_buf_printf(buf, "%zu", kind);
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;

    return (x > y) - (x < y);
}

double mlf_posed_quantile(double *values, size_t n, double share)
{
    double at = share * (double)(n - 1);
    size_t below = (size_t)at;

    qsort(values, n, sizeof *values, by_value);
    return below + 1 < n ? values[below] + (at - (double)below) * (values[below + 1] - values[below]) : values[below];
}
