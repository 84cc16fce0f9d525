#include "mlfix/agree/votes.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/limits.h"
#include "mlfix/flags/flags.h"
#include "mlfix/flags/target-cell.h"
#include "mlfix/flags/targets.h"

static int add_vote(struct mlf_votes *votes, size_t target, size_t reviewer, const struct mlf_flag *flag,
                    struct mlf_err *err)
{
    if (mlf_grow(&votes->items, &votes->capacity, votes->n + 1, sizeof *votes->items, err))
        return -1;
    votes->items[votes->n++] = (struct mlf_vote){.target = target, .reviewer = reviewer, .flag = flag};
    return 0;
}

/* On how many sheets each target stands (2: two or more), in new memory. */
static unsigned char *count_sheets(const struct mlf_targets *targets, struct mlf_err *err)
{
    unsigned char *shown = mlf_alloc(targets->n, 1, err);
    for (size_t s = 0; shown && s < targets->sheet_names.n; s++)
        for (size_t k = 0; k < targets->sheets[s].n; k++)
            if (shown[targets->sheets[s].cells[k].target] < 2)
                shown[targets->sheets[s].cells[k].target]++;
    return shown;
}

/* Adds a silent vote of each reviewer who decided anything on the sheet on all that it shows.
 * seen: by reviewer, the number + 1 of the last sheet for which this was done. */
static int add_sheet(struct mlf_votes *votes, const struct mlf_flags *flags, size_t number, size_t *seen,
                     const unsigned char *shown, struct mlf_err *err)
{
    const struct mlf_target_sheet *sheet = &flags->targets->sheets[number];
    for (size_t k = 0; k < sheet->n; k++) {
        if (shown[sheet->cells[k].target] > 1)
            continue;
        for (size_t i = flags->first_ballot[sheet->cells[k].target]; i; i = flags->ballots[i - 1].next) {
            size_t reviewer = flags->ballots[i - 1].reviewer;
            if (seen[reviewer] == number + 1)
                continue;
            seen[reviewer] = number + 1;
            for (size_t c = 0; c < sheet->n; c++)
                if (!flags->targets->items[sheet->cells[c].target].honeypot &&
                    add_vote(votes, sheet->cells[c].target, reviewer, NULL, err))
                    return -1;
        }
    }
    return 0;
}

/* By object and reviewer; then what was said before silence, in the order in which it was read, which
 * is that of the ballots in memory. */
static int by_object(const void *a, const void *b)
{
    const struct mlf_vote *x = a, *y = b;
    if (x->target != y->target)
        return x->target < y->target ? -1 : 1;
    if (x->reviewer != y->reviewer)
        return x->reviewer < y->reviewer ? -1 : 1;
    if (!x->flag || !y->flag)
        return x->flag ? -1 : y->flag != NULL;
    return x->flag < y->flag ? -1 : x->flag > y->flag;
}

/* Keeps one vote for each pair of object and reviewer. */
static void join(struct mlf_votes *votes)
{
    size_t kept = 0;
    for (size_t i = 0; i < votes->n; i++) {
        struct mlf_vote *vote = &votes->items[i], *last = kept ? &votes->items[kept - 1] : NULL;
        if (!last || last->target != vote->target || last->reviewer != vote->reviewer)
            votes->items[kept++] = *vote;
        else if (vote->flag && !last->torn && !mlf_flag_same(last->flag, vote->flag))
            last->torn = vote->flag;
    }
    votes->n = kept;
}

/* The category of a decision (NULL: silence), MLF_VOTE_RELABEL for any new label. */
static size_t plain_category(const struct mlf_flag *flag, const char *label)
{
    if (!flag || flag->verdict == MLF_OK)
        return MLF_VOTE_OK;
    if (flag->verdict == MLF_UNSURE)
        return MLF_NO_STRING;
    if (flag->verdict == MLF_WRONG)
        return MLF_VOTE_WRONG;
    if (flag->verdict == MLF_REMOVED)
        return MLF_VOTE_REMOVED;
    if (flag->verdict == MLF_BOXED)
        return MLF_VOTE_BOXED;
    if (!label || strcmp(label, flag->label))
        return MLF_VOTE_RELABEL;
    return flag->has_bbox ? MLF_VOTE_BOXED : MLF_VOTE_OK;
}

static int categorise(struct mlf_votes *votes, const struct mlf_targets *targets, struct mlf_err *err)
{
    for (size_t i = 0; i < votes->n; i++) {
        struct mlf_vote *vote = &votes->items[i];
        size_t label = 0;
        vote->category = vote->torn ? MLF_NO_STRING : plain_category(vote->flag, targets->items[vote->target].label);
        if (vote->category == MLF_VOTE_RELABEL &&
            mlf_string_set_add(&votes->labels, vote->flag->label, &label, NULL, err))
            return -1;
        vote->category += vote->category == MLF_VOTE_RELABEL ? label : 0;
    }
    return 0;
}

size_t mlf_votes_categories(const struct mlf_votes *votes)
{
    return MLF_VOTE_RELABEL + votes->labels.n;
}

size_t mlf_votes_category(const struct mlf_votes *votes, const struct mlf_flags *flags, const struct mlf_flag *flag)
{
    size_t category = plain_category(flag, flags->targets->items[flag->target].label);
    size_t label = category == MLF_VOTE_RELABEL ? mlf_string_set_find(&votes->labels, flag->label) : 0;
    if (category != MLF_VOTE_RELABEL)
        return category;
    return label == MLF_NO_STRING ? MLF_NO_STRING : category + label;
}

int mlf_votes_make(struct mlf_votes *votes, const struct mlf_flags *flags, struct mlf_err *err)
{
    const struct mlf_targets *targets = flags->targets;
    size_t at = 0, *seen = NULL;
    unsigned char *shown = NULL;
    int result = -1;
    votes->n_reviewers = flags->reviewers.n;
    if (votes->n_reviewers > MLF_LIMIT_REVIEWERS)
        return mlf_fail(
            err, "the flags are by %zu reviewers; more than %d are not weighed or compared: put several into one file",
            votes->n_reviewers, MLF_LIMIT_REVIEWERS);
    votes->first = mlf_alloc(targets->n + 1, sizeof *votes->first, err);
    seen = mlf_alloc(votes->n_reviewers, sizeof *seen, err);
    shown = count_sheets(targets, err);
    if (!votes->first || !seen || !shown)
        goto done;
    for (size_t i = 0; i < flags->n_ballots; i++)
        if (!targets->items[flags->ballots[i].flag.target].honeypot &&
            add_vote(votes, flags->ballots[i].flag.target, flags->ballots[i].reviewer, &flags->ballots[i].flag, err))
            goto done;
    for (size_t s = 0; s < targets->sheet_names.n && flags->first_ballot; s++)
        if (add_sheet(votes, flags, s, seen, shown, err))
            goto done;
    if (votes->n)
        qsort(votes->items, votes->n, sizeof *votes->items, by_object);
    join(votes);
    for (size_t t = 0; t <= targets->n; t++) {
        while (at < votes->n && votes->items[at].target < t)
            at++;
        votes->first[t] = at;
    }
    result = categorise(votes, targets, err);
done:
    free(seen);
    free(shown);
    return result;
}

void mlf_votes_free(struct mlf_votes *votes)
{
    free(votes->items);
    free(votes->first);
    mlf_string_set_free(&votes->labels);
    *votes = (struct mlf_votes){0};
}
