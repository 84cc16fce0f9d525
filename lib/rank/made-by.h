/* Which model made the vectors of a stream. */
#ifndef MLFIX_RANK_MADE_BY_H
#define MLFIX_RANK_MADE_BY_H

struct mlf_err;
struct mlf_vectors;

/* What the first record with a vector that says it says (`embedded_by`, mlfix-records(5)), in new memory; "" where none
 * does. All others say the same (mlf_vectors_read). */
char *mlf_rank_made_by(const struct mlf_vectors *vectors, struct mlf_err *err);

#endif
