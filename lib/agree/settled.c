#include "mlfix/agree/settled.h"

#include <stdio.h>
#include <stdlib.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/flags/flag.h"
#include "mlfix/flags/record-flags.h"
#include "mlfix/record/record.h"
#include "mlfix/record/records.h"

static struct mlf_settled settle(const struct mlf_flag *decision)
{
    if (decision->verdict == MLF_REMOVED)
        return (struct mlf_settled){.how = MLF_SETTLED_GONE};
    if (decision->verdict == MLF_WRONG)
        return (struct mlf_settled){.how = MLF_SETTLED_WRONG};
    return (struct mlf_settled){.how = MLF_SETTLED_LABEL,
                                .label = decision->verdict == MLF_RELABELLED ? decision->label : NULL,
                                .was = decision->verdict == MLF_RELABELLED ? decision->was : NULL};
}

static void tell(size_t decided, size_t differ, void (*say)(const char *sentence))
{
    char sentence[128];
    if (differ > 0) {
        snprintf(sentence, sizeof sentence, "two files differ about %zu record%s: nothing is decided there", differ,
                 differ == 1 ? "" : "s");
        say(sentence);
    }
    snprintf(sentence, sizeof sentence, "%zu record%s reviewed already", decided, decided == 1 ? " was" : "s were");
    say(sentence);
}

int mlf_settled_read(struct mlf_settled_records *reviewed, struct mlf_records *records, const char *const *paths,
                     size_t n, void (*say)(const char *sentence), struct mlf_err *err)
{
    struct mlf_reviews *reviews = &reviewed->reviews;
    size_t decided = 0, differ = 0;

    reviewed->settled = mlf_alloc(records->n, sizeof *reviewed->settled, err);
    if (!reviewed->settled || mlf_reviews_read(reviews, records, paths, n, err) < 0)
        return -1;
    for (size_t i = 0; i < records->n; i++) {
        const struct mlf_flag *decision = mlf_reviews_decision(reviews, i);
        differ += reviews->flag_of[i] && reviews->flags.items[reviews->flag_of[i] - 1].standing == MLF_CONFLICT;
        if (!decision)
            continue;
        decided++;
        reviewed->settled[i] = settle(decision);
        if (mlf_record_flags_note(&records->items[i], decision, err) < 0)
            return mlf_fail_at(err, "%s:%zu", records->items[i].file, records->items[i].number);
    }
    if (mlf_reviews_tell(reviews, say, err) < 0)
        return -1;
    tell(decided, differ, say);
    return 0;
}

void mlf_settled_free(struct mlf_settled_records *reviewed)
{
    mlf_reviews_free(&reviewed->reviews);
    free(reviewed->settled);
    reviewed->settled = NULL;
}
