/* What is shown of a ranking: records that match, samples, the first ones of
 * all or of each section; scores within sections. */

#include "select.h"

#include <stdlib.h>

#include "mlfix/base/array.h"
#include "mlfix/base/parallel.h"
#include "mlfix/base/rng.h"
#include "mlfix/rank/ranking.h"
#include "mlfix/record/filter.h"
#include "mlfix/record/record-write.h"
#include "mlfix/record/record.h"
#include "mlfix/record/records.h"
#include "field-number.h"

#define PIECE ((size_t)2048)

struct matching {
    const struct mlf_records *records;
    const struct mlf_filter *where;
    unsigned char *keep;
};

static int match_piece(void *context, size_t piece, int worker, struct mlf_err *err)
{
    const struct matching *m = context;
    size_t end = (piece + 1) * PIECE < m->records->n ? (piece + 1) * PIECE : m->records->n;
    (void)worker;
    for (size_t i = piece * PIECE; i < end; i++) {
        int holds = m->where ? mlf_filter_match(m->where, &m->records->items[i], err) : 1;
        if (holds < 0)
            return -1;
        m->keep[i] = (unsigned char)holds;
    }
    return 0;
}

/* Of the `matching` kept records `sample` stay, every set of so many with the
 * same probability (Knuth, "The art of computer programming", 3.4.2,
 * algorithm S). */
static void draw_sample(unsigned char *keep, size_t n, size_t matching, size_t sample, uint64_t seed)
{
    struct mlf_rng rng;
    size_t left = matching, wanted = sample;
    mlf_rng_seed(&rng, seed);
    for (size_t i = 0; i < n; i++) {
        if (!keep[i])
            continue;
        keep[i] = mlf_rng_below(&rng, left--) < wanted;
        wanted -= keep[i];
    }
}

int mlf_rank_choose(const struct mlf_records *records, const struct mlf_rank_options *options, unsigned char *keep,
                    size_t *matching, struct mlf_err *err)
{
    struct matching m = {records, options->where, keep};
    if (mlf_parallel((records->n + PIECE - 1) / PIECE, options->jobs, match_piece, &m, err))
        return -1;
    *matching = 0;
    for (size_t i = 0; i < records->n; i++)
        *matching += keep[i];
    if (options->sample > 0 && (size_t)options->sample < *matching)
        draw_sample(keep, records->n, *matching, (size_t)options->sample, (uint64_t)options->seed);
    return 0;
}

int mlf_rank_limit(struct mlf_ranking *ranking, const size_t *place, const size_t *section, size_t n, size_t records,
                   struct mlf_err *err)
{
    unsigned char *first = mlf_alloc(records, 1, err), *there = mlf_alloc(records, 1, err);
    size_t taken = 0, kept = 0;
    if (!first || !there) {
        free(first);
        free(there);
        return -1;
    }
    for (size_t i = 0; i < ranking->n; i++)
        there[ranking->record[i]] = 1;
    for (size_t i = 0; i < records; i++) {
        if (section && i > 0 && section[place[i]] != section[place[i - 1]])
            taken = 0;
        if (there[place[i]] && taken < n) {
            first[place[i]] = 1;
            taken++;
        }
    }
    for (size_t i = 0; i < ranking->n; i++)
        if (first[ranking->record[i]])
            ranking->record[kept++] = ranking->record[i];
    ranking->n = kept;
    free(first);
    free(there);
    return 0;
}

struct valued {
    size_t record, section;
    double value;
};

static int compare_valued(const void *a, const void *b)
{
    const struct valued *x = a, *y = b;
    if (x->section != y->section)
        return x->section < y->section ? -1 : 1;
    if (x->value != y->value)
        return x->value > y->value ? -1 : 1;
    return x->record < y->record ? -1 : x->record > y->record;
}

/* The records first..end-1 of the list are one section's. */
static int share_section(const struct valued *list, size_t first, size_t end, struct mlf_records *records,
                         double *score, struct mlf_err *err)
{
    for (size_t i = first, j; i < end; i = j) {
        for (j = i + 1; j < end && list[j].value == list[i].value;)
            j++;
        double share = 1 - ((double)(i + j) / 2 - (double)first) / (double)(end - first);
        for (size_t k = i; k < j; k++) {
            score[list[k].record] = share;
            if (mlf_record_set_number(&records->items[list[k].record], "score", share, err))
                return -1;
        }
    }
    return 0;
}

int mlf_rank_normalise(struct mlf_records *records, const size_t *section, const unsigned char *keep, const char *field,
                       int descending, double *score, struct mlf_err *err)
{
    size_t n = 0;
    int result = -1;
    struct valued *list = mlf_alloc(records->n, sizeof *list, err);
    if (!list)
        return -1;
    for (size_t i = 0; i < records->n; i++) {
        double value = score[i];
        if (!keep[i] || (field ? !mlf_rank_number(&records->items[i], field, &value) : value < 0))
            continue;
        list[n++] = (struct valued){i, section[i], field && !descending ? -value : value};
    }
    qsort(list, n, sizeof *list, compare_valued);
    for (size_t i = 0, j; i < n; i = j) {
        for (j = i + 1; j < n && list[j].section == list[i].section;)
            j++;
        if (share_section(list, i, j, records, score, err))
            goto done;
    }
    result = 0;
done:
    free(list);
    return result;
}
