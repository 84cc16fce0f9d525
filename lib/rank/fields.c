#include "fields.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "likely.h"
#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/parallel.h"
#include "mlfix/judge/score.h"
#include "mlfix/rank/ranking.h"
#include "mlfix/record/fields.h"
#include "mlfix/record/record-write.h"
#include "mlfix/record/record.h"
#include "mlfix/record/records.h"
#include "reasons.h"
#include "sections.h"
#include "settled.h"

#define PIECE ((size_t)512)
#define NOT_SHOWN ((size_t)-1)

struct writing {
    const struct mlf_ranking *ranking;
    struct mlf_records *records;
    const struct mlf_sections *sections;
    size_t *position;           /* of each record */
    const char *const *cluster; /* what the field says, by first item; NULL for items alone */
};

/* A record of a stream in which no class can be judged. */
static int write_unjudged(struct mlf_record *record, struct mlf_err *err)
{
    mlf_rank_take_back(record);
    return mlf_record_mark_issue(record, "class-too-small", 1, err) || mlf_record_mark_issue(record, "label", 0, err) ||
                   mlf_record_mark_issue(record, "class-not-told", 0, err)
               ? -1
               : 0;
}

static void free_names(char **names, size_t n)
{
    for (size_t i = 0; names && i < n; i++)
        free(names[i]);
    free(names);
}

/* Whether the id of one record comes before another's: by bytes, those without an id last, by their place. */
static int comes_before(const struct mlf_records *records, size_t one, size_t other)
{
    const struct mlf_field *x = mlf_record_find(&records->items[one], "id");
    const struct mlf_field *y = mlf_record_find(&records->items[other], "id");
    int has_x = x && x->kind == MLF_JSON_STRING, has_y = y && y->kind == MLF_JSON_STRING, order;
    if (!has_x || !has_y)
        return has_x != has_y ? has_x : one < other;
    order = memcmp(x->value, y->value, x->length < y->length ? x->length : y->length);
    return order != 0 ? order < 0 : x->length != y->length ? x->length < y->length : one < other;
}

/* Of each cluster, by its first item, the record after which it is named: the first one by id. */
static size_t *find_namesakes(const struct mlf_ranking *ranking, const struct mlf_records *records, struct mlf_err *err)
{
    size_t *record = mlf_alloc(ranking->items, sizeof *record, err);
    for (size_t i = 0; record && ranking->cluster && i < ranking->items; i++) {
        size_t cluster = ranking->cluster[i];
        if (cluster == i || comes_before(records, ranking->item[i], record[cluster]))
            record[cluster] = ranking->item[i];
    }
    return record;
}

/* What `cluster` will say, by the first item of each cluster: an id, or a number in the stream where
 * there is none. Made before anything is written: the writers of other records must not look into this one. */
static char **name_clusters(const struct mlf_ranking *ranking, const struct mlf_records *records, struct mlf_err *err)
{
    size_t *record = find_namesakes(ranking, records, err);
    char **names = record ? mlf_alloc(ranking->items, sizeof *names, err) : NULL;
    for (size_t i = 0; names && ranking->cluster && i < ranking->items; i++) {
        if (ranking->cluster[i] != i || ranking->alike[i] < 2)
            continue;
        const struct mlf_field *id = mlf_record_find(&records->items[record[i]], "id");
        names[i] = id && id->kind == MLF_JSON_STRING ? mlf_strndup(id->value, id->length, err)
                                                     : mlf_strf(err, "\"%zu\"", record[i]);
        if (!names[i]) {
            free_names(names, i);
            names = NULL;
        }
    }
    free(record);
    return names;
}

static int write_cluster(const struct writing *w, size_t item, struct mlf_record *record, struct mlf_err *err)
{
    const char *name = w->ranking->cluster ? w->cluster[w->ranking->cluster[item]] : NULL;
    if (name)
        return mlf_record_set(record, "cluster", name, err);
    mlf_record_remove(record, "cluster");
    return 0;
}

static double to_millionth(double probability)
{
    return rint(probability * 1e6) / 1e6;
}

static int write_wrong(const struct mlf_wrong *wrong, size_t item, struct mlf_record *record, struct mlf_err *err)
{
    if (wrong->p && !isnan(wrong->p[item]))
        return mlf_record_set_number(record, "wrong", to_millionth(wrong->p[item]), err) ||
                       mlf_record_set_number(record, "wrong_low", to_millionth(wrong->low[item]), err) ||
                       mlf_record_set_number(record, "wrong_high", to_millionth(wrong->high[item]), err)
                   ? -1
                   : 0;
    mlf_rank_take_back_wrong(record);
    return 0;
}

int mlf_rank_write_item(const struct mlf_ranking *ranking, size_t item, struct mlf_record *record, struct mlf_err *err)
{
    const struct mlf_surprise *found = &ranking->suspicion.found[item];
    const char *best = ranking->labels.items[found->best];
    int too_small = ranking->too_small[ranking->label[item]] != 0;
    int untold = !too_small && ranking->told.told && !ranking->told.told[ranking->label[item]],
        differs = found->best != ranking->label[item];
    int suspected = !too_small && ranking->wrong[item];
    if (too_small)
        mlf_record_remove(record, "score");
    else if (mlf_record_set_number(record, "score", ranking->score[item], err))
        return -1;
    if (write_wrong(&ranking->mistaken, item, record, err))
        return -1;
    if (mlf_record_set_string(record, "pred", best, err) ||
        mlf_record_set_number(record, "prob", mlf_rank_probability(ranking, item, found->best), err))
        return -1;
    if (!differs)
        mlf_record_remove(record, "suggest");
    else if (mlf_record_set_string(record, "suggest", best, err))
        return -1;
    if (mlf_record_mark_issue(record, "class-too-small", too_small, err) ||
        mlf_record_mark_issue(record, "class-not-told", untold, err))
        return -1;
    if (!suspected)
        mlf_record_remove(record, "reasons");
    else if (mlf_rank_write_reasons(ranking, item, record, err))
        return -1;
    return mlf_record_mark_issue(record, "label", suspected, err);
}

/* Those that took no part, too. */
static int write_all_settled(struct mlf_records *records, const struct mlf_settled *settled, struct mlf_err *err)
{
    for (size_t i = 0; settled && i < records->n; i++) {
        struct mlf_record *record = &records->items[i];
        if (mlf_settled_write(&settled[i], record, err))
            return mlf_fail_at(err, "%s:%zu", record->file, record->number);
    }
    return 0;
}

static int write_items(void *context, size_t piece, int worker, struct mlf_err *err)
{
    struct writing *w = context;
    size_t end = (piece + 1) * PIECE < w->ranking->items ? (piece + 1) * PIECE : w->ranking->items;
    (void)worker;
    for (size_t i = piece * PIECE; i < end; i++) {
        struct mlf_record *record = &w->records->items[w->ranking->item[i]];
        if (write_cluster(w, i, record, err) ||
            (w->ranking->suspicion.found ? mlf_rank_write_item(w->ranking, i, record, err)
                                         : write_unjudged(record, err)))
            return mlf_fail_at(err, "%s:%zu", record->file, record->number);
    }
    return 0;
}

int mlf_rank_write_named(const struct mlf_ranking *ranking, struct mlf_records *records, const char *const *names,
                         int jobs, struct mlf_err *err)
{
    struct writing w = {.ranking = ranking, .records = records, .cluster = names};
    return mlf_parallel((ranking->items + PIECE - 1) / PIECE, jobs, write_items, &w, err);
}

int mlf_rank_write_items(const struct mlf_ranking *ranking, struct mlf_records *records,
                         const struct mlf_rank_options *options, struct mlf_err *err)
{
    char **names = name_clusters(ranking, records, err);
    int result = names ? mlf_rank_write_named(ranking, records, (const char *const *)names, options->jobs, err) : -1;
    if (result == 0)
        result = write_all_settled(records, options->settled, err);
    free_names(names, ranking->items);
    return result;
}

static int write_places(void *context, size_t piece, int worker, struct mlf_err *err)
{
    struct writing *w = context;
    size_t end = (piece + 1) * PIECE < w->records->n ? (piece + 1) * PIECE : w->records->n;
    (void)worker;
    for (size_t i = piece * PIECE; i < end; i++) {
        struct mlf_record *record = &w->records->items[i];
        if (w->position[i] == NOT_SHOWN)
            continue;
        const char *name = w->sections->names.items[w->sections->rank[w->sections->of[i]]];
        if (mlf_record_set_string(record, "group", name, err) ||
            mlf_record_set_number(record, "position", (double)w->position[i], err))
            return mlf_fail_at(err, "%s:%zu", record->file, record->number);
    }
    return 0;
}

int mlf_rank_write_places(const struct mlf_ranking *ranking, struct mlf_records *records,
                          const struct mlf_sections *sections, int jobs, struct mlf_err *err)
{
    struct writing w = {.ranking = ranking, .records = records, .sections = sections};
    w.position = mlf_alloc(records->n, sizeof *w.position, err);
    if (!w.position)
        return -1;
    for (size_t i = 0; i < records->n; i++)
        w.position[i] = NOT_SHOWN;
    for (size_t i = 0; i < ranking->n; i++) {
        size_t at = ranking->record[i], before = i > 0 ? ranking->record[i - 1] : at;
        w.position[at] = i > 0 && sections->of[at] == sections->of[before] ? w.position[before] + 1 : 0;
    }
    /* In the order in which the records stand in memory. */
    int result = mlf_parallel((records->n + PIECE - 1) / PIECE, jobs, write_places, &w, err);
    free(w.position);
    return result;
}
