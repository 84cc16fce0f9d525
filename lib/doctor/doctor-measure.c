/* See doctor-measure.h. */

#include "doctor-measure.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/json/json-text.h"

int mlf_doctor_measure(struct mlf_finding *finding, enum mlf_issue issue, double number, struct mlf_err *err)
{
    struct mlf_buf value = {0};
    int result;

    mlf_json_put_number(&value, number);
    result = mlf_buf_check(&value, err) ? -1 : mlf_finding_measure(finding, issue, value.data, err);
    mlf_buf_free(&value);
    return result;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;

    return x < y ? -1 : x > y;
}

static double median(double *values, size_t n)
{
    qsort(values, n, sizeof *values, by_value);
    return n % 2 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

/* An object with its value. */
struct member {
    struct mlf_finding *finding;
    double value;
};

/* By label, then in the dataset's order. */
static int by_label(const void *a, const void *b)
{
    const struct member *x = a;
    const struct member *y = b;
    int order = x->finding->object.label == y->finding->object.label
                    ? 0
                    : strcmp(x->finding->object.label, y->finding->object.label);

    return order ? order : x->finding < y->finding ? -1 : x->finding > y->finding;
}

/* Those of one class (n members); scratch holds n numbers. */
static int find_in_class(const struct member *members, size_t n, enum mlf_issue issue, double *scratch,
                         struct mlf_err *err)
{
    double middle;
    double deviation;

    if (n < MLF_LEAST_CLASS)
        return 0;
    for (size_t i = 0; i < n; i++)
        scratch[i] = members[i].value;
    middle = median(scratch, n);
    for (size_t i = 0; i < n; i++)
        scratch[i] = fabs(members[i].value - middle);
    deviation = fmax(1.4826 * median(scratch, n), MLF_LEAST_DEVIATION);
    for (size_t i = 0; i < n; i++) {
        double z = (members[i].value - middle) / deviation;

        if (fabs(z) > MLF_EXTREME_DEVIATIONS &&
            mlf_doctor_measure(members[i].finding, issue, round(z * 100) / 100, err))
            return -1;
    }
    return 0;
}

int mlf_doctor_find_extremes(struct mlf_objects *objects, const double *values, enum mlf_issue issue,
                             struct mlf_err *err)
{
    struct member *members = mlf_alloc(objects->n, sizeof *members, err);
    double *scratch = mlf_alloc(objects->n, sizeof *scratch, err);
    size_t n = 0;
    int result = members && scratch ? 0 : -1;

    for (size_t i = 0; !result && i < objects->n; i++)
        if (!isnan(values[i]) && objects->items[i].object.label)
            members[n++] = (struct member){&objects->items[i], values[i]};
    if (n > 0)
        qsort(members, n, sizeof *members, by_label);
    for (size_t start = 0, end = 0; start < n && !result; start = end) {
        while (end < n && members[end].finding->object.label == members[start].finding->object.label)
            end++;
        result = find_in_class(members + start, end - start, issue, scratch, err);
    }
    free(members);
    free(scratch);
    return result;
}
