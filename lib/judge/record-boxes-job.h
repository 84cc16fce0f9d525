/* The state of judging a stream's boxes: all boxes and detections, sorted by
 * photo, and what was found about them. */
#ifndef MLFIX_JUDGE_RECORD_BOXES_JOB_H
#define MLFIX_JUDGE_RECORD_BOXES_JOB_H

#include <stddef.h>

#include "mlfix/base/string-set.h"

struct mlf_box;
struct mlf_box_photo;
struct mlf_box_verdict;
struct mlf_mask_verdict;
struct mlf_record_boxes_options;
struct mlf_record_boxes_result;
struct mlf_records;

struct mlf_record_boxes_job {
    struct mlf_records *records;
    const struct mlf_record_boxes_options *options;
    struct mlf_record_boxes_result *result;
    struct mlf_string_set labels;
    size_t photos; /* of the index */
    /* Grouped by photo; those of photo p begin at start[p] and end at start[p + 1]. */
    struct mlf_box *boxes;
    size_t *box_start, *box_record; /* the record of each */
    struct mlf_box *found;
    size_t *found_start, *found_item; /* the detection of each */
    size_t n, m;
    struct mlf_box_photo *photo; /* views of these */
    struct mlf_box_verdict *box_verdict, *found_verdict;
    double *photo_score;
    const struct mlf_mask_verdict *masks; /* of each box, where masks were judged; else NULL */
    size_t *first;                        /* per photo: its first record, or MLF_NO_BOX */
};

#endif
