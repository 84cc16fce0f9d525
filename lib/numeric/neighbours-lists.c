#include "neighbours-lists.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <cblas.h>

#include "mlfix/base/array.h"
#include "mlfix/base/parallel.h"
#include "mlfix/base/rng.h"
#include "mlfix/numeric/blas-ready.h"
#include "mlfix/numeric/matrix.h"
#include "mlfix/numeric/neighbours-table.h"

#define ROWS ((size_t)256)
#define COLUMNS ((size_t)1024)
/* The centres are learnt from so many rows for each of them, in so many rounds. */
#define SAMPLE ((size_t)48)
#define ROUNDS 8
/* A list that is longer than this many times the mean is searched in parts. Otherwise,
 * where half of the rows are the same, all of these would be compared with each other. */
#define LONGEST ((size_t)4)

struct index {
    const float *x;
    size_t n, d;
    size_t lists, probes;
    float *centre;   /* lists x d, unit length */
    uint32_t *of;    /* n: the list of each row */
    size_t *start;   /* lists + 1 */
    uint32_t *item;  /* rows by list, rising in each */
    float *gathered; /* n x d: the rows in that order */
    float *scratch;
    size_t scratch_size; /* floats for each worker */
};

void mlf_neighbours_plan(struct mlf_neighbours_plan *lists, size_t n)
{
    *lists = (struct mlf_neighbours_plan){
        .lists = (size_t)(2 * sqrt((double)n)), .probes = MLF_NEIGHBOURS_PROBES, .seed = 0};
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* ---- Sorting rows into lists ---- */

struct assigning {
    const struct index *index;
    const float *rows;
    size_t n;
    uint32_t *to;
};

/* Finds the nearest centre of each of ROWS rows, the first one where several are equally
 * near. */
static int assign_rows(void *context, size_t piece, int worker, struct mlf_err *err)
{
    const struct assigning *a = context;
    const struct index *ix = a->index;
    size_t first = piece * ROWS, rows = smaller(a->n - first, ROWS);
    float *tile = ix->scratch + (size_t)worker * ix->scratch_size;
    (void)err;
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int)rows, (int)ix->lists, (int)ix->d, 1,
                a->rows + first * ix->d, (int)ix->d, ix->centre, (int)ix->d, 0, tile, (int)ix->lists);
    for (size_t i = 0; i < rows; i++) {
        const float *cosines = tile + i * ix->lists;
        size_t best = 0;
        for (size_t l = 1; l < ix->lists; l++)
            best = cosines[l] > cosines[best] ? l : best;
        a->to[first + i] = (uint32_t)best;
    }
    return 0;
}

static int assign(const struct index *index, const float *rows, size_t n, uint32_t *to, int jobs, struct mlf_err *err)
{
    struct assigning a = {.index = index, .rows = rows, .n = n, .to = to};
    return mlf_parallel((n + ROWS - 1) / ROWS, jobs, assign_rows, &a, err);
}

static void unit(const double *sum, size_t d, float *centre)
{
    double square = 0;
    for (size_t j = 0; j < d; j++)
        square += sum[j] * sum[j];
    for (size_t j = 0; j < d && square > 0; j++) /* an empty list keeps its centre */
        centre[j] = (float)(sum[j] / sqrt(square));
}

/* Spherical k-means (I. S. Dhillon, D. S. Modha, "Concept decompositions for
 * large sparse text data using clustering", 2001) from rows of the sample,
 * which stand in a random order. */
static int learn_centres(struct index *ix, uint64_t seed, int jobs, struct mlf_err *err)
{
    size_t d = ix->d, m = smaller(ix->n, SAMPLE * ix->lists);
    struct mlf_rng rng;
    int result = -1;
    size_t *order = mlf_alloc(ix->n, sizeof *order, err);
    float *sample = mlf_alloc_matrix(m * d, sizeof *sample, err);
    uint32_t *to = mlf_alloc(m, sizeof *to, err);
    double *sum = mlf_alloc(ix->lists * d, sizeof *sum, err);
    if (!order || !sample || !to || !sum)
        goto done;
    mlf_rng_seed(&rng, seed);
    mlf_rng_permutation(&rng, order, ix->n);
    for (size_t i = 0; i < m; i++)
        memcpy(sample + i * d, ix->x + order[i] * d, d * sizeof *sample);
    memcpy(ix->centre, sample, ix->lists * d * sizeof *sample);
    for (int round = 0; round < ROUNDS; round++) {
        if (assign(ix, sample, m, to, jobs, err))
            goto done;
        memset(sum, 0, ix->lists * d * sizeof *sum);
        for (size_t i = 0; i < m; i++)
            for (size_t j = 0; j < d; j++)
                sum[to[i] * d + j] += sample[i * d + j];
        for (size_t l = 0; l < ix->lists; l++)
            unit(sum + l * d, d, ix->centre + l * d);
    }
    result = 0;
done:
    free(order);
    free(sample);
    free(to);
    free(sum);
    return result;
}

static int fill_lists(struct index *ix, int jobs, struct mlf_err *err)
{
    if (assign(ix, ix->x, ix->n, ix->of, jobs, err))
        return -1;
    for (size_t i = 0; i < ix->n; i++)
        ix->start[ix->of[i] + 1]++;
    for (size_t l = 0; l < ix->lists; l++)
        ix->start[l + 1] += ix->start[l];
    for (size_t i = 0; i < ix->n; i++) {
        size_t at = ix->start[ix->of[i]]++;
        ix->item[at] = (uint32_t)i;
        memcpy(ix->gathered + at * ix->d, ix->x + i * ix->d, ix->d * sizeof *ix->x);
    }
    memmove(ix->start + 1, ix->start, ix->lists * sizeof *ix->start);
    ix->start[0] = 0;
    return 0;
}

/* ---- Searching ---- */

/* At most ROWS rows that stand side by side in one list, whose neighbours are searched
 * together. */
struct query {
    size_t list, first, rows;
};

struct search {
    const struct index *index;
    struct mlf_neighbours *to;
    const struct query *queries;
    size_t longest;
    uint32_t *probed;     /* ROWS x probes a worker */
    size_t *wanted;       /* lists + 1 a worker */
    uint32_t *wanted_row; /* ROWS x probes a worker */
};

/* Chooses the lists whose centres are nearest to the row. Its own list takes the place of
 * the last one if it is not among them. */
static void choose_lists(const float *cosines, size_t lists, size_t own, size_t probes, uint32_t *probed)
{
    size_t found = 0;
    int has_own = 0;
    for (size_t l = 0; l < lists; l++) {
        size_t at;
        if (found == probes && cosines[l] <= cosines[probed[probes - 1]])
            continue;
        at = found < probes ? found++ : probes - 1;
        for (; at > 0 && cosines[probed[at - 1]] < cosines[l]; at--)
            probed[at] = probed[at - 1];
        probed[at] = (uint32_t)l;
    }
    for (size_t p = 0; p < probes; p++)
        has_own |= probed[p] == own;
    if (!has_own)
        probed[probes - 1] = (uint32_t)own;
}

/* Turns "row i probes these lists" into "list l is wanted by these rows":
 * wanted[l] .. wanted[l + 1] in wanted_row, rows rising. */
static void invert_probes(const struct index *ix, size_t rows, const uint32_t *probed, size_t *wanted,
                          uint32_t *wanted_row)
{
    memset(wanted, 0, (ix->lists + 1) * sizeof *wanted);
    for (size_t i = 0; i < rows * ix->probes; i++)
        wanted[probed[i] + 1]++;
    for (size_t l = 0; l < ix->lists; l++)
        wanted[l + 1] += wanted[l];
    for (size_t i = 0; i < rows * ix->probes; i++)
        wanted_row[wanted[probed[i]]++] = (uint32_t)(i / ix->probes);
    memmove(wanted + 1, wanted, ix->lists * sizeof *wanted);
    wanted[0] = 0;
}

/* Compares `count` of the query's rows (gathered in z) with places first..end-1
 * of a list. */
static void compare(const struct search *s, const struct query *q, const float *z, const uint32_t *row, size_t count,
                    size_t first, size_t end, float *tile, size_t *found)
{
    const struct index *ix = s->index;
    for (size_t column = first; column < end; column += COLUMNS) {
        size_t columns = smaller(end - column, COLUMNS);
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int)count, (int)columns, (int)ix->d, 1, z, (int)ix->d,
                    ix->gathered + column * ix->d, (int)ix->d, 0, tile, (int)COLUMNS);
        for (size_t i = 0; i < count; i++)
            mlf_neighbours_scan(s->to, ix->item[q->first + row[i]], tile + i * COLUMNS, ix->item + column, 0, columns,
                                &found[row[i]]);
    }
}

/* Which rows of list l a query is compared with: all of them; of a list that is too long
 * only one part, which is the query's own part in its own list and the first in others. */
static void find_part(const struct search *s, const struct query *q, size_t l, size_t *first, size_t *end)
{
    const struct index *ix = s->index;
    *first = ix->start[l];
    *end = ix->start[l + 1];
    if (*end - *first <= s->longest)
        return;
    if (l == q->list)
        *first += (q->first - *first) / s->longest * s->longest;
    *end = smaller(*end, *first + s->longest);
}

static int search_query(void *context, size_t piece, int worker, struct mlf_err *err)
{
    const struct search *s = context;
    const struct index *ix = s->index;
    const struct query *q = &s->queries[piece];
    const float *rows = ix->gathered + q->first * ix->d;
    float *scratch = ix->scratch + (size_t)worker * ix->scratch_size, *z = scratch + ROWS * COLUMNS;
    uint32_t *probed = s->probed + (size_t)worker * ROWS * ix->probes;
    uint32_t *wanted_row = s->wanted_row + (size_t)worker * ROWS * ix->probes;
    size_t *wanted = s->wanted + (size_t)worker * (ix->lists + 1), found[ROWS] = {0};
    (void)err;
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int)q->rows, (int)ix->lists, (int)ix->d, 1, rows, (int)ix->d,
                ix->centre, (int)ix->d, 0, scratch, (int)ix->lists);
    for (size_t i = 0; i < q->rows; i++)
        choose_lists(scratch + i * ix->lists, ix->lists, q->list, ix->probes, probed + i * ix->probes);
    invert_probes(ix, q->rows, probed, wanted, wanted_row);
    for (size_t l = 0; l < ix->lists; l++) {
        size_t count = wanted[l + 1] - wanted[l], first, end;
        const uint32_t *row = wanted_row + wanted[l];
        if (count == 0)
            continue;
        for (size_t i = 0; i < count; i++)
            memcpy(z + i * ix->d, rows + row[i] * ix->d, ix->d * sizeof *z);
        find_part(s, q, l, &first, &end);
        compare(s, q, z, row, count, first, end, scratch, found);
    }
    for (size_t i = 0; i < q->rows; i++)
        mlf_neighbours_fill(s->to, ix->item[q->first + i], found[i]);
    return 0;
}

static struct query *plan_queries(const struct index *ix, size_t longest, size_t *n, struct mlf_err *err)
{
    struct query *queries = mlf_alloc(ix->n / ROWS + ix->lists * (2 + LONGEST), sizeof *queries, err);
    *n = 0;
    for (size_t l = 0; queries && l < ix->lists; l++)
        for (size_t at = ix->start[l]; at < ix->start[l + 1];) {
            /* No query reaches over two parts of a long list. */
            size_t part = ix->start[l] + ((at - ix->start[l]) / longest + 1) * longest;
            size_t rows = smaller(smaller(part, ix->start[l + 1]) - at, ROWS);
            queries[(*n)++] = (struct query){l, at, rows};
            at += rows;
        }
    return queries;
}

static int search(const struct index *ix, struct mlf_neighbours *to, int workers, struct mlf_err *err)
{
    struct search s = {.index = ix, .to = to, .longest = LONGEST * (ix->n / ix->lists + 1)};
    size_t n = 0;
    int result = -1;
    struct query *queries = plan_queries(ix, s.longest, &n, err);
    s.probed = mlf_alloc((size_t)workers * ROWS * ix->probes, sizeof *s.probed, err);
    s.wanted_row = mlf_alloc((size_t)workers * ROWS * ix->probes, sizeof *s.wanted_row, err);
    s.wanted = mlf_alloc((size_t)workers * (ix->lists + 1), sizeof *s.wanted, err);
    s.queries = queries;
    if (queries && s.probed && s.wanted_row && s.wanted)
        result = mlf_parallel(n, workers, search_query, &s, err);
    free(queries);
    free(s.probed);
    free(s.wanted_row);
    free(s.wanted);
    return result;
}

static void index_free(struct index *ix)
{
    free(ix->centre);
    free(ix->of);
    free(ix->start);
    free(ix->item);
    free(ix->gathered);
    free(ix->scratch);
}

int mlf_neighbours_lists(struct mlf_neighbours *neighbours, const struct mlf_neighbours_plan *lists, const float *x,
                         size_t n, size_t d, size_t k, int jobs, struct mlf_err *err)
{
    struct index ix = {.x = x, .n = n, .d = d, .lists = smaller(lists->lists, n)};
    int workers = jobs < 1 ? 1 : jobs, result = -1;
    if (mlf_neighbours_begin(neighbours, n, d, k, err))
        return -1;
    if (neighbours->k == 0)
        return 0;
    if (mlf_blas_ready(jobs, err))
        return -1;
    ix.lists += ix.lists == 0;
    ix.probes = smaller(lists->probes + (lists->probes == 0), ix.lists);
    ix.scratch_size = ROWS * ((COLUMNS > ix.lists ? COLUMNS : ix.lists) + d);
    ix.centre = mlf_alloc_matrix(ix.lists * d, sizeof *ix.centre, err);
    ix.of = mlf_alloc(n, sizeof *ix.of, err);
    ix.start = mlf_alloc(ix.lists + 1, sizeof *ix.start, err);
    ix.item = mlf_alloc(n, sizeof *ix.item, err);
    ix.gathered = mlf_alloc_matrix(n * d, sizeof *ix.gathered, err);
    ix.scratch = mlf_alloc_matrix((size_t)workers * ix.scratch_size, sizeof *ix.scratch, err);
    if (!ix.centre || !ix.of || !ix.start || !ix.item || !ix.gathered || !ix.scratch)
        goto done;
    if (learn_centres(&ix, lists->seed, jobs, err) || fill_lists(&ix, jobs, err))
        goto done;
    result = search(&ix, neighbours, workers, err);
done:
    index_free(&ix);
    if (result)
        mlf_neighbours_free(neighbours);
    return result;
}
