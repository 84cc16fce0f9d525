/* Flags carried into records: mlfix-apply as a filter. */
#ifndef MLFIX_FLAGS_RECORD_FLAGS_H
#define MLFIX_FLAGS_RECORD_FLAGS_H

#include <stddef.h>

struct mlf_err;
struct mlf_flag;
struct mlf_flags;
struct mlf_record;
struct mlf_records;
struct mlf_targets;

/* The target that the record is, found by its id, else its crop, else its cell;
 * MLF_NO_STRING where it is none. */
int mlf_record_flags_target(const struct mlf_targets *targets, const struct mlf_record *record, size_t *target,
                            struct mlf_err *err);

/* Which flag each record gets: flag_of[i] is its number + 1, or 0. A relabel or an invalid whose
 * record has a label that is neither the reviewed nor the new one becomes a
 * problem of the flags. *lost counts the flagged objects without a record. */
int mlf_record_flags_match(const struct mlf_records *records, struct mlf_flags *flags, size_t *flag_of, size_t *lost,
                           struct mlf_err *err);

/* Sets `verdict`, and `by`, `at`, `note` where the flag has them (else those of
 * an earlier verdict are taken out). */
int mlf_record_flags_note(struct mlf_record *record, const struct mlf_flag *flag, struct mlf_err *err);

/* The same, and carries the decision out: a relabel sets `label`, and `label_was` to
 * the label it replaces; a new box sets `bbox`, and `bbox_was` likewise. */
int mlf_record_flags_apply(struct mlf_record *record, const struct mlf_flag *flag, struct mlf_err *err);

#endif
