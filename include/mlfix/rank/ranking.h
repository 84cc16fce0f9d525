/* What a ranking is asked for, and what it finds. */
#ifndef MLFIX_RANK_RANKING_H
#define MLFIX_RANK_RANKING_H

#include <stddef.h>
#include <stdint.h>

#include "mlfix/judge/class-told.h"
#include "mlfix/judge/confident.h"
#include "mlfix/judge/model-outputs-scores.h"
#include "mlfix/judge/noise.h"
#include "mlfix/judge/suggestion.h"
#include "mlfix/judge/suspicion.h"
#include "mlfix/judge/wrong-interval.h"
#include "mlfix/rank/slices.h"
#include "mlfix/record/named-fields.h"

struct mlf_filter;
struct mlf_rank_kept;
struct mlf_rank_order;
struct mlf_rank_sets;

enum mlf_rank_preset {
    MLF_RANK_PRESET_FAST,
    MLF_RANK_PRESET_DEFAULT,
    MLF_RANK_PRESET_BEST,
};

/* What stands side by side. */
enum mlf_alike {
    MLF_ALIKE_UNSAID = -1, /* what looks and means alike */
    MLF_ALIKE_MEANS,
    MLF_ALIKE_LOOKS,
};

/* What a person decided on a record: it is learnt from as such, is never suspected,
 * and of nobody asked again. */
enum mlf_settled_how {
    MLF_SETTLED_NOT,
    MLF_SETTLED_LABEL, /* it has this label */
    MLF_SETTLED_WRONG, /* its label is wrong, and nobody has said which is right */
    MLF_SETTLED_GONE,  /* it is no object, or does not belong here: it takes no part */
};
struct mlf_settled {
    enum mlf_settled_how how;
    const char *label; /* for MLF_SETTLED_LABEL; NULL: its own, which is right */
    const char *was;   /* for MLF_SETTLED_LABEL: what it had before the decision; NULL: its own */
};

/* The command line writes into most of these as they stand; begin with MLF_RANK_DEFAULTS. */
struct mlf_rank_options {
    const struct mlf_rank_order *order;
    const struct mlf_settled *settled; /* of each record; NULL: nothing was decided */
    const char *field;                 /* that orders; several joined by '+': their mean; NULL: none */
    int descending;
    /* Where the probabilities are that judge instead of vectors, from_n of them;
     * their mean counts. A field with an object of them, several joined by '+';
     * fields of one number a class, the class's name being '*'; a .npy file. 0:
     * vectors judge. */
    const char *const *from;
    size_t from_n;
    const char *const *vectors; /* names of the files beside the stream (vectors.h), vectors_n; for messages */
    size_t vectors_n;
    const char *classes; /* file of the classes (class-list.h), in the order of a file's columns; or NULL */
    const char *ids;     /* file of the ids of a .npy file's rows; NULL: row i is of record i */
    int logits;          /* these are logits, or logarithms of probabilities */
    int fuse;            /* they judge together with the vectors */
    int stream;          /* records are not kept (stream.h) */
    int measure;         /* enum mlf_model_outputs_measure: what the score is made of, by `from` */
    int prune;           /* enum mlf_confident_pruning: and what is suspected */
    /* Fields whose values make a section; by slice those whose values are
     * tested, none: all that could be (slices.h). */
    const char *const *group_by;
    size_t group_by_n;
    int sections_named;  /* the user named them: a wrong name is an error */
    const char *fold_by; /* field whose equal values share a fold; NULL: the photo */
    int fold_duplicates; /* near-duplicates share a fold, too; -1: where there is no fold_by, and unless their labels
                            were given to each by itself (groups.h) */
    int lookalikes;      /* suspected ones first, all others in one chain */
    int strict;          /* strictly by score */
    int alike;           /* enum mlf_alike: what chains are of */
    int evidence;        /* what a person decides by is written, too */
    int preset;          /* enum mlf_rank_preset: how much is compared with how much */
    long block;          /* items compared exactly with each other; 0: the preset's */
    long witnesses;      /* items that a judge keeps, at most; 0: as usual */
    long seed;           /* deals the items to blocks, draws the sample */
    struct mlf_rank_kept *kept; /* of an earlier judgement of the same records, and for a later one; NULL: none */
    /* What is shown; all records take part in the judging. */
    const struct mlf_filter *where; /* only records that match; NULL: all */
    long sample;                    /* of those a random sample of this many; 0: all */
    int normalise;                  /* scores are rank shares within the section */
    long per_group;                 /* the first so many of each section; 0: all */
    size_t top;                     /* keep this many records at most; 0: all, unless top_percent */
    double top_percent;             /* or this share of them; 0: all */
    int jobs;
};

#define MLF_RANK_DEFAULTS                                                                                              \
    {                                                                                                                  \
        .prune = MLF_PRUNE_NOISE_RATE, .fold_duplicates = -1, .alike = MLF_ALIKE_UNSAID,                               \
        .preset = MLF_RANK_PRESET_DEFAULT                                                                              \
    }

/* What an item is known by, wherever it stands: checksums (base/checksum.h) with their bits well mixed. */
struct mlf_item_key {
    uint64_t
        photo; /* of the text of the field whose equal values are left out together; where it has none, of itself */
    uint64_t object; /* of its id, that text and its vectors */
};

struct mlf_ranking {
    size_t *record; /* the records to write, in order */
    size_t n;
    size_t matching;               /* records that match `where` */
    struct mlf_named_fields named; /* fields that the options name, and whether the records have them by now */
    struct mlf_string_set labels;  /* classes of the judged items */
    struct mlf_suspicion suspicion;
    size_t *item;             /* record of each item that took part in the judging, items of them */
    size_t *label;            /* its class */
    struct mlf_item_key *key; /* by vectors: what it is known by */
    size_t *given;            /* and its class before a person decided on it */
    size_t items;
    size_t witnesses;          /* by vectors: the first so many items are those that are learnt from */
    double *score;             /* of each item */
    unsigned char *wrong;      /* of each item: its label is suspected */
    size_t tracked;            /* items that are of a track */
    size_t folds;              /* groups that were left out together */
    size_t *cluster;           /* first item of each item's near-duplicates, itself included; NULL: not looked for */
    size_t *alike;             /* and by that first item: how many they are */
    struct mlf_told told;      /* by vectors: which classes are told from the others; `told` NULL: not asked */
    size_t *too_small;         /* per class: not 0 where it has too few groups to be judged */
    struct mlf_wrong mistaken; /* by vectors, of each item: how probable it is that its label is wrong, NAN where it is
                                  not judged, or its class not told */
    struct mlf_suggestion suggestion; /* by vectors: what a likelier label is worth; `worth` NULL: not asked */
    struct mlf_noise noise;
    size_t *together;           /* of each item: how many were left out with it, itself included; NULL with `from` */
    struct mlf_rank_sets *sets; /* by vectors: photos with sets of labels (lib/rank/label-sets.h); or NULL */
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
