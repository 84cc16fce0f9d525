#include "judge-open.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "judge-data.h"
#include "judge-head.h"
#include "mlfix/base/array.h"
#include "mlfix/base/counting-sort.h"
#include "mlfix/base/err.h"
#include "mlfix/judge/score.h"

static int damaged(const struct mlf_judge *judge, const char *what, struct mlf_err *err)
{
    return mlf_fail(err, "'%s' is damaged: %s", judge->packed.path, what);
}

/* Whether all n numbers are in low .. high, which none that is no number is. */
static int within(const double *numbers, size_t n, double low, double high)
{
    for (size_t i = 0; i < n; i++)
        if (!(numbers[i] >= low && numbers[i] <= high))
            return 0;
    return 1;
}

static int read_groups(struct mlf_judge *judge, struct mlf_err *err)
{
    size_t n = judge->sizes.n, groups = judge->sizes.groups;
    size_t *group = mlf_alloc(n, sizeof *group, err);
    int result = -1;
    judge->first = mlf_alloc(groups + 1, sizeof *judge->first, err);
    judge->member = mlf_alloc(n, sizeof *judge->member, err);
    judge->group = mlf_packed_get(&judge->packed, "groups", sizeof *judge->group, 1, n, err);
    if (!group || !judge->first || !judge->member || !judge->group)
        goto done;
    for (size_t i = 0; i < n; i++)
        group[i] = judge->group[i];
    mlf_counting_sort(group, NULL, n, groups, judge->first, judge->member);
    result = judge->first[groups] == n ? 0 : damaged(judge, "an object is in no group", err);
done:
    free(group);
    return result;
}

static int read_clusters(struct mlf_judge *judge, struct mlf_err *err)
{
    size_t n = judge->sizes.n, length = 0;
    const char *text = mlf_packed_find(&judge->packed, "names", 1, &length, err);
    judge->cluster = mlf_packed_get(&judge->packed, "clusters", sizeof *judge->cluster, 1, n, err);
    if (!text || !judge->cluster)
        return -1;
    for (size_t at = 0; at < length; at++)
        judge->names_n += text[at] == 0;
    if (!(judge->names = mlf_judge_texts(judge, "names", judge->names_n, err)))
        return -1;
    for (size_t i = 0; i < n; i++)
        if (judge->cluster[i] > judge->names_n)
            return damaged(judge, "an object is in no cluster", err);
    return 0;
}

static int read_classes(struct mlf_judge *judge, struct mlf_err *err)
{
    size_t c = judge->sizes.classes;
    judge->too_small = mlf_packed_get(&judge->packed, "too small", 1, 1, c, err);
    judge->told.classes = c;
    judge->told.told = (unsigned char *)mlf_packed_get(&judge->packed, "told", 1, 1, c, err);
    judge->told.share = (double *)mlf_packed_get(&judge->packed, "shares", sizeof(double), 1, c, err);
    judge->told.least = (double *)mlf_packed_get(&judge->packed, "bounds", sizeof(double), 1, c, err);
    const double *suggestion = mlf_packed_get(&judge->packed, "suggestion", sizeof *suggestion, 1, 2, err);
    judge->suggestion.worth = (double *)mlf_packed_get(&judge->packed, "worth", sizeof(double), 1, c, err);
    judge->steps = mlf_packed_find(&judge->packed, "steps", sizeof *judge->steps, &judge->steps_n, err);
    if (!judge->told.least || !judge->too_small || !judge->told.told || !judge->told.share || !suggestion ||
        !judge->suggestion.worth || !judge->steps)
        return -1;
    judge->suggestion.rate = suggestion[0];
    judge->suggestion.unknown = suggestion[1];
    for (size_t i = 0; i < judge->steps_n; i++)
        if (!within(&judge->steps[i].score, 4, 0, 1) || (i > 0 && !(judge->steps[i].score > judge->steps[i - 1].score)))
            return damaged(judge, "its probabilities do not rise", err);
    return within(judge->told.least, c, 1e-300, MLF_SUSPECT_PROBABILITY) && within(judge->told.share, c, 0, 1) &&
                   within(suggestion, 2, 0, 1) && within(judge->suggestion.worth, c, 0, 1)
               ? 0
               : damaged(judge, "it holds a number that cannot be", err);
}

static int read_choices(struct mlf_judge *judge, struct mlf_err *err)
{
    size_t sets = judge->sizes.sets, n = sets > 1 ? 1 + sets : 1;
    const struct mlf_judge_choice *choices = mlf_packed_get(&judge->packed, "choices", sizeof *choices, 1, n, err);
    if (!choices || (sets > 1 && !(judge->chosen.sets = mlf_alloc(sets, sizeof *judge->chosen.sets, err))))
        return -1;
    judge->chosen.set_n = sets > 1 ? sets : 0;
    for (size_t k = 0; k < n; k++) {
        struct mlf_suspicion *s = k ? &judge->chosen.sets[k - 1] : &judge->chosen;
        if (!within(&choices[k].kernel_share, 1, 0, 1) || !within(&choices[k].pool, 1, 0, 0.99) ||
            !within(&choices[k].temperature, 1, 1e-6, 1e6) || !within(&choices[k].weight, 1, 0, 1))
            return damaged(judge, "it holds a number that cannot be", err);
        s->kernel_share = choices[k].kernel_share;
        s->pool = choices[k].pool;
        s->temperature = choices[k].temperature;
        s->weight = choices[k].weight;
    }
    return 0;
}

/* ---- Models ---- */

/* n x m numbers of one set. */
static const void *set_section(const struct mlf_judge *judge, const char *what, size_t set, size_t size, size_t n,
                               size_t m, struct mlf_err *err)
{
    char name[MLF_PACKED_NAME];
    snprintf(name, sizeof name, "%.10s %u", what, (unsigned)set & 63);
    return mlf_packed_get(&judge->packed, name, size, n, m, err);
}

static int read_ridge(struct mlf_judge *judge, size_t k, struct mlf_err *err)
{
    size_t c = judge->sizes.classes, d = judge->d[k], n = judge->sizes.n;
    struct mlf_ridge_fit *fit = &judge->ridge[k];
    fit->d = d;
    fit->classes = c;
    fit->mean = (float *)set_section(judge, "mean", k, sizeof(float), 1, d, err);
    fit->weight = (float *)set_section(judge, "weight", k, sizeof(float), 1, d, err);
    fit->root = (float *)set_section(judge, "root", k, sizeof(float), d, d, err);
    fit->coefficient = (float *)set_section(judge, "linear", k, sizeof(float), d, c, err);
    judge->by_ridge[k] = set_section(judge, "by linear", k, sizeof(float), n, c, err);
    return fit->mean && fit->weight && fit->root && fit->coefficient && judge->by_ridge[k] ? 0 : -1;
}

/* Which block begins where, and which items it has: each in one. */
static int read_blocks(struct mlf_judge *judge, size_t k, struct mlf_err *err)
{
    struct mlf_kernel_fit *fit = &judge->kernel[k];
    char name[MLF_PACKED_NAME];
    size_t starts = 0, n = judge->sizes.n;
    snprintf(name, sizeof name, "blocks %u", (unsigned)k & 63);
    const uint32_t *start = mlf_packed_find(&judge->packed, name, sizeof *start, &starts, err);
    const uint32_t *item = set_section(judge, "dealt", k, sizeof *item, 1, n, err);
    if (!start || !item)
        return -1;
    if (starts < 2 || starts > n + 1 || start[0] != 0 || start[starts - 1] != n)
        return damaged(judge, "its blocks cannot be", err);
    fit->blocks = starts - 1;
    fit->start = mlf_alloc(starts, sizeof *fit->start, err);
    fit->item = mlf_alloc(n, sizeof *fit->item, err);
    if (!fit->start || !fit->item)
        return -1;
    for (size_t b = 0; b < starts; b++) {
        if (b > 0 && start[b] < start[b - 1])
            return damaged(judge, "its blocks cannot be", err);
        fit->start[b] = start[b];
    }
    for (size_t i = 0; i < n; i++) {
        if (item[i] >= n)
            return damaged(judge, "its blocks cannot be", err);
        fit->item[i] = item[i];
    }
    return 0;
}

static int read_kernel(struct mlf_judge *judge, size_t k, struct mlf_err *err)
{
    size_t c = judge->sizes.classes, n = judge->sizes.n;
    struct mlf_kernel_fit *fit = &judge->kernel[k];
    fit->n = n;
    fit->parts = k ? 1 : judge->sizes.parts;
    fit->d = judge->d[k] / fit->parts;
    fit->classes = c;
    fit->mean = (float *)set_section(judge, "middle", k, sizeof(float), 1, judge->d[k], err);
    fit->scale = (double *)set_section(judge, "scale", k, sizeof(double), 1, fit->parts, err);
    if (c > 0 && n > SIZE_MAX / sizeof(float) / c / fit->parts)
        return damaged(judge, "its sizes cannot be", err);
    fit->coefficient = (float *)set_section(judge, "kernel", k, sizeof(float), fit->parts, n * c, err);
    judge->by_kernel[k] = set_section(judge, "by kernel", k, sizeof(float), n, c, err);
    if (!fit->mean || !fit->scale || !fit->coefficient || !judge->by_kernel[k])
        return -1;
    fit->asks = n < MLF_KERNEL_ALL ? SIZE_MAX : 1 + MLF_KERNEL_OTHERS;
    return read_blocks(judge, k, err);
}

static int read_models(struct mlf_judge *judge, struct mlf_err *err)
{
    size_t sets = judge->sizes.sets;
    judge->ridge = mlf_alloc(sets, sizeof *judge->ridge, err);
    judge->kernel = mlf_alloc(sets, sizeof *judge->kernel, err);
    judge->by_ridge = mlf_alloc(sets, sizeof *judge->by_ridge, err);
    judge->by_kernel = mlf_alloc(sets, sizeof *judge->by_kernel, err);
    if (!judge->ridge || !judge->kernel || !judge->by_ridge || !judge->by_kernel)
        return -1;
    for (size_t k = 0; k < sets; k++)
        if (read_ridge(judge, k, err) || read_kernel(judge, k, err))
            return -1;
    return 0;
}

int mlf_judge_open(struct mlf_judge *judge, const char *path, struct mlf_err *err)
{
    if (mlf_judge_head_open(judge, path, MLF_JUDGE_KIND, err))
        return -1;
    if (judge->sizes.n == 0 || judge->sizes.classes == 0)
        return damaged(judge, "it knows nothing", err);
    return read_groups(judge, err) || read_clusters(judge, err) || read_classes(judge, err) ||
                   read_choices(judge, err) || read_models(judge, err)
               ? -1
               : 0;
}

void mlf_judge_free(struct mlf_judge *judge)
{
    for (size_t k = 0; judge->kernel && k < judge->sizes.sets; k++) {
        free(judge->kernel[k].start);
        free(judge->kernel[k].item);
    }
    free(judge->first);
    free(judge->member);
    free(judge->names);
    free(judge->chosen.sets);
    free(judge->ridge);
    free(judge->kernel);
    free(judge->by_ridge);
    free(judge->by_kernel);
    mlf_judge_head_close(judge);
    *judge = (struct mlf_judge){0};
}
