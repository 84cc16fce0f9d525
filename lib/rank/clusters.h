/* Which items are near-duplicates of each other. */
#ifndef MLFIX_RANK_CLUSTERS_H
#define MLFIX_RANK_CLUSTERS_H

#include <stddef.h>

struct mlf_err;
struct mlf_groups_pair;
struct mlf_ranking;

/* Fills `cluster` and `alike` of a ranking: near-duplicates, whatever photo they
 * are from. */
int mlf_rank_clusters(struct mlf_ranking *ranking, const struct mlf_groups_pair *pairs, size_t count,
                      struct mlf_err *err);

#endif
