/* Judging by probabilities that came with the records: a user's own model. */

#include "judge-by-model.h"

#include <math.h>
#include <stdlib.h>

#include "label-sets.h"
#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/judge/confident-prune.h"
#include "mlfix/judge/score.h"
#include "mlfix/rank/ranking.h"
#include "mlfix/record/record-write.h"
#include "mlfix/record/record.h"
#include "mlfix/record/records.h"
#include "model-word.h"
#include "record-class.h"

/* Records that are in order and have a label. `labels` are those of all. */
static int list_records(struct mlf_judging *j, struct mlf_err *err)
{
    struct mlf_ranking *r = j->ranking;
    for (size_t i = 0; i < j->records->n; i++) {
        const struct mlf_record *record = &j->records->items[i];
        struct mlf_err broken = {""};
        size_t class;
        int has = mlf_rank_class(record, mlf_record_string(record, "label", &broken), &broken, &j->labels, &class, err);
        if (has < 0 || (has && mlf_rank_sets_refuse(record, err)))
            return -1;
        if (!has)
            continue;
        if (mlf_record_find(record, "error"))
            continue;
        r->label[r->items] = class;
        r->item[r->items++] = i;
    }
    return 0;
}

static int keep(struct mlf_judging *j, const unsigned char *wanted, struct mlf_err *err)
{
    struct mlf_ranking *r = j->ranking;
    size_t kept = 0;
    if (mlf_model_outputs_keep(&j->given->outputs, wanted, err))
        return -1;
    for (size_t i = 0; i < r->items; i++)
        if (wanted[i]) {
            r->item[kept] = r->item[i];
            r->label[kept++] = r->label[i];
        }
    r->items = kept;
    return 0;
}

/* Keeps the items that the model speaks of and whose label it knows; labels
 * become classes of the model. */
static int keep_known(struct mlf_judging *j, unsigned char *broken, struct mlf_err *err)
{
    struct mlf_ranking *r = j->ranking;
    size_t there = 0;
    for (size_t i = 0; i < r->items; i++) {
        int has = j->given->outputs.classes > 0 && mlf_model_outputs_has(&j->given->outputs, i);
        size_t class = mlf_string_set_find(&j->given->classes, j->labels.items[r->label[i]]);
        there += has || broken[i];
        r->broken += broken[i];
        r->unknown += has && class == (size_t)-1;
        r->label[i] = class;
        broken[i] = has && class != (size_t)-1; /* from here on: wanted */
    }
    if (there == 0 && r->items > 0)
        return mlf_fail(err, "no record has %s'%s'", j->options->ids ? "a row of " : "the field ", j->given->name);
    return keep(j, broken, err);
}

static const char *const state_names[] = {
    [MLF_ROW_NOTHING] = "adds up to nothing",
    [MLF_ROW_NOT_FINITE] = "holds a number that is not finite",
};

char *mlf_rank_fault(const struct mlf_model_word *given, unsigned char state, struct mlf_err *err)
{
    return mlf_strf(err, "'%s': %s", given->name, state_names[state]);
}

static int blame(struct mlf_judging *j, size_t record, unsigned char state, struct mlf_err *err)
{
    if (j->fault) {
        j->fault[record] = state;
        return 0;
    }
    char *why = mlf_rank_fault(j->given, state, err);
    int result = why ? mlf_record_set_error(&j->records->items[record], why, err) : -1;
    free(why);
    return result;
}

/* What is broken gets an `error`; negative numbers in a file are not the fault
 * of a record. */
static int keep_sound(struct mlf_judging *j, struct mlf_err *err)
{
    struct mlf_ranking *r = j->ranking;
    struct mlf_model_outputs *outputs = &j->given->outputs;
    double *row = mlf_alloc(2 * outputs->classes, sizeof *row, err), odd;
    int result = row ? 0 : -1;
    for (size_t i = 0; i < r->items && result == 0; i++) {
        enum mlf_model_outputs_state state = (enum mlf_model_outputs_state)j->state[i];
        r->scaled += state == MLF_ROW_SCALED;
        if (state == MLF_ROW_NEGATIVE) {
            mlf_model_outputs_row(outputs, i, row, row + outputs->classes, &odd);
            result = mlf_fail(err,
                              "'%s' holds %.9g for record %zu, which is no probability: logits, and logarithms of "
                              "probabilities, need --logits",
                              j->given->name, odd, r->item[i] + 1);
        } else if (state > MLF_ROW_ABSENT) {
            result = blame(j, r->item[i], (unsigned char)state, err);
            r->broken++;
        }
        j->state[i] = state <= MLF_ROW_SCALED;
    }
    free(row);
    return result ? -1 : keep(j, j->state, err);
}

/* What the labels have in common with the model's word. */
static void compare(struct mlf_ranking *r, size_t *pred)
{
    struct mlf_suspicion *s = &r->suspicion;
    double agree = 0, nats = 0, chance = 0, n = (double)r->items;
    for (size_t i = 0; i < r->items; i++) {
        agree += s->found[i].best == r->label[i];
        nats += fmin(s->found[i].nats, MLF_SURPRISE_CAP);
        pred[s->found[i].best]++;
    }
    for (size_t i = 0; i < r->items; i++)
        chance += (double)pred[r->label[i]];
    s->agreement = n > 0 ? agree / n : 0;
    s->surprise = n > 0 ? nats / n : 0;
    r->chance = n > 0 ? chance / n / n : 0;
}

/* Moves `found` of the items that were kept. */
static void keep_found(struct mlf_surprise *found, const unsigned char *wanted, size_t n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (wanted[i])
            found[kept++] = found[i];
}

static int look(struct mlf_judging *j, struct mlf_err *err)
{
    struct mlf_ranking *r = j->ranking;
    struct mlf_suspicion *s = &r->suspicion;
    size_t before = r->items;
    j->given->outputs.label = r->label;
    s->given = 1;
    s->temperature = 1;
    s->classes = j->given->classes.n;
    if (!(s->found = mlf_alloc(r->items, sizeof *s->found, err)) ||
        mlf_model_outputs_look(&j->given->outputs, s->found, j->state, j->options->jobs, err) || keep_sound(j, err))
        return -1;
    keep_found(s->found, j->state, before);
    s->n = r->items;
    size_t *pred = mlf_alloc(s->classes, sizeof *pred, err);
    if (!pred)
        return -1;
    compare(r, pred);
    free(pred);
    return 0;
}

static int score(struct mlf_judging *j, struct mlf_err *err)
{
    struct mlf_ranking *r = j->ranking;
    const struct mlf_rank_options *o = j->options;
    const struct mlf_model_outputs *outputs = &j->given->outputs;
    r->too_small = mlf_alloc(j->given->classes.n, sizeof *r->too_small, err);
    r->score = mlf_alloc(r->items, sizeof *r->score, err);
    r->wrong = mlf_alloc(r->items, 1, err);
    if (!r->too_small || !r->score || !r->wrong ||
        mlf_confident_make(&r->confident, outputs, r->suspicion.found, o->jobs, err) ||
        mlf_confident_prune(&r->confident, outputs, (enum mlf_confident_pruning)o->prune, r->wrong, o->jobs, err))
        return -1;
    return mlf_model_outputs_measure(outputs, r->suspicion.found, (enum mlf_model_outputs_measure)o->measure, r->score,
                                     o->jobs, err);
}

int mlf_rank_judge_outputs(struct mlf_judging *judging, unsigned char *broken, struct mlf_err *err)
{
    if (keep_known(judging, broken, err) || look(judging, err) || score(judging, err))
        return -1;
    judging->ranking->labels = judging->given->classes;
    judging->given->classes = (struct mlf_string_set){0};
    return 0;
}

int mlf_rank_by_model(struct mlf_ranking *ranking, struct mlf_records *records, const struct mlf_rank_options *options,
                      struct mlf_err *err)
{
    struct mlf_model_word given = {0};
    struct mlf_judging j = {.ranking = ranking, .records = records, .options = options, .given = &given};
    unsigned char *broken = mlf_alloc(records->n, 1, err);
    int result = -1;
    ranking->item = mlf_alloc(records->n, sizeof *ranking->item, err);
    ranking->label = mlf_alloc(records->n, sizeof *ranking->label, err);
    j.state = mlf_alloc(records->n, 1, err);
    if (!broken || !ranking->item || !ranking->label || !j.state || list_records(&j, err) ||
        mlf_model_word_open(&given, options, &j.labels, err) ||
        mlf_model_word_read(&given, records, ranking->item, ranking->items, broken, err) ||
        mlf_rank_judge_outputs(&j, broken, err))
        goto done;
    result = 0;
done:
    mlf_model_word_free(&given);
    mlf_string_set_free(&j.labels);
    free(j.state);
    free(broken);
    return result;
}
