#include "box-limits.h"

#include <math.h>
#include <stdlib.h>

#include "mlfix/base/array.h"
#include "mlfix/judge/box-errors.h"
#include "mlfix/numeric/robust.h"

#define FEW ((size_t)20) /* fewer detections or pairs tell nothing */
#define TOP 0.1          /* the share of detections that count as the most confident ones */
#define KEEP 0.95        /* how much of their share of agreement must be kept */
#define DEVIATIONS 4

struct seen {
    double confidence;
    size_t order;
    int agrees;
    double iou;  /* of its pair */
    size_t size; /* of the box of its pair */
};

static int compare_seen(const void *a, const void *b)
{
    const struct seen *x = a, *y = b;
    if (x->confidence != y->confidence)
        return x->confidence < y->confidence ? 1 : -1;
    return x->order < y->order ? -1 : x->order > y->order;
}

/* As COCO counts: each detection of a photo in turn, the most confident first, agrees with
 * the box of its label that it covers best and that no other agrees with. `used`: n zeros. */
static void match_photo(const struct mlf_box_photo *p, struct seen *seen, unsigned char *used)
{
    for (size_t d = 0; d < p->m; d++)
        seen[d] = (struct seen){.confidence = p->found[d].confidence, .order = d};
    qsort(seen, p->m, sizeof *seen, compare_seen);
    for (size_t i = 0; i < p->m; i++) {
        const struct mlf_box *found = &p->found[seen[i].order];
        size_t best = p->n;
        for (size_t b = 0; b < p->n; b++) {
            const struct mlf_box *box = &p->boxes[b];
            if (used[b] || box->crowd || box->label == MLF_NO_LABEL || box->label != found->label)
                continue;
            double iou = mlf_box_iou(box->bbox, found->bbox);
            if (iou >= MLF_BOXES_SAME && iou > seen[i].iou) {
                seen[i].iou = iou;
                best = b;
            }
        }
        if (best == p->n)
            continue;
        used[best] = 1;
        seen[i].agrees = 1;
        seen[i].size = mlf_box_size(p->boxes[best].bbox);
    }
}

/* `seen` by falling confidence. */
static double learn_sure(const struct seen *seen, size_t n)
{
    size_t top = (size_t)(TOP * (double)n) > FEW ? (size_t)(TOP * (double)n) : FEW, agree = 0;
    double level = 0, sure = MLF_BOXES_SURE;
    if (n < FEW)
        return sure;
    for (size_t i = 0; i < n && seen[i].confidence >= MLF_BOXES_LOW; i++) {
        agree += (size_t)seen[i].agrees;
        if (i + 1 == top)
            level = KEEP * (double)agree / (double)top;
        /* Equal confidences stand or fall together. */
        if (i + 1 < top || (i + 1 < n && seen[i + 1].confidence == seen[i].confidence))
            continue;
        if ((double)agree >= level * (double)(i + 1))
            sure = seen[i].confidence;
    }
    return sure;
}

/* `values` has room for n. */
static int learn_shift(const struct seen *seen, size_t n, double low, size_t size, double *values, double *shift,
                       struct mlf_err *err)
{
    struct mlf_robust robust;
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
        if (seen[i].agrees && seen[i].confidence >= low && seen[i].size == size)
            values[count++] = seen[i].iou;
    *shift = MLF_BOXES_SAME;
    if (count < FEW)
        return 0;
    if (mlf_robust_measure(values, count, 0, &robust, err))
        return -1;
    *shift = fmin(fmax(robust.median - DEVIATIONS * robust.deviation, MLF_BOXES_SHIFT_LEAST), MLF_BOXES_SHIFT_MOST);
    return 0;
}

int mlf_box_limits_learn(const struct mlf_box_photo *photos, size_t n, double sure, struct mlf_box_limits *limits,
                         struct mlf_err *err)
{
    size_t all = 0, most = 0, at = 0;
    for (size_t i = 0; i < n; i++) {
        all += photos[i].m;
        most = photos[i].n > most ? photos[i].n : most;
    }
    struct seen *seen = mlf_alloc(all, sizeof *seen, err);
    unsigned char *used = mlf_alloc(most, 1, err);
    double *values = mlf_alloc(all, sizeof *values, err);
    int result = -1;
    if (!seen || !used || !values)
        goto done;
    for (size_t i = 0; i < n; i++) {
        for (size_t b = 0; b < photos[i].n; b++)
            used[b] = 0;
        match_photo(&photos[i], seen + at, used);
        at += photos[i].m;
    }
    for (size_t i = 0; i < all; i++)
        seen[i].order = i;
    if (all > 0)
        qsort(seen, all, sizeof *seen, compare_seen);
    limits->sure = sure > 0 ? sure : learn_sure(seen, all);
    limits->low = fmin(MLF_BOXES_LOW, limits->sure);
    for (size_t k = 0; k < MLF_BOXES_SIZES; k++)
        if (learn_shift(seen, all, limits->low, k, values, &limits->shift[k], err))
            goto done;
    result = 0;
done:
    free(seen);
    free(used);
    free(values);
    return result;
}
