/* Ranking by slices: a section for each value of a field that has more suspected
 * labels than chance. */
#ifndef MLFIX_RANK_ORDER_SLICE_H
#define MLFIX_RANK_ORDER_SLICE_H

struct mlf_err;
struct mlf_rank_options;
struct mlf_ranking;
struct mlf_records;
struct mlf_sections;

/* order-slice.c: a section a slice at fault. */
int mlf_rank_slices(struct mlf_ranking *ranking, struct mlf_records *records, const struct mlf_rank_options *options,
                    double *score, unsigned char *suspected, struct mlf_sections *sections, struct mlf_err *err);

#endif
