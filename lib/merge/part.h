/* One file of records that is a part of a whole: mapped into memory, read from front to back, or, where its
 * records are out of order, by an index. */
#ifndef MLFIX_MERGE_PART_H
#define MLFIX_MERGE_PART_H

#include <stddef.h>
#include <stdint.h>

#include "mlfix/base/string-set.h"
#include "mlfix/record/record.h"

struct mlf_err;

/* By what the records of all parts find their order. */
enum mlf_part_order {
    MLF_PART_BY_SHARD,  /* the field `shard` */
    MLF_PART_BY_SOURCE, /* source.file, then source.index */
    MLF_PART_AS_GIVEN,  /* as the parts and their lines stand */
    MLF_PART_ORDERS,
};

struct mlf_part_key {
    const char *file; /* source.file, or NULL; owned by the part */
    uint64_t number;  /* shard.at, source.index, or the line as it stands */
};

struct mlf_part_line {
    struct mlf_part_key key;
    size_t offset, number; /* where the line begins, and its number from 1 */
};

/* What a first reading finds out. */
struct mlf_part_survey {
    size_t records;
    size_t drawn;                             /* records of a manifest, whose order is that of the sheets */
    size_t with[MLF_PART_ORDERS];             /* records that can be ordered so */
    size_t first_with, first_without;         /* lines of the first record with `shard` and without; 0: none */
    unsigned char is_rising[MLF_PART_ORDERS]; /* whether they stand in that order already */
};

struct mlf_part {
    const char *name; /* for messages; borrowed */
    const char *text; /* the mapped file */
    size_t length;
    struct mlf_part_survey survey;
    struct mlf_part_line *lines; /* in order; NULL: the file's lines are */
    size_t n, next;              /* of `lines` */
    size_t offset, number;       /* of the next line otherwise */
    struct mlf_string_set files; /* owns the keys' texts */
    /* The record at which it stands, unless at the end. */
    int at_end;
    struct mlf_record record;
    struct mlf_part_key key;
};

/* Maps the file ("-": standard input); what cannot be mapped, such as a pipe, is copied into a file without a name
 * first. Closed by mlf_part_close, also after a failure. */
int mlf_part_open(struct mlf_part *part, const char *path, struct mlf_err *err);
void mlf_part_close(struct mlf_part *part);

/* Reads all records and fills `survey`. */
int mlf_part_look(struct mlf_part *part, struct mlf_err *err);

/* Makes ready for reading in this order, which all records of the part must have (but as given), and steps
 * to the first record. */
int mlf_part_begin(struct mlf_part *part, enum mlf_part_order order, struct mlf_err *err);

/* Steps to the next record. The keys of earlier ones stay valid. */
int mlf_part_step(struct mlf_part *part, enum mlf_part_order order, struct mlf_err *err);

/* -1, 0, 1 as the first stands before, beside or behind the second. */
int mlf_part_compare(const struct mlf_part_key *a, const struct mlf_part_key *b);

#endif
