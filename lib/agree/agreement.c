#include "mlfix/agree/agreement.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/agree/reviewer-weights.h"
#include "mlfix/base/array.h"
#include "mlfix/flags/flags.h"
#include "mlfix/flags/same-box.h"
#include "mlfix/flags/targets.h"
#include "poll.h"

/* The object that is being settled. */
struct settling {
    struct mlf_flags *flags;
    const struct mlf_agreement_policy *policy;
    const struct mlf_votes *votes;
    const struct mlf_reviewer_weights *weights;
    size_t target;
    struct mlf_poll_word *words; /* by reviewer */
    unsigned char *marked;       /* by word: says what is decided */
    size_t n, capacity, mark_capacity;
    const struct mlf_flag *torn[2]; /* two words of one reviewer that differ */
};

struct decision {
    enum mlf_standing standing;
    size_t word;  /* the one that is decided; of a conflict: the first */
    size_t rival; /* of a conflict: another one */
    double probability;
    int unsure; /* everybody is unsure */
};

/* ---- What was said ---- */

static int add_word(struct settling *s, const struct mlf_flag *flag, size_t reviewer, size_t category,
                    struct mlf_err *err)
{
    if (mlf_grow(&s->words, &s->capacity, s->n + 1, sizeof *s->words, err) ||
        mlf_grow(&s->marked, &s->mark_capacity, s->n + 1, 1, err))
        return -1;
    s->marked[s->n] = 0;
    s->words[s->n++] = (struct mlf_poll_word){.flag = flag, .reviewer = reviewer, .category = category};
    return 0;
}

/* By reviewer; of one reviewer in the order they were read. */
static int by_reviewer(const void *a, const void *b)
{
    const struct mlf_poll_word *x = a, *y = b;
    if (x->reviewer != y->reviewer)
        return x->reviewer < y->reviewer ? -1 : 1;
    return x->flag < y->flag ? -1 : x->flag > y->flag;
}

/* All ballots on the object, for where silence has no part. */
static int take_ballots(struct settling *s, struct mlf_err *err)
{
    const struct mlf_flags *flags = s->flags;
    for (size_t i = flags->first_ballot[s->target]; i; i = flags->ballots[i - 1].next)
        if (add_word(s, &flags->ballots[i - 1].flag, flags->ballots[i - 1].reviewer, 0, err))
            return -1;
    if (s->n > 1)
        qsort(s->words, s->n, sizeof *s->words, by_reviewer);
    return 0;
}

static int take_votes(struct settling *s, struct mlf_err *err)
{
    for (size_t v = s->votes->first[s->target]; v < s->votes->first[s->target + 1]; v++) {
        const struct mlf_vote *vote = &s->votes->items[v];
        if (!vote->flag && vote->reviewer == s->policy->supervisor)
            continue;
        if (add_word(s, vote->flag, vote->reviewer, vote->category, err))
            return -1;
        if (!vote->torn)
            continue;
        if (vote->reviewer != s->policy->supervisor) {
            s->torn[0] = vote->flag;
            s->torn[1] = vote->torn;
        }
        if (add_word(s, vote->torn, vote->reviewer, MLF_NO_STRING, err))
            return -1;
    }
    return 0;
}

static int same(const struct settling *s, size_t a, size_t b)
{
    const struct mlf_flag *x = s->words[a].flag, *y = s->words[b].flag;
    if (s->policy->agree == MLF_AGREE_ANY)
        return mlf_flag_same(x, y);
    if (s->words[a].category != s->words[b].category)
        return 0;
    /* categories do not tell one box from another */
    return !((x && x->has_bbox) || (y && y->has_bbox)) ||
           (x && y && x->has_bbox && y->has_bbox && mlf_same_box(x->bbox, y->bbox));
}

/* ---- What is decided ---- */

/* Whether the flag says that the label is wrong, and no more. */
static int says_wrong(const struct mlf_flag *flag)
{
    return flag && flag->verdict == MLF_WRONG;
}

/* Whether the flag gives the object a label that it does not have. */
static int gives_label(const struct settling *s, const struct mlf_flag *flag)
{
    const char *label = s->flags->targets->items[s->target].label;
    return flag && flag->verdict == MLF_RELABELLED && !(label && strcmp(label, flag->label) == 0);
}

/* Decides by MLF_AGREE_ANY: any word, if no other differs. */
static struct decision agree_any(const struct settling *s)
{
    struct decision decision = {.standing = MLF_DECIDED};
    /* who gives another label has said more than who says that it is wrong */
    while (decision.word + 1 < s->n && says_wrong(s->words[decision.word].flag))
        decision.word++;
    int labelled = gives_label(s, s->words[decision.word].flag);
    for (size_t i = 0; i < s->n; i++) {
        if (same(s, decision.word, i) || (labelled && says_wrong(s->words[i].flag)))
            continue;
        decision.standing = MLF_CONFLICT;
        decision.rival = i;
        break;
    }
    if (decision.standing == MLF_CONFLICT && decision.rival < decision.word) /* told in the order of reading */
        decision = (struct decision){.standing = MLF_CONFLICT, .word = decision.rival, .rival = decision.word};
    return decision;
}

/* Whether this word is a vote. */
static int votes(const struct settling *s, size_t word)
{
    return s->words[word].category != MLF_NO_STRING;
}

/* Groups the words that say the same. Returns how many vote. The supervisor is not among them. */
static size_t group_words(struct settling *s)
{
    size_t voters = 0;
    for (size_t i = 0; i < s->n; i++) {
        struct mlf_poll_word *word = &s->words[i];
        if (!votes(s, i))
            continue;
        voters++;
        for (word->group = 0; word->group < i; word->group++)
            if (votes(s, word->group) && same(s, word->group, i))
                break;
        s->words[word->group].votes++;
        if (s->policy->agree == MLF_AGREE_WEIGHTED)
            s->words[word->group].weight += fmax(s->weights->of[word->reviewer].weight, 0);
    }
    return voters;
}

/* The first word that says no more than that the label is wrong, where no two words name different
 * labels; else MLF_NO_STRING. *family becomes how many say so or name a label. */
static size_t find_wrong(const struct settling *s, size_t *family)
{
    size_t wrong = MLF_NO_STRING, labels = 0;
    *family = 0;
    for (size_t a = 0; a < s->n; a++) {
        if (!votes(s, a) || s->words[a].category < MLF_VOTE_WRONG)
            continue;
        ++*family;
        if (s->words[a].group != a)
            continue;
        if (s->words[a].category == MLF_VOTE_WRONG)
            wrong = a;
        else
            labels++;
    }
    return labels < 2 ? wrong : MLF_NO_STRING;
}

/* How probable it is that what a group's first word says is right. Who says only that the label is
 * wrong speaks for no label and against none, and is right whichever it is. */
static double probability_of(const struct settling *s, size_t a)
{
    const struct mlf_dawid_skene *model = &s->weights->model;
    size_t class = mlf_reviewer_weights_class(s->words[a].category), item = s->weights->item_of[s->target] - 1;
    double all = s->words[a].category == MLF_VOTE_WRONG ? 1 : 0;
    for (size_t i = 0; i < s->n && s->words[a].category != MLF_VOTE_WRONG; i++)
        if (votes(s, i) && s->words[i].group == i && s->words[i].category != MLF_VOTE_WRONG &&
            mlf_reviewer_weights_class(s->words[i].category) == class)
            all += exp(s->words[i].weight - s->words[a].weight);
    return model->p[item * model->classes + class] / all;
}

/* Whether a decision with this worth (votes or a probability) prevails. */
static int do_prevail(const struct settling *s, double worth, int unanimous, size_t voters)
{
    return s->policy->agree == MLF_AGREE_WEIGHTED ? worth >= s->policy->sure
           : s->policy->agree == MLF_AGREE_ALL    ? unanimous
                                                  : 2 * worth > (double)voters;
}

/* Decides by the votes. */
static struct decision agree_votes(struct settling *s)
{
    struct decision decision = {.word = MLF_NO_STRING};
    enum mlf_agreement_rule agree = s->policy->agree;
    size_t voters = group_words(s);
    double most = -1;
    int differ = 0;
    if (voters == 0)
        return (struct decision){.unsure = 1};
    for (size_t a = 0; a < s->n; a++) {
        if (!votes(s, a) || s->words[a].group != a)
            continue;
        double worth = agree == MLF_AGREE_WEIGHTED ? probability_of(s, a) : (double)s->words[a].votes;
        /* of two that are as probable, the one that names a label says more */
        if (worth > most || (worth == most && s->words[decision.word].category == MLF_VOTE_WRONG)) {
            most = worth;
            decision.word = a;
        }
    }
    for (size_t a = 0; a < s->n && !differ; a++) {
        differ = votes(s, a) && s->words[a].group != decision.word;
        decision.rival = a;
    }
    int prevails = do_prevail(s, most, !differ, voters);
    size_t family, wrong = find_wrong(s, &family);
    if (!prevails && wrong != MLF_NO_STRING && agree != MLF_AGREE_WEIGHTED &&
        do_prevail(s, (double)family, family == voters, voters)) {
        decision.word = wrong;
        prevails = 1;
    }
    decision.probability = agree == MLF_AGREE_WEIGHTED ? most : 0;
    decision.standing = voters >= s->policy->quorum && prevails ? MLF_DECIDED
                        : voters >= s->policy->quorum && differ ? MLF_CONFLICT
                                                                : MLF_OPEN;
    return decision;
}

/* Decides by the supervisor. Returns whether he said anything. */
static int ask_supervisor(const struct settling *s, struct decision *decision)
{
    size_t first = MLF_NO_STRING;
    for (size_t i = 0; i < s->n; i++) {
        if (s->words[i].reviewer != s->policy->supervisor)
            continue;
        if (first == MLF_NO_STRING) {
            first = i;
            *decision = (struct decision){.word = i};
        } else if (!mlf_flag_same(s->words[first].flag, s->words[i].flag)) {
            *decision = (struct decision){.standing = MLF_CONFLICT, .word = first, .rival = i};
            break;
        }
    }
    return first != MLF_NO_STRING;
}

/* ---- The flag ---- */

static void clear_flag(struct mlf_flag *flag, enum mlf_verdict verdict)
{
    flag->verdict = verdict;
    flag->label = flag->was = NULL;
    flag->has_bbox = 0;
    flag->by = flag->at = flag->note = NULL;
}

/* Writes the flag of what is decided: the first one that was written of those that say so. */
static int write_decided(struct settling *s, const struct decision *decision, struct mlf_flag *flag,
                         struct mlf_err *err)
{
    const struct mlf_flag *first = NULL;
    int wrong = !decision->unsure && says_wrong(s->words[decision->word].flag);
    for (size_t i = 0; i < s->n; i++) {
        const struct mlf_flag *said = s->words[i].flag;
        s->marked[i] = decision->unsure || i == decision->word || same(s, decision->word, i);
        if (s->marked[i] && said && (!first || said < first))
            first = said;
        /* who gives another label also says that it is wrong */
        s->marked[i] |= (unsigned char)(wrong && gives_label(s, said));
    }
    /* where silent votes outvoted an objection, nobody has written what is decided */
    if (first)
        *flag = *first;
    else
        clear_flag(flag, MLF_OK);
    return mlf_poll_names(s->flags, s->words, s->marked, s->n, &flag->by, err);
}

static int write_flag(struct settling *s, const struct decision *decision, const struct mlf_flag *first,
                      struct mlf_err *err)
{
    struct mlf_flags *flags = s->flags;
    struct mlf_flag *flag = &flags->items[flags->n];
    struct mlf_poll *poll = NULL;
    *flag = *first;
    if (decision->standing != MLF_DECIDED)
        clear_flag(flag, MLF_UNSURE);
    else if (write_decided(s, decision, flag, err))
        return -1;
    flag->standing = decision->standing;
    if (s->n > 1 || flag->verdict == MLF_UNSURE || flag->verdict == MLF_WRONG) {
        if (!(poll = mlf_poll_new(flags, s->words, s->n, err)))
            return -1;
        poll->probability = decision->probability;
    }
    if (decision->standing == MLF_CONFLICT) {
        poll->sides[0] = s->torn[0] ? s->torn[0] : s->words[decision->word].flag;
        poll->sides[1] = s->torn[0] ? s->torn[1] : s->words[decision->rival].flag;
    }
    flag->poll = poll;
    flags->of_target[flag->target] = ++flags->n;
    return 0;
}

/* Makes the flag of one object; `first` is the first ballot on it. */
static int settle(struct settling *s, const struct mlf_flag *first, struct mlf_err *err)
{
    struct decision decision;
    s->target = first->target;
    s->n = 0;
    s->torn[0] = s->torn[1] = NULL;
    if (s->policy->agree == MLF_AGREE_ANY ? take_ballots(s, err) : take_votes(s, err))
        return -1;
    if (!ask_supervisor(s, &decision))
        decision = s->torn[0]                          ? (struct decision){.standing = MLF_CONFLICT}
                   : s->policy->agree == MLF_AGREE_ANY ? agree_any(s)
                                                       : agree_votes(s);
    return write_flag(s, &decision, first, err);
}

int mlf_agreement_settle(struct mlf_flags *flags, const struct mlf_agreement_policy *policy,
                         const struct mlf_votes *votes, const struct mlf_reviewer_weights *weights, struct mlf_err *err)
{
    static const struct mlf_agreement_policy any = {.supervisor = MLF_NO_STRING};
    struct settling s = {.flags = flags, .policy = policy ? policy : &any, .votes = votes, .weights = weights};
    size_t objects = 0;
    int result = -1;
    flags->of_target = mlf_alloc(flags->targets->n, sizeof *flags->of_target, err);
    if (!flags->of_target)
        return -1;
    for (size_t t = 0; t < flags->targets->n && flags->first_ballot; t++)
        objects += flags->first_ballot[t] && !flags->targets->items[t].honeypot;
    if (!(flags->items = mlf_alloc(objects, sizeof *flags->items, err)))
        goto done;
    for (size_t i = 0; i < flags->n_ballots; i++) {
        const struct mlf_flag *flag = &flags->ballots[i].flag;
        if (flags->first_ballot[flag->target] == i + 1 && !flags->targets->items[flag->target].honeypot &&
            settle(&s, flag, err))
            goto done;
    }
    result = 0;
done:
    free(s.words);
    free(s.marked);
    return result;
}
