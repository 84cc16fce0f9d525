#include "mlfix/rank/rank.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "clusters.h"
#include "fields.h"
#include "fuse-model.h"
#include "judge-by-model.h"
#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/progress.h"
#include "mlfix/base/stages.h"
#include "mlfix/base/string-set.h"
#include "mlfix/judge/confident.h"
#include "mlfix/judge/labelled.h"
#include "mlfix/judge/noise.h"
#include "mlfix/judge/score.h"
#include "mlfix/judge/suspicion.h"
#include "mlfix/numeric/groups.h"
#include "mlfix/numeric/neighbours.h"
#include "mlfix/numeric/vectors.h"
#include "mlfix/rank/ranking.h"
#include "mlfix/rank/review-order.h"
#include "mlfix/rank/slices.h"
#include "mlfix/record/record.h"
#include "mlfix/record/records.h"
#include "order-duplicate.h"
#include "order-field.h"
#include "order-lookalike.h"
#include "order-outlier.h"
#include "order-slice.h"
#include "record-class.h"
#include "sections.h"
#include "select.h"
#include "settled.h"
#include "space.h"

struct job {
    struct mlf_ranking *ranking;
    struct mlf_vectors *vectors;
    const struct mlf_rank_options *options;
    struct mlf_sections sections;
    double *score;            /* per record: -1 where it was not judged */
    unsigned char *suspected; /* per record */
    unsigned char *keep;      /* per record: it is shown */
    float *space;             /* per record, rows of space_d */
    size_t space_d;
    size_t *group; /* per item: its fold */
};

/* The items that take part: records with a vector and a label. Their rows are
 * moved to the front of the matrix. */
static int list_items(struct job *job, struct mlf_err *err)
{
    struct mlf_ranking *r = job->ranking;
    struct mlf_vectors *v = job->vectors;
    r->item = mlf_alloc(v->n, sizeof *r->item, err);
    r->label = mlf_alloc(v->n, sizeof *r->label, err);
    if (!r->item || !r->label)
        return -1;
    for (size_t i = 0; i < v->n; i++) {
        const struct mlf_record *record = &v->records.items[v->record[i]];
        struct mlf_err broken = {""};
        char *label = mlf_settled_label(job->options, &v->records, v->record[i], &broken);
        int has = mlf_rank_class(record, label, &broken, &r->labels, &r->label[r->items], err);
        if (has < 0)
            return -1;
        if (!has)
            continue;
        memmove(v->z + r->items * v->d, v->z + i * v->d, v->d * sizeof *v->z);
        r->item[r->items++] = v->record[i];
    }
    return 0;
}

static int count_together(struct job *job, struct mlf_err *err)
{
    struct mlf_ranking *r = job->ranking;
    size_t *size = mlf_alloc(r->folds, sizeof *size, err);
    r->together = mlf_alloc(r->items, sizeof *r->together, err);
    if (!size || !r->together) {
        free(size);
        return -1;
    }
    for (size_t i = 0; i < r->items; i++)
        size[job->group[i]]++;
    for (size_t i = 0; i < r->items; i++)
        r->together[i] = size[job->group[i]];
    free(size);
    return 0;
}

/* Groups to be left out together, and the classes that have too few of them.
 * *space is the similarity space of the items. */
static int make_folds(struct job *job, const float *space, size_t space_d, struct mlf_err *err)
{
    struct mlf_ranking *r = job->ranking;
    const struct mlf_rank_options *o = job->options;
    struct mlf_pair *pairs = NULL;
    size_t count = 0;
    job->group = mlf_alloc(r->items, sizeof *job->group, err);
    r->too_small = mlf_alloc(r->labels.n, sizeof *r->too_small, err);
    if (!job->group || !r->too_small ||
        mlf_rank_folds(&job->vectors->records, r->item, r->items, o->fold_by ? o->fold_by : "image", job->group,
                       &r->folds, err))
        return -1;
    if (o->fold_duplicates != MLF_FOLD_DUPLICATES_NO) {
        int apart = 0, result = mlf_groups_duplicates(space, r->items, space_d, o->jobs, &pairs, &count, err) ||
                                mlf_rank_clusters(r, pairs, count, err);
        if (result == 0 && o->fold_duplicates == MLF_FOLD_DUPLICATES_AUTO)
            result = (apart = mlf_groups_labelled_apart(pairs, count, r->label, r->items, err)) < 0;
        if (result == 0 && !apart)
            result = mlf_groups_join(r->items, job->group, &r->folds, pairs, count, MLF_DUPLICATE_CAP, err);
        free(pairs);
        if (result)
            return -1;
    }
    if (mlf_groups_count(r->items, job->group, r->label, r->labels.n, r->too_small, err) || count_together(job, err))
        return -1;
    for (size_t k = 0; k < r->labels.n; k++)
        r->too_small[k] = r->labels.n < 2 || r->too_small[k] < MLF_JUDGE_GROUPS;
    return 0;
}

/* Rows of items to rows of records; records that are none get zeros. `rows` is
 * taken over, and where every record is an item it is the result. */
static int spread_space(struct job *job, float *rows, size_t width, const size_t *record, size_t n, struct mlf_err *err)
{
    size_t records = job->vectors->records.n;
    job->space_d = width;
    if (n == records) { /* `record` rises, so nothing moves */
        job->space = rows;
        return 0;
    }
    job->space = mlf_alloc_matrix(records * width, sizeof *job->space, err);
    if (job->space) {
        memset(job->space, 0, records * width * sizeof *job->space);
        for (size_t i = 0; i < n; i++)
            memcpy(job->space + record[i] * width, rows + i * width, width * sizeof *rows);
    }
    free(rows);
    return job->space ? 0 : -1;
}

/* What the chains of judged items go through: what they look like, *x, and
 * unless only that is wanted, what they mean. */
static int take_space(struct job *job, float **x, size_t space_d, struct mlf_err *err)
{
    const struct mlf_ranking *r = job->ranking;
    size_t width = space_d + (job->options->looks ? 0 : r->labels.n);
    float *rows = job->options->looks ? *x : mlf_order_space(*x, r->items, space_d, r->suspicion.p, r->labels.n, err);
    if (job->options->looks)
        *x = NULL;
    return rows ? spread_space(job, rows, width, r->item, r->items, err) : -1;
}

/* The vectors have been judged by: of a million of them the memory is needed. */
static void drop_vectors(struct mlf_vectors *vectors)
{
    free(vectors->z);
    vectors->z = NULL;
    vectors->z_capacity = 0;
}

/* Whether there is a class that can be judged at all. */
static int has_judges(const struct mlf_ranking *ranking)
{
    for (size_t k = 0; k < ranking->labels.n; k++)
        if (!ranking->too_small[k])
            return 1;
    return 0;
}

/* Scores of items become those of records. */
static void take_scores(struct job *job)
{
    struct mlf_ranking *r = job->ranking;
    for (size_t i = 0; i < r->items; i++) {
        if (r->too_small[r->label[i]])
            continue;
        job->score[r->item[i]] = r->score[i];
        job->suspected[r->item[i]] = r->wrong[i];
        r->judged++;
        r->suspected += r->wrong[i];
    }
}

static int judge_by_given(struct job *job, struct mlf_err *err)
{
    struct mlf_records *records = &job->vectors->records;
    if (mlf_rank_by_model(job->ranking, records, job->options, err))
        return -1;
    mlf_settled_score(job->ranking, job->options);
    take_scores(job);
    return mlf_rank_write_items(job->ranking, records, job->options, err);
}

static int judge(struct job *job, struct mlf_err *err)
{
    struct mlf_ranking *r = job->ranking;
    struct mlf_vectors *v = job->vectors;
    size_t space_d = 0, parts = 1;
    float *x = NULL;
    int result = -1;
    if (list_items(job, err) || mlf_rank_parts(v, &parts, err))
        return -1;
    double begun = mlf_stage_begin("find near-duplicates");
    x = mlf_neighbours_space(v->z, r->items, v->d, parts, &space_d, err);
    if (!x || make_folds(job, x, space_d, err))
        goto done;
    mlf_stage_end("find near-duplicates", begun, 0);
    struct mlf_labelled data = {.z = v->z,
                                .n = r->items,
                                .d = v->d,
                                .label = r->label,
                                .classes = r->labels.n,
                                .group = job->group,
                                .groups = r->folds,
                                .parts = parts};
    if (!has_judges(r)) {
        result = mlf_rank_write_items(r, &v->records, job->options, err);
        goto done;
    }
    if (mlf_suspicion_run(&r->suspicion, &data, &job->options->suspicion, job->options->jobs, err))
        goto done;
    drop_vectors(v);
    if (job->options->fuse && mlf_rank_fuse(r, &v->records, job->options, err))
        goto done;
    r->score = mlf_alloc(r->items, sizeof *r->score, err);
    r->wrong = mlf_alloc(r->items, 1, err);
    if (!r->score || !r->wrong)
        goto done;
    for (size_t i = 0; i < r->items; i++) {
        r->score[i] = mlf_score_from_surprise(r->suspicion.found[i].nats);
        r->wrong[i] = (unsigned char)mlf_score_is_suspect(&r->suspicion.found[i]);
    }
    mlf_settled_score(r, job->options);
    take_scores(job);
    begun = mlf_stage_begin("estimate the noise");
    if (mlf_rank_find_mistakes(r, &v->records, job->options, err))
        goto done;
    mlf_stage_end("estimate the noise", begun, 0);
    if (take_space(job, &x, space_d, err) || mlf_rank_write_items(r, &v->records, job->options, err))
        goto done;
    result = 0;
done:
    free(x);
    return result;
}

/* What the judging of boxes has written already (record-boxes.h). */
static void take_written(struct job *job)
{
    const struct mlf_records *records = &job->vectors->records;
    for (size_t i = 0; i < records->n; i++) {
        const struct mlf_record *record = &records->items[i];
        double score;
        if (mlf_record_find(record, "detection") && mlf_record_number(record, "score", &score))
            job->score[i] = score;
        job->suspected[i] = mlf_record_has_issue(record, "bbox-missing") ||
                            mlf_record_has_issue(record, "bbox-shifted") ||
                            mlf_record_has_issue(record, "label-swapped");
    }
}

static int look_alike(struct job *job, struct mlf_err *err)
{
    struct mlf_vectors *v = job->vectors;
    size_t space_d = 0, parts = 1;
    double begun = mlf_stage_begin("take the space");
    float *x = mlf_rank_parts(v, &parts, err) ? NULL : mlf_neighbours_space(v->z, v->n, v->d, parts, &space_d, err);
    if (!x)
        return -1;
    mlf_stage_end("take the space", begun, 0);
    drop_vectors(v);
    return spread_space(job, x, space_d, v->record, v->n, err);
}

/* The records in order, those that are not shown last: section[] NULL takes
 * them as one. */
static int make_order(struct job *job, const size_t *section, enum mlf_order_mode mode, size_t *place,
                      struct mlf_err *err)
{
    const struct mlf_rank_options *o = job->options;
    const struct mlf_records *records = &job->vectors->records;
    size_t n = records->n;
    int result;
    size_t *one = section ? NULL : mlf_alloc(n, sizeof *one, err);
    if (!section && !one)
        return -1;
    for (size_t i = 0; one && i < n; i++)
        one[i] = !job->keep[i];
    struct mlf_order order = {.n = n,
                              .section = section ? section : one,
                              .score = job->score,
                              .suspected = job->suspected,
                              .space = job->space,
                              .d = job->space_d};
    if (o->by == MLF_BY_FIELD && (section || !o->normalise))
        result = mlf_rank_by_field(records, job->keep, order.section, o->field, o->descending, o->jobs, place, err);
    else
        result = mlf_order_make(&order, mode, o->jobs, place, err);
    free(one);
    return result;
}

/* --per-group and --top: the first ones strictly by score or field, in the
 * order of the ranking. */
static int keep_first(struct job *job, struct mlf_err *err)
{
    struct mlf_ranking *r = job->ranking;
    const struct mlf_rank_options *o = job->options;
    size_t records = job->vectors->records.n;
    enum mlf_order_mode mode = o->by == MLF_BY_SIMILARITY ? MLF_ORDER_SIMILARITY : MLF_ORDER_SCORE;
    size_t wanted = o->top_percent > 0 ? (size_t)ceil(o->top_percent / 100 * (double)r->n) : o->top;
    size_t *place = mlf_alloc(records, sizeof *place, err);
    int result = -1;
    if (!place)
        return -1;
    if (o->per_group > 0 && (make_order(job, job->sections.of, mode, place, err) ||
                             mlf_rank_limit(r, place, job->sections.of, o->per_group, records, err)))
        goto done;
    if (wanted > 0 && wanted < r->n &&
        (make_order(job, NULL, MLF_ORDER_SCORE, place, err) || mlf_rank_limit(r, place, NULL, wanted, records, err)))
        goto done;
    result = 0;
done:
    free(place);
    return result;
}

/* Sections are ranked by what is shown of them; what is not comes behind them. */
static int rank_sections(struct job *job, struct mlf_err *err)
{
    const struct mlf_rank_options *o = job->options;
    struct mlf_records *records = &job->vectors->records;
    size_t *weight = job->sections.weight;
    int counted = weight != NULL; /* by who made the sections */
    if (!job->sections.of && mlf_sections_make(&job->sections, records, o->group_by, o->group_by_n, err))
        return -1;
    if (!weight && !(weight = job->sections.weight = mlf_alloc(job->sections.names.n, sizeof *weight, err)))
        return -1;
    for (size_t i = 0; i < records->n && !counted; i++)
        weight[job->sections.of[i]] += job->suspected[i];
    int result = mlf_sections_rank(&job->sections, records->n, weight, err);
    for (size_t i = 0; i < records->n && result == 0; i++)
        if (!job->keep[i])
            job->sections.of[i] = job->sections.names.n;
    return result;
}

static int choose(struct job *job, struct mlf_err *err)
{
    const struct mlf_records *records = &job->vectors->records;
    struct mlf_ranking *r = job->ranking;
    if (mlf_rank_choose(records, job->options, job->keep, &r->matching, err))
        return -1;
    r->n = 0;
    for (size_t i = 0; i < records->n; i++) {
        r->n += job->keep[i];
        if (job->keep[i])
            continue;
        job->score[i] = -1; /* comes last, in no chain */
        job->suspected[i] = 0;
        for (size_t k = 0; k < job->space_d; k++)
            job->space[i * job->space_d + k] = 0;
    }
    return 0;
}

/* What the order is made of: scores, suspicions, a space, perhaps sections. */
static int look_at_all(struct job *job, struct mlf_err *err)
{
    const struct mlf_rank_options *o = job->options;
    switch (o->by) {
    case MLF_BY_SUSPICION:
        return o->from_n > 0 && !o->fuse ? judge_by_given(job, err) : judge(job, err);
    case MLF_BY_SIMILARITY:
        return look_alike(job, err);
    case MLF_BY_OUTLIER:
        return mlf_rank_outliers(job->ranking, job->vectors, o, job->score, job->suspected, err);
    case MLF_BY_DUPLICATE:
        return mlf_rank_duplicates(job->ranking, job->vectors, o, job->score, job->suspected, &job->sections, err);
    case MLF_BY_LOOKALIKE:
        return mlf_rank_lookalikes(job->ranking, job->vectors, o, job->score, job->suspected, &job->sections, err);
    case MLF_BY_SLICE:
        return mlf_rank_slices(job->ranking, &job->vectors->records, o, job->score, job->suspected, &job->sections,
                               err);
    case MLF_BY_BOXES:
        take_written(job);
        break;
    case MLF_BY_FIELD:
        break;
    }
    return 0;
}

int mlf_rank_run(struct mlf_ranking *ranking, struct mlf_vectors *vectors, const struct mlf_rank_options *options,
                 struct mlf_err *err)
{
    struct job job = {.ranking = ranking, .vectors = vectors, .options = options};
    size_t n = vectors->records.n;
    int result = -1;
    ranking->record = mlf_alloc(n, sizeof *ranking->record, err);
    job.score = mlf_alloc(n, sizeof *job.score, err);
    job.suspected = mlf_alloc(n, 1, err);
    job.keep = mlf_alloc(n, 1, err);
    if (!ranking->record || !job.score || !job.suspected || !job.keep)
        goto done;
    for (size_t i = 0; i < n; i++)
        job.score[i] = -1;
    mlf_progress_enter("judge the labels");
    if (look_at_all(&job, err))
        goto done;
    mlf_progress_leave("judge the labels");
    double begun = mlf_stage_begin("order");
    /* After the judging, whose fields may be asked for. */
    if (choose(&job, err) || rank_sections(&job, err))
        goto done;
    if (options->normalise &&
        mlf_rank_normalise(&vectors->records, job.sections.of, job.keep,
                           options->by == MLF_BY_FIELD ? options->field : NULL, options->descending, job.score, err))
        goto done;
    if (make_order(&job, job.sections.of, options->mode, ranking->record, err) || keep_first(&job, err) ||
        mlf_rank_write_places(ranking, &vectors->records, &job.sections, options->jobs, err))
        goto done;
    mlf_stage_end("order", begun, 0);
    result = 0;
done:
    mlf_sections_free(&job.sections);
    free(job.score);
    free(job.suspected);
    free(job.keep);
    free(job.space);
    free(job.group);
    return result;
}

void mlf_rank_free(struct mlf_ranking *ranking)
{
    free(ranking->record);
    free(ranking->item);
    free(ranking->label);
    free(ranking->too_small);
    free(ranking->score);
    free(ranking->wrong);
    free(ranking->cluster);
    free(ranking->alike);
    free(ranking->mistaken);
    free(ranking->together);
    mlf_noise_free(&ranking->noise);
    mlf_confident_free(&ranking->confident);
    mlf_string_set_free(&ranking->labels);
    mlf_slices_free(&ranking->slices);
    mlf_suspicion_free(&ranking->suspicion);
    mlf_confident_free(&ranking->confident);
    *ranking = (struct mlf_ranking){0};
}
