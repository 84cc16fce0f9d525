#include "duplicates.h"

#include <stdlib.h>

#include "mlfix/base/array.h"
#include "mlfix/numeric/groups.h"
#include "mlfix/numeric/neighbours-table.h"
#include "mlfix/numeric/neighbours.h"

#define NONE ((size_t)-1)
#define LEAST_BACKGROUND ((size_t)5)

struct hashes {
    const uint64_t *hash;
    const unsigned char *has;
};

static int differing_bits(const struct hashes *h, size_t a, size_t b)
{
    return h->has[a] && h->has[b] ? __builtin_popcountll(h->hash[a] ^ h->hash[b]) : -1;
}

/* The background of an item is its m-th nearest. Where many are exactly the
 * same there is none. */
static double contrast_of(const struct mlf_neighbours *near, size_t m, size_t a, size_t b, double cosine)
{
    double here = near->cosine[a * near->k + m - 1], there = near->cosine[b * near->k + m - 1];
    double background = 1 - (here > there ? here : there), distance = 1 - cosine;
    return background > 1e-6 ? distance / background : distance > 1e-6;
}

static void take_twin(struct mlf_twin *twin, size_t of, double cosine, double contrast, int bits)
{
    if (twin->of == NONE || contrast < twin->contrast || (contrast == twin->contrast && of < twin->of))
        *twin = (struct mlf_twin){of, cosine, contrast, bits};
}

static int list_twins(struct mlf_duplicates *to, const struct mlf_neighbours *near, size_t m,
                      const struct hashes *hashes, struct mlf_err *err)
{
    size_t nearest = near->k < MLF_DUPLICATE_NEIGHBOURS ? near->k : MLF_DUPLICATE_NEIGHBOURS, capacity = 0;
    for (size_t a = 0; a < to->n; a++)
        for (size_t j = 0; j < nearest; j++) {
            size_t b = near->index[a * near->k + j];
            double cosine = near->cosine[a * near->k + j], contrast = contrast_of(near, m, a, b, cosine);
            int bits = differing_bits(hashes, a, b);
            int alike = contrast < MLF_TWIN_CONTRAST ||
                        (contrast < MLF_TWIN_CONTRAST_HASH && bits >= 0 && bits <= MLF_TWIN_BITS);
            if (!alike || a == b)
                continue;
            take_twin(&to->twin[a], b, cosine, contrast, bits);
            take_twin(&to->twin[b], a, cosine, contrast, bits);
            if (mlf_grow(&to->pairs, &capacity, to->count + 1, sizeof *to->pairs, err))
                return -1;
            to->pairs[to->count++] = (struct mlf_groups_pair){.a = a, .b = b, .contrast = contrast};
        }
    return 0;
}

int mlf_duplicates_find(struct mlf_duplicates *duplicates, const float *x, size_t n, size_t d, const uint64_t *hash,
                        const unsigned char *has_hash, int jobs, struct mlf_err *err)
{
    struct mlf_neighbours near = {0};
    struct hashes hashes = {hash, has_hash};
    size_t m = n / 30 < MLF_DUPLICATE_BACKGROUND ? n / 30 : MLF_DUPLICATE_BACKGROUND;
    int result = -1;
    *duplicates = (struct mlf_duplicates){.n = n, .clusters = n};
    duplicates->cluster = mlf_alloc(n, sizeof *duplicates->cluster, err);
    duplicates->twin = mlf_alloc(n, sizeof *duplicates->twin, err);
    if (!duplicates->cluster || !duplicates->twin)
        return -1;
    for (size_t i = 0; i < n; i++) {
        duplicates->cluster[i] = i;
        duplicates->twin[i] = (struct mlf_twin){.of = NONE, .bits = -1};
    }
    m = m < LEAST_BACKGROUND ? LEAST_BACKGROUND : m;
    if (mlf_neighbours_find(&near, x, n, d, m > MLF_DUPLICATE_NEIGHBOURS ? m : MLF_DUPLICATE_NEIGHBOURS, jobs, err))
        return -1;
    m = m < near.k ? m : near.k;
    if (m == 0 || (list_twins(duplicates, &near, m, &hashes, err) == 0 &&
                   mlf_groups_join(n, duplicates->cluster, &duplicates->clusters, duplicates->pairs, duplicates->count,
                                   n, err) == 0))
        result = 0;
    mlf_neighbours_free(&near);
    return result;
}

void mlf_duplicates_free(struct mlf_duplicates *duplicates)
{
    free(duplicates->cluster);
    free(duplicates->twin);
    free(duplicates->pairs);
    *duplicates = (struct mlf_duplicates){0};
}
