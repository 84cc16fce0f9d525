/* What there is to say of every judging of labels. */
#ifndef MLFIX_RANK_SAY_JUDGED_H
#define MLFIX_RANK_SAY_JUDGED_H

#include <stddef.h>

struct mlf_rank_options;
struct mlf_rank_voice;
struct mlf_ranking;

/* How many were judged and suspected, and what is strange about a model's word. */
void mlf_rank_say_judged(const struct mlf_ranking *ranking, size_t records, const struct mlf_rank_options *options,
                         const struct mlf_rank_voice *voice);

#endif
