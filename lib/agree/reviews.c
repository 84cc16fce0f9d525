#include "mlfix/agree/reviews.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/agree/agreement.h"
#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/flags/record-flags.h"
#include "mlfix/flags/same-box.h"
#include "mlfix/record/record.h"
#include "mlfix/record/records.h"

int mlf_reviews_read(struct mlf_reviews *reviews, const struct mlf_records *records, const char *const *paths, size_t n,
                     struct mlf_err *err)
{
    size_t lost;

    reviews->flags.targets = &reviews->targets;
    reviews->flag_of = mlf_alloc(records->n, sizeof *reviews->flag_of, err);
    if (!reviews->flag_of)
        return -1;
    if (n == 0)
        return 0;
    for (size_t i = 0; i < records->n; i++)
        if (mlf_targets_add(&reviews->targets, &records->items[i], err))
            return mlf_fail_at(err, "%s:%zu", records->items[i].file, records->items[i].number);
    if (mlf_targets_finish(&reviews->targets, err))
        return -1;
    for (size_t i = 0; i < n; i++)
        if (mlf_flags_read(&reviews->flags, paths[i], err))
            return -1;
    if (mlf_agreement_settle(&reviews->flags, NULL, NULL, NULL, err))
        return -1;
    return mlf_record_flags_match(records, &reviews->flags, reviews->flag_of, &lost, err);
}

const struct mlf_flag *mlf_reviews_decision(const struct mlf_reviews *reviews, size_t record)
{
    const struct mlf_flag *flag = reviews->flag_of[record] ? &reviews->flags.items[reviews->flag_of[record] - 1] : NULL;

    return flag && flag->verdict != MLF_UNSURE ? flag : NULL; /* as undecided ones are, too */
}

int mlf_reviews_confirm(const struct mlf_flag *decision, const struct mlf_record *record)
{
    struct mlf_err broken = {""};
    double box[4];
    char *label;
    int same;

    if (decision->verdict == MLF_BOXED)
        return mlf_record_bbox(record, box) && mlf_same_box(box, decision->bbox);
    if (decision->verdict != MLF_RELABELLED)
        return decision->verdict == MLF_OK;
    label = mlf_record_string(record, "label", &broken);
    same = label && strcmp(label, decision->label) == 0;
    free(label);
    return same;
}

static int tell_count(size_t n, const char *one, const char *several, void (*say)(const char *sentence),
                      struct mlf_err *err)
{
    char *sentence = n > 0 ? mlf_strf(err, n == 1 ? "%zu line %s" : "%zu lines %s", n, n == 1 ? one : several) : NULL;
    if (sentence)
        say(sentence);
    free(sentence);
    return n > 0 && !sentence ? -1 : 0;
}

int mlf_reviews_tell(const struct mlf_reviews *reviews, void (*say)(const char *sentence), struct mlf_err *err)
{
    const struct mlf_flags *flags = &reviews->flags;
    for (size_t i = 0; i < flags->n_problems && i < MLF_FLAG_PROBLEMS; i++)
        say(flags->problems[i]);
    if (tell_count(flags->n_problems, "of the reviews said nothing about these records",
                   "of the reviews said nothing about these records", say, err))
        return -1;
    return tell_count(flags->gone, "of the ledger is about objects that are not here, or have changed since",
                      "of the ledger are about objects that are not here, or have changed since", say, err);
}

void mlf_reviews_free(struct mlf_reviews *reviews)
{
    free(reviews->flag_of);
    reviews->flag_of = NULL;
    mlf_flags_free(&reviews->flags);
    mlf_targets_free(&reviews->targets);
}
