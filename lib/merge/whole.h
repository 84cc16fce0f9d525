/* Whether records of many parts make one whole, and nothing of it is missing. */
#ifndef MLFIX_MERGE_WHOLE_H
#define MLFIX_MERGE_WHOLE_H

#include <stddef.h>
#include <stdint.h>

#include "mlfix/base/string-set.h"

struct mlf_err;
struct mlf_record;

/* Where a record was met first, and a checksum of what it says. */
struct mlf_whole_seen {
    const char *file; /* borrowed from the record */
    size_t number;
    uint64_t sum;
};

/* Zero-initialise; freed by mlf_whole_free. */
struct mlf_whole {
    uint64_t next;    /* the place behind the last record */
    uint64_t missing; /* places before that without a record, the first of them: */
    uint64_t first_missing;
    uint64_t of; /* records of the whole; 0: not known */
    const char *file;
    size_t number;               /* of the record that said so */
    struct mlf_string_set parts; /* "2/8" of all records */
    long count;                  /* parts of the cut; 0: unknown or several cuts */
    struct mlf_string_set ids;
    struct mlf_whole_seen *seen; /* by number of the id */
    size_t seen_capacity;
};

/* Takes the next record's `shard` into account, of records in the order of their places. An error where the whole has
 * another number of records than the records before said. */
int mlf_whole_see(struct mlf_whole *whole, const struct mlf_record *record, struct mlf_err *err);

/* An error where records are missing. *end_unknown: there may be more behind the last one. */
int mlf_whole_check(const struct mlf_whole *whole, int *end_unknown, struct mlf_err *err);

/* 1 where a record of this id and text was seen, 0 where it is new or has no id, -1 where one with another text was. */
int mlf_whole_saw_id(struct mlf_whole *whole, const struct mlf_record *record, const char *text, size_t length,
                     struct mlf_err *err);

void mlf_whole_free(struct mlf_whole *whole);

#endif
