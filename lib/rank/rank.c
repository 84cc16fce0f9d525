#include "mlfix/rank/rank.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fields.h"
#include "job.h"
#include "label-sets-write.h"
#include "label-sets.h"
#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/progress.h"
#include "mlfix/base/stages.h"
#include "mlfix/numeric/vectors.h"
#include "mlfix/rank/order.h"
#include "mlfix/rank/ranking.h"
#include "option-fields.h"
#include "select.h"

/* The records in order, those that are not shown last: section[] NULL takes
 * them as one. */
static int make_order(struct mlf_rank_job *job, const size_t *section, enum mlf_order_mode mode, size_t *place,
                      struct mlf_err *err)
{
    const struct mlf_rank_options *o = job->options;
    size_t n = job->vectors->records.n;
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
    if (o->order->place && (section || !o->normalise)) /* shares of all sections are one scale: by them, then */
        result = o->order->place(job, order.section, place, err);
    else
        result = mlf_order_make(&order, mode, o->jobs, place, err);
    free(one);
    return result;
}

/* --per-group and --top: the first ones strictly by score or field, in the
 * order of the ranking. */
static int keep_first(struct mlf_rank_job *job, struct mlf_err *err)
{
    struct mlf_ranking *r = job->ranking;
    const struct mlf_rank_options *o = job->options;
    size_t records = job->vectors->records.n;
    enum mlf_order_mode mode = job->mode == MLF_ORDER_SIMILARITY ? MLF_ORDER_SIMILARITY : MLF_ORDER_SCORE;
    size_t wanted = o->top_percent > 0 ? (size_t)ceil(o->top_percent / 100 * (double)r->n) : o->top;
    size_t *place = mlf_alloc(records, sizeof *place, err);
    int result = -1;
    if (!place)
        return -1;
    if (o->per_group > 0 && (make_order(job, job->sections.of, mode, place, err) ||
                             mlf_rank_limit(r, place, job->sections.of, (size_t)o->per_group, records, err)))
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
static int rank_sections(struct mlf_rank_job *job, struct mlf_err *err)
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

/* What an earlier ranking held to be missing was looked for anew. */
static void hide_earlier(struct mlf_rank_job *job)
{
    const struct mlf_rank_sets *sets = job->ranking->sets;
    for (size_t i = 0; sets && i < sets->records; i++)
        if (sets->earlier[i] && !sets->settled[sets->photo[i] * sets->labels.n + sets->class[i]])
            job->keep[i] = 0;
}

static int choose(struct mlf_rank_job *job, struct mlf_err *err)
{
    const struct mlf_records *records = &job->vectors->records;
    struct mlf_ranking *r = job->ranking;
    if (mlf_rank_choose(records, job->options, job->keep, &r->matching, err))
        return -1;
    hide_earlier(job);
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

/* Judges photos with sets of labels, whose missing labels become records, on which nothing is decided: *settled,
 * new memory, is what was decided on all of them. */
static int judge_sets(struct mlf_rank_job *job, struct mlf_settled **settled, struct mlf_err *err)
{
    struct mlf_ranking *r = job->ranking;
    size_t before = job->vectors->records.n, after;
    if (!(r->sets = mlf_alloc(1, sizeof *r->sets, err)) ||
        mlf_rank_sets_judge(r->sets, job->vectors, job->options, err))
        return -1;
    if (r->sets->n == 0) {
        free(r->sets);
        r->sets = NULL;
        return 0;
    }
    if (mlf_rank_sets_write(r->sets, &job->vectors->records, err))
        return -1;
    after = job->vectors->records.n;
    if (!job->options->settled || after == before)
        return 0;
    if (!(*settled = mlf_alloc(after, sizeof **settled, err)))
        return -1;
    memcpy(*settled, job->options->settled, before * sizeof **settled);
    return 0;
}

static int rank(struct mlf_ranking *ranking, struct mlf_vectors *vectors, const struct mlf_rank_options *options,
                struct mlf_err *err)
{
    struct mlf_rank_job job = {.ranking = ranking, .vectors = vectors, .options = options, .mode = MLF_ORDER_SCORE};
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
    if (ranking->sets && mlf_rank_sets_hand_over(ranking->sets, &job, err))
        goto done;
    mlf_progress_enter("judge the records");
    if (!(ranking->sets && vectors->n == 0) && options->order->run(&job, err))
        goto done;
    mlf_progress_leave("judge the records");
    mlf_progress_leave("judge the labels");
    double begun = mlf_stage_begin("order");
    /* After the judging, whose fields may be asked for. */
    if (mlf_named_fields_look(&ranking->named, &vectors->records, err) || choose(&job, err) || rank_sections(&job, err))
        goto done;
    if (options->normalise && mlf_rank_normalise(&vectors->records, job.sections.of, job.keep, options->field,
                                                 options->descending, job.score, err))
        goto done;
    if (make_order(&job, job.sections.of, job.mode, ranking->record, err) || keep_first(&job, err) ||
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
    return result;
}

int mlf_rank_run(struct mlf_ranking *ranking, struct mlf_vectors *vectors, const struct mlf_rank_options *options,
                 struct mlf_err *err)
{
    struct mlf_rank_options own = *options;
    struct mlf_rank_job job = {.ranking = ranking, .vectors = vectors, .options = options};
    struct mlf_settled *settled = NULL;
    int result = mlf_rank_check_fields(&ranking->named, options, &vectors->records, err);
    if (result == 0 && options->order->label_sets)
        result = judge_sets(&job, &settled, err);
    if (settled)
        own.settled = settled;
    if (result == 0)
        result = rank(ranking, vectors, &own, err);
    free(settled);
    return result;
}

void mlf_rank_free(struct mlf_ranking *ranking)
{
    free(ranking->record);
    free(ranking->item);
    free(ranking->label);
    free(ranking->key);
    free(ranking->given);
    free(ranking->too_small);
    free(ranking->score);
    free(ranking->wrong);
    free(ranking->cluster);
    free(ranking->alike);
    free(ranking->mistaken.p);
    free(ranking->mistaken.low);
    free(ranking->mistaken.high);
    free(ranking->together);
    mlf_noise_free(&ranking->noise);
    mlf_told_free(&ranking->told);
    mlf_suggestion_free(&ranking->suggestion);
    mlf_confident_free(&ranking->confident);
    mlf_string_set_free(&ranking->labels);
    mlf_slices_free(&ranking->slices);
    mlf_named_fields_free(&ranking->named);
    mlf_suspicion_free(&ranking->suspicion);
    mlf_confident_free(&ranking->confident);
    if (ranking->sets)
        mlf_rank_sets_free(ranking->sets);
    free(ranking->sets);
    *ranking = (struct mlf_ranking){0};
}
