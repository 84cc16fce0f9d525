/* Flag files: the decisions of reviewers on objects, one a line, as text or as JSON Lines.
 * mlfix-flags(5) is the contract. */
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
    size_t next;     /* the next ballot on the same object: number + 1, or 0 */
};

/* The comment, up to the hash, by which a file says on which sheets it was decided. */
#define MLF_FLAGS_SHEETS "# mlfix flags for sheets "

/* Problems of which the sentence is kept; further ones are only counted. */
#define MLF_FLAG_PROBLEMS 20

struct mlf_flags {
    /* Set by the caller. */
    struct mlf_targets *targets;         /* to which flags add the labels that photos are to get (target-labels.h) */
    const struct mlf_string_set *labels; /* the labels that a relabel may name; NULL: any */
    const char *by;                      /* the reviewer of flags that name none; may be NULL */

    /* Every decision as it was read, in the order of the files and their lines; objects that
     * only an "all" names come behind the other lines of its file. Where a reviewer says
     * the same about the same object twice in one file, it is there once. */
    struct mlf_ballot *ballots;
    size_t n_ballots, ballot_capacity;
    size_t *first_ballot, *last_ballot; /* by target: number + 1, or 0 */
    size_t first_capacity, last_capacity, ballot_room;
    struct mlf_string_set reviewers; /* all that are named, with or without ballots; "" for one without a name */

    /* One flag for each object, in the order in which they were first mentioned. Empty until
     * mlf_agreement_settle has made one decision of an object's ballots. */
    struct mlf_flag *items;
    size_t n, capacity;
    size_t *of_target; /* by target: number of its flag + 1, or 0 */
    struct mlf_poll *polls;
    struct mlf_string_set texts;

    char *problems[MLF_FLAG_PROBLEMS]; /* "flags.txt:3: sentence" */
    size_t n_problems;                 /* how many problems, kept or not */
    int unchecked; /* the file that was read last names cells, and does not say of which sheets (sheets-hash.h) */
    size_t gone;   /* how many lines of ledgers are about objects that are not here, or have been changed since */
};

/* Reads one file ("-": stdin) in addition to those before: its decisions become ballots.
 * A line that is wrong is a problem, and reading goes on; callers that find any problem
 * apply nothing. Two different decisions by one reviewer on one object in one file are a
 * problem too. flags->by may be set anew before each file.
 *
 * Decisions about other sheets than those of the targets are a problem, where they say so: by a comment
 * MLF_FLAGS_SHEETS and the sheets' hash in a file of text, and by a field "sheets" in a line of JSON.
 *
 * A ledger (mlfix/edit/ledger.h) is a flag file as well. There the last decision on an
 * object counts, whoever made it; objects are recognised by what they were and are, not
 * by id alone; and lines about objects that are not among the targets are only counted.
 *
 * Returns -1 and an error where the file cannot be read or memory is short. */
int mlf_flags_read(struct mlf_flags *flags, const char *path, struct mlf_err *err);

/* The same from memory; `name` is used as the file's name. */
int mlf_flags_read_text(struct mlf_flags *flags, const char *name, const char *text, size_t length,
                        struct mlf_err *err);

/* Adds a problem: keeps its sentence, or only counts it. */
int mlf_flags_problem(struct mlf_flags *flags, const char *file, size_t line, const char *sentence,
                      struct mlf_err *err);

void mlf_flags_free(struct mlf_flags *flags);

#endif
