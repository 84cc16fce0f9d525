/* Ranking by duplicates: a section a cluster. */
#ifndef MLFIX_RANK_ORDER_DUPLICATE_H
#define MLFIX_RANK_ORDER_DUPLICATE_H

struct mlf_err;
struct mlf_rank_options;
struct mlf_ranking;
struct mlf_sections;
struct mlf_vectors;

/* order-duplicate.c: a section a cluster; writes `duplicate` and the issues. */
int mlf_rank_duplicates(struct mlf_ranking *ranking, struct mlf_vectors *vectors,
                        const struct mlf_rank_options *options, double *score, unsigned char *suspected,
                        struct mlf_sections *sections, struct mlf_err *err);

#endif
