#include "fields.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

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
    const struct mlf_settled *settled; /* of each record, or NULL */
    struct mlf_records *records;
    const struct mlf_sections *sections;
    size_t *position; /* of each record */
    char **cluster;   /* what the field says, by first item; NULL for items alone */
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

/* What `cluster` will say, by the first item of each cluster: the id of its
 * record, or its number in the stream where it has none. Made before anything is
 * written: the writers of other records must not look into this one. */
static char **name_clusters(const struct mlf_ranking *ranking, const struct mlf_records *records, struct mlf_err *err)
{
    char **names = mlf_alloc(ranking->items, sizeof *names, err);
    for (size_t i = 0; names && ranking->cluster && i < ranking->items; i++) {
        if (ranking->cluster[i] != i || ranking->alike[i] < 2)
            continue;
        const struct mlf_field *id = mlf_record_find(&records->items[ranking->item[i]], "id");
        names[i] = id && id->kind == MLF_JSON_STRING ? mlf_strndup(id->value, id->length, err)
                                                     : mlf_strf(err, "\"%zu\"", ranking->item[i]);
        if (!names[i]) {
            free_names(names, i);
            return NULL;
        }
    }
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
        mlf_record_set_number(record, "prob", found->probability, err))
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
static int write_all_settled(const struct writing *w, struct mlf_err *err)
{
    for (size_t i = 0; w->settled && i < w->records->n; i++) {
        struct mlf_record *record = &w->records->items[i];
        if (mlf_settled_write(&w->settled[i], record, err))
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

int mlf_rank_write_items(const struct mlf_ranking *ranking, struct mlf_records *records,
                         const struct mlf_rank_options *options, struct mlf_err *err)
{
    struct writing w = {.ranking = ranking,
                        .settled = options->settled,
                        .records = records,
                        .cluster = name_clusters(ranking, records, err)};
    if (!w.cluster)
        return -1;
    int result = mlf_parallel((ranking->items + PIECE - 1) / PIECE, options->jobs, write_items, &w, err);
    if (result == 0)
        result = write_all_settled(&w, err);
    free_names(w.cluster, ranking->items);
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
