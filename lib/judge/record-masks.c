/* See mlfix/judge/record-masks.h. Masks are written as boxes are: each is a box, and what the network sees of it a
 * detection. */

#include "mlfix/judge/record-masks.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/judge/record-boxes-data.h"
#include "mlfix/record/detections.h"
#include "mlfix/record/photo-index.h"
#include "mlfix/record/records.h"
#include "record-boxes-fields.h"
#include "record-boxes-job.h"

static int make_room(struct mlf_record_boxes_job *job, const struct mlf_judged_masks *judged,
                     struct mlf_mask_verdict **verdicts, struct mlf_err *err)
{
    size_t found = judged->n + judged->m;

    return (job->boxes = mlf_alloc(judged->n, sizeof *job->boxes, err)) &&
                   (job->box_record = mlf_alloc(judged->n, sizeof *job->box_record, err)) &&
                   (job->box_verdict = mlf_alloc(judged->n, sizeof *job->box_verdict, err)) &&
                   (*verdicts = mlf_alloc(judged->n, sizeof **verdicts, err)) &&
                   (job->found = mlf_alloc(found, sizeof *job->found, err)) &&
                   (job->found_item = mlf_alloc(found, sizeof *job->found_item, err)) &&
                   (job->found_verdict = mlf_alloc(found, sizeof *job->found_verdict, err)) &&
                   (job->box_start = mlf_alloc(job->photos + 1, sizeof *job->box_start, err)) &&
                   (job->found_start = mlf_alloc(job->photos + 1, sizeof *job->found_start, err)) &&
                   (job->photo = mlf_alloc(job->photos, sizeof *job->photo, err)) &&
                   (job->photo_score = mlf_alloc(job->photos, sizeof *job->photo_score, err))
               ? 0
               : -1;
}

static int label_number(struct mlf_record_boxes_job *job, const char *name, size_t *number, struct mlf_err *err)
{
    *number = MLF_NO_LABEL;
    return name ? mlf_string_set_add(&job->labels, name, number, NULL, err) : 0;
}

/* The object as a box, and the network's word as the detection `job->m`. */
static int add_mask(struct mlf_record_boxes_job *job, const struct mlf_judged_masks *judged, size_t i,
                    struct mlf_mask_verdict *verdicts, struct mlf_err *err)
{
    static const enum mlf_box_finding findings[] = {
        [MLF_MASK_UNKNOWN] = MLF_BOX_UNKNOWN, [MLF_MASK_AGREES] = MLF_BOX_AGREES,  [MLF_MASK_SHIFTED] = MLF_BOX_SHIFTED,
        [MLF_MASK_SWAPPED] = MLF_BOX_SWAPPED, [MLF_MASK_UNSEEN] = MLF_BOX_UNKNOWN,
    };
    const struct mlf_judged_mask *mask = &judged->masks[i];
    struct mlf_box *found = &job->found[job->m];
    struct mlf_box_verdict *verdict = &job->box_verdict[job->n];

    verdicts[job->n] = mask->verdict;
    job->box_record[job->n] = mask->record;
    memcpy(job->boxes[job->n].bbox, mask->bbox, sizeof mask->bbox);
    *verdict = (struct mlf_box_verdict){.finding = findings[mask->verdict.finding],
                                        .other = job->m - job->found_start[mask->photo],
                                        .shifted = mask->verdict.shifted,
                                        .swapped = mask->verdict.swapped};
    if (label_number(job, mask->label, &job->boxes[job->n].label, err))
        return -1;
    job->n++;
    if (verdict->finding == MLF_BOX_UNKNOWN)
        return 0;
    found->confidence = mask->verdict.prob;
    memcpy(found->bbox, mask->verdict.finding == MLF_MASK_SWAPPED ? mask->bbox : mask->verdict.bbox,
           sizeof found->bbox);
    job->m++;
    return label_number(job, judged->names[mask->verdict.best], &found->label, err);
}

static int fill(struct mlf_record_boxes_job *job, const struct mlf_judged_masks *judged,
                struct mlf_mask_verdict *verdicts, struct mlf_err *err)
{
    size_t i = 0;
    size_t k = 0;

    for (size_t p = 0; p < job->photos; p++) {
        job->box_start[p] = job->n;
        job->found_start[p] = job->m;
        for (; i < judged->n && judged->masks[i].photo == p; i++)
            if (add_mask(job, judged, i, verdicts, err))
                return -1;
        for (; k < judged->m && judged->missing[k].photo == p; k++) {
            const struct mlf_mask_missing *missing = &judged->missing[k].missing;

            job->found[job->m].confidence = missing->prob;
            memcpy(job->found[job->m].bbox, missing->bbox, sizeof missing->bbox);
            job->found_verdict[job->m] =
                (struct mlf_box_verdict){.finding = MLF_BOX_MISSING, .other = MLF_NO_BOX, .missing = missing->score};
            if (label_number(job, judged->names[missing->class], &job->found[job->m++].label, err))
                return -1;
        }
        job->photo_score[p] = isnan(judged->quality[p]) ? 0 : rint((1 - judged->quality[p]) * 1e6) / 1e6;
        job->photo[p] = (struct mlf_box_photo){job->boxes + job->box_start[p], job->n - job->box_start[p],
                                               job->found + job->found_start[p], job->m - job->found_start[p]};
        if (!isnan(judged->quality[p]) && job->photo[p].m == 0)
            job->photo[p].m = 1; /* it was judged: its records get the score */
    }
    job->box_start[job->photos] = job->n;
    job->found_start[job->photos] = job->m;
    return 0;
}

int mlf_record_masks_write(struct mlf_records *records, const struct mlf_judged_masks *judged, size_t *added,
                           struct mlf_err *err)
{
    struct mlf_detection none = {.line = 0};
    struct mlf_detections detections = {.items = &none, .n = 1, .path = judged->path};
    struct mlf_record_boxes_options options = {
        .detections = &detections, .index = judged->index, .facts = judged->facts, .jobs = judged->jobs};
    struct mlf_record_boxes_job job = {.records = records, .options = &options, .photos = judged->index->paths.n};
    struct mlf_mask_verdict *verdicts = NULL;
    size_t before = records->n;
    int result = make_room(&job, judged, &verdicts, err);

    job.masks = verdicts;
    if (!result)
        result = fill(&job, judged, verdicts, err) || mlf_boxes_write(&job, err) || mlf_boxes_add_missing(&job, err)
                     ? -1
                     : 0;
    *added = records->n - before;
    mlf_string_set_free(&job.labels);
    free(job.boxes);
    free(job.box_record);
    free(job.box_verdict);
    free(job.found);
    free(job.found_item);
    free(job.found_verdict);
    free(job.box_start);
    free(job.found_start);
    free(job.photo);
    free(job.photo_score);
    free(job.first);
    free(verdicts);
    return result;
}
