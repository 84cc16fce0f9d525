/* What a judge's models foretell of records. */
#ifndef MLFIX_RANK_JUDGE_FORETELL_H
#define MLFIX_RANK_JUDGE_FORETELL_H

#include <stddef.h>

struct mlf_err;
struct mlf_judge;
struct mlf_ranking;
struct mlf_vectors;

/* Fills `suspicion` and `together` of a ranking whose `items`, `label` (the number of classes where the judge does not
 * know it) and `key` are filled. witness: of each item, that of the judge which it is (judge-find.h); such a one gets
 * what was foretold of it when the judge learnt. Row i of the vectors is of item i. */
int mlf_judge_foretell(const struct mlf_judge *judge, const struct mlf_vectors *vectors, struct mlf_ranking *ranking,
                       const size_t *witness, int jobs, struct mlf_err *err);

#endif
