/* Ledgers of several copies of a dataset (mlfix-flags(5)) into one. */
#ifndef MLFIX_MERGE_MERGE_LEDGERS_H
#define MLFIX_MERGE_MERGE_LEDGERS_H

#include <stddef.h>
#include <stdio.h>

struct mlf_err;
struct mlf_merge_result;

/* What a file is that is given as a part. */
enum mlf_merge_kind {
    MLF_MERGE_RECORDS, /* records, plans, manifests: an object a line */
    MLF_MERGE_LEDGER,
    MLF_MERGE_REPORT, /* a report, which is no sum of its parts */
};

/* Looks at the file's beginning. Standard input and pipes are records. */
enum mlf_merge_kind mlf_merge_kind_of(const char *path);

/* Writes the decisions of all ledgers in the order of the time at which they were written, those of one second as the
 * ledgers stand. A decision that stands in several is written once. `journal` is left out: the journals stay with their
 * copies. An error where two ledgers decide on one object in the same second and differ. Memory: all ledgers. */
int mlf_merge_ledgers(const char *const *parts, size_t n, int jobs, FILE *out, struct mlf_merge_result *result,
                      struct mlf_err *err);

#endif
