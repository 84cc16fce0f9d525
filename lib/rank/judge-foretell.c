#include "judge-foretell.h"

#include <stdlib.h>
#include <string.h>

#include "judge-data.h"
#include "judge-find.h"
#include "mlfix/base/array.h"
#include "mlfix/judge/kernel-ask.h"
#include "mlfix/judge/labelled-vectors.h"
#include "mlfix/judge/score.h"
#include "mlfix/judge/suspicion-sets.h"
#include "mlfix/numeric/vectors.h"
#include "mlfix/rank/ranking.h"

/* A line of what is settled: an item; or, where groups are pooled, another member of the group of an item that the
 * judge knows. */
struct line {
    size_t group;   /* of the judge, or behind those one for each photo of new items */
    size_t witness; /* MLF_NO_WITNESS: a new item */
    size_t item;    /* MLF_NO_WITNESS: no item, only a member of its group */
};

struct foretelling {
    const struct mlf_judge *judge;
    const struct mlf_vectors *vectors;
    struct mlf_ranking *ranking;
    const size_t *witness;
    struct line *lines;
    size_t n, capacity, groups;
    float **by_kernel, **by_ridge; /* of each set, n x C */
    int jobs;
};

/* ---- Lines ---- */

static int by_group(const void *a, const void *b)
{
    const struct line *x = a, *y = b;
    if (x->group != y->group)
        return x->group < y->group ? -1 : 1;
    if (x->witness != y->witness)
        return x->witness < y->witness ? -1 : 1;
    return x->item < y->item ? -1 : x->item > y->item;
}

static int add_line(struct foretelling *f, size_t group, size_t witness, size_t item, struct mlf_err *err)
{
    if (mlf_grow(&f->lines, &f->capacity, f->n + 1, sizeof *f->lines, err))
        return -1;
    f->lines[f->n++] = (struct line){group, witness, item};
    return 0;
}

struct new_item {
    uint64_t photo;
    size_t item;
};

static int by_photo(const void *a, const void *b)
{
    const struct new_item *x = a, *y = b;
    if (x->photo != y->photo)
        return x->photo < y->photo ? -1 : 1;
    return x->item < y->item ? -1 : x->item > y->item;
}

/* New items of one photo make a group behind those of the judge. */
static int list_new(struct foretelling *f, struct mlf_err *err)
{
    const struct mlf_ranking *r = f->ranking;
    struct new_item *items = mlf_alloc(r->items, sizeof *items, err);
    size_t n = 0;
    int result = items ? 0 : -1;
    for (size_t i = 0; items && i < r->items; i++)
        if (f->witness[i] == MLF_NO_WITNESS)
            items[n++] = (struct new_item){r->key[i].photo, i};
    if (n > 0)
        qsort(items, n, sizeof *items, by_photo);
    for (size_t i = 0; i < n && result == 0; i++) {
        f->groups += i == 0 || items[i].photo != items[i - 1].photo;
        result = add_line(f, f->groups - 1, MLF_NO_WITNESS, items[i].item, err);
    }
    free(items);
    return result;
}

/* Where groups are pooled, the members of the groups of known items that are no items themselves. */
static int list_members(struct foretelling *f, struct mlf_err *err)
{
    const struct mlf_judge *judge = f->judge;
    size_t known = f->n;
    unsigned char *here = mlf_alloc(judge->sizes.n, 1, err);
    int result = here ? 0 : -1;
    for (size_t i = 0; here && i < known; i++)
        here[f->lines[i].witness] = 1;
    for (size_t i = 0; i < known && result == 0; i++) {
        size_t group = f->lines[i].group;
        for (size_t m = judge->first[group]; m < judge->first[group + 1] && result == 0; m++)
            if (!here[judge->member[m]]) {
                here[judge->member[m]] = 1;
                result = add_line(f, group, judge->member[m], MLF_NO_WITNESS, err);
            }
    }
    free(here);
    return result;
}

/* In groups, those of the judge in the order that it learnt from, so that means come out the same. */
static int make_lines(struct foretelling *f, struct mlf_err *err)
{
    const struct mlf_judge *judge = f->judge;
    for (size_t i = 0; i < f->ranking->items; i++)
        if (f->witness[i] != MLF_NO_WITNESS && add_line(f, judge->group[f->witness[i]], f->witness[i], i, err))
            return -1;
    if (judge->sizes.pooled && list_members(f, err))
        return -1;
    f->groups = judge->sizes.groups;
    if (list_new(f, err))
        return -1;
    if (f->n > 0)
        qsort(f->lines, f->n, sizeof *f->lines, by_group);
    return 0;
}

/* ---- Predictions ---- */

/* Asks the models of one set about the new items, whose lines stand behind those of the judge's. */
static int ask_set(struct foretelling *f, size_t set, size_t first, struct mlf_err *err)
{
    const struct mlf_judge *judge = f->judge;
    size_t d = judge->d[set], c = judge->sizes.classes, n = f->n - first;
    const float *rows = set ? f->vectors->more[set - 1].z : f->vectors->z;
    float *z = mlf_alloc_matrix(n * d, sizeof *z, err);
    uint64_t *key = mlf_alloc(n, sizeof *key, err);
    int result = -1;
    if (!z || !key)
        goto done;
    for (size_t i = 0; i < n; i++) {
        memcpy(z + i * d, rows + f->lines[first + i].item * d, d * sizeof *z);
        key[i] = f->ranking->key[f->lines[first + i].item].object;
    }
    /* Of many objects the judge keeps some: an object that it learnt from, or one that shows the same, may be among
     * them without being known. */
    double near = judge->sizes.all > judge->sizes.n ? MLF_JUDGE_NEAR * MLF_KERNEL_WIDTH : 0;
    const struct mlf_kernel_new new = {.z = z, .n = n, .key = key, .near = near};
    if (mlf_ridge_ask(&judge->ridge[set], z, n, f->jobs, f->by_ridge[set] + first * c, err) ||
        mlf_kernel_ask(&judge->kernel[set], judge->z[set], &new, f->jobs, f->by_kernel[set] + first * c, err))
        goto done;
    result = 0;
done:
    free(z);
    free(key);
    return result;
}

static int fill_set(struct foretelling *f, size_t set, struct mlf_err *err)
{
    const struct mlf_judge *judge = f->judge;
    size_t c = judge->sizes.classes, known = 0;
    f->by_kernel[set] = mlf_alloc_matrix(f->n * c, sizeof(float), err);
    f->by_ridge[set] = mlf_alloc_matrix(f->n * c, sizeof(float), err);
    if (!f->by_kernel[set] || !f->by_ridge[set])
        return -1;
    for (; known < f->n && f->lines[known].witness != MLF_NO_WITNESS; known++) {
        size_t from = f->lines[known].witness * c;
        memcpy(f->by_kernel[set] + known * c, judge->by_kernel[set] + from, c * sizeof(float));
        memcpy(f->by_ridge[set] + known * c, judge->by_ridge[set] + from, c * sizeof(float));
    }
    return ask_set(f, set, known, err);
}

/* ---- Settling ---- */

/* What was settled line by line goes to the items. */
static int take_items(const struct foretelling *f, struct mlf_suspicion *settled, struct mlf_err *err)
{
    struct mlf_ranking *r = f->ranking;
    struct mlf_suspicion *s = &r->suspicion;
    size_t n = r->items, c = f->judge->sizes.classes, said = 2 * settled->set_n;
    s->n = n;
    s->classes = c;
    s->kernel_share = settled->kernel_share;
    s->pool = settled->pool;
    s->temperature = settled->temperature;
    s->p = mlf_alloc_matrix(n * c, sizeof *s->p, err);
    s->found = mlf_alloc(n, sizeof *s->found, err);
    s->terms = said == 0 ? mlf_alloc(n, sizeof *s->terms, err) : NULL;
    s->said = said > 0 ? mlf_alloc_matrix(n * said, sizeof *s->said, err) : NULL;
    if (!s->p || !s->found || (said == 0 ? !s->terms : !s->said))
        return -1;
    for (size_t i = 0; i < f->n; i++) {
        const struct line *line = &f->lines[i];
        if (line->item == MLF_NO_WITNESS)
            continue;
        memcpy(s->p + line->item * c, settled->p + i * c, c * sizeof *s->p);
        s->found[line->item] = settled->found[i];
        if (said == 0)
            s->terms[line->item] = settled->terms[i];
        else
            memcpy(s->said + line->item * said, settled->said + i * said, said * sizeof *s->said);
        if (line->witness != MLF_NO_WITNESS)
            r->together[line->item] = f->judge->first[line->group + 1] - f->judge->first[line->group];
    }
    s->sets = settled->sets;
    s->set_n = settled->set_n;
    settled->sets = NULL;
    settled->set_n = 0;
    return 0;
}

static int settle(struct foretelling *f, struct mlf_err *err)
{
    struct mlf_suspicion settled = {0};
    size_t c = f->judge->sizes.classes;
    size_t *label = mlf_alloc(f->n, sizeof *label, err), *group = mlf_alloc(f->n, sizeof *group, err), groups = 0;
    int result = -1;
    if (!label || !group)
        goto done;
    for (size_t i = 0; i < f->n; i++) {
        const struct line *line = &f->lines[i];
        groups += i == 0 || line->group != f->lines[i - 1].group;
        group[i] = groups - 1;
        label[i] = line->item == MLF_NO_WITNESS ? c : f->ranking->label[line->item];
    }
    const struct mlf_labelled_vectors data = {
        .n = f->n, .label = label, .classes = c, .group = group, .groups = groups};
    if (mlf_suspicion_settle_sets(&settled, &f->judge->chosen, &data, (const float *const *)f->by_kernel,
                                  (const float *const *)f->by_ridge, err))
        goto done;
    result = take_items(f, &settled, err);
done:
    mlf_suspicion_free(&settled);
    free(label);
    free(group);
    return result;
}

int mlf_judge_foretell(const struct mlf_judge *judge, const struct mlf_vectors *vectors, struct mlf_ranking *ranking,
                       const size_t *witness, int jobs, struct mlf_err *err)
{
    struct foretelling f = {.judge = judge, .vectors = vectors, .ranking = ranking, .witness = witness, .jobs = jobs};
    size_t sets = judge->sizes.sets;
    int result = -1;
    f.by_kernel = mlf_alloc(sets, sizeof *f.by_kernel, err);
    f.by_ridge = mlf_alloc(sets, sizeof *f.by_ridge, err);
    if (!f.by_kernel || !f.by_ridge || make_lines(&f, err))
        goto done;
    for (size_t k = 0; k < sets; k++)
        if (fill_set(&f, k, err))
            goto done;
    result = settle(&f, err);
done:
    for (size_t k = 0; k < sets; k++) {
        free(f.by_kernel ? f.by_kernel[k] : NULL);
        free(f.by_ridge ? f.by_ridge[k] : NULL);
    }
    free(f.by_kernel);
    free(f.by_ridge);
    free(f.lines);
    return result;
}
