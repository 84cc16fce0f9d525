#include "mlfix/judge/box-errors.h"

#include <math.h>
#include <stdlib.h>

#include "mlfix/base/array.h"

static double overlap(const double a[4], const double b[4])
{
    double w = fmin(a[0] + a[2], b[0] + b[2]) - fmax(a[0], b[0]);
    double h = fmin(a[1] + a[3], b[1] + b[3]) - fmax(a[1], b[1]);
    return w > 0 && h > 0 ? w * h : 0;
}

/* Rounded to 9 decimals, so that the same boxes, given in pixels or in fractions, give
 * the same numbers and the same ties. */
static double rounded(double number)
{
    return rint(number * 1e9) / 1e9;
}

double mlf_box_iou(const double a[4], const double b[4])
{
    double both = overlap(a, b);
    return both > 0 ? rounded(fmin(both / (a[2] * a[3] + b[2] * b[3] - both), 1)) : 0;
}

static double distance_of(const double a[4], const double b[4])
{
    double x = (a[0] + a[2] / 2) - (b[0] + b[2] / 2), y = (a[1] + a[3] / 2) - (b[1] + b[3] / 2);
    return rounded(sqrt(x * x + y * y));
}

double mlf_box_similarity(const double a[4], const double b[4])
{
    return rounded(MLF_BOXES_ALPHA * mlf_box_iou(a, b) +
                   (1 - MLF_BOXES_ALPHA) * exp(-MLF_BOXES_DISTANCE * distance_of(a, b)));
}

size_t mlf_box_size(const double bbox[4])
{
    double area = bbox[2] * bbox[3];
    return area < 32 * 32 ? 0 : area < 96 * 96 ? 1 : 2;
}

/* A box and a detection that may belong together. */
struct pair {
    double weight; /* larger is taken first */
    double confidence;
    size_t box, found;
};

static int compare_pairs(const void *a, const void *b)
{
    const struct pair *x = a, *y = b;
    if (x->weight != y->weight)
        return x->weight < y->weight ? 1 : -1;
    if (x->confidence != y->confidence)
        return x->confidence < y->confidence ? 1 : -1;
    if (x->found != y->found)
        return x->found < y->found ? -1 : 1;
    return x->box < y->box ? -1 : x->box > y->box;
}

struct judging {
    const struct mlf_box_photo *photo;
    const struct mlf_box_limits *limits;
    struct mlf_box_verdict *box, *found;
    unsigned char *taken; /* m: detections that have a box */
    struct pair *pairs;
    size_t count, capacity;
};

static int is_same(const struct mlf_box *a, const struct mlf_box *b)
{
    return a->label != MLF_NO_LABEL && a->label == b->label;
}

static int add_pair(struct judging *j, double weight, size_t box, size_t found, struct mlf_err *err)
{
    if (mlf_grow(&j->pairs, &j->capacity, j->count + 1, sizeof *j->pairs, err))
        return -1;
    j->pairs[j->count++] = (struct pair){weight, j->photo->found[found].confidence, box, found};
    return 0;
}

static void measure(struct mlf_box_verdict *verdict, const struct mlf_box *box, const struct mlf_box *found)
{
    verdict->iou = mlf_box_iou(box->bbox, found->bbox);
    verdict->distance = distance_of(box->bbox, found->bbox);
    verdict->similarity = mlf_box_similarity(box->bbox, found->bbox);
}

/* 1 and 4 of the header. */
static int pair_own(struct judging *j, struct mlf_err *err)
{
    const struct mlf_box_photo *p = j->photo;
    j->count = 0;
    for (size_t b = 0; b < p->n; b++)
        for (size_t d = 0; d < p->m; d++) {
            if (p->boxes[b].crowd || !is_same(&p->boxes[b], &p->found[d]) || p->found[d].confidence < j->limits->low ||
                mlf_box_iou(p->boxes[b].bbox, p->found[d].bbox) < MLF_BOXES_PAIR)
                continue;
            if (add_pair(j, mlf_box_similarity(p->boxes[b].bbox, p->found[d].bbox), b, d, err))
                return -1;
        }
    if (j->count > 0)
        qsort(j->pairs, j->count, sizeof *j->pairs, compare_pairs);
    for (size_t i = 0; i < j->count; i++) {
        struct mlf_box_verdict *verdict = &j->box[j->pairs[i].box];
        size_t d = j->pairs[i].found;
        if (verdict->other != MLF_NO_BOX || j->taken[d])
            continue;
        j->taken[d] = 1;
        j->found[d].finding = MLF_BOX_AGREES;
        verdict->other = d;
        measure(verdict, &p->boxes[j->pairs[i].box], &p->found[d]);
        verdict->shifted = rounded(p->found[d].confidence * (1 - verdict->similarity));
        verdict->finding = verdict->iou < j->limits->shift[mlf_box_size(p->boxes[j->pairs[i].box].bbox)]
                               ? MLF_BOX_SHIFTED
                               : MLF_BOX_AGREES;
    }
    return 0;
}

/* The evidence for a box's own label, see 2 of the header. */
static double own_evidence(const struct mlf_box_photo *p, const struct mlf_box *box)
{
    double own = 0;
    for (size_t d = 0; d < p->m; d++)
        if (is_same(box, &p->found[d]))
            own = fmax(own, p->found[d].confidence * mlf_box_similarity(box->bbox, p->found[d].bbox));
    return own;
}

/* 2 of the header. */
static int pair_others(struct judging *j, struct mlf_err *err)
{
    const struct mlf_box_photo *p = j->photo;
    j->count = 0;
    for (size_t b = 0; b < p->n; b++) {
        double own = -1;
        for (size_t d = 0; d < p->m && !p->boxes[b].crowd; d++) {
            const struct mlf_box *found = &p->found[d];
            if (j->taken[d] || found->confidence < j->limits->sure || is_same(&p->boxes[b], found) ||
                mlf_box_iou(p->boxes[b].bbox, found->bbox) < MLF_BOXES_SAME)
                continue;
            if (own < 0)
                own = own_evidence(p, &p->boxes[b]);
            double score = found->confidence * (mlf_box_similarity(p->boxes[b].bbox, found->bbox) - own);
            if (add_pair(j, rounded(fmax(score, 0)), b, d, err))
                return -1;
            j->box[b].own = own;
        }
    }
    if (j->count > 0)
        qsort(j->pairs, j->count, sizeof *j->pairs, compare_pairs);
    for (size_t i = 0; i < j->count; i++) {
        struct mlf_box_verdict *verdict = &j->box[j->pairs[i].box];
        size_t d = j->pairs[i].found;
        if (verdict->swapped > 0 || j->taken[d])
            continue;
        j->taken[d] = 1;
        verdict->swapped = j->pairs[i].weight;
        double evidence = verdict->swapped + p->found[d].confidence * verdict->own;
        if (verdict->own > MLF_BOXES_SWAP_OWN * evidence || verdict->swapped < verdict->shifted)
            continue;
        verdict->finding = MLF_BOX_SWAPPED;
        verdict->other = d;
        measure(verdict, &p->boxes[j->pairs[i].box], &p->found[d]);
    }
    return 0;
}

/* Whether a sure detection without a box is an overlooked object; sets its score. */
static int is_missing(struct judging *j, size_t d)
{
    const struct mlf_box_photo *p = j->photo;
    const struct mlf_box *found = &p->found[d];
    struct mlf_box_verdict *verdict = &j->found[d];
    double best = 0;
    verdict->similarity = -1;
    for (size_t b = 0; b < p->n; b++) {
        const struct mlf_box *box = &p->boxes[b];
        if (box->crowd) {
            if (is_same(box, found) &&
                overlap(box->bbox, found->bbox) >= MLF_BOXES_SAME * found->bbox[2] * found->bbox[3])
                return 0;
            continue;
        }
        double iou = mlf_box_iou(box->bbox, found->bbox);
        if (iou >= MLF_BOXES_SAME)
            return 0;
        best = fmax(best, iou);
        double similarity = is_same(box, found) ? mlf_box_similarity(box->bbox, found->bbox) : -1;
        if (similarity > verdict->similarity) {
            verdict->other = b;
            measure(verdict, box, found);
        }
    }
    verdict->missing = rounded(found->confidence * (1 - fmax(best, fmax(verdict->similarity, 0))));
    return 1;
}

/* 3 of the header. */
static int find_missing(struct judging *j, struct mlf_err *err)
{
    const struct mlf_box_photo *p = j->photo;
    size_t kept = 0;
    j->count = 0;
    for (size_t d = 0; d < p->m; d++)
        if (!j->taken[d] && p->found[d].confidence >= j->limits->sure && add_pair(j, 0, 0, d, err))
            return -1;
    if (j->count > 0)
        qsort(j->pairs, j->count, sizeof *j->pairs, compare_pairs);
    for (size_t i = 0; i < j->count; i++) {
        size_t d = j->pairs[i].found, k = 0;
        while (k < kept && mlf_box_iou(p->found[j->pairs[k].found].bbox, p->found[d].bbox) < MLF_BOXES_SAME)
            k++;
        if (k < kept || !is_missing(j, d))
            continue;
        j->found[d].finding = MLF_BOX_MISSING;
        j->pairs[kept++].found = d;
    }
    return 0;
}

int mlf_box_errors_judge(const struct mlf_box_photo *photo, const struct mlf_box_limits *limits,
                         struct mlf_box_verdict *box, struct mlf_box_verdict *found, struct mlf_err *err)
{
    struct judging j = {.photo = photo, .limits = limits, .box = box, .found = found};
    int result = -1;
    for (size_t b = 0; b < photo->n; b++)
        box[b] = (struct mlf_box_verdict){.other = MLF_NO_BOX};
    for (size_t d = 0; d < photo->m; d++)
        found[d] = (struct mlf_box_verdict){.other = MLF_NO_BOX};
    j.taken = mlf_alloc(photo->m, 1, err);
    if (j.taken && !pair_own(&j, err) && !pair_others(&j, err) && !find_missing(&j, err))
        result = 0;
    free(j.taken);
    free(j.pairs);
    return result;
}

struct softmin {
    double sum, weights;
};

static void add_quality(struct softmin *s, double score)
{
    double weight = exp(-(1 - score) / MLF_BOXES_TEMPERATURE);
    s->sum += (1 - score) * weight;
    s->weights += weight;
}

double mlf_box_errors_photo_score(const struct mlf_box_photo *photo, const struct mlf_box_verdict *box,
                                  const struct mlf_box_verdict *found)
{
    struct softmin kinds[3] = {{0}};
    double product = 1;
    for (size_t b = 0; b < photo->n; b++) {
        if (box[b].finding == MLF_BOX_UNKNOWN)
            continue;
        add_quality(&kinds[0], box[b].shifted);
        add_quality(&kinds[1], box[b].swapped);
    }
    for (size_t d = 0; d < photo->m; d++)
        if (found[d].finding == MLF_BOX_MISSING)
            add_quality(&kinds[2], found[d].missing);
    for (int i = 0; i < 3; i++)
        product *= kinds[i].weights > 0 ? kinds[i].sum / kinds[i].weights : 1;
    return rounded(1 - cbrt(product));
}
