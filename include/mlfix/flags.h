/* Flag files: a reviewer's word on objects, one decision a line, as text or as
 * JSON Lines; mlfix-flags(5) is the contract. */
#ifndef MLFIX_FLAGS_H
#define MLFIX_FLAGS_H

#include <stddef.h>

#include "mlfix/wordset.h"
#include "mlfix/targets.h"

struct mlf_err;

enum mlf_verdict {
    MLF_INVALID, /* the object is none, or its box is wrong */
    MLF_RELABELLED,
    MLF_OK,
    MLF_UNSURE,
    MLF_BOXED, /* the label is right, the box is not */
};

/* "invalid", "relabel", "ok", "unsure", "box". */
extern const char *const mlf_verdict_names[];

/* What became of the decisions on an object (agreement.h). */
enum mlf_standing {
    MLF_DECIDED,
    MLF_CONFLICT, /* they differ */
    MLF_OPEN,     /* too few reviewers looked */
};

struct mlf_poll;

/* One decision on one object. Texts belong to the flags; absent ones are NULL. */
struct mlf_flag {
    size_t target; /* number in the targets */
    enum mlf_verdict verdict;
    const char *label; /* for MLF_RELABELLED */
    const char *was;   /* the label that the line says the object had (`label_was`) */
    double bbox[4];    /* of MLF_BOXED, and of MLF_RELABELLED that has one: as in the record */
    int has_bbox;      /* 0 also where a relabelled object has that box already */
    enum mlf_standing standing;
    const char *by, *at, *note;
    const char *file; /* where it was read */
    size_t line;
    const struct mlf_poll *poll; /* who said what, where that is more than one word; else NULL */
};

/* What was said about an object by several, or by one and not decided. */
struct mlf_poll {
    const struct mlf_flag *sides[2]; /* of a conflict: the first two ballots that differ; NULL where what
                                        differs was said by silence */
    char *votes;                     /* JSON: [{"by": ..., "verdict": ..., "label": ...}, ...] */
    char *said;                      /* the same for people: "anna: stop; ben: (ok)", in brackets what was silence */
    size_t reviewers;                /* so many of them said it */
    double probability;              /* of the decision, MLF_AGREE_WEIGHTED alone; else 0 */
    struct mlf_poll *next;           /* all of them, for freeing */
};

/* A decision as one reviewer wrote it. */
struct mlf_ballot {
    struct mlf_flag flag;
    size_t reviewer; /* number in the flags' reviewers */
    size_t next;     /* the next on the same object: number + 1, or 0 */
};

/* Whether the verdict asks for a change of the object. */
int mlf_flag_changes(const struct mlf_flag *flag);

/* Whether both say the same: verdict, label and box. */
int mlf_flag_same(const struct mlf_flag *a, const struct mlf_flag *b);

/* Lines longer than this are an error. */
#define MLF_FLAG_LINE_LIMIT ((size_t)64 << 10)

/* More decisions on one object are an error. */
#define MLF_FLAG_BALLOTS 1000

/* Sentences kept; further problems are only counted. */
#define MLF_FLAG_PROBLEMS 20

struct mlf_flags {
    /* Set by the caller. */
    const struct mlf_targets *targets;
    const struct mlf_wordset *labels; /* those a relabel may name; NULL: any */
    const char *by;                   /* the reviewer, for flags that name none; may be NULL */

    /* Every decision as it was read, in the files' order (objects that only an
     * "all" reaches come behind the other lines of its file). A reviewer's same
     * decision on the same object in one file is there once. */
    struct mlf_ballot *ballots;
    size_t n_ballots, ballot_capacity;
    size_t *first_ballot, *last_ballot; /* by target: number + 1, or 0 */
    struct mlf_wordset reviewers;       /* all that are named, also those without a ballot; "": nobody's name */

    /* One flag an object, in the order of first mention: empty until
     * mlf_agreement_settle made the ballots one decision. */
    struct mlf_flag *items;
    size_t n, capacity;
    size_t *of_target; /* by target: number of its flag + 1, or 0 */
    struct mlf_poll *polls;
    struct mlf_wordset texts;

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
