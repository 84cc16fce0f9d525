/* What a judge is made of while it is learnt, and what is read of one. */
#ifndef MLFIX_RANK_JUDGE_DATA_H
#define MLFIX_RANK_JUDGE_DATA_H

#include <stddef.h>
#include <stdint.h>

#include "mlfix/base/string-set.h"
#include "mlfix/judge/suggestion.h"
#include "mlfix/judge/suspicion.h"
#include "mlfix/rank/ranking.h"
#include "packed.h"

#define MLF_PART_KIND "part"
#define MLF_JUDGE_KIND "judge"

/* An object that was cut a little differently shows the same: where its vector is nearer to that of an object of its
 * own photo than this share of the median squared distance between two objects. */
#define MLF_JUDGE_SAME 0.125

/* Where the judge keeps but a part of what it learnt from, blocks (kernel.h) with an object that is nearer than this to
 * a new one do not speak of it: it may be the same. */
#define MLF_JUDGE_NEAR 0.25

/* The numbers at the head of both kinds of files, in the section "sizes". */
struct mlf_judge_sizes {
    uint64_t n;       /* items in the file */
    uint64_t all;     /* items that there were */
    uint64_t classes; /* their classes */
    uint64_t sets;    /* of vectors */
    uint64_t parts;   /* of the vectors of the first set */
    uint64_t most;    /* witnesses that were asked for */
    uint64_t apart;   /* not 0: near-duplicates are not looked for, only the field counts */
    uint64_t groups;  /* judges: left out together */
    uint64_t pooled;  /* judges: not 0 where groups are pooled */
};

/* From this score on, up to that of the next entry, a label is wrong with probability p. */
struct mlf_judge_step {
    double score, p, low, high;
};

/* What was chosen for one set of vectors. */
struct mlf_judge_choice {
    double kernel_share, pool, temperature, weight;
};

/* A file that is open. What points into it is not to be changed, nor freed. */
struct mlf_judge {
    struct mlf_packed packed;
    struct mlf_judge_sizes sizes;
    const uint64_t *d;              /* of each set */
    const char *fold_by;            /* field of what is left out together; "": as usual (items.h) */
    const char *made_by;            /* fingerprint of the model that made the vectors; "" where it is not known */
    struct mlf_string_set labels;   /* owned */
    const struct mlf_item_key *key; /* n, in the order of items.h */
    const uint32_t *label;          /* n */
    const float **z;                /* of each set, n x d[k]; the list is owned */

    /* Judges only. */
    const uint32_t *group;   /* n: what is left out together; those of one group stand anywhere */
    const uint32_t *cluster; /* n: 1 + the number of a name, 0: none */
    const char **names;      /* JSON texts; the list is owned */
    size_t names_n;
    const unsigned char *too_small;     /* C */
    const struct mlf_judge_step *steps; /* steps_n, scores rising */
    size_t steps_n;
    struct mlf_told told;                /* borrows from the file */
    struct mlf_suggestion suggestion;    /* borrows from the file */
    struct mlf_suspicion chosen;         /* what was chosen; `sets` owned */
    struct mlf_ridge_fit *ridge;         /* of each set; the list is owned */
    struct mlf_kernel_fit *kernel;       /* of each set; the list is owned, `start` and `item` too */
    const float **by_kernel, **by_ridge; /* of each set, n x C; the lists are owned */
    size_t *first, *member;              /* members of group g: member[first[g]] .. member[first[g + 1] - 1]; owned */
};

#endif
