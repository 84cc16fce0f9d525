#include "judge-head.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "judge-data.h"
#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/limits.h"

/* Sets of vectors, and items, beyond which a file cannot be right. */
#define MOST_SETS ((uint64_t)64)
#define MOST_ITEMS ((uint64_t)1 << 31)

/* ---- Writing ---- */

static int put_text(struct mlf_packed_writer *writer, const char *name, const char *text, struct mlf_err *err)
{
    return mlf_packed_put(writer, name, text, 1, strlen(text) + 1, err);
}

static int put_classes(struct mlf_packed_writer *writer, const struct mlf_string_set *labels, struct mlf_err *err)
{
    size_t length = 0, at = 0;
    for (size_t k = 0; k < labels->n; k++)
        length += labels->lengths[k] + 1;
    char *text = mlf_alloc(length, 1, err);
    for (size_t k = 0; text && k < labels->n; k++) {
        memcpy(text + at, labels->items[k], labels->lengths[k] + 1);
        at += labels->lengths[k] + 1;
    }
    int result = text ? mlf_packed_put(writer, "classes", text, 1, length, err) : -1;
    free(text);
    return result;
}

int mlf_judge_head_put(struct mlf_packed_writer *writer, const struct mlf_judge_head *head, struct mlf_err *err)
{
    const struct mlf_ranking *r = head->ranking;
    size_t n = head->sizes->n, sets = head->sizes->sets;
    uint64_t d[MOST_SETS] = {0};
    uint32_t *label = mlf_alloc(n, sizeof *label, err);
    int result = -1;
    if (sets > MOST_SETS)
        mlf_fail(err, "%zu sets of vectors are more than the %llu that a judge may have", sets,
                 (unsigned long long)MOST_SETS);
    if (!label || sets > MOST_SETS)
        goto done;
    for (size_t k = 0; k < sets; k++)
        d[k] = head->d[k];
    for (size_t i = 0; i < n; i++)
        label[i] = (uint32_t)r->label[i];
    if (mlf_packed_put(writer, "sizes", head->sizes, sizeof *head->sizes, 1, err) ||
        mlf_packed_put(writer, "columns", d, sizeof *d, sets, err) || put_text(writer, "fold by", head->fold_by, err) ||
        put_text(writer, "made by", head->made_by, err) || put_classes(writer, &r->labels, err) ||
        mlf_packed_put(writer, "keys", r->key, sizeof *r->key, n, err) ||
        mlf_packed_put(writer, "labels", label, sizeof *label, n, err))
        goto done;
    for (size_t k = 0; k < sets; k++) {
        char name[MLF_PACKED_NAME];
        snprintf(name, sizeof name, "vectors %u", (unsigned)k & 63);
        if (mlf_packed_put(writer, name, head->z[k], sizeof(float), n * d[k], err))
            goto done;
    }
    result = 0;
done:
    free(label);
    return result;
}

/* ---- Reading ---- */

static int damaged(const struct mlf_judge *judge, const char *what, struct mlf_err *err)
{
    return mlf_fail(err, "'%s' is damaged: %s", judge->packed.path, what);
}

static int read_sizes(struct mlf_judge *judge, struct mlf_err *err)
{
    const struct mlf_judge_sizes *sizes = mlf_packed_get(&judge->packed, "sizes", sizeof *sizes, 1, 1, err);
    if (!sizes)
        return -1;
    judge->sizes = *sizes;
    if (sizes->n > MOST_ITEMS || sizes->all < sizes->n || sizes->classes > sizes->n || sizes->sets < 1 ||
        sizes->sets > MOST_SETS || sizes->parts < 1 || sizes->groups > sizes->n)
        return damaged(judge, "its sizes cannot be", err);
    judge->d = mlf_packed_get(&judge->packed, "columns", sizeof *judge->d, 1, sizes->sets, err);
    if (!judge->d)
        return -1;
    for (size_t k = 0; k < sizes->sets; k++)
        if (judge->d[k] < 1 || judge->d[k] > MLF_LIMIT_NPY_COLUMNS)
            return damaged(judge, "its vectors are of no length", err);
    return judge->d[0] % sizes->parts == 0 ? 0 : damaged(judge, "its vectors have no such parts", err);
}

const char **mlf_judge_texts(const struct mlf_judge *judge, const char *section, size_t n, struct mlf_err *err)
{
    size_t length = 0, count = 0;
    const char *text = mlf_packed_find(&judge->packed, section, 1, &length, err), **list = NULL;
    for (size_t at = 0; text && at < length; at++)
        count += text[at] == 0;
    if (text && (count != n || (length > 0 && text[length - 1] != 0)))
        damaged(judge, "it has another number of texts than it says", err);
    else if (text && (list = mlf_alloc(n, sizeof *list, err)))
        for (size_t k = 0; k < n; k++, text += strlen(text) + 1)
            list[k] = text;
    return list;
}

static const char *read_text(const struct mlf_judge *judge, const char *section, struct mlf_err *err)
{
    const char **list = mlf_judge_texts(judge, section, 1, err), *text = list ? list[0] : NULL;
    free(list);
    return text;
}

static int read_classes(struct mlf_judge *judge, struct mlf_err *err)
{
    size_t c = judge->sizes.classes;
    const char **names = mlf_judge_texts(judge, "classes", c, err);
    int result = names ? 0 : -1;
    for (size_t k = 0; k < c && result == 0; k++) {
        result = mlf_string_set_add(&judge->labels, names[k], NULL, NULL, err);
        if (result == 0 && k > 0 && strcmp(names[k - 1], names[k]) >= 0)
            result = damaged(judge, "its classes are not in order", err);
    }
    free(names);
    return result;
}

static int compare_keys(const struct mlf_item_key *x, const struct mlf_item_key *y)
{
    if (x->photo != y->photo)
        return x->photo < y->photo ? -1 : 1;
    return x->object < y->object ? -1 : x->object > y->object;
}

static int read_items(struct mlf_judge *judge, struct mlf_err *err)
{
    size_t n = judge->sizes.n;
    judge->key = mlf_packed_get(&judge->packed, "keys", sizeof *judge->key, 1, n, err);
    judge->label = mlf_packed_get(&judge->packed, "labels", sizeof *judge->label, 1, n, err);
    judge->z = mlf_alloc(judge->sizes.sets, sizeof *judge->z, err);
    if (!judge->key || !judge->label || !judge->z)
        return -1;
    for (size_t i = 0; i < n; i++)
        if (judge->label[i] >= judge->sizes.classes || (i > 0 && compare_keys(&judge->key[i - 1], &judge->key[i]) > 0))
            return damaged(judge, "its objects are not in order", err);
    for (size_t k = 0; k < judge->sizes.sets; k++) {
        char name[MLF_PACKED_NAME];
        snprintf(name, sizeof name, "vectors %u", (unsigned)k & 63);
        if (!(judge->z[k] = mlf_packed_get(&judge->packed, name, sizeof(float), n, judge->d[k], err)))
            return -1;
        for (size_t i = 0; i < n * judge->d[k]; i++)
            if (!(fabsf(judge->z[k][i]) <= (float)MLF_LIMIT_VECTOR_NUMBER))
                return damaged(judge, "a vector holds a number that cannot be", err);
    }
    return 0;
}

int mlf_judge_head_open(struct mlf_judge *judge, const char *path, const char *kind, struct mlf_err *err)
{
    if (mlf_packed_open(&judge->packed, path, kind, err) || read_sizes(judge, err))
        return -1;
    judge->fold_by = read_text(judge, "fold by", err);
    judge->made_by = judge->fold_by ? read_text(judge, "made by", err) : NULL;
    return judge->made_by ? read_classes(judge, err) || read_items(judge, err) ? -1 : 0 : -1;
}

void mlf_judge_head_close(struct mlf_judge *judge)
{
    mlf_string_set_free(&judge->labels);
    free(judge->z);
    judge->z = NULL;
    mlf_packed_close(&judge->packed);
}
