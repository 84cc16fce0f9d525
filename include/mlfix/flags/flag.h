/* One decision of a reviewer on one object. */
#ifndef MLFIX_FLAGS_FLAG_H
#define MLFIX_FLAGS_FLAG_H

#include <stddef.h>

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

/* Whether the verdict asks for a change of the object. */
int mlf_flag_changes(const struct mlf_flag *flag);

/* Whether both say the same: verdict, label and box. */
int mlf_flag_same(const struct mlf_flag *a, const struct mlf_flag *b);

#endif
