/* A user's model's word, as it comes with the records or beside them. */
#ifndef MLFIX_RANK_MODEL_WORD_H
#define MLFIX_RANK_MODEL_WORD_H

#include <stddef.h>

#include "mlfix/base/string-set.h"
#include "mlfix/judge/model-outputs.h"
#include "mlfix/numeric/npy-ids.h"

struct mlf_err;
struct mlf_rank_options;
struct mlf_records;

struct mlf_model_word {
    const struct mlf_rank_options *options;
    struct mlf_word_source *sources;
    size_t source_n;
    struct mlf_string_set classes;
    int listed; /* the classes are those of a list: no others count */
    struct mlf_npy_ids ids;
    char *name; /* all sources, for messages */
    struct mlf_model_outputs outputs;
};

/* Opens what `from` of the options names and settles the classes as far as they
 * are known without the records' fields. `labels` are the different labels of
 * the records, which stand for the classes of a file where there is no list.
 * Freed by the caller also after a failure. */
int mlf_model_word_open(struct mlf_model_word *given, const struct mlf_rank_options *options,
                        const struct mlf_string_set *labels, struct mlf_err *err);

/* Takes each run of records item[0..n-1] into `outputs`, whose `label` is the
 * caller's to set. broken[i]: the record got an `error` for what its fields
 * hold. Row i of a file is for record i of all. */
int mlf_model_word_read(struct mlf_model_word *given, struct mlf_records *records, const size_t *item, size_t n,
                        unsigned char *broken, struct mlf_err *err);

/* The same without records, of which there are `records`, where `from` names
 * nothing but files whose row i is for record i. */
int mlf_model_word_map(struct mlf_model_word *given, size_t records, const size_t *item, size_t n, struct mlf_err *err);

void mlf_model_word_free(struct mlf_model_word *given);

#endif
