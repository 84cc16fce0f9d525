/* What was found about sets of labels, written into records; and records for missing labels. */
#ifndef MLFIX_RANK_LABEL_SETS_WRITE_H
#define MLFIX_RANK_LABEL_SETS_WRITE_H

struct mlf_err;
struct mlf_rank_job;
struct mlf_rank_sets;
struct mlf_records;

/* Writes the fields of the judged records, and appends a record for each missing label: in the order of photos and
 * classes. */
int mlf_rank_sets_write(struct mlf_rank_sets *sets, struct mlf_records *records, struct mlf_err *err);

/* Once the job has its arrays: hands it scores, what is suspected, and unless the user named fields for them the
 * sections, by class and by kind of finding. */
int mlf_rank_sets_hand_over(const struct mlf_rank_sets *sets, struct mlf_rank_job *job, struct mlf_err *err);

#endif
