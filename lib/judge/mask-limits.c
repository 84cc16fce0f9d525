/* See mlfix/judge/mask-limits.h. */

#include "mlfix/judge/mask-limits.h"

#include <math.h>
#include <stdlib.h>

#include "mlfix/base/array.h"
#include "mlfix/numeric/robust.h"

#define FEW ((size_t)20)
#define TOP 0.1
#define KEEP 0.95
#define SAME 0.5

/* A region that the network sees. */
struct seen {
    double prob;
    int agrees;
    size_t order;
};

static int by_prob(const void *a, const void *b)
{
    const struct seen *x = a;
    const struct seen *y = b;

    if (x->prob != y->prob)
        return x->prob > y->prob ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

static double learn_sure(struct seen *seen, size_t n)
{
    size_t top = (size_t)(TOP * (double)n) > FEW ? (size_t)(TOP * (double)n) : FEW;
    size_t agree = 0;
    double level = 0;
    double sure = MLF_MASKS_SURE;

    if (n < FEW)
        return sure;
    qsort(seen, n, sizeof *seen, by_prob);
    for (size_t i = 0; i < n && seen[i].prob >= MLF_MASKS_SURE; i++) {
        agree += (size_t)seen[i].agrees;
        if (i + 1 == top)
            level = KEEP * (double)agree / (double)top;
        if (i + 1 < top || (i + 1 < n && seen[i + 1].prob == seen[i].prob)) /* equal ones stand or fall together */
            continue;
        if ((double)agree >= level * (double)(i + 1))
            sure = seen[i].prob;
    }
    return sure;
}

static int is_as_labelled(const struct mlf_mask_verdict *verdict, size_t class)
{
    return verdict->finding != MLF_MASK_UNKNOWN && verdict->best == class;
}

/* An object with its part of the photo. */
struct sized {
    double part, boundary;
    size_t order;
};

static int by_part(const void *a, const void *b)
{
    const struct sized *x = a;
    const struct sized *y = b;

    if (x->part != y->part)
        return x->part < y->part ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

static int learn_shift(const struct sized *sized, size_t n, double *values, double *shift, struct mlf_err *err)
{
    struct mlf_robust usual;

    *shift = MLF_MASKS_SHIFT_FEW;
    if (n < FEW)
        return 0;
    for (size_t i = 0; i < n; i++)
        values[i] = sized[i].boundary;
    if (mlf_robust_measure(values, n, 0, &usual, err))
        return -1;
    *shift = fmin(fmax(usual.median - MLF_MASKS_SHIFT_DEVIATIONS * usual.deviation, MLF_MASKS_SHIFT_LEAST),
                  MLF_MASKS_SHIFT_MOST);
    return 0;
}

int mlf_mask_limits_learn(const struct mlf_mask_verdict *verdicts, const size_t *class_of, size_t n,
                          const double *missing, size_t m, double sure, struct mlf_mask_limits *limits,
                          struct mlf_err *err)
{
    struct seen *seen = mlf_alloc(n + m, sizeof *seen, err);
    struct sized *sized = mlf_alloc(n, sizeof *sized, err);
    double *values = mlf_alloc(n, sizeof *values, err);
    size_t regions = 0;
    size_t count = 0;
    int result = seen && sized && values ? 0 : -1;

    for (size_t i = 0; i < n && !result; i++) {
        const struct mlf_mask_verdict *v = &verdicts[i];

        if (!is_as_labelled(v, class_of[i]))
            continue;
        seen[regions] = (struct seen){v->own, v->iou >= SAME, regions};
        regions++;
        sized[count] = (struct sized){v->part, v->boundary, count};
        count++;
    }
    for (size_t k = 0; k < m && !result; k++) {
        seen[regions] = (struct seen){missing[k], 0, regions};
        regions++;
    }
    if (!result) {
        limits->sure = sure > 0 ? sure : learn_sure(seen, regions);
        if (count > 0)
            qsort(sized, count, sizeof *sized, by_part);
        for (size_t k = 0; k < 3 && !result; k++)
            result =
                learn_shift(sized + k * count / 3, (k + 1) * count / 3 - k * count / 3, values, &limits->shift[k], err);
        for (size_t k = 1; k < 3; k++)
            limits->parts[k - 1] = count > 0 ? sized[k * count / 3].part : 0;
    }
    free(seen);
    free(sized);
    free(values);
    return result;
}

void mlf_mask_limits_decide(const struct mlf_mask_limits *limits, struct mlf_mask_verdict *verdicts,
                            const size_t *class_of, size_t n, const unsigned char *is_object)
{
    for (size_t i = 0; i < n; i++) {
        struct mlf_mask_verdict *v = &verdicts[i];
        int third = (v->part >= limits->parts[0]) + (v->part >= limits->parts[1]);

        if (v->finding == MLF_MASK_UNKNOWN)
            continue;
        v->finding = MLF_MASK_AGREES;
        if (v->best != class_of[i] && v->prob >= fmin(limits->sure, MLF_MASKS_SURE) &&
            v->own <= MLF_MASKS_SWAP_OWN * v->prob) {
            v->finding = is_object[v->best] ? MLF_MASK_SWAPPED : MLF_MASK_UNSEEN;
            v->swapped = v->prob - v->own;
        } else if (v->best == class_of[i] && v->boundary < limits->shift[third]) {
            v->finding = MLF_MASK_SHIFTED;
            v->shifted = (1 - v->boundary) * v->own;
        }
    }
}
