#include "judging.h"

#include <stdlib.h>

#include "clusters.h"
#include "mlfix/base/array.h"
#include "mlfix/base/stages.h"
#include "mlfix/judge/labelled-vectors.h"
#include "mlfix/judge/score.h"
#include "mlfix/judge/suspicion-sets.h"
#include "mlfix/numeric/groups.h"
#include "mlfix/numeric/neighbours.h"
#include "mlfix/rank/rank-kept.h"
#include "mlfix/rank/ranking.h"
#include "models.h"
#include "settled.h"

/* Groups of items of the same photo, which stand side by side. */
static void group_photos(struct mlf_ranking *r, size_t *group)
{
    r->folds = 0;
    for (size_t i = 0; i < r->items; i++) {
        r->folds += i == 0 || r->key[i].photo != r->key[i - 1].photo;
        group[i] = r->folds - 1;
    }
}

static int count_together(struct mlf_ranking *r, const size_t *group, struct mlf_err *err)
{
    size_t *size = mlf_alloc(r->folds, sizeof *size, err);
    r->together = mlf_alloc(r->items, sizeof *r->together, err);
    if (!size || !r->together) {
        free(size);
        return -1;
    }
    for (size_t i = 0; i < r->items; i++)
        size[group[i]]++;
    for (size_t i = 0; i < r->items; i++)
        r->together[i] = size[group[i]];
    free(size);
    return 0;
}

static int make_folds(struct mlf_rank_judging *j, struct mlf_err *err)
{
    struct mlf_ranking *r = j->ranking;
    const struct mlf_rank_options *o = j->options;
    struct mlf_groups_pair *pairs = NULL;
    size_t count = 0;
    j->group = mlf_alloc(r->items, sizeof *j->group, err);
    r->too_small = mlf_alloc(r->labels.n, sizeof *r->too_small, err);
    if (!j->group || !r->too_small)
        return -1;
    group_photos(r, j->group);
    /* Where all are of tracks it is known which ones are one object, and others that look alike are good witnesses. */
    if (o->fold_duplicates < 0 ? !o->fold_by && r->tracked < r->items : o->fold_duplicates) {
        int apart = 0,
            result = mlf_rank_kept_duplicates(o->kept, j->space, r->items, j->space_d, o->jobs, &pairs, &count, err) ||
                     mlf_rank_clusters(r, pairs, count, err);
        if (result == 0 && o->fold_duplicates < 0)
            result = (apart = mlf_groups_labelled_apart(pairs, count, r->label, r->items, err)) < 0;
        if (result == 0 && !apart)
            result = mlf_groups_join(r->items, j->group, &r->folds, pairs, count, MLF_DUPLICATE_CAP, err);
        free(pairs);
        if (result)
            return -1;
    }
    if (mlf_groups_count(r->items, j->group, r->label, r->labels.n, r->too_small, err) ||
        count_together(r, j->group, err))
        return -1;
    for (size_t k = 0; k < r->labels.n; k++)
        r->too_small[k] = r->labels.n < 2 || r->too_small[k] < MLF_JUDGE_GROUPS;
    return 0;
}

int mlf_judging_fold(struct mlf_rank_judging *judging, struct mlf_err *err)
{
    double begun = mlf_stage_begin("find near-duplicates");
    judging->space = mlf_neighbours_space(judging->z[0], judging->ranking->items, judging->d[0], judging->parts,
                                          &judging->space_d, err);
    if (!judging->space || make_folds(judging, err))
        return -1;
    mlf_stage_end("find near-duplicates", begun, 0);
    return 0;
}

int mlf_judging_possible(const struct mlf_ranking *ranking)
{
    for (size_t k = 0; k < ranking->labels.n; k++)
        if (!ranking->too_small[k])
            return 1;
    return 0;
}

int mlf_judging_learn(struct mlf_rank_judging *judging, struct mlf_err *err)
{
    struct mlf_ranking *r = judging->ranking;
    const struct mlf_suspicion_options models = mlf_rank_models(judging->options, r->items);
    struct mlf_labelled_vectors *sets = mlf_alloc(judging->sets, sizeof *sets, err);
    int result = sets ? 0 : -1, jobs = judging->options->jobs;
    for (size_t k = 0; sets && k < judging->sets; k++)
        sets[k] = (struct mlf_labelled_vectors){.z = judging->z[k],
                                                .n = r->items,
                                                .d = judging->d[k],
                                                .label = r->label,
                                                .classes = r->labels.n,
                                                .group = judging->group,
                                                .groups = r->folds,
                                                .parts = k ? 1 : judging->parts};
    if (result == 0 && judging->models)
        result = mlf_suspicion_learn_sets(&r->suspicion, sets, judging->sets, &models, judging->models, jobs, err);
    else if (result == 0)
        result = mlf_suspicion_run_sets(&r->suspicion, sets, judging->sets, &models, jobs, err);
    free(sets);
    return result;
}

int mlf_judging_score(struct mlf_ranking *r, const struct mlf_rank_options *options, struct mlf_err *err)
{
    r->score = mlf_alloc(r->items, sizeof *r->score, err);
    r->wrong = mlf_alloc(r->items, 1, err);
    if (!r->score || !r->wrong)
        return -1;
    for (size_t i = 0; i < r->items; i++)
        r->wrong[i] = r->too_small[r->label[i]] != 0; /* until they are judged: those that take no part */
    if (mlf_told_find(&r->told, &r->suspicion, r->label, r->wrong, err))
        return -1;
    for (size_t i = 0; i < r->items; i++) {
        r->score[i] = mlf_score_from_surprise(mlf_told_surprise(&r->told, &r->suspicion, i, r->label[i]));
        r->wrong[i] = (unsigned char)mlf_told_is_suspect(&r->told, &r->suspicion, i, r->label[i]);
    }
    mlf_settled_score(r, options);
    double begun = mlf_stage_begin("estimate the noise");
    int result = mlf_rank_find_mistakes(r, options, err);
    if (result == 0)
        result = mlf_suggestion_fit(&r->suggestion, &r->suspicion, &r->told, r->label, r->mistaken.p, err);
    mlf_stage_end("estimate the noise", begun, 0);
    return result;
}

void mlf_judging_free(struct mlf_rank_judging *judging)
{
    free(judging->group);
    free(judging->space);
    judging->group = NULL;
    judging->space = NULL;
}
