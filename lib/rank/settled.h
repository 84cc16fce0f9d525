/* What people decided on records, in the ranking: learnt from, and not asked again. */
#ifndef MLFIX_RANK_SETTLED_H
#define MLFIX_RANK_SETTLED_H

#include <stddef.h>

struct mlf_err;
struct mlf_rank_options;
struct mlf_ranking;
struct mlf_record;
struct mlf_records;
struct mlf_settled;

/* Takes back what an earlier ranking said of a record on which this one says nothing. */
void mlf_rank_take_back(struct mlf_record *record);

/* The same of the number of wrong labels alone. */
void mlf_rank_take_back_wrong(struct mlf_record *record);

/* The label to learn from: what a person decided, else the record's own, in new
 * memory. NULL where the record takes no part, with an error or without. */
char *mlf_settled_label(const struct mlf_rank_options *options, const struct mlf_records *records, size_t record,
                        struct mlf_err *err);

/* Settled items are not doubtful at all. */
void mlf_settled_score(struct mlf_ranking *ranking, const struct mlf_rank_options *options);

/* Writes into a record what a decision leaves to say: the suggestion is the
 * reviewer's, as long as it is not carried out. */
int mlf_settled_write(const struct mlf_settled *settled, struct mlf_record *record, struct mlf_err *err);

/* Fills `noise` and `mistaken`: how probable it is that each label is wrong. */
int mlf_rank_find_mistakes(struct mlf_ranking *ranking, const struct mlf_rank_options *options, struct mlf_err *err);

#endif
