/* What a judge learnt from, found again. */
#ifndef MLFIX_RANK_JUDGE_FIND_H
#define MLFIX_RANK_JUDGE_FIND_H

#include <stddef.h>

struct mlf_item_key;
struct mlf_judge;
struct mlf_vectors;

#define MLF_NO_WITNESS ((size_t)-1)

/* Fills witness[i] (n): the item of the judge that record i is, MLF_NO_WITNESS where it is none. That is one with the
 * same key; else, of the items of its photo, the nearest one, where it is near enough to show the same object
 * (judge-data.h). Row i of the vectors is of record i. Returns how many are found; *moved counts those of
 * another key. */
size_t mlf_judge_find(const struct mlf_judge *judge, const struct mlf_vectors *vectors, const struct mlf_item_key *key,
                      size_t n, size_t *witness, size_t *moved);

#endif
