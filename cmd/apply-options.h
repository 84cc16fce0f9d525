/* What the user said to mlfix-apply, and what its parts share: private to the command. */
#ifndef MLFIX_CMD_APPLY_OPTIONS_H
#define MLFIX_CMD_APPLY_OPTIONS_H

#include <stddef.h>

#include "mlfix/agree/honeypot-recall.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/cli.h"
#include "mlfix/base/err.h"
#include "mlfix/dataset/dataset.h"
#include "mlfix/flags/flag-sources.h"
#include "mlfix/flags/flags.h"
#include "mlfix/flags/targets.h"
#include "mlfix/record/record.h"

struct mlf_buf;
struct mlf_err;
struct mlf_honeypot_recall;
struct mlf_record;
struct mlf_flag_source;

struct apply_options {
    struct mlf_texts sheets;
    const char *records;
    struct mlf_texts flags, painted;
    const char *paint, *proof;
    struct mlf_hints hints;
    const char *output, *undo, *blame;
    struct mlf_texts times;
    struct mlf_texts reviewers;
    int agree; /* enum mlf_agreement_rule */
    long quorum;
    double certainty;          /* 0: the usual */
    double accept_suggestions; /* the least probability; -1: none are taken */
    const char *supervisor, *agreement, *conflicts;
    int write, new_labels, drop_invalid;
    int invalid; /* enum mlf_plan_invalid */
    int force, diff;
};

extern struct apply_options options;

/* ---- apply-input.c ---- */

/* Reads what --sheets or --records name. */
int apply_read_evidence(struct mlf_targets *targets, struct mlf_err *err);

/* Reads all files of --flags, and of --painted; -1 also where a line is wrong, which is told. */
int apply_read_flags(struct mlf_flags *flags, struct mlf_err *err);

/* Says which of the files may be about other sheets: after what is done, which is said first. */
void apply_say_unchecked(void);

/* Reads all files of --painted (apply-painted.c), which `sources` are. */
int apply_read_painted(struct mlf_flags *flags, const struct mlf_flag_source *sources, struct mlf_err *err);

/* Says what is wrong, and that nothing was done. Returns -1. */
int apply_report(char *const *sentences, size_t n, size_t limit, struct mlf_err *err);

/* Prints what stands in the buffer and empties it. */
int apply_print(struct mlf_buf *buf, struct mlf_err *err);

/* ---- apply-agree.c ---- */

#define APPLY_QUORUM 2
#define APPLY_SURE 0.9

/* Makes what the reviewers said one decision an object, says how far they agree and how many
 * honeypots they found, and writes --agreement. */
int apply_settle(struct mlf_flags *flags, struct mlf_honeypot_recall *recall, struct mlf_err *err);

/* Writes --conflicts, from the records of --sheets or --records. */
int apply_write_conflicts(const struct mlf_flags *flags, struct mlf_err *err);

/* ---- apply-times.c ---- */

/* Prints how long the reviews of --times took. */
int apply_print_times(struct mlf_err *err);

/* ---- The two things the command does: what main() returns, or -1 and an error ---- */

int apply_to_dataset(struct mlf_err *err);
int apply_to_records(struct mlf_err *err);

#endif
