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

/* One decision on one object. Texts belong to the flags; absent ones are NULL. */
struct mlf_flag {
    size_t target; /* number in the targets */
    enum mlf_verdict verdict;
    const char *label; /* for MLF_RELABELLED */
    const char *was;   /* the label that the line says the object had (`label_was`) */
    double bbox[4];    /* of MLF_BOXED, and of MLF_RELABELLED that has one: as in the record */
    int has_bbox;      /* 0 also where a relabelled object has that box already */
    const char *by, *at, *note;
    const char *file; /* where it was read */
    size_t line;
    size_t rival; /* another file says otherwise: number of that flag + 1, else 0 */
};

/* Whether the verdict asks for a change of the object. */
int mlf_flag_changes(const struct mlf_flag *flag);

/* Lines longer than this are an error. */
#define MLF_FLAG_LINE_LIMIT ((size_t)64 << 10)

/* Sentences kept; further problems are only counted. */
#define MLF_FLAG_PROBLEMS 20

struct mlf_flags {
    /* Set by the caller. */
    const struct mlf_targets *targets;
    const struct mlf_wordset *labels; /* those a relabel may name; NULL: any */
    const char *by;                   /* the reviewer, for flags that name none; may be NULL */

    /* One flag an object, in the order of first mention (objects that only an
     * "all" reaches come behind the other lines of its file). */
    struct mlf_flag *items;
    size_t n, capacity;
    size_t *of_target; /* by target: number of its flag + 1, or 0 */
    size_t *here;      /* the same for the file being read */
    struct mlf_wordset texts;

    char *problems[MLF_FLAG_PROBLEMS]; /* "flags.txt:3: sentence" */
    size_t n_problems;                 /* all of them, kept or not */
    size_t gone;                       /* lines of ledgers about objects that are not here, or have changed since */
};

/* Reads one file ("-": stdin) behind those read before. What is wrong with a
 * line is a problem, kept or counted, and reading goes on: who gets any applies
 * nothing. The same decision by two files counts once; where two files differ,
 * the first one's flag gets a `rival`. A ledger (ledger.h) is a flag file too:
 * there the last word on an object counts, objects are known by what they were and
 * are, not by id alone, and lines about others are only counted. -1 and an error where the file cannot be
 * read or memory runs out. */
int mlf_flags_read(struct mlf_flags *flags, const char *path, struct mlf_err *err);

/* The same from memory; `name` stands for the file's. */
int mlf_flags_read_text(struct mlf_flags *flags, const char *name, const char *text, size_t length,
                        struct mlf_err *err);

/* Keeps or counts one more problem. */
int mlf_flags_problem(struct mlf_flags *flags, const char *file, size_t line, const char *sentence,
                      struct mlf_err *err);

void mlf_flags_free(struct mlf_flags *flags);

#endif
