/* See doctor-turned.h. */

#include "doctor-turned.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "doctor-measure.h"
#include "mlfix/base/array.h"
#include "mlfix/dataset/finding.h"

/* A box with its direction in degrees, from 0 to 180. */
struct turned {
    struct mlf_finding *finding;
    double direction;
};

static int is_looked_at(const struct mlf_finding *finding)
{
    return finding->rotated && !finding->object.earlier.failed &&
           !(finding->issues & (UINT64_C(1) << MLF_ISSUE_CROWD | UINT64_C(1) << MLF_ISSUE_IGNORED));
}

/* ---- Shapes ---- */

static double slant(const struct mlf_finding *finding)
{
    const double *corners = finding->rotated->corners;
    double one = hypot(corners[4] - corners[0], corners[5] - corners[1]);
    double other = hypot(corners[6] - corners[2], corners[7] - corners[3]);
    double apart = hypot((corners[0] + corners[4] - corners[2] - corners[6]) / 2,
                         (corners[1] + corners[5] - corners[3] - corners[7]) / 2);
    double unlike = finding->object.normalised ? 0 : fabs(one - other);

    return fmax(one, other) > 0 ? fmax(unlike, apart) / fmax(one, other) : 1;
}

static int examine_shapes(struct mlf_objects *objects, struct mlf_err *err)
{
    size_t fractions = 0;
    size_t straight = 0;

    for (size_t i = 0; i < objects->n; i++) {
        const struct mlf_finding *finding = &objects->items[i];

        if (!is_looked_at(finding) || !finding->object.normalised)
            continue;
        fractions++;
        straight += slant(finding) <= MLF_OBB_SLANT;
    }
    for (size_t i = 0; i < objects->n; i++) {
        struct mlf_finding *finding = &objects->items[i];

        if (is_looked_at(finding) && slant(finding) > MLF_OBB_SLANT &&
            (!finding->object.normalised || 2 * straight > fractions) &&
            mlf_doctor_measure(finding, MLF_ISSUE_TURNED_SHAPE, round(slant(finding) * 1000) / 1000, err))
            return -1;
    }
    return 0;
}

/* ---- Directions ---- */

/* Between two directions: 0 to 90 degrees. */
static double between(double a, double b)
{
    double apart = fabs(fmod(a - b, 180));

    return fmin(apart, 180 - apart);
}

static int by_label(const void *a, const void *b)
{
    const struct mlf_finding *x = ((const struct turned *)a)->finding;
    const struct mlf_finding *y = ((const struct turned *)b)->finding;
    int order = x->object.label == y->object.label ? 0 : strcmp(x->object.label, y->object.label);

    return order ? order : x < y ? -1 : x > y;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;

    return (x > y) - (x < y);
}

/* The median distance of n directions from one. */
static double spread(const struct turned *turned, size_t n, double from, double *scratch)
{
    for (size_t i = 0; i < n; i++)
        scratch[i] = between(turned[i].direction, from);
    qsort(scratch, n, sizeof *scratch, by_value);
    return n % 2 ? scratch[n / 2] : (scratch[n / 2 - 1] + scratch[n / 2]) / 2;
}

/* The whole degree from which the median distance, in whole degrees, is least. */
static int find_middle(const struct turned *turned, size_t n)
{
    size_t counts[180] = {0};
    int middle = 0;
    int least = 91;

    for (size_t i = 0; i < n; i++)
        counts[(int)turned[i].direction % 180]++;
    for (int degrees = 0; degrees < 180; degrees++) {
        size_t within = counts[degrees];
        int distance = 0;

        while (2 * within < n && ++distance < 90)
            within += counts[(degrees + distance) % 180] + counts[(degrees + 180 - distance) % 180];
        if (distance < least) {
            least = distance;
            middle = degrees;
        }
    }
    return middle;
}

static int find_in_class(const struct turned *turned, size_t n, double *scratch, struct mlf_err *err)
{
    double middle;
    double deviation;

    if (n < MLF_LEAST_CLASS)
        return 0;
    middle = find_middle(turned, n);
    deviation = fmax(1.4826 * spread(turned, n, middle, scratch), MLF_TURNED_LEAST);
    for (size_t i = 0; i < n; i++) {
        double z = between(turned[i].direction, middle) / deviation;

        if (z > MLF_TURNED_DEVIATIONS &&
            mlf_doctor_measure(turned[i].finding, MLF_ISSUE_TURNED_ANGLE, round(z * 100) / 100, err))
            return -1;
    }
    return 0;
}

static int examine_directions(struct mlf_objects *objects, size_t count, struct mlf_err *err)
{
    struct turned *turned = mlf_alloc(count, sizeof *turned, err);
    double *scratch = mlf_alloc(count, sizeof *scratch, err);
    int result = turned && scratch ? 0 : -1;
    size_t n = 0;

    for (size_t i = 0; i < objects->n && !result; i++) {
        struct mlf_finding *finding = &objects->items[i];
        const struct mlf_obb *obb = finding->rotated ? &finding->rotated->obb : NULL;

        if (!is_looked_at(finding) || !finding->object.label ||
            !(fmax(obb->w, obb->h) >= MLF_TURNED_LONG * fmin(obb->w, obb->h)) || !(obb->w > 0))
            continue;
        turned[n++] = (struct turned){finding, fmod(obb->degrees + (obb->h > obb->w ? 90 : 0) + 360, 180)};
    }
    if (n > 0)
        qsort(turned, n, sizeof *turned, by_label);
    for (size_t start = 0, end = 0; start < n && !result; start = end) {
        while (end < n && turned[end].finding->object.label == turned[start].finding->object.label)
            end++;
        result = find_in_class(turned + start, end - start, scratch, err);
    }
    free(turned);
    free(scratch);
    return result;
}

int mlf_doctor_examine_turned(struct mlf_objects *objects, struct mlf_err *err)
{
    size_t count = 0;

    for (size_t i = 0; i < objects->n; i++)
        count += objects->items[i].rotated != NULL;
    if (count == 0)
        return 0;
    return examine_shapes(objects, err) || examine_directions(objects, count, err) ? -1 : 0;
}
