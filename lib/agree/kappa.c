#include "mlfix/agree/kappa.h"

#include <math.h>
#include <stdlib.h>

#include "mlfix/base/array.h"
#include "mlfix/numeric/expected.h"

/* A chance agreement that differs from 1 by rounding alone is 1. */
#define SURE_CHANCE (1 - 1e-12)

static void clear(struct mlf_kappa *kappa)
{
    *kappa = (struct mlf_kappa){.agreement = NAN, .chance = NAN, .kappa = NAN, .error = NAN, .low = NAN, .high = NAN};
}

/* Computes kappa from the agreement and what chance gives. Returns 0 where it is undefined. */
static int find_kappa(struct mlf_kappa *kappa)
{
    if (kappa->items == 0 || kappa->chance >= SURE_CHANCE)
        return 0;
    kappa->kappa = (kappa->agreement - kappa->chance) / (1 - kappa->chance);
    return 1;
}

/* Computes standard error and interval. all: nobody disagreed on any item. */
static void find_interval(struct mlf_kappa *kappa, double variance, int all)
{
    double low, high, half;
    kappa->error = sqrt(fmax(variance, 0));
    if (all) {
        mlf_expected_share(kappa->items, kappa->items, &low, &high);
        kappa->error = 0;
        kappa->low = fmax((low - kappa->chance) / (1 - kappa->chance), -1);
        kappa->high = 1;
    } else {
        half = MLF_EXPECTED_NORMAL * kappa->error;
        kappa->low = fmax(kappa->kappa - half, -1);
        kappa->high = fmin(kappa->kappa + half, 1);
    }
}

/* Whether all categories are the same. */
static int says_one(const size_t *category, size_t n)
{
    size_t i = 1;
    while (i < n && category[i] == category[0])
        i++;
    return i == n;
}

int mlf_kappa_cohen(struct mlf_kappa *kappa, const size_t *a, const size_t *b, size_t n, size_t categories,
                    struct mlf_err *err)
{
    double *of_a = mlf_alloc(categories, sizeof *of_a, err), *of_b = mlf_alloc(categories, sizeof *of_b, err);
    double weight = 1 / (double)n, same = 0, different = 0, chance = 0, rest;
    size_t agree = 0;
    int result = of_a && of_b ? 0 : -1;
    clear(kappa);
    kappa->items = n;
    if (result || n == 0)
        goto done;
    for (size_t i = 0; i < n; i++) {
        agree += a[i] == b[i];
        of_a[a[i]] += weight;
        of_b[b[i]] += weight;
    }
    for (size_t k = 0; k < categories; k++)
        chance += of_a[k] * of_b[k];
    kappa->agreement = (double)agree / (double)n;
    kappa->chance = fmin(chance, 1);
    if (!find_kappa(kappa) || (agree < n && (says_one(a, n) || says_one(b, n))))
        goto done;
    /* A and B, each item adding its share of p_ij */
    rest = 1 - kappa->kappa;
    for (size_t i = 0; i < n; i++) {
        if (a[i] == b[i])
            same += weight * pow(1 - (of_a[a[i]] + of_b[a[i]]) * rest, 2);
        else
            different += weight * pow(of_b[a[i]] + of_a[b[i]], 2);
    }
    find_interval(kappa,
                  (same + rest * rest * different - pow(kappa->kappa - kappa->chance * rest, 2)) /
                      ((double)n * pow(1 - kappa->chance, 2)),
                  agree == n);
done:
    free(of_a);
    free(of_b);
    return result;
}

/* Calls `visit` with the ratings of each item that has at least two. */
static size_t each_item(const struct mlf_rating *ratings, size_t n,
                        void (*visit)(void *context, const struct mlf_rating *ratings, size_t n), void *context)
{
    size_t items = 0;
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && ratings[end].item == ratings[i].item;)
            end++;
        if (end - i < 2)
            continue;
        items++;
        if (visit)
            visit(context, ratings + i, end - i);
    }
    return items;
}

struct fleiss {
    struct mlf_kappa *kappa;
    double *share; /* q_k */
    size_t *count; /* r_ik of the item that is being counted, else 0 */
    double agreement, variance;
    int all;
};

/* a_i */
static double agreement_on(struct fleiss *f, const struct mlf_rating *ratings, size_t n)
{
    double pairs = 0;
    for (size_t i = 0; i < n; i++)
        pairs += (double)f->count[ratings[i].category]++; /* with those of the category that came before */
    for (size_t i = 0; i < n; i++)
        f->count[ratings[i].category] = 0;
    return 2 * pairs / ((double)n * (double)(n - 1));
}

static void add_agreement(void *context, const struct mlf_rating *ratings, size_t n)
{
    struct fleiss *f = context;
    double on = agreement_on(f, ratings, n);
    f->agreement += on;
    f->all &= on >= 1;
    for (size_t i = 0; i < n; i++)
        f->share[ratings[i].category] += 1 / ((double)n * (double)f->kappa->items);
}

static void add_variance(void *context, const struct mlf_rating *ratings, size_t n)
{
    struct fleiss *f = context;
    const struct mlf_kappa *kappa = f->kappa;
    double on = agreement_on(f, ratings, n), expected = 0;
    for (size_t i = 0; i < n; i++)
        expected += f->share[ratings[i].category] / (double)n;
    double own = ((on - kappa->chance) - 2 * (1 - kappa->kappa) * (expected - kappa->chance)) / (1 - kappa->chance);
    f->variance += pow(own - kappa->kappa, 2);
}

int mlf_kappa_fleiss(struct mlf_kappa *kappa, const struct mlf_rating *ratings, size_t n, size_t categories,
                     struct mlf_err *err)
{
    struct fleiss f = {.kappa = kappa, .all = 1};
    double chance = 0;
    f.share = mlf_alloc(categories, sizeof *f.share, err);
    f.count = mlf_alloc(categories, sizeof *f.count, err);
    int result = f.share && f.count ? 0 : -1;
    clear(kappa);
    kappa->items = each_item(ratings, n, NULL, NULL);
    if (result || kappa->items == 0)
        goto done;
    each_item(ratings, n, add_agreement, &f);
    for (size_t k = 0; k < categories; k++)
        chance += f.share[k] * f.share[k];
    kappa->agreement = f.agreement / (double)kappa->items;
    kappa->chance = fmin(chance, 1);
    if (!find_kappa(kappa))
        goto done;
    each_item(ratings, n, add_variance, &f);
    if (f.all || kappa->items > 1)
        find_interval(kappa, f.variance / ((double)kappa->items * (double)(kappa->items - 1)), f.all);
done:
    free(f.share);
    free(f.count);
    return result;
}
