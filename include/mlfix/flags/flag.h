/* A decision about an object: by one reviewer, or out of what several said. */
#ifndef MLFIX_FLAGS_FLAG_H
#define MLFIX_FLAGS_FLAG_H

#include <stddef.h>

enum mlf_verdict {
    MLF_WRONG,      /* its label is wrong; which is right is to be decided */
    MLF_REMOVED,    /* there is no such object, or it does not belong in the dataset */
    MLF_RELABELLED, /* its label is wrong, and this one is right */
    MLF_OK,
    MLF_UNSURE,
    MLF_BOXED, /* the label is right, the box is not */
};

/* "wrong", "remove", "relabel", "ok", "unsure", "box", ended by NULL. */
extern const char *const mlf_verdict_names[];

/* The verdict that a word of `length` bytes names: one of the names above, or "invalid", which
 * is what files written before say for "remove". Returns whether it names one. */
int mlf_verdict_read(const char *word, size_t length, enum mlf_verdict *verdict);

/* What came of all that was said about an object (agreement.h). */
enum mlf_standing {
    MLF_DECIDED,
    MLF_CONFLICT, /* reviewers differ */
    MLF_OPEN,     /* too few reviewers looked at it */
};

/* Texts belong to the flags (flags.h) and are NULL where absent. */
struct mlf_flag {
    size_t target; /* number in the targets */
    enum mlf_verdict verdict;
    const char *label; /* the new label, for MLF_RELABELLED */
    const char *was;   /* the label that the object had according to the line (`label_was`) */
    double bbox[4];    /* the new box, of MLF_BOXED and of a MLF_RELABELLED that has one: as records give it */
    int has_bbox;      /* 0 also where a relabelled object has that box already */
    int bare;          /* the line names no verdict, which means MLF_WRONG */
    int by_label;      /* the line names a photo and this label of it, by which the object is known */
    int suggested;     /* the label is the one that was suggested (suggestions.h) */
    enum mlf_standing standing;
    const char *by, *at, *note; /* reviewer, time, note */
    const char *file;           /* the file and line in which it was read */
    size_t line;
    const struct mlf_poll
        *poll; /* who said what, where more than one reviewer did, or it is unsure or wrong; else NULL */
};

/* What reviewers said about an object. */
struct mlf_poll {
    const struct mlf_flag *sides[2]; /* of a conflict: the first two decisions that differ; NULL for one that
                                        was made by silence */
    char *votes;                     /* JSON: [{"by": ..., "verdict": ..., "label": ...}, ...] */
    char *said;                      /* the same for people: "anna: stop; ben: (ok)", silence in brackets */
    size_t reviewers;                /* how many of them */
    double probability;              /* of the decision, with MLF_AGREE_WEIGHTED; else 0 */
    struct mlf_poll *next;           /* a list of all polls, for freeing them */
};

/* Whether the verdict asks for a change of the object. */
int mlf_flag_changes(const struct mlf_flag *flag);

/* Whether both say the same: verdict, label and box. */
int mlf_flag_same(const struct mlf_flag *a, const struct mlf_flag *b);

#endif
