/* The items of a ranking by vectors: the records that have a vector and a label, in an order that does not depend
 * on where they stand in the stream, so that what is learnt from them is the same for any order of the input and for
 * any number of parts it came in (mlfix/rank/judge-part.h). */
#ifndef MLFIX_RANK_ITEMS_H
#define MLFIX_RANK_ITEMS_H

#include <stddef.h>

struct mlf_err;
struct mlf_item_key;
struct mlf_rank_job;
struct mlf_rank_options;
struct mlf_record;

/* How many items a judge keeps: what the options say or what is usual. */
size_t mlf_rank_items_most(const struct mlf_rank_options *options);

/* Fills `item`, `witnesses`, `label`, `labels`, `given` and `key` of the ranking: the witnesses first (witnesses.h);
 * items by (photo, object, label), items that are the same in all three in the order of the stream; classes in the
 * order of their names' bytes. The rows of the vectors are moved accordingly: row i is of item i. */
int mlf_rank_items_list(struct mlf_rank_job *job, struct mlf_err *err);

/* The key of a record whose vectors, each of d[k] numbers, stand at rows[k], n of them. fold_by: the field that
 * stands for the photo; NULL: the track, and where it has none the photo. */
int mlf_rank_item_key(const struct mlf_record *record, const char *fold_by, const float *const *rows, const size_t *d,
                      size_t n, struct mlf_item_key *key, struct mlf_err *err);

#endif
