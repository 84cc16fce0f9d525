/* Which items are near-duplicates of each other. */

#include "clusters.h"

#include <stdlib.h>

#include "mlfix/base/array.h"
#include "mlfix/numeric/groups.h"
#include "mlfix/rank/ranking.h"

int mlf_rank_clusters(struct mlf_ranking *r, const struct mlf_groups_pair *pairs, size_t count, struct mlf_err *err)
{
    size_t n = r->items;
    r->cluster = mlf_alloc(n, sizeof *r->cluster, err);
    r->alike = mlf_alloc(n, sizeof *r->alike, err);
    size_t *first = mlf_alloc(n, sizeof *first, err);
    int result = -1;
    if (!r->cluster || !r->alike || !first)
        goto done;
    for (size_t i = 0; i < n; i++)
        r->cluster[i] = i;
    if (mlf_groups_join(n, r->cluster, &n, pairs, count, MLF_DUPLICATE_CAP, err))
        goto done;
    /* Groups are numbered by first appearance. */
    size_t seen = 0;
    for (size_t i = 0; i < r->items; i++) {
        if (r->cluster[i] == seen)
            first[seen++] = i;
        r->cluster[i] = first[r->cluster[i]];
        r->alike[r->cluster[i]]++;
    }
    result = 0;
done:
    free(first);
    return result;
}
