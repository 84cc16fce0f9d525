/* See doctor-pose-limbs.h. */

#include "doctor-pose-limbs.h"

#include <math.h>
#include <stdlib.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/dataset/finding.h"
#include "mlfix/json/json-text.h"

/* In the box's longer sides; NAN where one of the points has no place. */
static double length(const struct mlf_posed_point *row, size_t a, size_t b)
{
    return hypot(row[a].x - row[b].x, row[a].y - row[b].y);
}

/* Which nine tenths of the poses do not exceed; INFINITY where too few have both points. */
static double reach(const struct mlf_posed *posed, size_t a, size_t b, double *scratch)
{
    size_t step = posed->n / MLF_TREE_POSES + 1;
    size_t n = 0;

    for (size_t i = 0; i < posed->n; i += step) {
        double value = length(posed->table + i * posed->kinds, a, b);

        if (!isnan(value))
            scratch[n++] = value;
    }
    return n < MLF_LEAST_POSES ? INFINITY : mlf_posed_quantile(scratch, n, 0.9);
}

/* What each kind is joined to, itself where it is to nothing: Prim's algorithm. */
static int find_limbs(const struct mlf_posed *posed, size_t *to, double *scratch, struct mlf_err *err)
{
    size_t n = posed->kinds;
    double *nearest = mlf_alloc(n, sizeof *nearest, err);
    unsigned char *joined = mlf_alloc(n, 1, err);
    size_t last = 0;

    for (size_t i = 0; i < n && nearest && joined; i++) {
        nearest[i] = INFINITY;
        to[i] = i;
    }
    for (size_t count = 1; count < n && nearest && joined; count++) {
        size_t next = n;

        joined[last] = 1;
        for (size_t i = 0; i < n; i++) {
            double far = joined[i] ? INFINITY : reach(posed, last, i, scratch);

            if (!joined[i] && far < nearest[i]) {
                nearest[i] = far;
                to[i] = last;
            }
            if (!joined[i] && (next == n || nearest[i] < nearest[next]))
                next = i;
        }
        last = next;
    }
    free(nearest);
    free(joined);
    return nearest && joined ? 0 : -1;
}

/* How many deviations the limb of each pose is too long, into most[i] with its kind where that is more. */
static void measure(const struct mlf_posed *posed, size_t a, size_t b, double *scratch, double *most, size_t *kind)
{
    double middle;
    double deviation;
    size_t above = 0;
    size_t n = 0;

    for (size_t i = 0; i < posed->n; i++) {
        double value = length(posed->table + i * posed->kinds, a, b);

        if (!isnan(value))
            scratch[n++] = value;
    }
    if (n < MLF_LEAST_POSES)
        return;
    middle = mlf_posed_quantile(scratch, n, 0.5);
    for (size_t i = 0; i < n; i++)
        if (scratch[i] > middle)
            scratch[above++] = scratch[i] - middle;
    deviation = above ? 1.4826 * mlf_posed_quantile(scratch, above, 0.5) : 0;
    deviation = fmax(deviation, MLF_LIMB_LEAST * middle);
    for (size_t i = 0; i < posed->n && deviation > 0; i++) {
        double z = (length(posed->table + i * posed->kinds, a, b) - middle) / deviation;

        if (z > most[i]) {
            most[i] = z;
            kind[i] = a;
        }
    }
}

static int note(const struct mlf_posed *posed, size_t i, size_t a, size_t b, double z, struct mlf_err *err)
{
    struct mlf_buf value = {0};
    int result;

    mlf_buf_puts(&value, "{\"limb\":[");
    mlf_posed_put_kind(posed, a < b ? a : b, &value);
    mlf_buf_putc(&value, ',');
    mlf_posed_put_kind(posed, a < b ? b : a, &value);
    mlf_buf_puts(&value, "],\"deviations\":");
    mlf_json_put_number(&value, round(z * 100) / 100);
    mlf_buf_putc(&value, '}');
    result = mlf_buf_check(&value, err)
                 ? -1
                 : mlf_finding_measure(posed->findings[i], MLF_ISSUE_POINT_LIMB, value.data, err);
    mlf_buf_free(&value);
    return result;
}

int mlf_doctor_examine_limbs(const struct mlf_posed *posed, struct mlf_err *err)
{
    double *scratch = mlf_alloc(posed->n, sizeof *scratch, err);
    double *most = mlf_alloc(posed->n, sizeof *most, err);
    size_t *kind = mlf_alloc(posed->n, sizeof *kind, err);
    size_t *to = mlf_alloc(posed->kinds, sizeof *to, err);
    int result = scratch && most && kind && to && !find_limbs(posed, to, scratch, err) ? 0 : -1;

    for (size_t a = 0; a < posed->kinds && !result; a++)
        if (to[a] != a)
            measure(posed, a, to[a], scratch, most, kind);
    for (size_t i = 0; i < posed->n && !result; i++)
        if (most[i] > MLF_LIMB_DEVIATIONS)
            result = note(posed, i, kind[i], to[kind[i]], most[i], err);
    free(scratch);
    free(most);
    free(kind);
    free(to);
    return result;
}
