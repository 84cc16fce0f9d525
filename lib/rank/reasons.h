/* `reasons`: what a suspected record's score is made of. */
#ifndef MLFIX_RANK_REASONS_H
#define MLFIX_RANK_REASONS_H

#include <stddef.h>

struct mlf_err;
struct mlf_ranking;
struct mlf_record;

/* Writes `reasons` of one item, whose label is suspected. */
int mlf_rank_write_reasons(const struct mlf_ranking *ranking, size_t item, struct mlf_record *record,
                           struct mlf_err *err);

#endif
