#include "mlfix/numeric/neighbours-table.h"

#include <math.h>
#include <stdlib.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/processor-clones.h"
#include "mlfix/numeric/matrix.h"

/* So many cosines at a time are compared with the k-th one. */
#define LANES ((size_t)32)

static float round_cosine(float cosine)
{
    return rintf(cosine * 1e6F) / 1e6F;
}

static void insert(struct mlf_neighbours *to, size_t row, float cosine, uint32_t item, size_t *found)
{
    size_t k = to->k, at;
    uint32_t *index = to->index + row * k;
    float *best = to->cosine + row * k;
    if (*found == k && (cosine < best[k - 1] || (cosine == best[k - 1] && item > index[k - 1])))
        return;
    at = *found < k ? (*found)++ : k - 1;
    for (; at > 0 && (best[at - 1] < cosine || (best[at - 1] == cosine && index[at - 1] > item)); at--) {
        best[at] = best[at - 1];
        index[at] = index[at - 1];
    }
    best[at] = cosine;
    index[at] = item;
}

/* Whether one of LANES cosines reaches the least. */
MLF_FOR_EACH_PROCESSOR static int any_reaches(const float *cosines, float least)
{
    int any = 0;
    for (size_t j = 0; j < LANES; j++)
        any |= cosines[j] >= least;
    return any;
}

/* What rounding to 6 decimals can add. */
#define SLACK 1e-6F

void mlf_neighbours_scan(struct mlf_neighbours *to, size_t row, const float *cosines, const uint32_t *item,
                         size_t first, size_t count, size_t *found)
{
    size_t k = to->k, j = 0;
    const float *last = to->cosine + row * k + k - 1;
    while (j < count) {
        float least = *found == k ? *last - SLACK : -2;
        size_t end = count - j < LANES ? count : j + LANES;
        if (end - j == LANES && !any_reaches(cosines + j, least)) {
            j = end;
            continue;
        }
        for (; j < end; j++) {
            uint32_t other = item ? item[j] : (uint32_t)(first + j);
            if (cosines[j] >= least && other != row && (!to->kind || to->kind[other] != to->kind[row]))
                insert(to, row, round_cosine(cosines[j]), other, found);
        }
    }
}

void mlf_neighbours_fill(struct mlf_neighbours *to, size_t row, size_t found)
{
    for (size_t j = found; j < to->k; j++) {
        to->index[row * to->k + j] = (uint32_t)row;
        to->cosine[row * to->k + j] = -1;
    }
}

int mlf_neighbours_begin(struct mlf_neighbours *neighbours, size_t n, size_t d, size_t k, struct mlf_err *err)
{
    if (n >= UINT32_MAX || d > MLF_MATRIX_SIDE)
        return mlf_fail(err, "%zu vectors of %zu dimensions are too many", n, d);
    neighbours->n = n;
    neighbours->k = n > k ? k : n > 0 ? n - 1 : 0;
    neighbours->index = mlf_alloc(n * neighbours->k, sizeof *neighbours->index, err);
    neighbours->cosine = mlf_alloc(n * neighbours->k, sizeof *neighbours->cosine, err);
    if (neighbours->index && neighbours->cosine)
        return 0;
    mlf_neighbours_free(neighbours);
    return -1;
}

void mlf_neighbours_free(struct mlf_neighbours *neighbours)
{
    free(neighbours->index);
    free(neighbours->cosine);
    *neighbours = (struct mlf_neighbours){0};
}
