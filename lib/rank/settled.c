/* What people decided on records, in the ranking: learnt from, and not asked again. */

#include "settled.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/judge/noise-judge.h"
#include "mlfix/judge/planted-wrong.h"
#include "mlfix/judge/score.h"
#include "mlfix/judge/wrong-interval.h"
#include "mlfix/judge/wrong-reviewed.h"
#include "mlfix/rank/ranking.h"
#include "mlfix/record/record-write.h"
#include "mlfix/record/record.h"
#include "mlfix/record/records.h"

static int is_settled(const struct mlf_ranking *ranking, const struct mlf_rank_options *options, size_t item)
{
    return options->settled && options->settled[ranking->item[item]].how != MLF_SETTLED_NOT;
}

char *mlf_settled_label(const struct mlf_rank_options *options, const struct mlf_records *records, size_t at,
                        struct mlf_err *err)
{
    const struct mlf_settled *settled = options->settled ? &options->settled[at] : NULL;
    if (settled && settled->how == MLF_SETTLED_GONE)
        return NULL;
    if (settled && settled->how == MLF_SETTLED_LABEL && settled->label)
        return mlf_strdup(settled->label, err);
    return mlf_record_string(&records->items[at], "label", err);
}

void mlf_settled_score(struct mlf_ranking *ranking, const struct mlf_rank_options *options)
{
    for (size_t i = 0; i < ranking->items; i++) {
        if (!is_settled(ranking, options, i))
            continue;
        /* what a person found wrong waits for its label before all that is only doubted */
        int wrong = options->settled[ranking->item[i]].how == MLF_SETTLED_WRONG;
        ranking->score[i] = wrong;
        ranking->wrong[i] = (unsigned char)wrong;
        ranking->settled++;
    }
}

static int make_room(struct mlf_wrong *wrong, size_t n, struct mlf_err *err)
{
    wrong->p = mlf_alloc(n, sizeof *wrong->p, err);
    wrong->low = mlf_alloc(n, sizeof *wrong->low, err);
    wrong->high = mlf_alloc(n, sizeof *wrong->high, err);
    return wrong->p && wrong->low && wrong->high ? 0 : -1;
}

/* How probable it is by the model of the noise that the given labels are wrong, those on which people decided among
 * them. Fills mistaken.p, skip[i] where no number is stated, and the scores (items) of the given labels. */
static int judge_given(struct mlf_ranking *r, const size_t *given, unsigned char *skip, double *score, int jobs,
                       struct mlf_err *err)
{
    size_t c = r->labels.n;
    for (size_t i = 0; i < r->items; i++) {
        struct mlf_surprise surprise;
        mlf_score_item(r->suspicion.p + i * c, c, given[i], r->suspicion.temperature, &surprise);
        score[i] = mlf_score_from_surprise(surprise.nats);
        skip[i] |= !r->told.told[given[i]];
    }
    return mlf_noise_judge(&r->noise, &r->suspicion, given, skip, score, jobs, r->mistaken.p, err);
}

/* The settled ones are left out of what is estimated, and are what they were said to be. Those that were said to be
 * wrong are wrong, and it is not known what else they are. */
static int leave_out_settled(struct mlf_ranking *r, const struct mlf_rank_options *options, unsigned char *skip,
                             struct mlf_err *err)
{
    struct mlf_wrong *m = &r->mistaken;
    double *by_noise = r->settled > 0 ? mlf_alloc(r->items, sizeof *by_noise, err) : NULL;
    int result = 0;
    for (size_t i = 0; i < r->items; i++) {
        skip[i] = r->too_small[r->label[i]] || is_settled(r, options, i) || !r->told.told[r->label[i]];
        if (skip[i])
            m->p[i] = m->low[i] = m->high[i] = NAN;
    }
    /* What the others are mistaken for, without the settled ones. */
    if (r->settled > 0)
        result = by_noise
                     ? mlf_noise_judge(&r->noise, &r->suspicion, r->label, skip, r->score, options->jobs, by_noise, err)
                     : -1;
    free(by_noise);
    if (result || mlf_noise_settle(&r->noise, r->label, m->p, r->items, err))
        return -1;
    for (size_t i = 0; i < r->items; i++) {
        if (!is_settled(r, options, i) || r->too_small[r->label[i]] || !r->told.told[r->label[i]])
            continue;
        int wrong = options->settled[r->item[i]].how == MLF_SETTLED_WRONG;
        m->p[i] = m->low[i] = m->high[i] = wrong;
        if (!wrong)
            r->noise.joint[r->label[i] * r->labels.n + r->label[i]]++;
    }
    return 0;
}

static double sum_of(const double *numbers, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += isnan(numbers[i]) ? 0 : numbers[i];
    return sum;
}

/* Turns the probabilities by the model of the noise into what is stated, in the light of what people decided: the
 * label of each item as it was given, its score, and as they left it. */
static int state_numbers(struct mlf_ranking *r, const size_t *given, const double *score,
                         const struct mlf_planted *planted, const struct mlf_rank_options *options, struct mlf_err *err)
{
    struct mlf_reviewed_labels labels = {.n = r->items, .score = score};
    unsigned char *seen = mlf_alloc(r->items, 1, err);
    double *by_noise = mlf_alloc(r->items, sizeof *by_noise, err);
    int result = -1;
    if (!seen || !by_noise)
        goto done;
    memcpy(by_noise, r->mistaken.p, r->items * sizeof *by_noise);
    mlf_wrong_interval(&r->mistaken, r->items, planted);
    for (size_t i = 0; i < r->items; i++)
        if (is_settled(r, options, i))
            seen[i] = given[i] != r->label[i] || options->settled[r->item[i]].how == MLF_SETTLED_WRONG ? MLF_SEEN_WRONG
                                                                                                       : MLF_SEEN_RIGHT;
    labels.by_noise = by_noise;
    labels.seen = seen;
    labels.number = sum_of(r->mistaken.p, r->items);
    labels.low = sum_of(r->mistaken.low, r->items);
    labels.high = sum_of(r->mistaken.high, r->items);
    result = r->settled > 0 ? mlf_wrong_review(&r->mistaken, &labels, err) : 0;
done:
    free(seen);
    free(by_noise);
    return result;
}

int mlf_rank_find_mistakes(struct mlf_ranking *r, const struct mlf_rank_options *options, struct mlf_err *err)
{
    int result = -1;
    unsigned char *skip = mlf_alloc(r->items, 1, err);
    size_t *given = mlf_alloc(r->items, sizeof *given, err);
    double *score = mlf_alloc(r->items, sizeof *score, err);
    struct mlf_planted planted;
    if (!skip || !given || !score || make_room(&r->mistaken, r->items, err))
        goto done;
    for (size_t i = 0; i < r->items; i++) {
        skip[i] = r->too_small[r->label[i]] != 0;
        /* The noise of the others is like that before the review; fitted to what is left of it, it would look better
         * than it is (of the most doubtful 500 of 10,000 reviewed, 542 wrong labels would be expected among the rest,
         * in place of 1,051: there are 1,326). */
        given[i] = r->too_small[r->given[i]] ? r->label[i] : r->given[i];
    }
    if (mlf_noise_fit(&r->noise, &r->suspicion, given, skip, options->jobs, err) ||
        mlf_planted_estimate(&planted, &r->suspicion, given, skip, r->told.told, options->jobs, err) ||
        judge_given(r, given, skip, score, options->jobs, err) ||
        state_numbers(r, given, score, &planted, options, err))
        goto done;
    result = leave_out_settled(r, options, skip, err);
done:
    free(skip);
    free(given);
    free(score);
    return result;
}

void mlf_rank_take_back_wrong(struct mlf_record *record)
{
    mlf_record_remove(record, "wrong");
    mlf_record_remove(record, "wrong_low");
    mlf_record_remove(record, "wrong_high");
}

void mlf_rank_take_back(struct mlf_record *record)
{
    mlf_record_remove(record, "score");
    mlf_rank_take_back_wrong(record);
    mlf_record_remove(record, "suggest");
    mlf_record_remove(record, "reasons");
}

int mlf_settled_write(const struct mlf_settled *settled, struct mlf_record *record, struct mlf_err *err)
{
    struct mlf_err broken = {""};
    if (settled->how == MLF_SETTLED_NOT)
        return 0;
    if (settled->how == MLF_SETTLED_GONE) {
        mlf_rank_take_back(record);
        return mlf_record_mark_issue(record, "label", 0, err);
    }
    if (settled->how == MLF_SETTLED_WRONG) /* also where the class is too small to be judged */
        return mlf_record_set_number(record, "score", 1, err) || mlf_record_set_number(record, "wrong", 1, err)
                   ? -1
                   : mlf_record_mark_issue(record, "label", 1, err);
    char *label = settled->label ? mlf_record_string(record, "label", &broken) : NULL;
    int same = !settled->label || (label && strcmp(label, settled->label) == 0);
    free(label);
    if (!same)
        return mlf_record_set_string(record, "suggest", settled->label, err);
    mlf_record_remove(record, "suggest");
    return 0;
}
