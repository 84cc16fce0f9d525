/* Flags carried into records: what mlfix-apply does as a filter. */
#ifndef MLFIX_FLAGS_RECORD_FLAGS_H
#define MLFIX_FLAGS_RECORD_FLAGS_H

#include <stddef.h>

struct mlf_err;
struct mlf_flag;
struct mlf_flags;
struct mlf_record;
struct mlf_records;
struct mlf_targets;

/* Finds the target that the record is, by its id; without one by its crop; without that
 * by its sheet and cell. *target is MLF_NO_STRING where there is none. */
int mlf_record_flags_target(const struct mlf_targets *targets, const struct mlf_record *record, size_t *target,
                            struct mlf_err *err);

/* flag_of[i] becomes the number of the flag of record i, plus 1, or 0. Where a flag
 * changes its object and the record's label is neither the reviewed nor the new one, that
 * is a problem of the flags. *lost counts the flagged objects that no record has. */
int mlf_record_flags_match(const struct mlf_records *records, struct mlf_flags *flags, size_t *flag_of, size_t *lost,
                           struct mlf_err *err);

/* Sets `verdict`, and `by`, `at` and `note` where the flag has them; those of an earlier
 * verdict are removed. */
int mlf_record_flags_note(struct mlf_record *record, const struct mlf_flag *flag, struct mlf_err *err);

/* The same, and carries the decision out: a relabel sets `label`, and `label_was` to the
 * label that it replaces; a new box sets `bbox` and `bbox_was` likewise. */
int mlf_record_flags_apply(struct mlf_record *record, const struct mlf_flag *flag, struct mlf_err *err);

#endif
