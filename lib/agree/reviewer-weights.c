#include "mlfix/agree/reviewer-weights.h"

#include <math.h>
#include <stdlib.h>

#include "mlfix/agree/kappa.h"
#include "mlfix/base/array.h"
#include "mlfix/flags/flags.h"
#include "mlfix/flags/targets.h"

const char *const mlf_reviewer_weights_classes[] = {"ok", "remove", "box", "wrong", NULL};

size_t mlf_reviewer_weights_class(size_t category)
{
    return category < MLF_VOTE_WRONG ? category : MLF_VOTE_WRONG;
}

/* Numbers the objects on which any reviewer votes, and notes what the supervisor decided. Returns the
 * number of ratings. */
static size_t number_items(struct mlf_reviewer_weights *w, const struct mlf_votes *votes, size_t targets,
                           size_t supervisor)
{
    size_t ratings = 0;
    for (size_t t = 0; t < targets; t++) {
        size_t known = MLF_WEIGHTS_CLASSES, n = 0;
        for (size_t v = votes->first[t]; v < votes->first[t + 1]; v++) {
            const struct mlf_vote *vote = &votes->items[v];
            if (vote->category == MLF_NO_STRING)
                continue;
            if (vote->reviewer != supervisor)
                n++;
            else if (vote->flag)
                known = mlf_reviewer_weights_class(vote->category);
        }
        ratings += n;
        if (n == 0)
            continue;
        w->known[w->model.items++] = known;
        w->item_of[t] = w->model.items;
    }
    return ratings;
}

static void describe(struct mlf_reviewer_weights *w, size_t reviewer)
{
    const struct mlf_dawid_skene *m = &w->model;
    const double *confusion = m->confusion + reviewer * m->classes * m->classes;
    struct mlf_reviewer_weight *of = &w->of[reviewer];
    double wrong = 0, noticed = 0;
    for (size_t j = 0; j < m->classes; j++) {
        if (j == MLF_VOTE_OK)
            continue;
        wrong += m->share[j];
        noticed += m->share[j] * (1 - confusion[j * m->classes + MLF_VOTE_OK]);
    }
    of->sensitivity = noticed / wrong;
    of->specificity = confusion[MLF_VOTE_OK * m->classes + MLF_VOTE_OK];
    double right = (of->sensitivity + of->specificity) / 2;
    of->weight = log(right / (1 - right));
}

int mlf_reviewer_weights_make(struct mlf_reviewer_weights *w, const struct mlf_votes *votes,
                              const struct mlf_flags *flags, size_t supervisor, struct mlf_err *err)
{
    struct mlf_rating *ratings = NULL;
    size_t targets = flags->targets->n, n, at = 0;
    int result = -1;
    w->item_of = mlf_alloc(targets, sizeof *w->item_of, err);
    w->known = mlf_alloc(targets, sizeof *w->known, err);
    w->of = mlf_alloc(votes->n_reviewers, sizeof *w->of, err);
    if (!w->item_of || !w->known || !w->of)
        return -1;
    w->model.raters = votes->n_reviewers;
    w->model.classes = MLF_WEIGHTS_CLASSES;
    w->model.right = MLF_WEIGHTS_RIGHT;
    w->model.wrong = MLF_WEIGHTS_WRONG;
    w->model.prior_items = MLF_WEIGHTS_ITEMS;
    w->model.known = w->known;
    n = number_items(w, votes, targets, supervisor);
    if (!(ratings = mlf_alloc(n, sizeof *ratings, err)))
        return -1;
    for (size_t v = 0; v < votes->n; v++) {
        const struct mlf_vote *vote = &votes->items[v];
        if (vote->category != MLF_NO_STRING && vote->reviewer != supervisor)
            ratings[at++] = (struct mlf_rating){w->item_of[vote->target] - 1, vote->reviewer,
                                                mlf_reviewer_weights_class(vote->category)};
    }
    result = mlf_dawid_skene_fit(&w->model, ratings, n, err);
    for (size_t k = 0; k < votes->n_reviewers && result == 0; k++)
        describe(w, k);
    free(ratings);
    return result;
}

void mlf_reviewer_weights_free(struct mlf_reviewer_weights *w)
{
    mlf_dawid_skene_free(&w->model);
    free(w->item_of);
    free(w->known);
    free(w->of);
    *w = (struct mlf_reviewer_weights){0};
}
