/* Judging by probabilities that came with the records: a user's own model. */
#ifndef MLFIX_RANK_JUDGE_BY_MODEL_H
#define MLFIX_RANK_JUDGE_BY_MODEL_H

#include <stddef.h>

#include "mlfix/base/string-set.h"

struct mlf_err;
struct mlf_model_word;
struct mlf_rank_options;
struct mlf_ranking;
struct mlf_records;

/* Judges by the probabilities in options->from: fills the ranking's items,
 * labels, suspicion, confident, score and wrong. */
int mlf_rank_by_model(struct mlf_ranking *ranking, struct mlf_records *records, const struct mlf_rank_options *options,
                      struct mlf_err *err);

/* The same in the parts that a stream needs, whose records are not in memory.
 * Items that are judged are listed in ranking->item and ->label, as classes of
 * `labels`; `runs` are about the items, wanted and state have room for them. */
struct mlf_judging {
    struct mlf_ranking *ranking;
    struct mlf_records *records; /* NULL in a stream */
    const struct mlf_rank_options *options;
    struct mlf_model_word *given;
    struct mlf_string_set labels;
    unsigned char *state; /* of each item, enum mlf_model_outputs_state */
    unsigned char *fault; /* in a stream, of each record: the state for which it gets an `error` */
};
int mlf_rank_judge_outputs(struct mlf_judging *judging, unsigned char *broken, struct mlf_err *err);

/* Why a record has no score, in new memory. */
char *mlf_rank_fault(const struct mlf_model_word *given, unsigned char state, struct mlf_err *err);

#endif
