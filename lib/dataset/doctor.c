/* See mlfix/doctor.h. Labels are in doctor-labels.c. */
#include "mlfix/doctor.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "doctor-labels.h"
#include "mlfix/array.h"
#include "mlfix/buf.h"
#include "mlfix/err.h"
#include "mlfix/json.h"
#include "private.h"

/* A box is compared with so many of those that begin near it: enough for
 * crowded photos, and no work without end for hostile ones. */
#define MOST_NEIGHBOURS 1000

static int is_box(const struct mlf_finding *finding)
{
    const unsigned unusable = 1U << MLF_ISSUE_DEGENERATE | 1U << MLF_ISSUE_CROWD;

    return finding->object.has_bbox && !finding->object.normalised && !(finding->issues & unusable);
}

static int measure(struct mlf_finding *finding, enum mlf_issue issue, double number, struct mlf_err *err)
{
    struct mlf_buf value = {0};
    int status;

    mlf_json_put_number(&value, number);
    status = mlf_buf_check(&value, err) ? -1 : mlf_finding_measure(finding, issue, value.data, err);
    mlf_buf_free(&value);
    return status;
}

/* ---- Beside the photo ---- */

static double overshoot(const double bbox[4], double width, double height)
{
    return fmax(fmax(-bbox[0], -bbox[1]), fmax(bbox[0] + bbox[2] - width, bbox[1] + bbox[3] - height));
}

int mlf_doctor_place(struct mlf_finding *finding, const double bbox[4], int width, int height, struct mlf_err *err)
{
    double beyond = overshoot(bbox, width, height);
    double corners[] = {bbox[0], bbox[1], bbox[2] - bbox[0], bbox[3] - bbox[1]};
    int status = 0;

    if (!is_box(finding) || finding->issues & 1U << MLF_ISSUE_SEAM || !(beyond > 0.5))
        return 0;
    if (finding->issues & 1U << MLF_ISSUE_OUTSIDE)
        status |= measure(finding, MLF_ISSUE_OUTSIDE, beyond, err);
    if (width != height && overshoot(bbox, height, width) <= 0.5)
        status |= measure(finding, MLF_ISSUE_FRAME, beyond, err);
    if (corners[2] > 0 && corners[3] > 0 && overshoot(corners, width, height) <= 0.5)
        status |= measure(finding, MLF_ISSUE_CORNERS, beyond, err);
    return status;
}

/* ---- Twins ---- */

static double overlap(const double a[4], const double b[4])
{
    double width = fmin(a[0] + a[2], b[0] + b[2]) - fmax(a[0], b[0]);
    double height = fmin(a[1] + a[3], b[1] + b[3]) - fmax(a[1], b[1]);
    double common = width > 0 && height > 0 ? width * height : 0;

    return common / (a[2] * a[3] + b[2] * b[3] - common);
}

static int note_twin(struct mlf_finding *finding, enum mlf_issue issue, double iou, const struct mlf_finding *twin,
                     struct mlf_err *err)
{
    struct mlf_buf value = {0};
    int status;

    mlf_buf_puts(&value, "{\"iou\":");
    mlf_json_put_number(&value, iou);
    mlf_buf_puts(&value, ",\"twin\":");
    mlf_json_put_string(&value, twin->object.id);
    mlf_buf_putc(&value, '}');
    status = mlf_buf_check(&value, err) ? -1 : mlf_finding_measure(finding, issue, value.data, err);
    mlf_buf_free(&value);
    return status;
}

/* Of two objects with one label the later one is too many; of two labels either may be wrong. */
static int compare_pair(struct mlf_finding *a, struct mlf_finding *b, struct mlf_err *err)
{
    struct mlf_finding *earlier = a < b ? a : b;
    struct mlf_finding *later = a < b ? b : a;
    double iou = overlap(a->object.bbox, b->object.bbox);

    if (a->object.label == b->object.label)
        return iou > MLF_DUPLICATE_IOU ? note_twin(later, MLF_ISSUE_DUPLICATE, iou, earlier, err) : 0;
    if (iou <= MLF_CONFLICT_IOU)
        return 0;
    return note_twin(earlier, MLF_ISSUE_CONFLICT, iou, later, err) ||
                   note_twin(later, MLF_ISSUE_CONFLICT, iou, earlier, err)
               ? -1
               : 0;
}

/* By where they begin, then in the dataset's order. */
static int by_left_edge(const void *a, const void *b)
{
    const struct mlf_finding *x = *(struct mlf_finding *const *)a;
    const struct mlf_finding *y = *(struct mlf_finding *const *)b;

    if (x->object.bbox[0] != y->object.bbox[0])
        return x->object.bbox[0] < y->object.bbox[0] ? -1 : 1;
    return x < y ? -1 : x > y;
}

static int find_twins(struct mlf_objects *objects, const struct mlf_photo_group *photo, struct mlf_err *err)
{
    struct mlf_finding **boxes = mlf_alloc(photo->n, sizeof(struct mlf_finding *), err);
    size_t n = 0;
    int status = boxes ? 0 : -1;

    for (size_t i = 0; boxes && i < photo->n; i++)
        if (is_box(&objects->items[photo->objects[i]]))
            boxes[n++] = &objects->items[photo->objects[i]];
    if (n > 1)
        qsort(boxes, n, sizeof(*boxes), by_left_edge);
    for (size_t i = 0; i < n && !status; i++) {
        /* Boxes that overlap by more begin within this part of the width. */
        double reach = boxes[i]->object.bbox[0] + (1 - MLF_CONFLICT_IOU) * boxes[i]->object.bbox[2];

        for (size_t k = i + 1; k < n && k <= i + MOST_NEIGHBOURS && boxes[k]->object.bbox[0] <= reach && !status; k++)
            status = compare_pair(boxes[i], boxes[k], err);
    }
    free(boxes);
    return status;
}

/* ---- Sizes ---- */

static double log_size(const struct mlf_finding *finding)
{
    return (log(finding->object.bbox[2]) + log(finding->object.bbox[3])) / 2;
}

static double log_aspect(const struct mlf_finding *finding)
{
    return log(finding->object.bbox[2]) - log(finding->object.bbox[3]);
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;

    return x < y ? -1 : x > y;
}

static double median(double *values, size_t n)
{
    qsort(values, n, sizeof(*values), by_value);
    return n % 2 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

/* Measures of one class's boxes (members, n of them); scratch holds n numbers. */
static int find_extremes(struct mlf_finding **members, size_t n, double (*of)(const struct mlf_finding *finding),
                         enum mlf_issue issue, double *scratch, struct mlf_err *err)
{
    double middle;
    double deviation;

    if (n < MLF_LEAST_CLASS)
        return 0;
    for (size_t i = 0; i < n; i++)
        scratch[i] = of(members[i]);
    middle = median(scratch, n);
    for (size_t i = 0; i < n; i++)
        scratch[i] = fabs(of(members[i]) - middle);
    deviation = fmax(1.4826 * median(scratch, n), MLF_LEAST_DEVIATION);
    for (size_t i = 0; i < n; i++) {
        double z = (of(members[i]) - middle) / deviation;

        if (fabs(z) > MLF_EXTREME_DEVIATIONS && measure(members[i], issue, round(z * 100) / 100, err))
            return -1;
    }
    return 0;
}

/* By label, then in the dataset's order. */
static int by_label(const void *a, const void *b)
{
    const struct mlf_finding *x = *(struct mlf_finding *const *)a;
    const struct mlf_finding *y = *(struct mlf_finding *const *)b;
    int order = strcmp(x->object.label, y->object.label);

    return order ? order : x < y ? -1 : x > y;
}

static int examine_classes(struct mlf_objects *objects, struct mlf_err *err)
{
    struct mlf_finding **boxes = mlf_alloc(objects->n, sizeof(struct mlf_finding *), err);
    double *scratch = mlf_alloc(objects->n, sizeof(*scratch), err);
    size_t n = 0;
    int status = boxes && scratch ? 0 : -1;

    for (size_t i = 0; !status && i < objects->n; i++)
        if (is_box(&objects->items[i]) && objects->items[i].object.label)
            boxes[n++] = &objects->items[i];
    if (n > 0)
        qsort(boxes, n, sizeof(*boxes), by_label);
    for (size_t start = 0, end = 0; start < n && !status; start = end) {
        while (end < n && boxes[end]->object.label == boxes[start]->object.label)
            end++;
        status = find_extremes(boxes + start, end - start, log_size, MLF_ISSUE_EXTREME_SIZE, scratch, err) ||
                         find_extremes(boxes + start, end - start, log_aspect, MLF_ISSUE_EXTREME_ASPECT, scratch, err)
                     ? -1
                     : 0;
    }
    free(boxes);
    free(scratch);
    return status;
}

int mlf_doctor_examine(struct mlf_objects *objects, struct mlf_err *err)
{
    for (size_t i = 0; i < objects->n; i++) {
        struct mlf_finding *finding = &objects->items[i];
        const struct mlf_object *object = &finding->object;

        if (!is_box(finding))
            continue;
        if (fmax(object->bbox[2], object->bbox[3]) < MLF_TINY_SIDE &&
            measure(finding, MLF_ISSUE_TINY, fmax(object->bbox[2], object->bbox[3]), err))
            return -1;
        if (object->width > 0 && object->height > 0 &&
            mlf_doctor_place(finding, object->bbox, object->width, object->height, err))
            return -1;
    }
    for (size_t i = 0; i < objects->photo_count; i++)
        if (find_twins(objects, &objects->photos[i], err))
            return -1;
    return examine_classes(objects, err) || mlf_doctor_examine_labels(objects, err) ? -1 : 0;
}

/* ---- The dataset as a whole ---- */

/* Whether Pascal VOC's boxes count from 0 or, as its development kit does, from 1. */
static void note_base(const struct mlf_objects *objects, struct mlf_buf *notes)
{
    size_t zeros = 0;
    size_t ones = 0;

    for (size_t i = 0; i < objects->n; i++) {
        const double *bbox = objects->items[i].object.bbox;

        if (!is_box(&objects->items[i]))
            continue;
        zeros += fabs(bbox[0]) < 0.5 || fabs(bbox[1]) < 0.5;
        ones += fabs(bbox[0] - 1) < 0.5 || fabs(bbox[1] - 1) < 0.5;
    }
    if (zeros > 0)
        mlf_buf_printf(notes, "the boxes count from 0: %zu begin there\n", zeros);
    else if (ones > 2)
        mlf_buf_printf(notes, "the boxes seem to count from 1: %zu begin there, none at 0\n", ones);
}

char *mlf_doctor_notes(const struct mlf_objects *objects, const struct mlf_dataset *dataset, struct mlf_err *err)
{
    struct mlf_buf notes = {0};

    if (dataset->driver == &mlf_driver_voc)
        note_base(objects, &notes);
    if (mlf_doctor_note_labels(objects, &notes, err)) {
        mlf_buf_free(&notes);
        return NULL;
    }
    return mlf_buf_take(&notes, err);
}
