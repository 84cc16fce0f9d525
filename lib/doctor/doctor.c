/* See mlfix/doctor.h. Labels are in doctor-labels.c, boxes that stand twice in doctor-twins.c. */

#include "mlfix/doctor/doctor.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "doctor-labels.h"
#include "doctor-masks.h"
#include "doctor-measure.h"
#include "doctor-poses.h"
#include "doctor-tracks.h"
#include "doctor-turned.h"
#include "doctor-twins.h"
#include "mlfix/base/array.h"
#include "mlfix/dataset/splits.h"
#include "mlfix/json/json-text.h"

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
        result |= mlf_doctor_measure(finding, MLF_ISSUE_OUTSIDE, beyond, err);
    if (beyond <= MLF_FAR_BEYOND * fmin(width, height))
        return result;
    if (width != height && overshoot(bbox, height, width) <= 0.5)
        result |= mlf_doctor_measure(finding, MLF_ISSUE_FRAME, beyond, err);
    if (!finding->object.two_corners && corners[2] > 0 && corners[3] > 0 && overshoot(corners, width, height) <= 0.5)
        result |= mlf_doctor_measure(finding, MLF_ISSUE_CORNERS, beyond, err);
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

/* Both measures of all boxes, each by itself. */
static int examine_classes(struct mlf_objects *objects, struct mlf_err *err)
{
    double (*const measures[])(const struct mlf_finding *) = {log_size, log_aspect};
    const enum mlf_issue issues[] = {MLF_ISSUE_EXTREME_SIZE, MLF_ISSUE_EXTREME_ASPECT};
    double *values = mlf_alloc(objects->n, sizeof *values, err);
    int result = values ? 0 : -1;

    for (int k = 0; k < 2 && !result; k++) {
        for (size_t i = 0; i < objects->n; i++)
            values[i] = mlf_doctor_is_box(&objects->items[i]) ? measures[k](&objects->items[i]) : NAN;
        result = mlf_doctor_find_extremes(objects, values, issues[k], err);
    }
    free(values);
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

    if (thorough && is_misread(finding) && mlf_doctor_measure(finding, MLF_ISSUE_CORNERS, fmin(bbox[2], bbox[3]), err))
        return -1;
    if (!mlf_doctor_is_box(finding))
        return 0;
    if (end <= MLF_FRACTIONS_END && mlf_doctor_measure(finding, MLF_ISSUE_FRACTIONS, end, err))
        return -1;
    if (thorough && fmax(bbox[2], bbox[3]) < MLF_TINY_SIDE &&
        mlf_doctor_measure(finding, MLF_ISSUE_TINY, fmax(bbox[2], bbox[3]), err))
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
    return (thorough && (examine_classes(objects, err) || mlf_doctor_examine_tracks(objects, err) ||
                         mlf_doctor_examine_masks(objects, err) || mlf_doctor_examine_poses(objects, err) ||
                         mlf_doctor_examine_turned(objects, err))) ||
                   mlf_doctor_examine_labels(objects, err)
               ? -1
               : 0;
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
