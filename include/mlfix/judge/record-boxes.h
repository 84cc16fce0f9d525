/* Records in the light of a detector's results: the judging of boxes (box-errors.h)
 * for a whole stream, and new records for what was overlooked. How much of it is
 * found: scripts/eval/detections. */
#ifndef MLFIX_JUDGE_RECORD_BOXES_H
#define MLFIX_JUDGE_RECORD_BOXES_H

struct mlf_err;
struct mlf_photo_index;
struct mlf_record_boxes;
struct mlf_record_boxes_options;
struct mlf_records;

/* Adds the photos of all records that name one. */
int mlf_record_boxes_index(struct mlf_photo_index *index, const struct mlf_records *records, struct mlf_err *err);

/* Records with a box, without an error, or with the issue crowd, take part; those with
 * the issue bbox-missing do not. Those on which a detection bears get `score`,
 * `suggest`, `issues`, `detection` and `image_score` (mlfix-records(5)); of what an earlier run
 * said in these nothing is left in any record with a box. Behind them come the new records, by
 * photo, the surest first; one that is there already is written anew. */
int mlf_record_boxes_judge(struct mlf_records *records, const struct mlf_record_boxes_options *options,
                           struct mlf_record_boxes *result, struct mlf_err *err);

#endif
