/* Judging masks by what a segmentation network sees: private to mlfix-boxes. */
#ifndef MLFIX_CMD_BOXES_MASKS_H
#define MLFIX_CMD_BOXES_MASKS_H

struct boxes_options;
struct mlf_err;
struct mlf_records;

/* Judges the records whose objects have masks in the dataset, adds records for missing objects and says what was found.
 * 0 or -1. The options must outlive the records. */
int boxes_judge_masks(struct mlf_records *records, const struct boxes_options *options, struct mlf_err *err);

#endif
