/* What a judgement makes of the vectors alone, kept for the next one of the same records with other labels. */
#ifndef MLFIX_RANK_RANK_KEPT_H
#define MLFIX_RANK_RANK_KEPT_H

#include <stddef.h>
#include <stdint.h>

#include "mlfix/judge/kernel-kept.h"

struct mlf_err;
struct mlf_groups_pair;

struct mlf_rank_kept {
    struct mlf_kernel_kept factors;
    uint64_t space; /* a checksum of what items look like, */
    int has_pairs;
    struct mlf_groups_pair *pairs; /* and the near-duplicates among them, sorted */
    size_t n_pairs;
};

/* Near-duplicates as mlf_groups_duplicates finds them (numeric/groups.h), in new memory: those that are kept, where
 * these are the same rows. kept: NULL where nothing is. */
int mlf_rank_kept_duplicates(struct mlf_rank_kept *kept, const float *x, size_t n, size_t d, int jobs,
                             struct mlf_groups_pair **pairs, size_t *count, struct mlf_err *err);

void mlf_rank_kept_free(struct mlf_rank_kept *kept);

#endif
