/* See mlfix/doctor.h. Labels are in doctor-labels.c, boxes that stand twice in doctor-twins.c. */

#include "mlfix/dataset/doctor.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "doctor-labels.h"
#include "doctor-twins.h"
#include "mlfix/base/array.h"
#include "mlfix/json/json-text.h"
#include "splits.h"

static int measure(struct mlf_finding *finding, enum mlf_issue issue, double number, struct mlf_err *err)
{
    struct mlf_buf value = {0};
    int result;

    mlf_json_put_number(&value, number);
    result = mlf_buf_check(&value, err) ? -1 : mlf_finding_measure(finding, issue, value.data, err);
    mlf_buf_free(&value);
    return result;
}

/* ---- Boxes that reach beyond the photo ---- */

static double overshoot(const double bbox[4], double width, double height)
{
    return fmax(fmax(-bbox[0], -bbox[1]), fmax(bbox[0] + bbox[2] - width, bbox[1] + bbox[3] - height));
}

int mlf_doctor_place(struct mlf_finding *finding, const double bbox[4], int width, int height, struct mlf_err *err)
{
    double beyond = overshoot(bbox, width, height);
    double corners[] = {bbox[0], bbox[1], bbox[2] - bbox[0], bbox[3] - bbox[1]};
    int result = 0;

    if (!mlf_doctor_is_box(finding) || finding->issues & 1U << MLF_ISSUE_SEAM || !(beyond > 0.5))
        return 0;
    if (finding->issues & 1U << MLF_ISSUE_OUTSIDE)
        result |= measure(finding, MLF_ISSUE_OUTSIDE, beyond, err);
    if (beyond <= MLF_FAR_BEYOND * fmin(width, height))
        return result;
    if (width != height && overshoot(bbox, height, width) <= 0.5)
        result |= measure(finding, MLF_ISSUE_FRAME, beyond, err);
    if (!finding->object.two_corners && corners[2] > 0 && corners[3] > 0 && overshoot(corners, width, height) <= 0.5)
        result |= measure(finding, MLF_ISSUE_CORNERS, beyond, err);
    return result;
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
    qsort(values, n, sizeof *values, by_value);
    return n % 2 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

/* Notes the issue for the boxes of one class (n members) whose measure is extreme; scratch holds n numbers. */
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
    struct mlf_finding **boxes = mlf_alloc(objects->n, sizeof *boxes, err);
    double *scratch = mlf_alloc(objects->n, sizeof *scratch, err);
    size_t n = 0;
    int result = boxes && scratch ? 0 : -1;

    for (size_t i = 0; !result && i < objects->n; i++)
        if (mlf_doctor_is_box(&objects->items[i]) && objects->items[i].object.label)
            boxes[n++] = &objects->items[i];
    if (n > 0)
        qsort(boxes, n, sizeof *boxes, by_label);
    for (size_t start = 0, end = 0; start < n && !result; start = end) {
        while (end < n && boxes[end]->object.label == boxes[start]->object.label)
            end++;
        result = find_extremes(boxes + start, end - start, log_size, MLF_ISSUE_EXTREME_SIZE, scratch, err) ||
                         find_extremes(boxes + start, end - start, log_aspect, MLF_ISSUE_EXTREME_ASPECT, scratch, err)
                     ? -1
                     : 0;
    }
    free(boxes);
    free(scratch);
    return result;
}

/* ---- Boxes and photos one by one ---- */

/* Whether the box is given as two corners, has no area, and would be one inside the photo if the
 * second were its size. */
static int is_misread(const struct mlf_finding *finding)
{
    const struct mlf_object *object = &finding->object;
    const double *bbox = object->bbox;
    double as_size[] = {bbox[0], bbox[1], bbox[0] + bbox[2], bbox[1] + bbox[3]};

    return object->has_bbox && object->two_corners && !object->normalised && object->width > 0 &&
           (bbox[2] < 0 || bbox[3] < 0) && as_size[2] > 0 && as_size[3] > 0 &&
           overshoot(as_size, object->width, object->height) <= 0.5;
}

static int examine_box(struct mlf_finding *finding, int thorough, struct mlf_err *err)
{
    const struct mlf_object *object = &finding->object;
    const double *bbox = object->bbox;
    double end = fmax(bbox[0] + bbox[2], bbox[1] + bbox[3]);

    if (thorough && is_misread(finding) && measure(finding, MLF_ISSUE_CORNERS, fmin(bbox[2], bbox[3]), err))
        return -1;
    if (!mlf_doctor_is_box(finding))
        return 0;
    if (end <= MLF_FRACTIONS_END && measure(finding, MLF_ISSUE_FRACTIONS, end, err))
        return -1;
    if (thorough && fmax(bbox[2], bbox[3]) < MLF_TINY_SIDE &&
        measure(finding, MLF_ISSUE_TINY, fmax(bbox[2], bbox[3]), err))
        return -1;
    return object->width > 0 && object->height > 0 ? mlf_doctor_place(finding, bbox, object->width, object->height, err)
                                                   : 0;
}

/* Notes the objects of a photo that are listed in another file, or another split, than its first object. */
static int find_listings(struct mlf_objects *objects, const struct mlf_photo_group *photo, int file_is_photo,
                         struct mlf_err *err)
{
    const struct mlf_object *first = photo->n ? &objects->items[photo->objects[0]].object : NULL;

    for (size_t i = 1; i < photo->n; i++) {
        struct mlf_finding *finding = &objects->items[photo->objects[i]];
        const struct mlf_object *object = &finding->object;
        int other_file = file_is_photo && object->file != first->file;
        int other_split = first->split && object->split && object->split != first->split &&
                          mlf_split_of(first->split) && mlf_split_of(object->split);

        if ((other_file || other_split) && mlf_finding_note(finding, MLF_ISSUE_TWICE, NULL, err))
            return -1;
    }
    return 0;
}

int mlf_doctor_examine(struct mlf_objects *objects, const struct mlf_dataset *dataset, int thorough,
                       struct mlf_err *err)
{
    for (size_t i = 0; i < objects->n; i++)
        if (examine_box(&objects->items[i], thorough, err))
            return -1;
    for (size_t i = 0; i < objects->photo_count; i++)
        if (find_listings(objects, &objects->photos[i], dataset->driver->file_is_photo, err) ||
            mlf_doctor_find_twins(objects, &objects->photos[i], thorough, err))
            return -1;
    return (thorough && examine_classes(objects, err)) || mlf_doctor_examine_labels(objects, err) ? -1 : 0;
}

/* ---- The dataset as a whole ---- */

/* Whether boxes count from 0 or, as Pascal VOC's development kit does, from 1. */
static void note_base(const struct mlf_objects *objects, struct mlf_buf *notes)
{
    size_t zeros = 0;
    size_t ones = 0;

    for (size_t i = 0; i < objects->n; i++) {
        const double *bbox = objects->items[i].object.bbox;

        if (!mlf_doctor_is_box(&objects->items[i]))
            continue;
        zeros += fabs(bbox[0]) < 0.5 || fabs(bbox[1]) < 0.5;
        ones += fabs(bbox[0] - 1) < 0.5 || fabs(bbox[1] - 1) < 0.5;
    }
    if (zeros > 0)
        mlf_buf_printf(notes, "the boxes count from 0: %zu begin there\n", zeros);
    else if (ones > 2)
        mlf_buf_printf(notes, "the boxes seem to count from 1: %zu begin there, none at 0\n", ones);
}

char *mlf_doctor_notes(const struct mlf_objects *objects, const struct mlf_dataset *dataset, int thorough,
                       struct mlf_err *err)
{
    struct mlf_buf notes = {0};

    if (thorough && dataset->driver->base_is_unsure)
        note_base(objects, &notes);
    if (mlf_doctor_note_labels(objects, &notes, err)) {
        mlf_buf_free(&notes);
        return NULL;
    }
    return mlf_buf_take(&notes, err);
}
