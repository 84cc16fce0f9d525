#include "mlfix/judge/record-boxes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "box-limits.h"
#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/parallel.h"
#include "mlfix/base/progress.h"
#include "mlfix/judge/record-boxes-data.h"
#include "mlfix/record/detections.h"
#include "mlfix/record/photo-index.h"
#include "mlfix/record/record.h"
#include "mlfix/record/records.h"
#include "record-boxes-fields.h"
#include "record-boxes-job.h"

#define PIECE ((size_t)256)

int mlf_record_boxes_index(struct mlf_photo_index *index, const struct mlf_records *records, struct mlf_err *err)
{
    for (size_t i = 0; i < records->n; i++) {
        struct mlf_err broken = {""};
        char *image = mlf_record_string(&records->items[i], "image", &broken);
        if (!image && *broken.text)
            return mlf_fail(err, "%s:%zu: %s", records->items[i].file, records->items[i].number, broken.text);
        if (!image)
            continue;
        size_t photo = mlf_photo_index_add(index, image, err);
        free(image);
        if (photo == (size_t)-1)
            return -1;
    }
    return 0;
}

/* The record as a box: 1 and its photo, 0 where it does not take part. */
static int take_record(struct mlf_record_boxes_job *job, const struct mlf_record *record, struct mlf_box *box,
                       size_t *photo, struct mlf_err *err)
{
    *box = (struct mlf_box){.label = MLF_NO_LABEL, .crowd = mlf_record_has_issue(record, "crowd")};
    if ((mlf_record_find(record, "error") && !box->crowd) || !mlf_record_bbox(record, box->bbox) ||
        !(box->bbox[2] > 0 && box->bbox[3] > 0) || mlf_record_has_issue(record, "bbox-missing"))
        return 0;
    char *image = mlf_record_string(record, "image", err);
    if (!image)
        return 0;
    *photo = mlf_string_set_find(&job->options->index->paths, image);
    free(image);
    struct mlf_err broken = {""};
    char *label = mlf_record_string(record, "label", &broken);
    if (!label && *broken.text)
        return mlf_fail(err, "%s:%zu: %s", record->file, record->number, broken.text);
    int failed = label && mlf_string_set_add(&job->labels, label, &box->label, NULL, err);
    free(label);
    return failed ? -1 : 1;
}

/* Turns counts[p + 1] into the place where those of p begin. */
static void make_starts(size_t *start, size_t photos)
{
    for (size_t p = 0; p < photos; p++)
        start[p + 1] += start[p];
}

/* Sorts items by photo, in their order within it. photo[i] MLF_NO_BOX: left out. */
static void place_boxes(struct mlf_box *to, size_t *item, size_t *start, const struct mlf_box *from,
                        const size_t *photo, size_t n, size_t photos)
{
    for (size_t i = 0; i < n; i++)
        if (photo[i] != MLF_NO_BOX)
            start[photo[i] + 1]++;
    make_starts(start, photos);
    for (size_t i = 0; i < n; i++) {
        if (photo[i] == MLF_NO_BOX)
            continue;
        size_t at = start[photo[i]]++;
        to[at] = from[i];
        item[at] = i;
    }
    memmove(start + 1, start, photos * sizeof *start);
    start[0] = 0;
}

static int take_records(struct mlf_record_boxes_job *job, struct mlf_err *err)
{
    size_t n = job->records->n;
    struct mlf_box *list = mlf_alloc(n, sizeof *list, err);
    size_t *photo = mlf_alloc(n, sizeof *photo, err);
    int result = -1;
    if (!list || !photo || !(job->boxes = mlf_alloc(n, sizeof *job->boxes, err)) ||
        !(job->box_record = mlf_alloc(n, sizeof *job->box_record, err)))
        goto done;
    for (size_t i = 0; i < n; i++) {
        int takes = take_record(job, &job->records->items[i], &list[i], &photo[i], err);
        if (takes < 0)
            goto done;
        if (!takes)
            photo[i] = MLF_NO_BOX;
        job->result->boxes += takes && !list[i].crowd;
    }
    place_boxes(job->boxes, job->box_record, job->box_start, list, photo, n, job->photos);
    job->n = job->box_start[job->photos];
    result = 0;
done:
    free(list);
    free(photo);
    return result;
}

/* Sizes of the photos whose detections are in fractions: two numbers each, 0
 * where they cannot be told. */
struct sizing {
    const struct mlf_record_boxes_job *job;
    const unsigned char *wanted;
    int *size;
};

static int size_photos(void *context, size_t piece, int worker, struct mlf_err *err)
{
    struct sizing *s = context;
    const struct mlf_record_boxes_options *o = s->job->options;
    size_t end = (piece + 1) * PIECE < s->job->photos ? (piece + 1) * PIECE : s->job->photos;
    (void)worker;
    (void)err;
    for (size_t p = piece * PIECE; p < end; p++) {
        int *size = s->size + 2 * p;
        if (!s->wanted[p])
            continue;
        size[0] = o->facts[p].width;
        size[1] = o->facts[p].height;
        if ((size[0] <= 0 || size[1] <= 0) && o->size_of(o->index->paths.items[p], size))
            size[0] = size[1] = 0;
    }
    return 0;
}

/* The number of each detection's photo; MLF_NO_BOX where it does not take part. */
static void choose_detections(struct mlf_record_boxes_job *job, size_t *photo, unsigned char *wanted)
{
    const struct mlf_record_boxes_options *o = job->options;
    for (size_t i = 0; i < o->detections->n; i++) {
        const struct mlf_detection *d = &o->detections->items[i];
        photo[i] = o->photo_of[d->photo];
        if (photo[i] == MLF_NO_BOX)
            job->result->elsewhere++;
        else if (!o->label_of[d->label]) {
            job->result->foreign++;
            photo[i] = MLF_NO_BOX;
        } else
            wanted[photo[i]] = 1;
    }
}

/* Pixels of fractions; 0 where the size is not known. */
static int scale(const struct mlf_detections *detections, const int *size, struct mlf_box *box)
{
    if (!detections->normalised)
        return 1;
    for (int k = 0; k < 4; k++)
        box->bbox[k] = rint(box->bbox[k] * size[k % 2] * 1e6) / 1e6; /* what a double knows of a fraction */
    return size[0] > 0 && size[1] > 0;
}

static int take_detections(struct mlf_record_boxes_job *job, struct mlf_err *err)
{
    const struct mlf_detections *detections = job->options->detections;
    size_t n = detections->n;
    struct mlf_box *list = mlf_alloc(n, sizeof *list, err);
    size_t *photo = mlf_alloc(n, sizeof *photo, err);
    unsigned char *wanted = mlf_alloc(job->photos, 1, err);
    int *size = mlf_alloc(2 * job->photos, sizeof *size, err);
    struct sizing sizing = {job, wanted, size};
    int result = -1;
    if (!list || !photo || !wanted || !size || !(job->found = mlf_alloc(n, sizeof *job->found, err)) ||
        !(job->found_item = mlf_alloc(n, sizeof *job->found_item, err)))
        goto done;
    choose_detections(job, photo, wanted);
    if (detections->normalised &&
        mlf_parallel((job->photos + PIECE - 1) / PIECE, job->options->jobs, size_photos, &sizing, err))
        goto done;
    for (size_t i = 0; i < n; i++) {
        const struct mlf_detection *d = &detections->items[i];
        if (photo[i] == MLF_NO_BOX)
            continue;
        list[i].confidence = d->confidence;
        if (mlf_string_set_add(&job->labels, job->options->label_of[d->label], &list[i].label, NULL, err))
            goto done;
        memcpy(list[i].bbox, d->bbox, sizeof d->bbox);
        if (!scale(detections, size + 2 * photo[i], &list[i])) {
            photo[i] = MLF_NO_BOX;
            job->result->sizeless++;
        }
    }
    place_boxes(job->found, job->found_item, job->found_start, list, photo, n, job->photos);
    job->m = job->result->detections = job->found_start[job->photos];
    result = 0;
done:
    free(list);
    free(photo);
    free(wanted);
    free(size);
    return result;
}

static int judge_piece(void *context, size_t piece, int worker, struct mlf_err *err)
{
    struct mlf_record_boxes_job *job = context;
    size_t end = (piece + 1) * PIECE < job->photos ? (piece + 1) * PIECE : job->photos;
    (void)worker;
    for (size_t p = piece * PIECE; p < end; p++) {
        struct mlf_box_verdict *box = job->box_verdict + job->box_start[p];
        struct mlf_box_verdict *found = job->found_verdict + job->found_start[p];
        if (mlf_box_errors_judge(&job->photo[p], &job->result->limits, box, found, err))
            return -1;
        job->photo_score[p] = mlf_box_errors_photo_score(&job->photo[p], box, found);
    }
    return 0;
}

static void count(struct mlf_record_boxes_job *job)
{
    for (size_t i = 0; i < job->n; i++) {
        job->result->agreeing += job->box_verdict[i].finding == MLF_BOX_AGREES;
        job->result->shifted += job->box_verdict[i].finding == MLF_BOX_SHIFTED;
        job->result->swapped += job->box_verdict[i].finding == MLF_BOX_SWAPPED;
    }
    for (size_t i = 0; i < job->m; i++)
        job->result->missing += job->found_verdict[i].finding == MLF_BOX_MISSING;
}

static int judge_all(struct mlf_record_boxes_job *job, struct mlf_err *err)
{
    job->photo = mlf_alloc(job->photos, sizeof *job->photo, err);
    job->box_verdict = mlf_alloc(job->n, sizeof *job->box_verdict, err);
    job->found_verdict = mlf_alloc(job->m, sizeof *job->found_verdict, err);
    job->photo_score = mlf_alloc(job->photos, sizeof *job->photo_score, err);
    if (!job->photo || !job->box_verdict || !job->found_verdict || !job->photo_score)
        return -1;
    for (size_t p = 0; p < job->photos; p++)
        job->photo[p] =
            (struct mlf_box_photo){job->boxes + job->box_start[p], job->box_start[p + 1] - job->box_start[p],
                                   job->found + job->found_start[p], job->found_start[p + 1] - job->found_start[p]};
    if (mlf_box_limits_learn(job->photo, job->photos, job->options->sure, &job->result->limits, err) ||
        mlf_parallel((job->photos + PIECE - 1) / PIECE, job->options->jobs, judge_piece, job, err))
        return -1;
    count(job);
    return 0;
}

int mlf_record_boxes_judge(struct mlf_records *records, const struct mlf_record_boxes_options *options,
                           struct mlf_record_boxes_result *result, struct mlf_err *err)
{
    struct mlf_record_boxes_job job = {
        .records = records, .options = options, .result = result, .photos = options->index->paths.n};
    int status = -1;
    *result = (struct mlf_record_boxes_result){.detections = 0};
    job.box_start = mlf_alloc(job.photos + 1, sizeof *job.box_start, err);
    job.found_start = mlf_alloc(job.photos + 1, sizeof *job.found_start, err);
    mlf_progress_enter("judge the boxes");
    if (job.box_start && job.found_start && !take_records(&job, err) && !take_detections(&job, err) &&
        !judge_all(&job, err) && !mlf_boxes_write(&job, err) && !mlf_boxes_add_missing(&job, err))
        status = 0;
    mlf_progress_leave("judge the boxes");
    mlf_string_set_free(&job.labels);
    free(job.boxes);
    free(job.box_start);
    free(job.box_record);
    free(job.found);
    free(job.found_start);
    free(job.found_item);
    free(job.photo);
    free(job.box_verdict);
    free(job.found_verdict);
    free(job.photo_score);
    free(job.first);
    return status;
}
