#include "mlfix/rank/judge-apply.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "evidence.h"
#include "fields.h"
#include "items.h"
#include "judge-data.h"
#include "judge-find.h"
#include "judge-foretell.h"
#include "judge-open.h"
#include "made-by.h"
#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/judge/score.h"
#include "mlfix/numeric/vectors.h"
#include "mlfix/rank/rank.h"
#include "mlfix/record/record.h"
#include "settled.h"
#include "space.h"

struct mlf_judge *mlf_judge_apply_open(const char *path, struct mlf_err *err)
{
    struct mlf_judge *judge = mlf_alloc(1, sizeof *judge, err);
    if (judge && mlf_judge_open(judge, path, err)) {
        mlf_judge_release(judge);
        return NULL;
    }
    return judge;
}

void mlf_judge_release(struct mlf_judge *judge)
{
    if (judge)
        mlf_judge_free(judge);
    free(judge);
}

int mlf_judge_by_photo(const struct mlf_judge *judge)
{
    return judge->sizes.pooled != 0;
}

/* ---- Which records are judged ---- */

static int check_vectors(const struct mlf_judge *judge, const struct mlf_vectors *v, struct mlf_err *err)
{
    size_t parts = 1;
    if (1 + v->more_n != judge->sizes.sets)
        return mlf_fail(err, "the judge learnt from %zu set%s of vectors, here %s %zu", (size_t)judge->sizes.sets,
                        judge->sizes.sets == 1 ? "" : "s", v->more_n ? "are" : "is", 1 + v->more_n);
    for (size_t k = 0; k <= v->more_n && v->n > 0; k++) {
        size_t d = k ? v->more[k - 1].d : v->d;
        if (d != judge->d[k])
            return mlf_fail(
                err,
                "the vectors have %zu numbers, those that the judge knows have %zu: embed both with one model "
                "(mlfix-embed --model)",
                d, (size_t)judge->d[k]);
    }
    if (mlf_rank_parts(v, &parts, err))
        return -1;
    return v->n == 0 || parts == judge->sizes.parts
               ? 0
               : mlf_fail(err, "the vectors have other parts than those that the judge knows");
}

/* Vectors of two models have nothing in common; those of which one is not known are taken as they are. */
static int check_model(const struct mlf_judge *judge, const struct mlf_vectors *v, struct mlf_err *err)
{
    char *made_by = mlf_rank_made_by(v, err);
    int result = made_by ? 0 : -1;
    if (made_by && *made_by && *judge->made_by && strcmp(made_by, judge->made_by) != 0)
        result =
            mlf_fail(err,
                     "the vectors were made by the model %s, those that the judge knows by %s: embed both with one "
                     "model (mlfix-embed --model)",
                     made_by, judge->made_by);
    free(made_by);
    return result;
}

/* The class of a record: 1, and its number, which is that behind the last where the judge does not know it; 0 where it
 * has no label; -1 and an error. */
static int find_class(const struct mlf_judge *judge, const struct mlf_record *record, size_t *class,
                      struct mlf_judge_applied *applied, struct mlf_err *err)
{
    struct mlf_err broken = {""};
    char *label = mlf_record_string(record, "label", &broken);
    if (!label)
        return *broken.text ? mlf_fail(err, "%s:%zu: 'label': %s", record->file, record->number, broken.text) : 0;
    *class = mlf_string_set_find(&judge->labels, label);
    int failed = 0;
    if (*class == MLF_NO_STRING) {
        *class = judge->sizes.classes;
        applied->unknown++;
        failed = mlf_string_set_add(&applied->classes, label, NULL, NULL, err);
    }
    free(label);
    return failed ? -1 : 1;
}

/* The records that are judged, in the order of the stream; their rows are moved to the front of the matrices. */
static int list_records(const struct mlf_judge *judge, struct mlf_vectors *v, struct mlf_ranking *r,
                        struct mlf_judge_applied *applied, struct mlf_err *err)
{
    size_t sets = judge->sizes.sets;
    const float **rows = mlf_alloc(sets, sizeof *rows, err);
    size_t *d = mlf_alloc(sets, sizeof *d, err);
    int result = rows && d ? 0 : -1;
    for (size_t i = 0; i < v->n && result == 0; i++) {
        const struct mlf_record *record = &v->records.items[v->record[i]];
        int has = find_class(judge, record, &r->label[r->items], applied, err);
        for (size_t k = 0; k < sets; k++) {
            d[k] = judge->d[k];
            rows[k] = (k ? v->more[k - 1].z : v->z) + i * d[k];
        }
        if (has < 0 || (has && mlf_rank_item_key(record, judge->sizes.apart ? judge->fold_by : NULL, rows, d, sets,
                                                 &r->key[r->items], err)))
            result = -1;
        if (has <= 0)
            continue;
        mlf_vectors_move(v, i, r->items);
        r->item[r->items++] = v->record[i];
    }
    free(rows);
    free(d);
    return result;
}

/* ---- What is said of them ---- */

/* The entry that holds for this score; NULL below the first. */
static const struct mlf_judge_step *find_step(const struct mlf_judge *judge, double score)
{
    size_t low = 0, high = judge->steps_n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (judge->steps[middle].score <= score)
            low = middle + 1;
        else
            high = middle;
    }
    return judge->steps_n == 0 ? NULL : &judge->steps[low ? low - 1 : 0];
}

static void score_item(const struct mlf_judge *judge, struct mlf_ranking *r, size_t i)
{
    size_t label = r->label[i];
    int judged = !r->too_small[label];
    const struct mlf_judge_step *step;
    r->mistaken.p[i] = r->mistaken.low[i] = r->mistaken.high[i] = NAN;
    r->score[i] = mlf_score_from_surprise(mlf_told_surprise(&judge->told, &r->suspicion, i, label));
    r->wrong[i] = (unsigned char)(judged && mlf_told_is_suspect(&judge->told, &r->suspicion, i, label));
    r->judged += judged;
    r->suspected += r->wrong[i];
    if (judged && judge->told.told[label] && (step = find_step(judge, r->score[i]))) {
        r->mistaken.p[i] = step->p;
        r->mistaken.low[i] = step->low;
        r->mistaken.high[i] = step->high;
    }
}

static int make_room(const struct mlf_judge *judge, struct mlf_ranking *r, size_t n, struct mlf_err *err)
{
    size_t c = judge->sizes.classes;
    r->item = mlf_alloc(n, sizeof *r->item, err);
    r->label = mlf_alloc(n, sizeof *r->label, err);
    r->key = mlf_alloc(n, sizeof *r->key, err);
    r->score = mlf_alloc(n, sizeof *r->score, err);
    r->wrong = mlf_alloc(n, 1, err);
    r->cluster = mlf_alloc(n, sizeof *r->cluster, err);
    r->together = mlf_alloc(n, sizeof *r->together, err);
    r->mistaken.p = mlf_alloc(n, sizeof *r->mistaken.p, err);
    r->mistaken.low = mlf_alloc(n, sizeof *r->mistaken.low, err);
    r->mistaken.high = mlf_alloc(n, sizeof *r->mistaken.high, err);
    r->too_small = mlf_alloc(c + 1, sizeof *r->too_small, err);
    if (!r->item || !r->label || !r->key || !r->score || !r->wrong || !r->cluster || !r->together || !r->mistaken.p ||
        !r->mistaken.low || !r->mistaken.high || !r->too_small)
        return -1;
    for (size_t k = 0; k < c; k++) {
        r->too_small[k] = judge->too_small[k];
        if (mlf_string_set_add(&r->labels, judge->labels.items[k], NULL, NULL, err))
            return -1;
    }
    r->too_small[c] = 1;
    return 0;
}

/* Writes what was found; names[i] is what `cluster` will say of item i, or NULL. */
static int write_items(const struct mlf_judge *judge, struct mlf_ranking *r, struct mlf_records *records,
                       const size_t *witness, int jobs, struct mlf_err *err)
{
    const struct mlf_rank_options nothing = {0};
    const char **names = mlf_alloc(r->items, sizeof *names, err);
    int result = names ? 0 : -1;
    for (size_t i = 0; names && i < r->items; i++) {
        r->cluster[i] = i;
        if (witness[i] != MLF_NO_WITNESS && judge->cluster[witness[i]] > 0)
            names[i] = judge->names[judge->cluster[witness[i]] - 1];
    }
    if (result == 0)
        result = mlf_rank_write_named(r, records, names, jobs, err);
    free(names);
    if (result == 0) /* what a ranking found beside that is of other records */
        result = mlf_rank_write_evidence(r, records, NULL, 0, &nothing, err);
    return result;
}

int mlf_judge_apply(const struct mlf_judge *judge, struct mlf_vectors *vectors, int jobs,
                    struct mlf_judge_applied *applied, struct mlf_err *err)
{
    struct mlf_ranking r = {0};
    size_t *witness = mlf_alloc(vectors->n, sizeof *witness, err);
    int result = -1;
    if (!witness || check_model(judge, vectors, err) || check_vectors(judge, vectors, err) ||
        make_room(judge, &r, vectors->n, err) || list_records(judge, vectors, &r, applied, err))
        goto done;
    size_t moved = 0;
    applied->known += mlf_judge_find(judge, vectors, r.key, r.items, witness, &moved);
    applied->moved += moved;
    if (mlf_judge_foretell(judge, vectors, &r, witness, jobs, err))
        goto done;
    r.told = judge->told;
    r.suggestion = judge->suggestion;
    for (size_t i = 0; i < r.items; i++)
        score_item(judge, &r, i);
    applied->judged += r.judged;
    applied->suspected += r.suspected;
    result = write_items(judge, &r, &vectors->records, witness, jobs, err);
done:
    r.told = (struct mlf_told){0}; /* they are the judge's */
    r.suggestion = (struct mlf_suggestion){0};
    mlf_rank_free(&r);
    free(witness);
    return result;
}
