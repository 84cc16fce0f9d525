#include "chain.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <cblas.h>

#include "mlfix/base/array.h"
#include "mlfix/numeric/blas-ready.h"
#include "mlfix/numeric/matrix.h"
#include "mlfix/numeric/neighbours-table.h"
#include "mlfix/numeric/neighbours.h"

#define ROUNDS 4
/* Where none of its nearest ones is left, an item of a chain longer than LONG is compared with COMPARED of the others
 * only: with all of them, the time would grow with the square of the chain's length. */
#define LONG ((size_t)20000)
#define COMPARED ((size_t)4096)
/* What is gained by less than this may be rounding. */
#define LEAST_GAIN 1e-4F

struct path {
    const float *x;
    size_t m, d;
    struct mlf_neighbours near;
    size_t *tour;
    size_t *at;  /* place of each item in the tour */
    float *step; /* step[i]: from tour[i] to tour[i + 1]; 0 behind the last */
};

static float cosine(const struct path *p, size_t a, size_t b)
{
    return cblas_sdot((int)p->d, p->x + a * p->d, 1, p->x + b * p->d, 1);
}

static float distance(float cosine_between)
{
    return sqrtf(fmaxf(0, 2 - 2 * cosine_between));
}

/* The most similar of the items left, of a long chain of the first ones; those that are not left are taken out on the
 * way. `left` stays in rising order. */
static size_t search_left(const struct path *p, size_t from, const unsigned char *visited, size_t *left, size_t *n)
{
    size_t kept = 0, best = 0, i = 0, limit = p->m > LONG ? COMPARED : p->m;
    float most = -INFINITY;
    for (; i < *n && kept < limit; i++) {
        if (visited[left[i]])
            continue;
        left[kept++] = left[i];
        float here = rintf(cosine(p, from, left[i]) * 1e6F);
        if (here > most) {
            most = here;
            best = left[i];
        }
    }
    memmove(left + kept, left + i, (*n - i) * sizeof *left);
    *n -= i - kept;
    return best;
}

static int walk(struct path *p, struct mlf_err *err)
{
    size_t k = p->near.k, n = p->m, current = 0;
    unsigned char *visited = mlf_alloc(p->m, 1, err);
    size_t *left = mlf_alloc(p->m, sizeof *left, err);
    if (!visited || !left) {
        free(visited);
        free(left);
        return -1;
    }
    for (size_t i = 0; i < p->m; i++)
        left[i] = i;
    for (size_t done = 0; done < p->m; done++) {
        p->tour[done] = current;
        p->at[current] = done;
        visited[current] = 1;
        if (done + 1 == p->m)
            break;
        size_t j = 0;
        while (j < k && visited[p->near.index[current * k + j]])
            j++;
        current = j < k ? p->near.index[current * k + j] : search_left(p, current, visited, left, &n);
    }
    free(visited);
    free(left);
    return 0;
}

/* Turns round tour[first..last]; the steps at both ends are the caller's. */
static void turn(struct path *p, size_t first, size_t last)
{
    for (size_t i = first, j = last; i < j; i++, j--) {
        size_t item = p->tour[i];
        p->tour[i] = p->tour[j];
        p->tour[j] = item;
    }
    for (size_t i = first, j = last; i + 1 < j; i++, j--) {
        float step = p->step[i];
        p->step[i] = p->step[j - 1];
        p->step[j - 1] = step;
    }
    for (size_t i = first; i <= last; i++)
        p->at[p->tour[i]] = i;
}

/* Tries to make the item at place i and one of its nearest others neighbours on
 * the path: the places between i and the other, whichever comes later, are
 * turned round. */
static int improve(struct path *p, size_t i)
{
    size_t k = p->near.k, a = p->tour[i];
    for (size_t j = 0; j < k; j++) {
        size_t c = p->near.index[a * k + j], low = i < p->at[c] ? i : p->at[c], high = i < p->at[c] ? p->at[c] : i;
        float step = distance(p->near.cosine[a * k + j]);
        if (step >= p->step[i])
            return 0;
        /* low .. low + 1 .. high .. high + 1 becomes low .. high .. low + 1 .. high + 1 */
        float across = high + 1 < p->m ? distance(cosine(p, p->tour[low + 1], p->tour[high + 1])) : 0;
        if (p->step[low] + p->step[high] - step - across < LEAST_GAIN)
            continue;
        turn(p, low + 1, high);
        p->step[low] = step;
        p->step[high] = across;
        return 1;
    }
    return 0;
}

int mlf_chain_make(const float *x, size_t m, size_t d, int jobs, size_t *tour, struct mlf_err *err)
{
    struct path p = {.x = x, .m = m, .d = d, .tour = tour};
    int result = -1, changed = 1;
    if (m == 0)
        return 0;
    mlf_blas_single();
    p.at = mlf_alloc(m, sizeof *p.at, err);
    p.step = mlf_alloc(m, sizeof *p.step, err);
    if (!p.at || !p.step || mlf_neighbours_find(&p.near, x, m, d, MLF_CHAIN_NEIGHBOURS, jobs, err) || walk(&p, err))
        goto done;
    for (size_t i = 0; i + 1 < m; i++)
        p.step[i] = distance(cosine(&p, tour[i], tour[i + 1]));
    for (int round = 0; round < ROUNDS && changed; round++) {
        changed = 0;
        for (size_t i = 0; i + 1 < m; i++)
            changed |= improve(&p, i);
    }
    result = 0;
done:
    free(p.at);
    free(p.step);
    mlf_neighbours_free(&p.near);
    return result;
}

double mlf_chain_length(const float *x, size_t d, const size_t *tour, size_t m)
{
    double sum = 0;
    for (size_t i = 0; i + 1 < m; i++)
        sum += (double)distance(cblas_sdot((int)d, x + tour[i] * d, 1, x + tour[i + 1] * d, 1));
    return sum;
}
