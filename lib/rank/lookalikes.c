#include "lookalikes.h"

#include <stdlib.h>

#include "mlfix/base/array.h"
#include "mlfix/numeric/neighbours-table.h"
#include "mlfix/numeric/neighbours.h"

static int compare_cosines(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

/* How similar an ordinary row is to its MLF_LOOKALIKE_NEIGHBOUR-th nearest. */
static int find_least(const float *x, size_t n, size_t d, int jobs, float *least, struct mlf_err *err)
{
    struct mlf_neighbours near = {0};
    int result = -1;
    float *last = mlf_alloc(n, sizeof *last, err);
    if (!last || mlf_neighbours_find(&near, x, n, d, MLF_LOOKALIKE_NEIGHBOUR, jobs, err))
        goto done;
    for (size_t i = 0; i < n && near.k > 0; i++)
        last[i] = near.cosine[i * near.k + near.k - 1];
    if (n > 0)
        qsort(last, n, sizeof *last, compare_cosines);
    *least = n > 0 ? last[n / 2] : 1;
    result = 0;
done:
    free(last);
    mlf_neighbours_free(&near);
    return result;
}

static int compare_pairs(const void *a, const void *b)
{
    const struct mlf_lookalike *x = a, *y = b;
    if (x->cosine != y->cosine)
        return x->cosine > y->cosine ? -1 : 1;
    if (x->a != y->a)
        return x->a < y->a ? -1 : 1;
    return x->b < y->b ? -1 : x->b > y->b;
}

/* All that could be pairs, those that both rows name twice. A cosine of 0 or
 * less is no likeness, however low the others' are. */
static int list_candidates(struct mlf_lookalikes *found, const struct mlf_neighbours *near, struct mlf_err *err)
{
    size_t capacity = 0;
    for (size_t i = 0; i < near->n; i++)
        for (size_t j = 0; j < near->k; j++) {
            size_t other = near->index[i * near->k + j];
            float cosine = near->cosine[i * near->k + j];
            if (other == i || cosine < found->least || cosine <= 0)
                break;
            if (mlf_grow(&found->pairs, &capacity, found->n + 1, sizeof *found->pairs, err))
                return -1;
            found->pairs[found->n++] = (struct mlf_lookalike){i < other ? i : other, i < other ? other : i, cosine};
        }
    if (found->n > 0)
        qsort(found->pairs, found->n, sizeof *found->pairs, compare_pairs);
    return 0;
}

static int take_pairs(struct mlf_lookalikes *found, size_t n, struct mlf_err *err)
{
    size_t kept = 0;
    unsigned char *taken = mlf_alloc(n, 1, err);
    if (!taken)
        return -1;
    for (size_t p = 0; p < found->n; p++) {
        struct mlf_lookalike pair = found->pairs[p];
        if (taken[pair.a] || taken[pair.b])
            continue;
        taken[pair.a] = taken[pair.b] = 1;
        found->pairs[kept++] = pair;
    }
    found->n = kept;
    free(taken);
    return 0;
}

int mlf_lookalikes_find(struct mlf_lookalikes *found, const float *x, size_t n, size_t d, const uint32_t *label,
                        int jobs, struct mlf_err *err)
{
    struct mlf_neighbours near = {.kind = label};
    *found = (struct mlf_lookalikes){0};
    if (find_least(x, n, d, jobs, &found->least, err) ||
        mlf_neighbours_find(&near, x, n, d, MLF_LOOKALIKE_ASKED, jobs, err))
        return -1;
    int result = list_candidates(found, &near, err) || take_pairs(found, n, err) ? -1 : 0;
    mlf_neighbours_free(&near);
    return result;
}

void mlf_lookalikes_free(struct mlf_lookalikes *found)
{
    free(found->pairs);
    *found = (struct mlf_lookalikes){0};
}
