/* Judging boxes by a detector's results: private to mlfix-rank. */
#ifndef MLFIX_CMD_RANK_DETECTIONS_H
#define MLFIX_CMD_RANK_DETECTIONS_H

#include "mlfix/base/err.h"
#include "mlfix/record/detections.h"
#include "mlfix/record/records.h"

struct mlf_detections;
struct mlf_err;
struct mlf_records;

/* Reads options.detections, judges the records by them, adds records for missing boxes and says
 * what was found. 0, -1, or 1: some could not be used. The detections must outlive the records. */
int rank_judge_boxes(struct mlf_records *records, struct mlf_detections *detections, struct mlf_err *err);

#endif
