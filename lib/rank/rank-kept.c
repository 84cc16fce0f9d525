#include "mlfix/rank/rank-kept.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/checksum.h"
#include "mlfix/numeric/groups.h"

static int copy_pairs(const struct mlf_groups_pair *pairs, size_t count, struct mlf_groups_pair **copy,
                      struct mlf_err *err)
{
    *copy = mlf_alloc(count, sizeof **copy, err);
    if (*copy && count > 0)
        memcpy(*copy, pairs, count * sizeof **copy);
    return *copy ? 0 : -1;
}

int mlf_rank_kept_duplicates(struct mlf_rank_kept *kept, const float *x, size_t n, size_t d, int jobs,
                             struct mlf_groups_pair **pairs, size_t *count, struct mlf_err *err)
{
    if (!kept)
        return mlf_groups_duplicates(x, n, d, jobs, pairs, count, err);
    uint64_t space = mlf_checksum(mlf_checksum(MLF_CHECKSUM_START, &d, sizeof d), x, n * d * sizeof *x);
    if (!kept->has_pairs || kept->space != space) {
        free(kept->pairs);
        kept->pairs = NULL;
        kept->has_pairs = 0;
        if (mlf_groups_duplicates(x, n, d, jobs, &kept->pairs, &kept->n_pairs, err))
            return -1;
        kept->has_pairs = 1;
        kept->space = space;
    }
    *count = kept->n_pairs;
    return copy_pairs(kept->pairs, kept->n_pairs, pairs, err);
}

void mlf_rank_kept_free(struct mlf_rank_kept *kept)
{
    mlf_kernel_kept_free(&kept->factors);
    free(kept->pairs);
    *kept = (struct mlf_rank_kept){0};
}
