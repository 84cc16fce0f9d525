/* Judging records that are not kept. See rank.h. */
#ifndef MLFIX_RANK_STREAM_H
#define MLFIX_RANK_STREAM_H

#include <stddef.h>

struct mlf_err;
struct mlf_rank_options;
struct mlf_ranking;
struct mlf_record;

/* Judges the records of a file by .npy files alone (`from`), without keeping
 * them: reads the labels, judges, reads the file again and hands each record on
 * in its order, with its fields filled. record->file is `path`, which cannot be
 * standard input. Memory: 60 bytes a record, 12 bytes for each pair of classes
 * and 4 more a thread, 16 bytes for each record that a pruning names. `write`
 * returns 0, or -1 and an error. *records: how many there are. */
int mlf_rank_stream(struct mlf_ranking *ranking, const char *path, const struct mlf_rank_options *options,
                    int (*write)(void *context, const struct mlf_record *record, struct mlf_err *err), void *context,
                    size_t *records, struct mlf_err *err);

#endif
