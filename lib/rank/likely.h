/* How probable each class of an item is, as it is written and shown. */
#ifndef MLFIX_RANK_LIKELY_H
#define MLFIX_RANK_LIKELY_H

#include <stddef.h>

struct mlf_ranking;

/* Where no other class is likelier than the label, and where a model of the user's judged: what was said that had not
 * seen the label. Elsewhere in the light of the label, which somebody gave (judge/suggestion.h): 1 - w for the label
 * itself; those of all classes may add up to less than 1, since none of them need be right. */
double mlf_rank_probability(const struct mlf_ranking *ranking, size_t item, size_t class);

#endif
