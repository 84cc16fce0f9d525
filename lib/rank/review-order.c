#include "review-order.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chain.h"
#include "mlfix/base/array.h"
#include "mlfix/base/parallel.h"

#define LONG_CHAIN ((size_t)4096)

struct entry {
    size_t item, section;
    double key; /* rounded score, 0 by similarity; negative: not judged */
};

struct chain {
    size_t first, length;
};

struct chains {
    const struct mlf_order *order;
    struct chain *items;
    size_t n, capacity;
    size_t *place;
};

static int compare_entries(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    if (x->section != y->section)
        return x->section < y->section ? -1 : 1;
    if (x->key != y->key)
        return x->key < y->key ? 1 : -1;
    return x->item < y->item ? -1 : x->item > y->item;
}

/* As the score is written, with 9 significant digits: what is equal on paper
 * is equal here. */
static double round_score(double score)
{
    char text[32];
    snprintf(text, sizeof text, "%.9g", score);
    return strtod(text, NULL);
}

static int is_zero(const float *row, size_t d)
{
    for (size_t j = 0; j < d; j++)
        if (row[j] != 0)
            return 0;
    return 1;
}

/* Chains over place[first..end), none longer than the limit. */
static int add_chains(struct chains *chains, size_t first, size_t end, struct mlf_err *err)
{
    while (first < end) {
        size_t length = end - first < MLF_CHAIN_LIMIT ? end - first : MLF_CHAIN_LIMIT;
        if (mlf_grow(&chains->items, &chains->capacity, chains->n + 1, sizeof *chains->items, err))
            return -1;
        chains->items[chains->n++] = (struct chain){first, length};
        first += length;
    }
    return 0;
}

/* Plans the chains of one section, whose judged items stand in order of score
 * at place[first..end). */
static int plan_section(struct chains *chains, enum mlf_order_mode mode, size_t first, size_t end, struct mlf_err *err)
{
    static const double bands[] = {0.10, 0.25, 0.50, 1};
    size_t at = first, judged = end - first;
    if (mode == MLF_ORDER_SCORE)
        return 0;
    if (mode == MLF_ORDER_SIMILARITY)
        return add_chains(chains, first, end, err);
    while (at < end && chains->order->suspected[chains->place[at]])
        at++;
    if (mode == MLF_ORDER_LOOKALIKES)
        return add_chains(chains, at, end, err);
    for (size_t b = 0; b < sizeof bands / sizeof bands[0]; b++) {
        size_t stop = first + (size_t)ceil(bands[b] * (double)judged);
        if (stop > end)
            stop = end;
        if (stop > at && add_chains(chains, at, stop, err))
            return -1;
        at = stop > at ? stop : at;
    }
    return 0;
}

/* place[first..) becomes the chain over the same items. */
static int lay_chain(const struct chains *chains, size_t number, int jobs, struct mlf_err *err)
{
    size_t d = chains->order->d, m = chains->items[number].length;
    size_t *place = chains->place + chains->items[number].first;
    int result = -1;
    float *rows = mlf_alloc_matrix(m * d, sizeof *rows, err);
    size_t *tour = mlf_alloc(2 * m, sizeof *tour, err);
    if (!rows || !tour)
        goto done;
    for (size_t i = 0; i < m; i++) {
        memcpy(rows + i * d, chains->order->space + place[i] * d, d * sizeof *rows);
        tour[m + i] = place[i];
    }
    if (mlf_chain_make(rows, m, d, jobs, tour, err))
        goto done;
    for (size_t i = 0; i < m; i++)
        place[i] = tour[m + tour[i]];
    result = 0;
done:
    free(rows);
    free(tour);
    return result;
}

static int lay_short_chain(void *context, size_t piece, int worker, struct mlf_err *err)
{
    const struct chains *chains = context;
    (void)worker;
    return chains->items[piece].length < LONG_CHAIN ? lay_chain(chains, piece, 1, err) : 0;
}

/* The long ones one after the other with all threads, the others side by side. */
static int run_chains(struct chains *chains, int jobs, struct mlf_err *err)
{
    for (size_t i = 0; i < chains->n; i++)
        if (chains->items[i].length >= LONG_CHAIN && lay_chain(chains, i, jobs, err))
            return -1;
    return mlf_parallel(chains->n, jobs, lay_short_chain, chains, err);
}

int mlf_order_make(const struct mlf_order *order, enum mlf_order_mode mode, int jobs, size_t *place,
                   struct mlf_err *err)
{
    struct chains chains = {.order = order, .place = place};
    int result = -1;
    struct entry *entries = mlf_alloc(order->n, sizeof *entries, err);
    if (!entries)
        return -1;
    for (size_t i = 0; i < order->n; i++) {
        entries[i] = (struct entry){.item = i, .section = order->section[i]};
        if (mode == MLF_ORDER_SIMILARITY)
            entries[i].key = is_zero(order->space + i * order->d, order->d) ? -1 : 0;
        else
            entries[i].key = order->score[i] < 0 ? -1 : round_score(order->score[i]);
    }
    qsort(entries, order->n, sizeof *entries, compare_entries);
    for (size_t i = 0; i < order->n; i++)
        place[i] = entries[i].item;
    for (size_t first = 0; first < order->n;) {
        size_t judged = first, end = first;
        while (end < order->n && entries[end].section == entries[first].section)
            judged += entries[end++].key >= 0;
        if (plan_section(&chains, mode, first, judged, err))
            goto done;
        first = end;
    }
    result = run_chains(&chains, jobs, err);
done:
    free(entries);
    free(chains.items);
    return result;
}

float *mlf_order_space(const float *x, size_t n, size_t d, const float *p, size_t classes, struct mlf_err *err)
{
    size_t width = d + classes;
    float *space = mlf_alloc_matrix(n * width, sizeof *space, err);
    if (!space)
        return NULL;
    for (size_t i = 0; i < n; i++) {
        double mean = 0, square = 0;
        float *row = space + i * width;
        for (size_t k = 0; k < classes; k++)
            mean += p[i * classes + k];
        mean /= (double)classes;
        for (size_t k = 0; k < classes; k++)
            square += (p[i * classes + k] - mean) * (p[i * classes + k] - mean);
        double scale = square > 0 ? sqrt(0.5 / square) : 0;
        for (size_t k = 0; k < classes; k++)
            row[d + k] = (float)((p[i * classes + k] - mean) * scale);
        for (size_t j = 0; j < d; j++)
            row[j] = x[i * d + j] * (float)sqrt(0.5);
    }
    return space;
}
