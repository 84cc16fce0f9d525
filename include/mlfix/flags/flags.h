/* Flag files: a reviewer's word on objects, one decision a line, as text or as
 * JSON Lines; mlfix-flags(5) is the contract. */
#ifndef MLFIX_FLAGS_FLAGS_H
#define MLFIX_FLAGS_FLAGS_H

#include <stddef.h>

#include "mlfix/base/string-set.h"
#include "mlfix/flags/flag.h"

struct mlf_err;
struct mlf_targets;

/* A decision as one reviewer wrote it. */
struct mlf_ballot {
    struct mlf_flag flag;
    size_t reviewer; /* number in the flags' reviewers */
    size_t next;     /* the next on the same object: number + 1, or 0 */
};

/* Lines longer than this are an error. */
#define MLF_FLAG_LINE_LIMIT ((size_t)64 << 10)

/* More decisions on one object are an error. */
#define MLF_FLAG_BALLOTS 1000

/* Sentences kept; further problems are only counted. */
#define MLF_FLAG_PROBLEMS 20

struct mlf_flags {
    /* Set by the caller. */
    const struct mlf_targets *targets;
    const struct mlf_string_set *labels; /* those a relabel may name; NULL: any */
    const char *by;                      /* the reviewer, for flags that name none; may be NULL */

    /* Every decision as it was read, in the files' order (objects that only an
     * "all" reaches come behind the other lines of its file). A reviewer's same
     * decision on the same object in one file is there once. */
    struct mlf_ballot *ballots;
    size_t n_ballots, ballot_capacity;
    size_t *first_ballot, *last_ballot; /* by target: number + 1, or 0 */
    struct mlf_string_set reviewers;    /* all that are named, also those without a ballot; "": nobody's name */

    /* One flag an object, in the order of first mention: empty until
     * mlf_agreement_settle made the ballots one decision. */
    struct mlf_flag *items;
    size_t n, capacity;
    size_t *of_target; /* by target: number of its flag + 1, or 0 */
    struct mlf_poll *polls;
    struct mlf_string_set texts;

    char *problems[MLF_FLAG_PROBLEMS]; /* "flags.txt:3: sentence" */
    size_t n_problems;                 /* all of them, kept or not */
    size_t gone;                       /* lines of ledgers about objects that are not here, or have changed since */
};

/* Reads one file ("-": stdin) behind those read before: its decisions become
 * ballots. What is wrong with a line is a problem, kept or counted, and reading
 * goes on: who gets any applies nothing. Two decisions on one object by one
 * reviewer in one file are a problem where they differ. `by` is the name of who
 * is not named in the file, and may be set anew before each. A ledger (ledger.h) is
 * a flag file too: there the last word on an object counts, whoever it is by, objects
 * are known by what they were and are, not by id alone, and lines about others are
 * only counted. -1 and an error where the file cannot be read or memory runs out. */
int mlf_flags_read(struct mlf_flags *flags, const char *path, struct mlf_err *err);

/* The same from memory; `name` stands for the file's. */
int mlf_flags_read_text(struct mlf_flags *flags, const char *name, const char *text, size_t length,
                        struct mlf_err *err);

/* Keeps or counts one more problem. */
int mlf_flags_problem(struct mlf_flags *flags, const char *file, size_t line, const char *sentence,
                      struct mlf_err *err);

void mlf_flags_free(struct mlf_flags *flags);

#endif
