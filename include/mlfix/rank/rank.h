/* Ranking whole streams of records: from records with vectors to records in
 * review order with their fields filled (mlfix-rank(1)). */
#ifndef MLFIX_RANK_RANK_H
#define MLFIX_RANK_RANK_H

struct mlf_err;
struct mlf_rank_options;
struct mlf_ranking;
struct mlf_vectors;

/* Ranks; the records get `group` and `position`, and by suspicion `score`,
 * `pred`, `prob`, `suggest`, `issues`, by vectors `wrong`, of suspected ones
 * `reasons`, and, where it has near-duplicates,
 * `cluster` (the `id` of the first of them); by outlier `score`, `outlier` and
 * `issues`; by duplicate `duplicate` and `issues`; by lookalike `lookalike`. By
 * outlier and duplicate `judged` counts the records with a vector, `suspected`
 * those with the issue; by lookalike those with a vector and a label, and those
 * in a pair;
 * by slice those with a score and the issue label. The vectors are consumed (their
 * matrix is reordered). The ranking is freed by the caller, also after a
 * failure. */
int mlf_rank_run(struct mlf_ranking *ranking, struct mlf_vectors *vectors, const struct mlf_rank_options *options,
                 struct mlf_err *err);

void mlf_rank_free(struct mlf_ranking *ranking);

#endif
