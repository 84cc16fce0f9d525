#include "mlfix/numeric/groups.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "mlfix/base/array.h"
#include "mlfix/numeric/neighbours-table.h"
#include "mlfix/numeric/neighbours.h"

static int compare_pairs(const void *a, const void *b)
{
    const struct mlf_groups_pair *x = a, *y = b;
    if (x->contrast != y->contrast)
        return x->contrast < y->contrast ? -1 : 1;
    if (x->a != y->a)
        return x->a < y->a ? -1 : 1;
    return x->b < y->b ? -1 : x->b > y->b;
}

/* How many items are in a pair. */
static size_t count_paired(const struct mlf_groups_pair *pairs, size_t count, size_t n, unsigned char *seen)
{
    size_t paired = 0;
    for (size_t i = 0; i < n; i++)
        seen[i] = 0;
    for (size_t i = 0; i < count; i++)
        seen[pairs[i].a] = seen[pairs[i].b] = 1;
    for (size_t i = 0; i < n; i++)
        paired += seen[i];
    return paired;
}

/* Lists the pairs whose contrast is below MLF_DUPLICATE_CONTRAST. */
static int list_pairs(const struct mlf_neighbours *near, struct mlf_groups_pair **pairs, size_t *count,
                      struct mlf_err *err)
{
    size_t k = near->k, nearest = k < MLF_DUPLICATE_NEIGHBOURS ? k : MLF_DUPLICATE_NEIGHBOURS, capacity = 0;
    for (size_t a = 0; a < near->n; a++)
        for (size_t j = 0; j < nearest; j++) {
            size_t b = near->index[a * k + j];
            double here = near->cosine[a * k + k - 1], there = near->cosine[b * k + k - 1];
            double background = 1 - (here > there ? here : there), distance = 1 - near->cosine[a * k + j];
            /* The background distance is 0 where many items are exactly the same. */
            double contrast = background > 1e-6 ? rint(distance / background * 1e6) / 1e6 : distance > 1e-6;
            if (contrast >= MLF_DUPLICATE_CONTRAST)
                continue;
            if (mlf_grow(pairs, &capacity, *count + 1, sizeof **pairs, err))
                return -1;
            (*pairs)[(*count)++] = (struct mlf_groups_pair){.a = a, .b = b, .contrast = contrast};
        }
    return 0;
}

int mlf_groups_duplicates(const float *x, size_t n, size_t d, int jobs, struct mlf_groups_pair **pairs, size_t *count,
                          struct mlf_err *err)
{
    struct mlf_neighbours near = {0};
    size_t m = n / 30 < MLF_DUPLICATE_BACKGROUND ? n / 30 : MLF_DUPLICATE_BACKGROUND;
    *pairs = NULL;
    *count = 0;
    if (m == 0)
        return 0;
    unsigned char *seen = mlf_alloc(n, 1, err);
    int result = -1;
    if (!seen || mlf_neighbours_find(&near, x, n, d, m, jobs, err) || list_pairs(&near, pairs, count, err))
        goto done;
    if (*count > 0)
        qsort(*pairs, *count, sizeof **pairs, compare_pairs);
    if (count_paired(*pairs, *count, n, seen) * 3 < n)
        while (*count > 0 && (*pairs)[*count - 1].contrast >= MLF_DUPLICATE_CONTRAST_RARE)
            --*count;
    result = 0;
done:
    free(seen);
    mlf_neighbours_free(&near);
    if (result) {
        free(*pairs);
        *pairs = NULL;
    }
    return result;
}

int mlf_groups_labelled_apart(const struct mlf_groups_pair *pairs, size_t count, const size_t *label, size_t n,
                              struct mlf_err *err)
{
    unsigned char *seen = mlf_alloc(n, 1, err);
    size_t differ = 0;
    if (!seen)
        return -1;
    for (size_t i = 0; i < count; i++)
        differ += label[pairs[i].a] != label[pairs[i].b];
    int apart = differ * 10 > count && count_paired(pairs, count, n, seen) * 3 < n;
    free(seen);
    return apart;
}

static size_t find_root(size_t *parent, size_t at)
{
    while (parent[at] != at) {
        parent[at] = parent[parent[at]];
        at = parent[at];
    }
    return at;
}

int mlf_groups_join(size_t n, size_t *group, size_t *groups, const struct mlf_groups_pair *pairs, size_t count,
                    size_t cap, struct mlf_err *err)
{
    size_t *parent = mlf_alloc(*groups, sizeof *parent, err);
    size_t *size = mlf_alloc(*groups, sizeof *size, err);
    if (!parent || !size) {
        free(parent);
        free(size);
        return -1;
    }
    for (size_t g = 0; g < *groups; g++)
        parent[g] = g;
    for (size_t i = 0; i < n; i++)
        size[group[i]]++;
    for (size_t e = 0; e < count; e++) {
        size_t a = find_root(parent, group[pairs[e].a]), b = find_root(parent, group[pairs[e].b]);
        if (a == b || size[a] + size[b] > cap)
            continue;
        size_t root = a < b ? a : b, leaf = a < b ? b : a;
        parent[leaf] = root;
        size[root] += size[leaf];
    }
    /* `size` is not needed any more: it takes the new numbers. */
    for (size_t g = 0; g < *groups; g++)
        size[g] = SIZE_MAX;
    size_t found = 0;
    for (size_t i = 0; i < n; i++) {
        size_t root = find_root(parent, group[i]);
        if (size[root] == SIZE_MAX)
            size[root] = found++;
        group[i] = size[root];
    }
    *groups = found;
    free(parent);
    free(size);
    return 0;
}

struct member {
    size_t label, group;
};

static int compare_members(const void *a, const void *b)
{
    const struct member *x = a, *y = b;
    if (x->label != y->label)
        return x->label < y->label ? -1 : 1;
    return x->group < y->group ? -1 : x->group > y->group;
}

int mlf_groups_count(size_t n, const size_t *group, const size_t *label, size_t classes, size_t *counts,
                     struct mlf_err *err)
{
    struct member *members = mlf_alloc(n, sizeof *members, err);
    if (!members)
        return -1;
    for (size_t k = 0; k < classes; k++)
        counts[k] = 0;
    for (size_t i = 0; i < n; i++)
        members[i] = (struct member){.label = label[i], .group = group[i]};
    qsort(members, n, sizeof *members, compare_members);
    for (size_t i = 0; i < n; i++)
        counts[members[i].label] += i == 0 || compare_members(&members[i - 1], &members[i]) != 0;
    free(members);
    return 0;
}
