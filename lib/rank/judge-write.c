#include "judge-write.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "judge-data.h"
#include "judge-head.h"
#include "judging.h"
#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"

/* ---- What is stated of a label by its score ---- */

static int by_score(const void *a, const void *b)
{
    const struct mlf_judge_step *x = a, *y = b;
    return x->score != y->score ? (x->score > y->score) - (x->score < y->score) : (x->p > y->p) - (x->p < y->p);
}

static int same_step(const struct mlf_judge_step *x, const struct mlf_judge_step *y)
{
    return x->p == y->p && x->low == y->low && x->high == y->high;
}

/* What is stated never falls where the score rises, and is the same over long stretches: only where these begin is
 * written. Settled items are left out, of which something else is stated. */
static int put_steps(struct mlf_packed_writer *writer, const struct mlf_ranking *r, const struct mlf_settled *settled,
                     struct mlf_err *err)
{
    size_t n = 0, kept = 0;
    struct mlf_judge_step *steps = mlf_alloc(r->items, sizeof *steps, err);
    for (size_t i = 0; steps && i < r->items; i++)
        if (!isnan(r->mistaken.p[i]) && settled[i].how == MLF_SETTLED_NOT)
            steps[n++] =
                (struct mlf_judge_step){r->score[i], r->mistaken.p[i], r->mistaken.low[i], r->mistaken.high[i]};
    if (n > 0)
        qsort(steps, n, sizeof *steps, by_score);
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || !same_step(&steps[kept - 1], &steps[i])) {
            kept -= kept > 0 && steps[kept - 1].score == steps[i].score; /* of one score the most is stated */
            steps[kept++] = steps[i];
        }
    int result = steps ? mlf_packed_put(writer, "steps", steps, sizeof *steps, kept, err) : -1;
    free(steps);
    return result;
}

/* ---- Groups and near-duplicates ---- */

/* Of each cluster, by its first item, the item after which it is named: the first one by id. */
static int put_clusters(struct mlf_packed_writer *writer, const struct mlf_ranking *r, const char *const *ids,
                        struct mlf_err *err)
{
    struct mlf_buf names = {0};
    size_t count = 0, n = r->items, *named = mlf_alloc(n, sizeof *named, err);
    uint32_t *number = mlf_alloc(n, sizeof *number, err), *cluster = mlf_alloc(n, sizeof *cluster, err);
    int result = -1;
    if (!named || !number || !cluster)
        goto done;
    for (size_t i = 0; r->cluster && i < n; i++) {
        size_t root = r->cluster[i];
        if (root == i || (*ids[i] && (!*ids[named[root]] || strcmp(ids[i], ids[named[root]]) < 0)))
            named[root] = i;
    }
    for (size_t i = 0; r->cluster && i < n; i++) {
        if (r->cluster[i] != i || r->alike[i] < 2 || !*ids[named[i]])
            continue;
        number[i] = (uint32_t)++count;
        mlf_buf_add(&names, ids[named[i]], strlen(ids[named[i]]) + 1);
    }
    for (size_t i = 0; r->cluster && i < n; i++)
        cluster[i] = number[r->cluster[i]];
    if (mlf_buf_check(&names, err) || mlf_packed_put(writer, "clusters", cluster, sizeof *cluster, n, err) ||
        mlf_packed_put(writer, "names", names.data ? names.data : "", 1, names.length, err))
        goto done;
    result = 0;
done:
    mlf_buf_free(&names);
    free(named);
    free(number);
    free(cluster);
    return result;
}

static int put_numbers(struct mlf_packed_writer *writer, const char *name, const size_t *numbers, size_t n,
                       struct mlf_err *err)
{
    uint32_t *small = mlf_alloc(n, sizeof *small, err);
    for (size_t i = 0; small && i < n; i++)
        small[i] = (uint32_t)numbers[i];
    int result = small ? mlf_packed_put(writer, name, small, sizeof *small, n, err) : -1;
    free(small);
    return result;
}

/* ---- Models ---- */

static int put_set(struct mlf_packed_writer *writer, size_t k, const struct mlf_models *models, size_t n,
                   struct mlf_err *err)
{
    const struct mlf_ridge_fit *ridge = &models->ridge;
    const struct mlf_kernel_fit *kernel = &models->kernel;
    size_t c = ridge->classes, d = ridge->d;
    const struct {
        const char *name;
        const void *items;
        size_t size, n;
    } sections[] = {
        {"mean", ridge->mean, sizeof(float), d},
        {"weight", ridge->weight, sizeof(float), d},
        {"root", ridge->root, sizeof(float), d * d},
        {"linear", ridge->coefficient, sizeof(float), d * c},
        {"by linear", models->by_ridge, sizeof(float), n * c},
        {"middle", kernel->mean, sizeof(float), d},
        {"scale", kernel->scale, sizeof(double), kernel->parts},
        {"kernel", kernel->coefficient, sizeof(float), kernel->parts * n * c},
        {"by kernel", models->by_kernel, sizeof(float), n * c},
    };
    char name[MLF_PACKED_NAME];
    for (size_t i = 0; i < sizeof sections / sizeof sections[0]; i++) {
        snprintf(name, sizeof name, "%.10s %u", sections[i].name, (unsigned)k & 63);
        if (mlf_packed_put(writer, name, sections[i].items, sections[i].size, sections[i].n, err))
            return -1;
    }
    snprintf(name, sizeof name, "blocks %u", (unsigned)k & 63);
    if (put_numbers(writer, name, kernel->start, kernel->blocks + 1, err))
        return -1;
    snprintf(name, sizeof name, "dealt %u", (unsigned)k & 63);
    return put_numbers(writer, name, kernel->item, n, err);
}

static struct mlf_judge_choice choice_of(const struct mlf_suspicion *s)
{
    return (struct mlf_judge_choice){s->kernel_share, s->pool, s->temperature, s->weight};
}

/* What was chosen: for all sets together, then, where there are several, for each. */
static int put_choices(struct mlf_packed_writer *writer, const struct mlf_suspicion *s, struct mlf_err *err)
{
    struct mlf_judge_choice *choices = mlf_alloc(1 + s->set_n, sizeof *choices, err);
    int result = -1;
    if (choices) {
        choices[0] = choice_of(s);
        for (size_t k = 0; k < s->set_n; k++)
            choices[1 + k] = choice_of(&s->sets[k]);
        result = mlf_packed_put(writer, "choices", choices, sizeof *choices, 1 + s->set_n, err);
    }
    free(choices);
    return result;
}

static int put_classes(struct mlf_packed_writer *writer, const struct mlf_ranking *r, struct mlf_err *err)
{
    size_t c = r->labels.n;
    const double suggestion[] = {r->suggestion.rate, r->suggestion.unknown};
    unsigned char *too_small = mlf_alloc(c, 1, err);
    for (size_t k = 0; too_small && k < c; k++)
        too_small[k] = r->too_small[k] != 0;
    int result = too_small && mlf_packed_put(writer, "too small", too_small, 1, c, err) == 0 &&
                         mlf_packed_put(writer, "told", r->told.told, 1, c, err) == 0 &&
                         mlf_packed_put(writer, "shares", r->told.share, sizeof(double), c, err) == 0 &&
                         mlf_packed_put(writer, "bounds", r->told.least, sizeof(double), c, err) == 0 &&
                         mlf_packed_put(writer, "suggestion", suggestion, sizeof(double), 2, err) == 0 &&
                         mlf_packed_put(writer, "worth", r->suggestion.worth, sizeof(double), c, err) == 0
                     ? 0
                     : -1;
    free(too_small);
    return result;
}

static int is_pooled(const struct mlf_suspicion *s)
{
    int pooled = s->pool > 0;
    for (size_t k = 0; k < s->set_n; k++)
        pooled |= s->sets[k].pool > 0;
    return pooled;
}

static int write_sections(struct mlf_packed_writer *writer, const struct mlf_judge_learnt *learnt, struct mlf_err *err)
{
    const struct mlf_rank_judging *j = learnt->judging;
    const struct mlf_ranking *r = j->ranking;
    const struct mlf_judge_sizes sizes = {.n = r->items,
                                          .all = learnt->all,
                                          .classes = r->labels.n,
                                          .sets = j->sets,
                                          .parts = j->parts,
                                          .most = learnt->first->sizes.most,
                                          .apart = learnt->first->sizes.apart,
                                          .groups = r->folds,
                                          .pooled = (uint64_t)is_pooled(&r->suspicion)};
    const struct mlf_judge_head head = {.sizes = &sizes,
                                        .fold_by = learnt->first->fold_by,
                                        .made_by = learnt->first->made_by,
                                        .ranking = r,
                                        .z = j->z,
                                        .d = j->d};
    if (mlf_judge_head_put(writer, &head, err) || put_numbers(writer, "groups", j->group, r->items, err) ||
        put_clusters(writer, r, learnt->ids, err) || put_classes(writer, r, err) ||
        put_steps(writer, r, j->options->settled, err) || put_choices(writer, &r->suspicion, err))
        return -1;
    for (size_t k = 0; k < j->sets; k++)
        if (put_set(writer, k, &j->models[k], r->items, err))
            return -1;
    return mlf_packed_finish(writer, err);
}

int mlf_judge_write(const struct mlf_judge_learnt *learnt, const char *path, struct mlf_err *err)
{
    struct mlf_packed_writer writer = {0};
    int result = mlf_packed_create(&writer, path, MLF_JUDGE_KIND, err);
    if (result == 0)
        result = write_sections(&writer, learnt, err);
    mlf_packed_discard(&writer);
    return result;
}
