/* What people decided on records, in the ranking: learnt from, and not asked again. */

#include "settled.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/judge/noise-judge.h"
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

/* The label that an item had before a person decided on it. The noise of the others is like that
 * before the review; fitted to what is left of it, it would look better than it is (of the most
 * doubtful 500 of 10,000 reviewed, 542 wrong labels would be expected among the rest, in place of
 * 1,051: there are 1,326). */
static int find_given_label(const struct mlf_ranking *r, const struct mlf_records *records,
                            const struct mlf_settled *settled, size_t item, size_t *label, struct mlf_err *err)
{
    struct mlf_err broken = {""};
    if (!settled->label)
        return 0;
    char *own = settled->was ? mlf_strdup(settled->was, &broken)
                             : mlf_record_string(&records->items[r->item[item]], "label", &broken);
    size_t number = own ? mlf_string_set_find(&r->labels, own) : (size_t)-1;
    free(own);
    if (number != (size_t)-1 && !r->too_small[number])
        *label = number;
    return broken.text[0] ? mlf_fail(err, "%s", broken.text) : 0;
}

/* Of the settled ones nothing is to be expected, and they are what they were said to be. Those that were
 * said to be wrong are wrong, and it is not known what else they are. */
static void settle_mistakes(struct mlf_ranking *r, const struct mlf_rank_options *options)
{
    for (size_t i = 0; i < r->items; i++) {
        if (!is_settled(r, options, i) || r->too_small[r->label[i]] || !r->told.told[r->label[i]])
            continue;
        int wrong = options->settled[r->item[i]].how == MLF_SETTLED_WRONG;
        r->mistaken[i] = wrong;
        if (!wrong)
            r->noise.joint[r->label[i] * r->labels.n + r->label[i]]++;
    }
}

int mlf_rank_find_mistakes(struct mlf_ranking *r, const struct mlf_records *records,
                           const struct mlf_rank_options *options, struct mlf_err *err)
{
    int result = -1;
    unsigned char *skip = mlf_alloc(r->items, 1, err);
    size_t *given = mlf_alloc(r->items, sizeof *given, err);
    r->mistaken = mlf_alloc(r->items, sizeof *r->mistaken, err);
    if (!r->mistaken || !skip || !given)
        goto done;
    for (size_t i = 0; i < r->items; i++) {
        skip[i] = r->too_small[r->label[i]] != 0;
        given[i] = r->label[i];
        if (is_settled(r, options, i) && find_given_label(r, records, &options->settled[r->item[i]], i, &given[i], err))
            goto done;
    }
    if (mlf_noise_fit(&r->noise, &r->suspicion, given, skip, options->jobs, err))
        goto done;
    for (size_t i = 0; i < r->items; i++)
        skip[i] |= (unsigned char)(is_settled(r, options, i) || !r->told.told[r->label[i]]);
    if (mlf_noise_judge(&r->noise, &r->suspicion, r->label, skip, r->score, options->jobs, r->mistaken, err))
        goto done;
    settle_mistakes(r, options);
    result = 0;
done:
    free(skip);
    free(given);
    return result;
}

void mlf_rank_take_back(struct mlf_record *record)
{
    mlf_record_remove(record, "score");
    mlf_record_remove(record, "wrong");
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
