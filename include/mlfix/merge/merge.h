/* Parts of a stream of records back into the stream that one machine would have written. */
#ifndef MLFIX_MERGE_MERGE_H
#define MLFIX_MERGE_MERGE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "mlfix/merge/part-vectors.h"

struct mlf_err;

struct mlf_merge_options {
    const char *const *parts; /* files of records; "-": standard input */
    size_t parts_n;           /* at least 1 */
    int some;                 /* parts may be missing; the records keep `shard` */
    int drop_rows;            /* leave the field `row` out */
    struct mlf_merge_vectors vectors[2];
    size_t vectors_n;
    int jobs;
};

struct mlf_merge_result {
    size_t records, twice; /* written; identical ones that were left out */
    const char *order;     /* what the order was made of, for a message */
    int end_unknown;       /* nothing tells whether records are missing at the end */
};

/* Writes the records of all parts. Their order is that of their fields `shard`, if all have one; else of
 * source.file and source.index, if all have these; else as they stand. `row` becomes the number of the record. Of
 * records with one key those that are the same, `shard` and `row` apart, are written once.
 *
 * Errors: parts of different cuts; records that are missing; records with one key that differ, both places named;
 * vectors of two models; rows that are not there. What was written until then is incomplete. Memory: a record of each
 * part; the lines' places of parts that are out of order; without `shard` and `source` the ids. */
int mlf_merge_records(const struct mlf_merge_options *options, FILE *out, struct mlf_merge_result *result,
                      struct mlf_err *err);

#endif
