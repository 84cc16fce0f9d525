/* What was found about boxes as fields of records. */
#ifndef MLFIX_JUDGE_RECORD_BOXES_FIELDS_H
#define MLFIX_JUDGE_RECORD_BOXES_FIELDS_H

struct mlf_record_boxes_job;
struct mlf_err;

/* Writes the verdicts into the records, piece by piece in parallel. */
int mlf_boxes_write(struct mlf_record_boxes_job *job, struct mlf_err *err);

/* Adds records for what is missing. */
int mlf_boxes_add_missing(struct mlf_record_boxes_job *job, struct mlf_err *err);

#endif
