/* Photos with sets of labels in a ranking (records with the field `labels`): each class is judged by itself, and labels
 * that are probably missing become records of their own. */
#ifndef MLFIX_RANK_LABEL_SETS_H
#define MLFIX_RANK_LABEL_SETS_H

#include <stddef.h>

#include "mlfix/base/string-set.h"
#include "mlfix/judge/presence.h"

struct mlf_err;
struct mlf_rank_options;
struct mlf_record;
struct mlf_vectors;

#define MLF_NO_SET ((size_t)-1)

struct mlf_rank_sets {
    size_t n;                     /* photos */
    size_t records;               /* of the stream, before records were added */
    size_t *photo;                /* of each record, MLF_NO_SET: it is of no set, or not judged */
    size_t *class;                /* and its class, MLF_NO_SET: it has no label */
    size_t *base;                 /* of each photo: the record whose id is the first by bytes */
    unsigned char *earlier;       /* of each record: it is a missing label of an earlier ranking */
    unsigned char *has;           /* n x C: the photo has the class */
    unsigned char *settled;       /* n x C: a person decided on it */
    struct mlf_string_set labels; /* classes, by name */
    unsigned char *too_small;     /* C */
    size_t folds;                 /* groups of photos that were left out together */
    struct mlf_presence presence;
    size_t judged, doubtful, missing; /* given labels; of them doubtful; labels that are missing */
};

/* Takes the rows of such records out of the vectors, and judges their labels. n is 0 where there are none. Freed by
 * mlf_rank_sets_free, also after a failure. What comes out does not depend on the order of the records. */
int mlf_rank_sets_judge(struct mlf_rank_sets *sets, struct mlf_vectors *vectors, const struct mlf_rank_options *options,
                        struct mlf_err *err);

/* The score of what was given of a photo and a class, 0..1. */
double mlf_rank_sets_score(const struct mlf_rank_sets *sets, size_t photo, size_t class);

/* Whether it is suspected. */
int mlf_rank_sets_suspects(const struct mlf_rank_sets *sets, size_t photo, size_t class);

/* Where each label speaks against all others, as by a user's model or in parts, labels of sets cannot be judged: an
 * error, -1, where the record is one; else 0. */
int mlf_rank_sets_refuse(const struct mlf_record *record, struct mlf_err *err);

void mlf_rank_sets_free(struct mlf_rank_sets *sets);

#endif
