/* Judging the labels of items by their vectors: from rows in memory (items.h) to probabilities and what is stated of
 * them. mlfix-rank does it with the items of a stream, mlfix-judge with those of many parts. */
#ifndef MLFIX_RANK_JUDGING_H
#define MLFIX_RANK_JUDGING_H

#include <stddef.h>

struct mlf_err;
struct mlf_labelled_vectors;
struct mlf_models;
struct mlf_rank_options;
struct mlf_ranking;

struct mlf_rank_judging {
    struct mlf_ranking *ranking; /* `items`, `label`, `labels`, `given` and `key` are filled, in the order of items.h */
    const struct mlf_rank_options *options;
    const float *const *z; /* of each set, items x d[k], by rows */
    const size_t *d;
    size_t sets;
    size_t parts;              /* of the first set (labelled-vectors.h) */
    struct mlf_models *models; /* one for each set: those whose `keep` is set are kept; or NULL */

    size_t *group; /* filled: of each item, the group that is left out together, ranking->folds of them */
    float *space;  /* filled: what items look like, items x space_d */
    size_t space_d;
};

/* Fills `cluster`, `alike`, `folds`, `together` and `too_small` of the ranking: items that are left out together, and
 * classes that have too few of them. */
int mlf_judging_fold(struct mlf_rank_judging *judging, struct mlf_err *err);

/* Whether there is a class that can be judged at all. */
int mlf_judging_possible(const struct mlf_ranking *ranking);

/* Fills `suspicion`. */
int mlf_judging_learn(struct mlf_rank_judging *judging, struct mlf_err *err);

/* Fills `told`, `score`, `wrong`, `mistaken`, `noise` and `settled`. */
int mlf_judging_score(struct mlf_ranking *ranking, const struct mlf_rank_options *options, struct mlf_err *err);

void mlf_judging_free(struct mlf_rank_judging *judging);

#endif
