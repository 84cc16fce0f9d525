/* Ranking by what a detector says of the boxes. */
#ifndef MLFIX_RANK_ORDER_DETECTION_H
#define MLFIX_RANK_ORDER_DETECTION_H

struct mlf_err;
struct mlf_records;

/* Takes the scores and findings that the judging of boxes wrote (record-boxes.h). */
int mlf_rank_detections(const struct mlf_records *records, double *score, unsigned char *suspected,
                        struct mlf_err *err);

#endif
