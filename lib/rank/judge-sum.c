#include "mlfix/rank/judge-sum.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "judge-data.h"
#include "judge-head.h"
#include "judge-write.h"
#include "judging.h"
#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/rank/rank.h"
#include "witnesses.h"

/* An item of a part. */
struct place {
    struct mlf_item_key key;
    size_t label, given;
    size_t part, row;
};

struct adding {
    struct mlf_judge *parts; /* n */
    struct mlf_judge *first; /* the first of them that has an item */
    size_t n;
    struct mlf_ranking ranking;
    struct mlf_rank_options options;
    struct mlf_settled *settled; /* of each item */
    const char **ids;            /* of each item */
    float **z;                   /* of each set */
    size_t *d, sets;
    uint64_t all;
};

/* ---- What goes together ---- */

static int check_together(const struct mlf_judge *first, const struct mlf_judge *other, struct mlf_err *err)
{
    const char *one = first->packed.path, *two = other->packed.path;
    if (strcmp(first->fold_by, other->fold_by) != 0 || first->sizes.apart != other->sizes.apart)
        return mlf_fail(err, "'%s' and '%s' were learnt with different --fold-by", one, two);
    if (strcmp(first->made_by, other->made_by) != 0)
        return mlf_fail(err,
                        "the vectors of '%s' and '%s' were made by two models ('%s' and '%s'): embed all parts with "
                        "one (mlfix-embed --model)",
                        one, two, first->made_by, other->made_by);
    if (first->sizes.sets != other->sizes.sets || first->sizes.parts != other->sizes.parts ||
        memcmp(first->d, other->d, first->sizes.sets * sizeof *first->d) != 0)
        return mlf_fail(err, "the vectors of '%s' and '%s' are of different lengths", one, two);
    return first->sizes.most == other->sizes.most
               ? 0
               : mlf_fail(err, "'%s' and '%s' were learnt with different --witnesses", one, two);
}

static int open_parts(struct adding *a, const char *const *paths, struct mlf_err *err)
{
    a->parts = mlf_alloc(a->n, sizeof *a->parts, err);
    if (!a->parts)
        return -1;
    for (size_t k = 0; k < a->n; k++) {
        struct mlf_judge *part = &a->parts[k];
        if (mlf_judge_head_open(part, paths[k], MLF_PART_KIND, err))
            return -1;
        if (part->sizes.n == 0)
            continue;
        if (a->first && check_together(a->first, part, err))
            return -1;
        a->first = a->first ? a->first : part;
        a->all += part->sizes.all;
    }
    if (!a->first)
        return mlf_fail(err, "no part has an object with a vector and a label: there is nothing to learn from");
    a->sets = a->first->sizes.sets;
    return 0;
}

/* ---- Adding up ---- */

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Appends the names of those classes of a part that an object has; the others are only those that objects had before
 * somebody decided on them. Returns how many, or -1 and an error. */
static int list_classes(const struct mlf_judge *part, const char **names, struct mlf_err *err)
{
    unsigned char *has = mlf_alloc(part->labels.n, 1, err);
    int n = 0;
    if (!has)
        return -1;
    for (size_t i = 0; i < part->sizes.n; i++)
        has[part->label[i]] = 1;
    for (size_t c = 0; c < part->labels.n; c++)
        if (has[c])
            names[n++] = part->labels.items[c];
    free(has);
    return n;
}

/* The classes of all parts, in the order of their names. */
static int join_classes(struct adding *a, struct mlf_err *err)
{
    size_t count = 0, at = 0;
    for (size_t k = 0; k < a->n; k++)
        count += a->parts[k].labels.n;
    const char **names = mlf_alloc(count, sizeof *names, err);
    int result = names ? 0 : -1;
    for (size_t k = 0; k < a->n && result == 0; k++) {
        int more = list_classes(&a->parts[k], names + at, err);
        result = more < 0 ? -1 : 0;
        at += more < 0 ? 0 : (size_t)more;
    }
    if (at > 0)
        qsort(names, at, sizeof *names, by_name);
    for (size_t i = 0; i < at && result == 0; i++)
        result = mlf_string_set_add(&a->ranking.labels, names[i], NULL, NULL, err);
    free(names);
    return result;
}

static int compare_places(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    if (x->key.photo != y->key.photo)
        return x->key.photo < y->key.photo ? -1 : 1;
    if (x->key.object != y->key.object)
        return x->key.object < y->key.object ? -1 : 1;
    if (x->label != y->label)
        return x->label < y->label ? -1 : 1;
    if (x->part != y->part)
        return x->part < y->part ? -1 : 1;
    return x->row < y->row ? -1 : x->row > y->row;
}

static int list_part(struct adding *a, size_t part, struct place *place, struct mlf_err *err)
{
    const struct mlf_judge *p = &a->parts[part];
    size_t c = p->labels.n, *number = mlf_alloc(c, sizeof *number, err);
    const uint32_t *given = mlf_packed_get(&p->packed, "given", sizeof *given, 1, p->sizes.n, err);
    int result = number && given ? 0 : -1;
    for (size_t k = 0; k < c && result == 0; k++)
        number[k] = mlf_string_set_find(&a->ranking.labels, p->labels.items[k]);
    for (size_t i = 0; i < p->sizes.n && result == 0; i++) {
        if (given[i] >= c)
            result = mlf_fail(err, "'%s' is damaged: an object has no class", p->packed.path);
        else
            place[i] =
                (struct place){p->key[i], number[p->label[i]],
                               number[given[i]] == MLF_NO_STRING ? number[p->label[i]] : number[given[i]], part, i};
    }
    free(number);
    return result;
}

/* Two parts with the same object were learnt from the same records. */
static int check_apart(const struct adding *a, const struct place *place, size_t n, struct mlf_err *err)
{
    for (size_t i = 1; i < n; i++)
        if (place[i].part != place[i - 1].part && place[i].key.object == place[i - 1].key.object &&
            place[i].key.photo == place[i - 1].key.photo)
            return mlf_fail(err, "'%s' and '%s' hold the same object: each may be learnt in one part only",
                            a->parts[place[i - 1].part].packed.path, a->parts[place[i].part].packed.path);
    return 0;
}

static int take_place(struct adding *a, const struct place *place, struct mlf_err *err)
{
    struct mlf_ranking *r = &a->ranking;
    const struct mlf_judge *p = &a->parts[place->part];
    const unsigned char *how = mlf_packed_get(&p->packed, "settled", 1, 1, p->sizes.n, err);
    size_t i = r->items++;
    if (!how)
        return -1;
    if (how[place->row] > MLF_SETTLED_WRONG)
        return mlf_fail(err, "'%s' is damaged: an object is settled in no way", p->packed.path);
    r->key[i] = place->key;
    r->label[i] = place->label;
    r->given[i] = place->given;
    r->item[i] = i;
    a->settled[i].how = (enum mlf_settled_how)how[place->row];
    for (size_t k = 0; k < a->sets; k++)
        memcpy(a->z[k] + i * a->d[k], p->z[k] + place->row * a->d[k], a->d[k] * sizeof(float));
    return 0;
}

static int make_room(struct adding *a, size_t n, struct mlf_err *err)
{
    struct mlf_ranking *r = &a->ranking;
    r->item = mlf_alloc(n, sizeof *r->item, err);
    r->label = mlf_alloc(n, sizeof *r->label, err);
    r->given = mlf_alloc(n, sizeof *r->given, err);
    r->key = mlf_alloc(n, sizeof *r->key, err);
    a->settled = mlf_alloc(n, sizeof *a->settled, err);
    a->ids = mlf_alloc(n, sizeof *a->ids, err);
    a->z = mlf_alloc(a->sets, sizeof *a->z, err);
    a->d = mlf_alloc(a->sets, sizeof *a->d, err);
    if (!r->item || !r->label || !r->given || !r->key || !a->settled || !a->ids || !a->z || !a->d)
        return -1;
    for (size_t k = 0; k < a->sets; k++) {
        a->d[k] = a->first->d[k];
        if (!(a->z[k] = mlf_alloc_matrix(n * a->d[k], sizeof *a->z[k], err)))
            return -1;
    }
    return 0;
}

/* The ids of the items that were taken, whose places these are. */
static int take_ids(struct adding *a, const struct place *place, const unsigned char *chosen, size_t n,
                    struct mlf_err *err)
{
    const char ***ids = mlf_alloc(a->n, sizeof *ids, err);
    int result = ids ? 0 : -1;
    for (size_t k = 0; ids && k < a->n && result == 0; k++)
        result = (ids[k] = mlf_judge_texts(&a->parts[k], "ids", a->parts[k].sizes.n, err)) ? 0 : -1;
    for (size_t i = 0, at = 0; i < n && result == 0; i++)
        if (chosen[i])
            a->ids[at++] = ids[place[i].part][place[i].row];
    for (size_t k = 0; ids && k < a->n; k++)
        free(ids[k]);
    free(ids);
    return result;
}

/* The witnesses among the items of all parts, in their order. */
static int take_items(struct adding *a, struct mlf_err *err)
{
    size_t n = 0, count = 0, at = 0;
    for (size_t k = 0; k < a->n; k++)
        n += a->parts[k].sizes.n;
    struct place *place = mlf_alloc(n, sizeof *place, err);
    struct mlf_item_key *key = mlf_alloc(n, sizeof *key, err);
    size_t *label = mlf_alloc(n, sizeof *label, err);
    unsigned char *chosen = mlf_alloc(n, 1, err);
    int result = place && key && label && chosen ? 0 : -1;
    for (size_t k = 0; k < a->n && result == 0; at += a->parts[k++].sizes.n)
        result = list_part(a, k, place + at, err);
    if (result == 0)
        qsort(place, n, sizeof *place, compare_places);
    if (result == 0)
        result = check_apart(a, place, n, err);
    for (size_t i = 0; i < n && result == 0; i++) {
        key[i] = place[i].key;
        label[i] = place[i].label;
    }
    if (result == 0)
        result = mlf_witnesses_choose(key, label, n, a->ranking.labels.n, a->first->sizes.most, chosen, &count, err);
    if (result == 0)
        result = make_room(a, count, err);
    for (size_t i = 0; i < n && result == 0; i++)
        result = chosen[i] ? take_place(a, &place[i], err) : 0;
    if (result == 0)
        result = take_ids(a, place, chosen, n, err);
    a->ranking.witnesses = a->ranking.items;
    free(place);
    free(key);
    free(label);
    free(chosen);
    return result;
}

/* ---- Learning ---- */

static void tell(struct mlf_judge_sum *sum, const struct adding *a)
{
    const struct mlf_ranking *r = &a->ranking;
    *sum = (struct mlf_judge_sum){.items = a->all,
                                  .witnesses = r->items,
                                  .classes = r->labels.n,
                                  .untold = r->told.untold,
                                  .agreement = r->suspicion.agreement};
    for (size_t k = 0; k < r->labels.n; k++)
        sum->too_small += r->too_small[k] != 0;
    for (size_t i = 0; i < r->items; i++)
        if (!isnan(r->mistaken.p[i])) {
            sum->wrong += r->mistaken.p[i];
            sum->wrong_low += r->mistaken.low[i];
            sum->wrong_high += r->mistaken.high[i];
        }
}

static int learn(struct adding *a, struct mlf_judge_sum *sum, const char *path, struct mlf_err *err)
{
    struct mlf_ranking *r = &a->ranking;
    struct mlf_models *models = mlf_alloc(a->sets, sizeof *models, err);
    struct mlf_rank_judging judging = {.ranking = r,
                                       .options = &a->options,
                                       .z = (const float *const *)a->z,
                                       .d = a->d,
                                       .sets = a->sets,
                                       .parts = a->first->sizes.parts,
                                       .models = models};
    int result = -1;
    for (size_t k = 0; models && k < a->sets; k++)
        models[k].keep = 1;
    if (!models || mlf_judging_fold(&judging, err))
        goto done;
    if (!mlf_judging_possible(r)) {
        mlf_fail(err,
                 "no class has objects of %zu photos at least, and there must be two classes: nothing can be judged by "
                 "these parts",
                 MLF_JUDGE_GROUPS);
        goto done;
    }
    if (mlf_judging_learn(&judging, err) || mlf_judging_score(r, &a->options, err))
        goto done;
    tell(sum, a);
    const struct mlf_judge_learnt learnt = {.first = a->first, .all = a->all, .judging = &judging, .ids = a->ids};
    result = mlf_judge_write(&learnt, path, err);
done:
    for (size_t k = 0; models && k < a->sets; k++)
        mlf_models_free(&models[k]);
    free(models);
    mlf_judging_free(&judging);
    return result;
}

int mlf_judge_sum(struct mlf_judge_sum *sum, const char *const *parts, size_t n, const struct mlf_rank_options *options,
                  const char *path, struct mlf_err *err)
{
    struct adding a = {.n = n, .options = *options};
    int result = -1;
    if (open_parts(&a, parts, err) || join_classes(&a, err) || take_items(&a, err))
        goto done;
    a.options.settled = a.settled;
    a.options.fold_by = a.first->sizes.apart ? a.first->fold_by : NULL;
    result = learn(&a, sum, path, err);
done:
    for (size_t k = 0; a.parts && k < n; k++)
        mlf_judge_head_close(&a.parts[k]);
    for (size_t k = 0; a.z && k < a.sets; k++)
        free(a.z[k]);
    free(a.parts);
    free(a.z);
    free(a.d);
    free(a.settled);
    free(a.ids);
    mlf_rank_free(&a.ranking);
    return result;
}
