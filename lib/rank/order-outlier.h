/* Ranking by how little a record looks like all others. */
#ifndef MLFIX_RANK_ORDER_OUTLIER_H
#define MLFIX_RANK_ORDER_OUTLIER_H

struct mlf_err;
struct mlf_rank_options;
struct mlf_ranking;
struct mlf_vectors;

/* order-outlier.c: writes `score`, `outlier` and the issue. */
int mlf_rank_outliers(struct mlf_ranking *ranking, struct mlf_vectors *vectors, const struct mlf_rank_options *options,
                      double *score, unsigned char *suspected, struct mlf_err *err);

#endif
