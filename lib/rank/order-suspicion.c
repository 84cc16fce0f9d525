/* Ranking by how doubtful each label is in the light of the others: by the vectors, alone or with the word
 * of a user's model. */

#include <stdlib.h>

#include "evidence.h"
#include "fields.h"
#include "fuse-model.h"
#include "items.h"
#include "job.h"
#include "judging.h"
#include "label-sets.h"
#include "mlfix/base/array.h"
#include "mlfix/numeric/vectors.h"
#include "mlfix/rank/order.h"
#include "mlfix/rank/ranking.h"
#include "report.h"
#include "say-judged.h"
#include "space.h"

/* What the chains of judged items go through: what they look like, *x, and
 * unless only that is wanted, what they mean. What is near in it is evidence. */
static int take_space(struct mlf_rank_job *job, float **x, size_t space_d, struct mlf_err *err)
{
    const struct mlf_ranking *r = job->ranking;
    int looks = job->options->alike == MLF_ALIKE_LOOKS;
    size_t width = space_d + (looks ? 0 : r->labels.n);
    float *rows = looks ? *x : mlf_order_space(*x, r->items, space_d, r->suspicion.p, r->labels.n, err);
    if (looks)
        *x = NULL;
    if (!rows)
        return -1;
    if (mlf_rank_write_evidence(r, &job->vectors->records, rows, width, job->options, err)) {
        free(rows);
        return -1;
    }
    return mlf_rank_job_set_space(job, rows, width, r->item, r->items, err);
}

/* The vectors of a stream, a matrix for each set. */
static int open_judging(struct mlf_rank_judging *judging, struct mlf_rank_job *job, const float ***z, size_t **d,
                        struct mlf_err *err)
{
    struct mlf_vectors *v = job->vectors;
    *z = mlf_alloc(1 + v->more_n, sizeof **z, err);
    *d = mlf_alloc(1 + v->more_n, sizeof **d, err);
    if (!*z || !*d)
        return -1;
    for (size_t k = 0; k <= v->more_n; k++) {
        (*z)[k] = k ? v->more[k - 1].z : v->z;
        (*d)[k] = k ? v->more[k - 1].d : v->d;
    }
    *judging = (struct mlf_rank_judging){
        .ranking = job->ranking, .options = job->options, .z = *z, .d = *d, .sets = 1 + v->more_n};
    return mlf_rank_parts(v, &judging->parts, err);
}

static int run(struct mlf_rank_job *job, struct mlf_err *err)
{
    struct mlf_ranking *r = job->ranking;
    struct mlf_vectors *v = job->vectors;
    const struct mlf_rank_options *o = job->options;
    struct mlf_rank_judging judging = {0};
    const float **z = NULL;
    size_t *d = NULL;
    int result = -1;
    job->mode = o->strict ? MLF_ORDER_SCORE : o->lookalikes ? MLF_ORDER_LOOKALIKES : MLF_ORDER_BANDS;
    if (mlf_rank_items_list(job, err) || open_judging(&judging, job, &z, &d, err) || mlf_judging_fold(&judging, err))
        goto done;
    if (!mlf_judging_possible(r)) {
        result = mlf_rank_write_items(r, &v->records, o, err) ||
                         mlf_rank_write_evidence(r, &v->records, judging.space, judging.space_d, o, err)
                     ? -1
                     : 0;
        goto done;
    }
    if (mlf_judging_learn(&judging, err))
        goto done;
    mlf_vectors_drop(job->vectors);
    if ((o->fuse && mlf_rank_fuse(r, &v->records, o, err)) || mlf_judging_score(r, o, err))
        goto done;
    mlf_rank_job_take_scores(job);
    if (take_space(job, &judging.space, judging.space_d, err) || mlf_rank_write_items(r, &v->records, o, err))
        goto done;
    result = 0;
done:
    mlf_judging_free(&judging);
    free(z);
    free(d);
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

/* What was found about photos with sets of labels. */
static void say_label_sets(const struct mlf_rank_sets *s, const struct mlf_rank_voice *voice)
{
    size_t small = 0, untold = 0;
    for (size_t k = 0; k < s->labels.n; k++) {
        small += s->too_small[k];
        untold += !s->too_small[k] && s->presence.told[k] == 0;
    }
    voice->note("%zu photos have sets of labels: each of %zu classes is judged by itself, %zu labels are given but "
                "doubtful, %zu are missing (a record each is added)",
                s->n, s->labels.n, s->doubtful, s->missing);
    if (small > 0)
        voice->note("%zu of these classes are too small to be judged", small);
    if (untold > 0)
        voice->note(
            "%zu of these classes are not told from their absence: nothing is held to be missing there; bring a "
            "network (mlfix-embed --net)",
            untold);
    voice->detail("sets of labels: %zu groups left out together; %.1f %% of the given labels are confirmed", s->folds,
                  100 * s->presence.agreement);
}

static void say(const struct mlf_ranking *ranking, size_t records, const struct mlf_rank_options *options,
                const struct mlf_rank_voice *voice)
{
    if (ranking->sets)
        say_label_sets(ranking->sets, voice);
    if (ranking->sets && ranking->items == 0)
        return;
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
                                   "preset block probs-out classes-out evidence stay",
    .sections = "label",
    .vectors = 1,
    .label_sets = 1,
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
                                   "preset block probs-out classes-out evidence stay from classes ids logits fuse",
    .sections = "label",
    .vectors = 1,
    .sets = 1,
    .chosen = is_fused,
    .run = run,
    .report = mlf_rank_report,
    .say = say_fused,
};
