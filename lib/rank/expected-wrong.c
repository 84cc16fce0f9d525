#include "expected-wrong.h"

#include <math.h>
#include <stdlib.h>

#include "mlfix/base/array.h"
#include "mlfix/rank/ranking.h"

struct item {
    size_t label, cluster;
    struct mlf_chance wrong;
};

static int by_cluster(const void *a, const void *b)
{
    const struct item *x = a, *y = b;
    if (x->label != y->label)
        return x->label < y->label ? -1 : 1;
    return (x->cluster > y->cluster) - (x->cluster < y->cluster);
}

static int by_doubt(const void *a, const void *b)
{
    const struct item *x = a, *y = b;
    return (x->wrong.p < y->wrong.p) - (x->wrong.p > y->wrong.p);
}

static void add_chance(struct mlf_chance *sum, const struct mlf_chance *chance)
{
    sum->p += chance->p;
    sum->low += chance->low;
    sum->high += chance->high;
}

/* The items of one label, cluster by cluster, into both sums. */
static void add_label(const struct item *items, size_t n, struct mlf_expected_sum *all, struct mlf_expected_sum *own)
{
    for (size_t i = 0, end; i < n; i = end) {
        struct mlf_chance sum = {0};
        for (end = i; end < n && items[end].cluster == items[i].cluster; end++)
            add_chance(&sum, &items[end].wrong);
        double count = (double)(end - i);
        const struct mlf_chance mean = {sum.p / count, sum.low / count, sum.high / count};
        mlf_expected_add(all, &mean, end - i);
        mlf_expected_add(own, &mean, end - i);
    }
}

static int add_up(struct mlf_expected_wrong *budget, const struct item *items, struct mlf_err *err)
{
    struct mlf_expected_sum *all = mlf_expected_new(&mlf_expected_of_all, err);
    int result = all ? 0 : -1;
    for (size_t i = 0, end; i < budget->n && result == 0; i = end) {
        struct mlf_expected_sum *own = mlf_expected_new(&mlf_expected_of_part, err);
        for (end = i; end < budget->n && items[end].label == items[i].label;)
            end++;
        if (own) {
            add_label(items + i, end - i, all, own);
            mlf_expected_read(own, &budget->class[items[i].label]);
        }
        result = own ? 0 : -1;
        mlf_expected_free(own);
    }
    if (result == 0)
        mlf_expected_read(all, &budget->all);
    mlf_expected_free(all);
    return result;
}

/* After 10, 20, 50, 100, ... items, the most doubtful first. */
static void look_at_first(struct mlf_expected_wrong *budget, const struct item *items)
{
    static const size_t steps[] = {1, 2, 5};
    struct mlf_chance found = {0}, all = {0};
    size_t i = 0, scale = 10, step = 0;
    for (size_t k = 0; k < budget->n; k++)
        add_chance(&all, &items[k].wrong);
    while (budget->looks < MLF_EXPECTED_LOOKS && scale * steps[step] < budget->n) {
        for (; i < scale * steps[step]; i++)
            add_chance(&found, &items[i].wrong);
        budget->look[budget->looks++] = (struct mlf_expected_look){
            i, found, {fmax(all.p - found.p, 0), fmax(all.low - found.low, 0), fmax(all.high - found.high, 0)}};
        step = (step + 1) % 3;
        scale *= step == 0 ? 10 : 1;
    }
}

int mlf_expected_wrong_make(struct mlf_expected_wrong *budget, const struct mlf_ranking *ranking, struct mlf_err *err)
{
    struct item *items = NULL;
    int result = -1;
    *budget = (struct mlf_expected_wrong){0};
    if (!ranking->mistaken.p)
        return 0;
    items = mlf_alloc(ranking->items, sizeof *items, err);
    budget->class = mlf_alloc(ranking->labels.n, sizeof *budget->class, err);
    if (!items || !budget->class)
        goto done;
    for (size_t i = 0; i < ranking->items; i++)
        if (!isnan(ranking->mistaken.p[i]))
            items[budget->n++] =
                (struct item){ranking->label[i],
                              ranking->cluster ? ranking->cluster[i] : i,
                              {ranking->mistaken.p[i], ranking->mistaken.low[i], ranking->mistaken.high[i]}};
    if (budget->n > 0)
        qsort(items, budget->n, sizeof *items, by_cluster);
    if (add_up(budget, items, err))
        goto done;
    if (budget->n > 0)
        qsort(items, budget->n, sizeof *items, by_doubt);
    look_at_first(budget, items);
    result = 0;
done:
    free(items);
    return result;
}

void mlf_expected_wrong_free(struct mlf_expected_wrong *budget)
{
    free(budget->class);
    *budget = (struct mlf_expected_wrong){0};
}
