#include "mlfix/agree/reviewers.h"

#include <stdlib.h>

#include "mlfix/agree/agreement.h"
#include "mlfix/agree/votes.h"
#include "mlfix/base/array.h"
#include "mlfix/flags/flags.h"
#include "mlfix/flags/same-box.h"
#include "mlfix/numeric/expected.h"

/* Whether a vote says what was decided. */
static int says_so(const struct mlf_reviewers *r, const struct mlf_vote *vote, const struct mlf_flag *decided)
{
    size_t category = mlf_votes_category(r->votes, r->flags, decided);
    /* "wrong" and another label do not contradict each other */
    if (vote->category >= MLF_VOTE_WRONG && category != MLF_NO_STRING && category >= MLF_VOTE_WRONG &&
        (vote->category == MLF_VOTE_WRONG || category == MLF_VOTE_WRONG))
        return 1;
    if (vote->category != category)
        return 0;
    if (!decided->has_bbox)
        return !(vote->flag && vote->flag->has_bbox);
    return vote->flag && vote->flag->has_bbox && mlf_same_box(vote->flag->bbox, decided->bbox);
}

static void count_vote(const struct mlf_reviewers *r, struct mlf_reviewer *reviewer, const struct mlf_vote *vote)
{
    size_t number = r->flags->of_target[vote->target];
    const struct mlf_flag *decided = number ? &r->flags->items[number - 1] : NULL;
    reviewer->looked++;
    if (vote->flag) {
        reviewer->decisions++;
        reviewer->verdicts[vote->flag->verdict]++;
    }
    if (!decided || decided->verdict == MLF_UNSURE || vote->category == MLF_NO_STRING)
        return;
    reviewer->settled++;
    reviewer->same += (size_t)says_so(r, vote, decided);
}

/* Those with a ballot, and what they said. */
static int count_reviewers(struct mlf_reviewers *r, struct mlf_err *err)
{
    const struct mlf_flags *flags = r->flags;
    size_t *place = mlf_alloc(flags->reviewers.n, sizeof *place, err);
    int result = place && (r->items = mlf_alloc(flags->reviewers.n, sizeof *r->items, err)) ? 0 : -1;
    for (size_t i = 0; i < flags->n_ballots && result == 0; i++)
        place[flags->ballots[i].reviewer] = 1;
    for (size_t k = 0; k < flags->reviewers.n && result == 0; k++) {
        if (!place[k])
            continue;
        r->items[r->n].number = k;
        result = mlf_honeypot_recall_make(&r->items[r->n].recall, flags, k, err);
        place[k] = r->n++;
    }
    for (size_t v = 0; v < r->votes->n && result == 0; v++)
        count_vote(r, &r->items[place[r->votes->items[v].reviewer]], &r->votes->items[v]);
    for (size_t k = 0; k < r->n; k++)
        mlf_expected_share(r->items[k].same, r->items[k].settled, &r->items[k].low, &r->items[k].high);
    free(place);
    return result;
}

/* What the reviewers voted on, without those who abstain and the supervisor. */
struct voted {
    struct mlf_rating *by_item; /* n; items are targets, raters numbers of reviewers */
    struct mlf_rating *by_rater;
    size_t *first; /* reviewers + 1: in by_rater */
    size_t n;
};

static int collect(const struct mlf_reviewers *r, struct voted *voted, struct mlf_err *err)
{
    const struct mlf_votes *votes = r->votes;
    size_t *next = mlf_alloc(votes->n_reviewers, sizeof *next, err);
    voted->by_item = mlf_alloc(votes->n, sizeof *voted->by_item, err);
    voted->by_rater = mlf_alloc(votes->n, sizeof *voted->by_rater, err);
    voted->first = mlf_alloc(votes->n_reviewers + 1, sizeof *voted->first, err);
    if (!next || !voted->by_item || !voted->by_rater || !voted->first) {
        free(next);
        return -1;
    }
    for (size_t v = 0; v < votes->n; v++) {
        const struct mlf_vote *vote = &votes->items[v];
        if (vote->category == MLF_NO_STRING || vote->reviewer == r->policy->supervisor)
            continue;
        voted->by_item[voted->n++] = (struct mlf_rating){vote->target, vote->reviewer, vote->category};
        voted->first[vote->reviewer + 1]++;
    }
    for (size_t k = 0; k < votes->n_reviewers; k++) {
        voted->first[k + 1] += voted->first[k];
        next[k] = voted->first[k];
    }
    for (size_t i = 0; i < voted->n; i++)
        voted->by_rater[next[voted->by_item[i].rater]++] = voted->by_item[i];
    free(next);
    return 0;
}

/* The categories that both gave to the objects they have in common; how many. */
static size_t meet(const struct voted *voted, size_t a, size_t b, size_t *of_a, size_t *of_b)
{
    size_t n = 0, i = voted->first[a], j = voted->first[b];
    while (i < voted->first[a + 1] && j < voted->first[b + 1]) {
        const struct mlf_rating *x = &voted->by_rater[i], *y = &voted->by_rater[j];
        if (x->item == y->item) {
            of_a[n] = x->category;
            of_b[n++] = y->category;
        }
        i += x->item <= y->item;
        j += y->item <= x->item;
    }
    return n;
}

static int compare_pairs(struct mlf_reviewers *r, const struct voted *voted, struct mlf_err *err)
{
    size_t *of_a = mlf_alloc(voted->n, sizeof *of_a, err), *of_b = mlf_alloc(voted->n, sizeof *of_b, err);
    int result = of_a && of_b ? 0 : -1;
    for (size_t a = 0; a < r->n && result == 0; a++) {
        for (size_t b = a + 1; b < r->n && result == 0; b++) {
            size_t n = meet(voted, r->items[a].number, r->items[b].number, of_a, of_b);
            if (n == 0)
                continue;
            result = mlf_grow(&r->pairs, &r->pair_capacity, r->n_pairs + 1, sizeof *r->pairs, err);
            if (result)
                break;
            struct mlf_reviewer_pair *pair = &r->pairs[r->n_pairs++];
            *pair = (struct mlf_reviewer_pair){.a = a, .b = b};
            result = mlf_kappa_cohen(&pair->kappa, of_a, of_b, n, mlf_votes_categories(r->votes), err);
        }
    }
    free(of_a);
    free(of_b);
    return result;
}

int mlf_reviewers_count(struct mlf_reviewers *r, struct mlf_err *err)
{
    struct voted voted = {0};
    int result = count_reviewers(r, err) || collect(r, &voted, err) || compare_pairs(r, &voted, err) ||
                         mlf_kappa_fleiss(&r->fleiss, voted.by_item, voted.n, mlf_votes_categories(r->votes), err)
                     ? -1
                     : 0;
    r->ratings = voted.n;
    for (size_t i = 0; i < r->flags->n; i++) {
        const struct mlf_flag *flag = &r->flags->items[i];
        if (flag->standing == MLF_DECIDED && flag->verdict == MLF_UNSURE)
            r->unsure++;
        else
            r->standing[flag->standing]++;
    }
    free(voted.by_item);
    free(voted.by_rater);
    free(voted.first);
    return result;
}

void mlf_reviewers_free(struct mlf_reviewers *r)
{
    free(r->items);
    free(r->pairs);
    r->items = NULL;
    r->pairs = NULL;
}
