/* The parts of rank-boxes.c. */
#ifndef MLFIX_LEARN_RANK_BOXES_PARTS_H
#define MLFIX_LEARN_RANK_BOXES_PARTS_H

#include "mlfix/numbering.h"
#include "mlfix/rank-boxes.h"

struct mlf_boxes_job {
    struct mlf_records *records;
    const struct mlf_rank_boxes_options *options;
    struct mlf_rank_boxes *result;
    struct mlf_numbering labels;
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
    size_t *first; /* per photo: its first record, or MLF_NO_BOX */
};

/* ---- rank-boxes-fields.c ---- */

/* Writes the verdicts into the records, piece by piece in parallel. */
int mlf_boxes_write(struct mlf_boxes_job *job, struct mlf_err *err);

/* Adds records for what is missing. */
int mlf_boxes_add_missing(struct mlf_boxes_job *job, struct mlf_err *err);

#endif
