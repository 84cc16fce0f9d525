/* How the vectors of a ranking are made up. */
#ifndef MLFIX_RANK_SPACE_H
#define MLFIX_RANK_SPACE_H

#include <stddef.h>

struct mlf_err;
struct mlf_vectors;

/* How many descriptions take turns in the vectors: what the first record with
 * one says, 1 where it says nothing. */
int mlf_rank_parts(const struct mlf_vectors *vectors, size_t *parts, struct mlf_err *err);

#endif
