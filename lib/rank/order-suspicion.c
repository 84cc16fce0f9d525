/* Ranking by how doubtful each label is in the light of the others: by the vectors, alone or with the word
 * of a user's model. */

#include <stdlib.h>
#include <string.h>

#include "clusters.h"
#include "fields.h"
#include "fuse-model.h"
#include "job.h"
#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/stages.h"
#include "mlfix/judge/labelled-vectors.h"
#include "mlfix/judge/score.h"
#include "mlfix/judge/suspicion-sets.h"
#include "mlfix/numeric/groups.h"
#include "mlfix/numeric/neighbours.h"
#include "mlfix/numeric/vectors.h"
#include "mlfix/rank/order.h"
#include "mlfix/rank/ranking.h"
#include "mlfix/record/record.h"
#include "record-class.h"
#include "report.h"
#include "say-judged.h"
#include "settled.h"
#include "space.h"

/* By enum mlf_rank_preset. */
static const long preset_blocks[] = {5000, 10000, 17000};
static const double preset_lambdas[] = {0.25, 0.25, 0.4};

/* The items that take part: records with a vector and a label. Their rows are
 * moved to the front of the matrix. */
static int list_items(struct mlf_rank_job *job, struct mlf_err *err)
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
        mlf_vectors_move(v, i, r->items);
        r->item[r->items++] = v->record[i];
    }
    return 0;
}

static int count_together(struct mlf_ranking *r, const size_t *group, struct mlf_err *err)
{
    size_t *size = mlf_alloc(r->folds, sizeof *size, err);
    r->together = mlf_alloc(r->items, sizeof *r->together, err);
    if (!size || !r->together) {
        free(size);
        return -1;
    }
    for (size_t i = 0; i < r->items; i++)
        size[group[i]]++;
    for (size_t i = 0; i < r->items; i++)
        r->together[i] = size[group[i]];
    free(size);
    return 0;
}

/* Groups to be left out together (*group, for each item, new memory also after a
 * failure), and the classes that have too few of them. `space` is the similarity
 * space of the items. */
static int make_folds(struct mlf_rank_job *job, const float *space, size_t space_d, size_t **group, struct mlf_err *err)
{
    struct mlf_ranking *r = job->ranking;
    const struct mlf_rank_options *o = job->options;
    struct mlf_groups_pair *pairs = NULL;
    size_t count = 0;
    *group = mlf_alloc(r->items, sizeof **group, err);
    r->too_small = mlf_alloc(r->labels.n, sizeof *r->too_small, err);
    if (!*group || !r->too_small ||
        mlf_rank_folds(&job->vectors->records, r->item, r->items, o->fold_by ? o->fold_by : "image", *group, &r->folds,
                       err))
        return -1;
    if (o->fold_duplicates < 0 ? !o->fold_by : o->fold_duplicates) {
        int apart = 0, result = mlf_groups_duplicates(space, r->items, space_d, o->jobs, &pairs, &count, err) ||
                                mlf_rank_clusters(r, pairs, count, err);
        if (result == 0 && o->fold_duplicates < 0)
            result = (apart = mlf_groups_labelled_apart(pairs, count, r->label, r->items, err)) < 0;
        if (result == 0 && !apart)
            result = mlf_groups_join(r->items, *group, &r->folds, pairs, count, MLF_DUPLICATE_CAP, err);
        free(pairs);
        if (result)
            return -1;
    }
    if (mlf_groups_count(r->items, *group, r->label, r->labels.n, r->too_small, err) || count_together(r, *group, err))
        return -1;
    for (size_t k = 0; k < r->labels.n; k++)
        r->too_small[k] = r->labels.n < 2 || r->too_small[k] < MLF_JUDGE_GROUPS;
    return 0;
}

/* What the chains of judged items go through: what they look like, *x, and
 * unless only that is wanted, what they mean. */
static int take_space(struct mlf_rank_job *job, float **x, size_t space_d, struct mlf_err *err)
{
    const struct mlf_ranking *r = job->ranking;
    int looks = job->options->alike == MLF_ALIKE_LOOKS;
    size_t width = space_d + (looks ? 0 : r->labels.n);
    float *rows = looks ? *x : mlf_order_space(*x, r->items, space_d, r->suspicion.p, r->labels.n, err);
    if (looks)
        *x = NULL;
    return rows ? mlf_rank_job_set_space(job, rows, width, r->item, r->items, err) : -1;
}

/* Whether there is a class that can be judged at all. */
static int has_judges(const struct mlf_ranking *ranking)
{
    for (size_t k = 0; k < ranking->labels.n; k++)
        if (!ranking->too_small[k])
            return 1;
    return 0;
}

/* How the two models learn: as the options say. */
static struct mlf_suspicion_options settle_models(const struct mlf_rank_options *options)
{
    struct mlf_suspicion_options models;
    mlf_suspicion_defaults(&models);
    models.kernel.block = (size_t)(options->block ? options->block : preset_blocks[options->preset]);
    models.kernel.lambda = preset_lambdas[options->preset];
    models.kernel.seed = (uint64_t)options->seed;
    return models;
}

/* Each set of vectors by itself, and all together. */
static int judge_items(struct mlf_rank_job *job, const size_t *group, size_t parts, struct mlf_err *err)
{
    struct mlf_ranking *r = job->ranking;
    const struct mlf_vectors *v = job->vectors;
    const struct mlf_suspicion_options models = settle_models(job->options);
    struct mlf_labelled_vectors *sets = mlf_alloc(1 + v->more_n, sizeof *sets, err);
    if (!sets)
        return -1;
    for (size_t k = 0; k <= v->more_n; k++)
        sets[k] = (struct mlf_labelled_vectors){.z = k ? v->more[k - 1].z : v->z,
                                                .n = r->items,
                                                .d = k ? v->more[k - 1].d : v->d,
                                                .label = r->label,
                                                .classes = r->labels.n,
                                                .group = group,
                                                .groups = r->folds,
                                                .parts = k ? 1 : parts};
    int result = mlf_suspicion_run_sets(&r->suspicion, sets, 1 + v->more_n, &models, job->options->jobs, err);
    free(sets);
    return result;
}

/* The scores of the items, once both models have judged them. */
static int score_items(struct mlf_rank_job *job, struct mlf_err *err)
{
    struct mlf_ranking *r = job->ranking;
    r->score = mlf_alloc(r->items, sizeof *r->score, err);
    r->wrong = mlf_alloc(r->items, 1, err);
    if (!r->score || !r->wrong)
        return -1;
    for (size_t i = 0; i < r->items; i++)
        r->wrong[i] = r->too_small[r->label[i]] != 0; /* until they are judged: those that take no part */
    if (mlf_told_find(&r->told, &r->suspicion, r->label, r->wrong, job->options->jobs, err))
        return -1;
    for (size_t i = 0; i < r->items; i++) {
        r->score[i] = mlf_score_from_surprise(r->suspicion.found[i].nats);
        r->wrong[i] = (unsigned char)mlf_told_is_suspect(&r->told, &r->suspicion, i, r->label[i]);
    }
    mlf_settled_score(r, job->options);
    mlf_rank_job_take_scores(job);
    double begun = mlf_stage_begin("estimate the noise");
    int result = mlf_rank_find_mistakes(r, &job->vectors->records, job->options, err);
    mlf_stage_end("estimate the noise", begun, 0);
    return result;
}

static int run(struct mlf_rank_job *job, struct mlf_err *err)
{
    struct mlf_ranking *r = job->ranking;
    struct mlf_vectors *v = job->vectors;
    const struct mlf_rank_options *o = job->options;
    size_t space_d = 0, parts = 1, *group = NULL;
    float *x = NULL;
    int result = -1;
    job->mode = o->strict ? MLF_ORDER_SCORE : o->lookalikes ? MLF_ORDER_LOOKALIKES : MLF_ORDER_BANDS;
    if (list_items(job, err) || mlf_rank_parts(v, &parts, err))
        return -1;
    double begun = mlf_stage_begin("find near-duplicates");
    x = mlf_neighbours_space(v->z, r->items, v->d, parts, &space_d, err);
    if (!x || make_folds(job, x, space_d, &group, err))
        goto done;
    mlf_stage_end("find near-duplicates", begun, 0);
    if (!has_judges(r)) {
        result = mlf_rank_write_items(r, &v->records, o, err);
        goto done;
    }
    if (judge_items(job, group, parts, err))
        goto done;
    mlf_vectors_drop(job->vectors);
    if ((o->fuse && mlf_rank_fuse(r, &v->records, o, err)) || score_items(job, err) ||
        take_space(job, &x, space_d, err) || mlf_rank_write_items(r, &v->records, o, err))
        goto done;
    result = 0;
done:
    free(x);
    free(group);
    return result;
}

/* How much each set of vectors has to say. */
static void say_sets(const struct mlf_ranking *ranking, const struct mlf_rank_options *options,
                     const struct mlf_rank_voice *voice)
{
    const struct mlf_suspicion *s = &ranking->suspicion;
    for (size_t k = 0; k < s->set_n; k++)
        voice->note("'%s' has %.0f %% of the word, and alone agrees with %.1f %% of the labels", options->vectors[k],
                    100 * s->sets[k].weight, 100 * s->sets[k].agreement);
}

static void say_chosen(const struct mlf_suspicion *s, const char *name, const struct mlf_rank_voice *voice)
{
    voice->detail("%s: kernel share %.2f, pool %.2f, temperature %.2f", name, s->kernel_share, s->pool, s->temperature);
}

static void say_models(const struct mlf_ranking *ranking, const struct mlf_rank_options *options,
                       const struct mlf_rank_voice *voice)
{
    const struct mlf_suspicion *s = &ranking->suspicion;
    for (size_t k = 0; k < s->set_n; k++)
        say_chosen(&s->sets[k], options->vectors[k], voice);
    if (s->set_n > 0)
        voice->detail(
            "%zu classes, %zu groups left out together; temperature %.2f; labels agree with the others' word: "
            "%.1f %%",
            ranking->labels.n, ranking->folds, s->temperature, 100 * s->agreement);
    else
        voice->detail("%zu classes, %zu groups left out together; kernel share %.2f, pool %.2f, temperature %.2f; "
                      "labels agree with the others' word: %.1f %%",
                      ranking->labels.n, ranking->folds, s->kernel_share, s->pool, s->temperature, 100 * s->agreement);
}

/* What is not told apart, and what to do about it. */
static void say_told(const struct mlf_ranking *ranking, const struct mlf_rank_voice *voice)
{
    const struct mlf_told *told = &ranking->told;
    if (told->told && told->untold > 0)
        voice->note(
            "%zu of %zu classes, with %zu of %zu labels, are not told from the others: little in them is "
            "suspected, and how much is wrong is not estimated; bring a network (mlfix-embed --net) or your own "
            "model (--from with --fuse), merge classes, or add objects",
            told->untold, told->judged, told->untold_labels, told->judged_labels);
}

static void say(const struct mlf_ranking *ranking, size_t records, const struct mlf_rank_options *options,
                const struct mlf_rank_voice *voice)
{
    mlf_rank_say_judged(ranking, records, options, voice);
    say_sets(ranking, options, voice);
    say_told(ranking, voice);
    say_models(ranking, options, voice);
}

const struct mlf_rank_order mlf_rank_order_suspicion = {
    .name = "suspicion",
    .with = "--by suspicion",
    .purpose = "doubtful labels first, by what the other records say; look-alikes side by side",
    .reads =
        MLF_ORDER_CHOOSES_BY_SCORE "group-by vectors report reviewed lookalikes strict alike fold-by fold-duplicates "
                                   "preset block probs-out classes-out",
    .sections = "label",
    .vectors = 1,
    .sets = 1,
    .run = run,
    .report = mlf_rank_report,
    .say = say,
};

static int is_fused(const struct mlf_rank_options *options)
{
    return options->fuse && !options->stream;
}

static void say_fused(const struct mlf_ranking *ranking, size_t records, const struct mlf_rank_options *options,
                      const struct mlf_rank_voice *voice)
{
    mlf_rank_say_judged(ranking, records, options, voice);
    say_sets(ranking, options, voice);
    say_told(ranking, voice);
    voice->note("the model of --from has %.1f %% of the word", 100 * ranking->suspicion.word_share);
    say_models(ranking, options, voice);
}

const struct mlf_rank_order mlf_rank_order_fused = {
    .name = "suspicion",
    .with = "--fuse",
    .purpose = "the same by your own model's probabilities and by the vectors, in one score",
    .reads =
        MLF_ORDER_CHOOSES_BY_SCORE "group-by vectors report reviewed lookalikes strict alike fold-by fold-duplicates "
                                   "preset block probs-out classes-out from classes ids logits fuse",
    .sections = "label",
    .vectors = 1,
    .sets = 1,
    .chosen = is_fused,
    .run = run,
    .report = mlf_rank_report,
    .say = say_fused,
};
