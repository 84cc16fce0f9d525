/* Ranking by look-alikes with different labels: a section for each pair of
 * classes. */
#ifndef MLFIX_RANK_ORDER_LOOKALIKE_H
#define MLFIX_RANK_ORDER_LOOKALIKE_H

struct mlf_err;
struct mlf_rank_options;
struct mlf_ranking;
struct mlf_sections;
struct mlf_vectors;

/* order-lookalike.c: a section for each pair of classes; writes `lookalike`. */
int mlf_rank_lookalikes(struct mlf_ranking *ranking, struct mlf_vectors *vectors,
                        const struct mlf_rank_options *options, double *score, unsigned char *suspected,
                        struct mlf_sections *sections, struct mlf_err *err);

#endif
