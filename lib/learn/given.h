/* A user's model's word, as it comes with the records or beside them. */
#ifndef MLFIX_LEARN_GIVEN_H
#define MLFIX_LEARN_GIVEN_H

#include "mlfix/npy.h"
#include "mlfix/outputs.h"
#include "mlfix/rank.h"

struct mlf_err;
struct mlf_records;

struct mlf_source;

struct mlf_given {
    const struct mlf_rank_options *options;
    struct mlf_source *sources;
    size_t source_n;
    struct mlf_numbering classes;
    int listed; /* the classes are those of a list: no others count */
    struct mlf_npy_ids ids;
    char *name; /* all sources, for messages */
    struct mlf_outputs outputs;
};

/* Opens what `from` of the options names and settles the classes as far as they
 * are known without the records' fields. `labels` are the different labels of
 * the records, which stand for the classes of a file where there is no list.
 * Freed by the caller also after a failure. */
int mlf_given_open(struct mlf_given *given, const struct mlf_rank_options *options, const struct mlf_numbering *labels,
                   struct mlf_err *err);

/* Takes each run of records item[0..n-1] into `outputs`, whose `label` is the
 * caller's to set. broken[i]: the record got an `error` for what its fields
 * hold. Row i of a file is for record i of all. */
int mlf_given_read(struct mlf_given *given, struct mlf_records *records, const size_t *item, size_t n,
                   unsigned char *broken, struct mlf_err *err);

/* The same without records, of which there are `records`, where `from` names
 * nothing but files whose row i is for record i. */
int mlf_given_map(struct mlf_given *given, size_t records, const size_t *item, size_t n, struct mlf_err *err);

void mlf_given_free(struct mlf_given *given);

/* ---- given-fields.c ---- */

/* What the records' own fields hold: an object of probabilities called `name`,
 * or with `end` one number a class in fields `name`CLASS`end`. */
struct mlf_given_field {
    const char *name, *end;
    int logits;
    int listed;
};

/* Numbers the classes that the record names, unless they are listed: 1 where it
 * has the field, 0 where not, -1 and a sentence in `broken`, or an error. */
int mlf_given_check(const struct mlf_given_field *field, const struct mlf_record *record, struct mlf_numbering *classes,
                    struct mlf_err *broken, struct mlf_err *err);

/* The numbers of a record that was checked: by class, classes->n of them. */
int mlf_given_fill(const struct mlf_given_field *field, const struct mlf_record *record,
                   const struct mlf_numbering *classes, double *row, struct mlf_err *err);

#endif
