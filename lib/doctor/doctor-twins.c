/* See doctor-twins.h. */

#include "doctor-twins.h"

#include <math.h>
#include <stdlib.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/json/json-text.h"

/* A box is compared with at most this many boxes that begin near it. That is enough for crowded
 * photos and keeps the time bounded for files made to be slow. */
#define MOST_NEIGHBOURS 1000

int mlf_doctor_is_box(const struct mlf_finding *finding)
{
    const unsigned unusable = 1U << MLF_ISSUE_DEGENERATE | 1U << MLF_ISSUE_CROWD;

    return finding->object.has_bbox && !finding->object.normalised && !finding->object.earlier.failed &&
           !(finding->issues & unusable);
}

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
    int result;

    mlf_buf_puts(&value, "{\"iou\":");
    mlf_json_put_number(&value, iou);
    mlf_buf_puts(&value, ",\"twin\":");
    mlf_json_put_string(&value, twin->object.id);
    mlf_buf_putc(&value, '}');
    result = mlf_buf_check(&value, err) ? -1 : mlf_finding_measure(finding, issue, value.data, err);
    mlf_buf_free(&value);
    return result;
}

/* Boxes turned by different angles may have one envelope. A turn by half of a full one makes no other box. */
static int turned_alike(const struct mlf_finding *a, const struct mlf_finding *b)
{
    double one = a->rotated ? a->rotated->obb.degrees : 0;
    double other = b->rotated ? b->rotated->obb.degrees : 0;
    double apart = fabs(remainder(one - other, 180));

    return apart <= MLF_TWIN_DEGREES;
}

/* Of two objects with one label the later one is too many; of two labels either may be wrong. */
static int compare_pair(struct mlf_finding *a, struct mlf_finding *b, int thorough, struct mlf_err *err)
{
    struct mlf_finding *earlier = a < b ? a : b;
    struct mlf_finding *later = a < b ? b : a;
    double iou = overlap(a->object.bbox, b->object.bbox);

    if (a->object.annotator != b->object.annotator || !turned_alike(a, b))
        return 0;
    if (a->object.label == b->object.label)
        return iou > MLF_DUPLICATE_IOU ? note_twin(later, MLF_ISSUE_DUPLICATE, iou, earlier, err) : 0;
    if (!thorough || iou <= MLF_CONFLICT_IOU)
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

int mlf_doctor_find_twins(struct mlf_objects *objects, const struct mlf_photo_group *photo, int thorough,
                          struct mlf_err *err)
{
    struct mlf_finding **boxes = mlf_alloc(photo->n, sizeof *boxes, err);
    size_t n = 0;
    int result = boxes ? 0 : -1;

    for (size_t i = 0; boxes && i < photo->n; i++)
        if (mlf_doctor_is_box(&objects->items[photo->objects[i]]))
            boxes[n++] = &objects->items[photo->objects[i]];
    if (n > 1)
        qsort(boxes, n, sizeof *boxes, by_left_edge);
    for (size_t i = 0; i < n && !result; i++) {
        /* Boxes that overlap by more begin within this part of the width. */
        double reach = boxes[i]->object.bbox[0] + (1 - MLF_CONFLICT_IOU) * boxes[i]->object.bbox[2];

        for (size_t k = i + 1; k < n && k <= i + MOST_NEIGHBOURS && boxes[k]->object.bbox[0] <= reach && !result; k++)
            result = compare_pair(boxes[i], boxes[k], thorough, err);
    }
    free(boxes);
    return result;
}
