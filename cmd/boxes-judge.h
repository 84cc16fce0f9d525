/* Judging boxes by a detector's results: private to mlfix-boxes. */
#ifndef MLFIX_CMD_BOXES_JUDGE_H
#define MLFIX_CMD_BOXES_JUDGE_H

struct mlf_detections;
struct mlf_err;
struct mlf_records;

struct boxes_options {
    const char *results; /* the detector's: a file or a folder */
    const char *dataset; /* that gave the records; or NULL */
    const char *masks;   /* a segmentation network's pictures: a folder; or NULL */
    const char *classes; /* what its classes are called; or NULL */
    double sure;         /* 0: learnt */
};

/* Reads the results, judges the records by them, adds records for missing boxes and says what was
 * found. 0, -1, or 1: some could not be used. The detections must outlive the records. */
int boxes_judge(struct mlf_records *records, struct mlf_detections *detections, const struct boxes_options *options,
                struct mlf_err *err);

#endif
