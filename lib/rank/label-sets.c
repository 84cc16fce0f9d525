#include "label-sets.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/judge/labelled-vectors.h"
#include "mlfix/judge/score.h"
#include "mlfix/judge/suspicion.h"
#include "mlfix/numeric/groups.h"
#include "mlfix/numeric/neighbours.h"
#include "mlfix/numeric/vectors.h"
#include "mlfix/rank/ranking.h"
#include "mlfix/record/record.h"
#include "models.h"
#include "sections.h"
#include "space.h"

/* A record of a set, while photos are put in order. */
struct member {
    char *image, *id; /* owned */
    size_t row, record;
};

static int by_image(const void *a, const void *b)
{
    const struct member *x = a, *y = b;
    int order = strcmp(x->image, y->image);
    if (order == 0)
        order = strcmp(x->id, y->id);
    return order ? order : x->record < y->record ? -1 : x->record > y->record;
}

static char *text_of(const struct mlf_record *record, const char *field, struct mlf_err *err)
{
    struct mlf_err broken = {""};
    char *text = mlf_record_string(record, field, &broken);
    if (!text && broken.text[0])
        mlf_fail(err, "%s:%zu: %s", record->file, record->number, broken.text);
    return text || broken.text[0] ? text : mlf_strdup("", err);
}

static void free_members(struct member *members, size_t n)
{
    for (size_t i = 0; members && i < n; i++) {
        free(members[i].image);
        free(members[i].id);
    }
    free(members);
}

static int is_member(const struct mlf_record *record)
{
    return mlf_record_of_set(record) && mlf_record_find(record, "image");
}

int mlf_rank_sets_refuse(const struct mlf_record *record, struct mlf_err *err)
{
    if (!is_member(record))
        return 0;
    return mlf_fail(err,
                    "%s:%zu: a label of a photo that may have several: only mlfix-rank without --from judges those",
                    record->file, record->number);
}

/* The records of sets that have vectors, by photo: *members, new memory, in which n of them are filled. */
static int list_members(const struct mlf_vectors *v, struct member **members, size_t *n, struct mlf_err *err)
{
    *n = 0;
    if (!(*members = mlf_alloc(v->n, sizeof **members, err)))
        return -1;
    for (size_t i = 0; i < v->n; i++) {
        const struct mlf_record *record = &v->records.items[v->record[i]];
        struct member *member = &(*members)[*n];
        if (!is_member(record))
            continue;
        *member = (struct member){.row = i, .record = v->record[i]};
        ++*n;
        if (!(member->image = text_of(record, "image", err)) || !(member->id = text_of(record, "id", err)))
            return -1;
    }
    if (*n > 0)
        qsort(*members, *n, sizeof **members, by_image);
    return 0;
}

/* ---- What was given ---- */

/* The label that the record gives its photo, or that it says is missing: *class, MLF_NO_SET where it has none; whether
 * the photo has it, and whether a person said so. */
struct word {
    size_t class;
    int has, settled;
};

static int read_word(struct mlf_rank_sets *sets, const struct mlf_rank_options *options,
                     const struct mlf_record *record, size_t number, struct word *word, struct mlf_err *err)
{
    const struct mlf_settled *settled = options->settled ? &options->settled[number] : NULL;
    int how = settled ? (int)settled->how : MLF_SETTLED_NOT, earlier = sets->earlier[number];
    char *own = text_of(record, "label", err), *label = NULL;
    int result = -1;
    if (!own)
        return -1;
    *word = (struct word){.class = MLF_NO_SET,
                          .has = how == MLF_SETTLED_NOT || how == MLF_SETTLED_LABEL,
                          .settled = how != MLF_SETTLED_NOT};
    if (how == MLF_SETTLED_LABEL && settled->label)
        label = mlf_strdup(settled->label, err);
    else
        label = earlier && !*own ? text_of(record, "suggest", err) : mlf_strdup(own, err);
    if (!label)
        goto done;
    if (earlier && !*own && !(how == MLF_SETTLED_LABEL && settled->label))
        word->has = 0;
    result = *label ? mlf_string_set_add(&sets->labels, label, &word->class, NULL, err) : 0;
done:
    free(own);
    free(label);
    return result;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Numbers the classes by their names: to[k] is the new number of class k. */
static int sort_classes(struct mlf_string_set *labels, size_t *to, struct mlf_err *err)
{
    struct mlf_string_set sorted = {0};
    const char **names = mlf_alloc(labels->n, sizeof *names, err);
    int result = names ? 0 : -1;
    for (size_t k = 0; names && k < labels->n; k++)
        names[k] = labels->items[k];
    if (names && labels->n > 0)
        qsort(names, labels->n, sizeof *names, by_name);
    for (size_t k = 0; k < labels->n && result == 0; k++)
        result = mlf_string_set_add(&sorted, names[k], NULL, NULL, err);
    for (size_t k = 0; k < labels->n && result == 0; k++)
        to[k] = mlf_string_set_find(&sorted, labels->items[k]);
    free(names);
    if (result == 0) {
        mlf_string_set_free(labels);
        *labels = sorted;
    } else {
        mlf_string_set_free(&sorted);
    }
    return result;
}

/* Fills photos, classes and what is given, from the members in order. */
static int read_sets(struct mlf_rank_sets *sets, const struct mlf_vectors *v, const struct member *members, size_t n,
                     const struct mlf_rank_options *options, struct mlf_err *err)
{
    struct word *words = mlf_alloc(n, sizeof *words, err);
    size_t *to = NULL, c;
    int result = -1;
    for (size_t i = 0; words && i < n; i++) {
        size_t record = members[i].record;
        sets->earlier[record] = (unsigned char)mlf_record_has_issue(&v->records.items[record], "label-omitted");
        if (read_word(sets, options, &v->records.items[record], record, &words[i], err))
            goto done;
        if (i == 0 || strcmp(members[i].image, members[i - 1].image) != 0)
            sets->base[sets->n++] = record;
        sets->photo[record] = sets->n - 1;
    }
    c = sets->labels.n;
    if (!words || !(to = mlf_alloc(c, sizeof *to, err)) || sort_classes(&sets->labels, to, err) ||
        !(sets->has = mlf_alloc(sets->n * c, 1, err)) || !(sets->settled = mlf_alloc(sets->n * c, 1, err)))
        goto done;
    for (size_t i = 0; i < n; i++) {
        size_t at, record = members[i].record;
        if (words[i].class == MLF_NO_SET)
            continue;
        sets->class[record] = to[words[i].class];
        at = sets->photo[record] * c + sets->class[record];
        if (sets->earlier[record] && !words[i].settled)
            continue; /* it is looked for anew */
        sets->has[at] |= (unsigned char)words[i].has;
        sets->settled[at] |= (unsigned char)words[i].settled;
    }
    result = 0;
done:
    free(words);
    free(to);
    return result;
}

/* ---- Judging ---- */

/* Photos that are left out together: those in which the field is equal, else those of one track; and near-duplicates.
 */
static int fold(struct mlf_rank_sets *sets, const struct mlf_vectors *v, const struct mlf_labelled_vectors *data,
                const struct mlf_rank_options *options, size_t *group, struct mlf_err *err)
{
    struct mlf_groups_pair *pairs = NULL;
    size_t space_d, count = 0;
    float *space = NULL;
    int result = mlf_rank_folds(&v->records, sets->base, sets->n, options->fold_by, group, &sets->folds, err);
    if (result || (options->fold_duplicates < 0 ? options->fold_by != NULL : !options->fold_duplicates))
        return result;
    space = mlf_neighbours_space(data->z, data->n, data->d, data->parts, &space_d, err);
    result = !space || mlf_groups_duplicates(space, data->n, space_d, options->jobs, &pairs, &count, err) ||
                     mlf_groups_join(data->n, group, &sets->folds, pairs, count, MLF_DUPLICATE_CAP, err)
                 ? -1
                 : 0;
    free(space);
    free(pairs);
    return result;
}

/* Classes that too few groups of photos have, or have not. */
static int find_small(struct mlf_rank_sets *sets, const size_t *group, struct mlf_err *err)
{
    size_t c = sets->labels.n, *seen = mlf_alloc(2 * sets->folds, sizeof *seen, err);
    if (!seen || !(sets->too_small = mlf_alloc(c, 1, err))) {
        free(seen);
        return -1;
    }
    for (size_t k = 0; k < c; k++) {
        size_t groups[2] = {0, 0};
        for (size_t i = 0; i < sets->n; i++) {
            int has = sets->has[i * c + k];
            size_t *last = &seen[2 * group[i] + (size_t)has];
            groups[has] += *last != k + 1;
            *last = k + 1;
        }
        sets->too_small[k] = groups[0] < MLF_JUDGE_GROUPS || groups[1] < MLF_JUDGE_GROUPS;
    }
    free(seen);
    return 0;
}

/* Moves the rows of photos into matrices of their own and the rest of the rows together. */
static int take_rows(struct mlf_vectors *v, const struct member *members, size_t n, struct mlf_labelled_vectors *data,
                     float **z, struct mlf_err *err)
{
    unsigned char *taken = mlf_alloc(v->n, 1, err);
    size_t photos = data->n, left = 0;
    if (!taken)
        return -1;
    for (size_t s = 0; s <= v->more_n; s++) {
        const float *from = s ? v->more[s - 1].z : v->z;
        size_t d = s ? v->more[s - 1].d : v->d, at = 0;
        if (!(z[s] = mlf_alloc_matrix(photos * d, sizeof **z, err))) {
            free(taken);
            return -1;
        }
        for (size_t i = 0; i < n; i++)
            if (i == 0 || strcmp(members[i].image, members[i - 1].image) != 0)
                memcpy(z[s] + at++ * d, from + members[i].row * d, d * sizeof **z);
        data[s].z = z[s];
        data[s].d = d;
    }
    for (size_t i = 0; i < n; i++)
        taken[members[i].row] = 1;
    for (size_t i = 0; i < v->n; i++) {
        if (taken[i])
            continue;
        mlf_vectors_move(v, i, left);
        v->record[left++] = v->record[i];
    }
    v->n = left;
    free(taken);
    return 0;
}

static int judge(struct mlf_rank_sets *sets, struct mlf_vectors *v, const struct member *members, size_t n,
                 const struct mlf_rank_options *options, struct mlf_err *err)
{
    size_t set_n = 1 + v->more_n;
    struct mlf_labelled_vectors *data = mlf_alloc(set_n, sizeof *data, err);
    size_t *group = mlf_alloc(sets->n, sizeof *group, err);
    float **z = mlf_alloc(set_n, sizeof *z, err);
    struct mlf_suspicion_options models = mlf_rank_models(options, sets->n);
    int result = -1;
    if (!data || !group || !z || mlf_rank_parts(v, &data[0].parts, err))
        goto done;
    for (size_t s = 0; s < set_n; s++)
        data[s].n = sets->n;
    models.kernel.kept = NULL;
    if (take_rows(v, members, n, data, z, err) || fold(sets, v, data, options, group, err) ||
        find_small(sets, group, err))
        goto done;
    for (size_t s = 0; s < set_n; s++) {
        data[s].group = group;
        data[s].groups = sets->folds;
    }
    result = sets->labels.n == 0 ? 0
                                 : mlf_presence_judge(&sets->presence, data, set_n, sets->has, sets->labels.n, &models,
                                                      options->jobs, err);
done:
    for (size_t s = 0; z && s < set_n; s++)
        free(z[s]);
    free(z);
    free(data);
    free(group);
    return result;
}

int mlf_rank_sets_judge(struct mlf_rank_sets *sets, struct mlf_vectors *vectors, const struct mlf_rank_options *options,
                        struct mlf_err *err)
{
    struct member *members = NULL;
    size_t n = 0, records = vectors->records.n;
    int result = list_members(vectors, &members, &n, err);
    if (result || n == 0)
        goto done;
    result = -1;
    sets->records = records;
    sets->photo = mlf_alloc(records, sizeof *sets->photo, err);
    sets->class = mlf_alloc(records, sizeof *sets->class, err);
    sets->earlier = mlf_alloc(records, 1, err);
    sets->base = mlf_alloc(n, sizeof *sets->base, err);
    if (!sets->photo || !sets->class || !sets->earlier || !sets->base)
        goto done;
    for (size_t i = 0; i < records; i++)
        sets->photo[i] = sets->class[i] = MLF_NO_SET;
    result =
        read_sets(sets, vectors, members, n, options, err) || judge(sets, vectors, members, n, options, err) ? -1 : 0;
done:
    free_members(members, n);
    return result;
}

double mlf_rank_sets_score(const struct mlf_rank_sets *sets, size_t photo, size_t class)
{
    size_t at = photo * sets->labels.n + class;
    return sets->settled[at]
               ? 0
               : mlf_score_from_surprise(mlf_presence_surprise(&sets->presence, photo, class, sets->has[at]));
}

int mlf_rank_sets_suspects(const struct mlf_rank_sets *sets, size_t photo, size_t class)
{
    size_t at = photo * sets->labels.n + class;
    return !sets->settled[at] && !sets->too_small[class] &&
           mlf_presence_is_suspect(&sets->presence, photo, class, sets->has[at]);
}

void mlf_rank_sets_free(struct mlf_rank_sets *sets)
{
    free(sets->photo);
    free(sets->class);
    free(sets->base);
    free(sets->earlier);
    free(sets->has);
    free(sets->settled);
    free(sets->too_small);
    mlf_string_set_free(&sets->labels);
    mlf_presence_free(&sets->presence);
    *sets = (struct mlf_rank_sets){0};
}
