/* What a ranking is asked for, and what it finds. */
#ifndef MLFIX_RANK_RANKING_H
#define MLFIX_RANK_RANKING_H

#include <stddef.h>
#include <stdint.h>

#include "mlfix/base/string-set.h"
#include "mlfix/judge/confident.h"
#include "mlfix/judge/model-outputs.h"
#include "mlfix/judge/noise.h"
#include "mlfix/judge/suspicion.h"
#include "mlfix/rank/review-order.h"
#include "mlfix/rank/slices.h"

struct mlf_filter;

enum mlf_rank_by {
    MLF_BY_SUSPICION,
    MLF_BY_SIMILARITY,
    MLF_BY_OUTLIER,   /* what looks like nothing else first */
    MLF_BY_DUPLICATE, /* clusters of copies: those whose labels differ, those in several splits, the others */
    MLF_BY_LOOKALIKE, /* pairs of classes by how many look-alikes stand across their border */
    MLF_BY_SLICE,     /* the values of fields with more suspected labels than chance first */
    MLF_BY_DETECTION, /* by what the judging of boxes wrote (record-boxes.h) */
    MLF_BY_FIELD,
};

/* Whether near-duplicates share a fold, too. */
enum mlf_fold_duplicates {
    MLF_FOLD_DUPLICATES_NO,
    MLF_FOLD_DUPLICATES_YES,
    MLF_FOLD_DUPLICATES_AUTO, /* unless their labels were given to each by itself (groups.h) */
};

/* What a person decided on a record: it is learnt from as such, is never suspected,
 * and of nobody asked again. */
enum mlf_settled_how {
    MLF_SETTLED_NOT,
    MLF_SETTLED_LABEL, /* it has this label */
    MLF_SETTLED_GONE,  /* it is no object, or does not belong here: it takes no part */
};
struct mlf_settled {
    enum mlf_settled_how how;
    const char *label; /* for MLF_SETTLED_LABEL; NULL: its own, which is right */
    const char *was;   /* for MLF_SETTLED_LABEL: what it had before the decision; NULL: its own */
};

struct mlf_rank_options {
    const struct mlf_settled *settled; /* by suspicion: of each record; NULL: nothing was decided */
    enum mlf_rank_by by;
    const char *field; /* for MLF_BY_FIELD; several joined by '+': their mean */
    int descending;
    /* For MLF_BY_SUSPICION: where the probabilities are that judge instead of
     * vectors, from_n of them; their mean counts. A field with an object of
     * them, several joined by '+'; fields of one number a class, the class's
     * name being '*'; a .npy file. 0: vectors judge. */
    const char *const *from;
    size_t from_n;
    const char *classes;      /* file of the classes (class-list.h), in the order of a file's columns; or NULL */
    const char *ids;          /* file of the ids of a .npy file's rows; NULL: row i is of record i */
    int logits;               /* these are logits, or logarithms of probabilities */
    int fuse;                 /* they judge together with the vectors */
    enum mlf_measure measure; /* with `from`: what the score is */
    enum mlf_prune prune;     /* and what is suspected */
    /* Fields whose values make a section; by slice those whose values are
     * tested, none: all that could be (slices.h); not read by duplicate and lookalike. */
    const char *const *group_by;
    size_t group_by_n;
    const char *fold_by; /* field whose equal values share a fold; NULL: the photo */
    enum mlf_fold_duplicates fold_duplicates;
    enum mlf_order_mode mode;
    int looks; /* by suspicion: chains are of what looks alike, not of what also means alike */
    /* What is shown; all records take part in the judging. */
    const struct mlf_filter *where; /* only records that match; NULL: all */
    size_t sample;                  /* of those a random sample of this many; 0: all */
    uint64_t seed;                  /* of the sample */
    int normalise;                  /* scores are rank shares within the section */
    size_t per_group;               /* the first so many of each section; 0: all */
    size_t top;                     /* keep this many records at most; 0: all, unless top_percent */
    double top_percent;             /* or this share of them; 0: all */
    struct mlf_suspicion_options suspicion;
    int jobs;
};

struct mlf_ranking {
    size_t *record; /* the records to write, in order */
    size_t n;
    size_t matching;              /* records that match `where` */
    struct mlf_string_set labels; /* classes of the judged items */
    struct mlf_suspicion suspicion;
    size_t *item;  /* record of each item that took part in the judging, items of them */
    size_t *label; /* its class */
    size_t items;
    double *score;        /* of each item */
    unsigned char *wrong; /* of each item: its label is suspected */
    size_t folds;         /* groups that were left out together */
    size_t *cluster;      /* first item of each item's near-duplicates, itself included; NULL: not looked for */
    size_t *alike;        /* and by that first item: how many they are */
    size_t *too_small;    /* per class: not 0 where it has too few groups to be judged */
    double
        *mistaken; /* by vectors, of each item: the probability that its label is wrong, NAN where it is not judged */
    struct mlf_noise noise;
    size_t *together; /* of each item: how many were left out with it, itself included; NULL with `from` */
    size_t judged, suspected;
    size_t settled;                        /* of the judged: a person decided on them */
    size_t clusters, conflicting, leaking; /* by duplicate: of two and more; of several labels; in several splits; by
                                              lookalike: pairs of classes */
    struct mlf_slices slices;              /* by slice */
    /* With `from`: records that got an error; whose label has no probability
     * anywhere; whose probabilities did not add up to 1. */
    size_t broken, unknown, scaled;
    double chance; /* with `from`: the share that would agree if the model knew nothing of the records */
    struct mlf_confident confident; /* with `from` */
};

/* A class with fewer groups than this is not judged: left out, its items find
 * nobody to vouch for them. */
#define MLF_JUDGE_GROUPS ((size_t)3)

#endif
