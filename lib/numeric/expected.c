#include "mlfix/numeric/expected.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"

/* The grid over z: node k stands at z = STEP * (k - NODES / 2) and is weighted by the
 * normal density there. */
#define NODES 13
#define STEP 0.4

/* A distribution that is wider than this is described by its moments. */
#define WIDTH ((size_t)256)

/* Probabilities at either end of a distribution are dropped where they are less than this. */
#define LEAST 1e-10

/* With doubt, probabilities are kept between these. On the sets of scripts/eval/budget,
 * labels that were almost certainly wrong turned out right once in 25 times, and labels
 * that were almost certainly right turned out wrong hardly ever. */
#define SUREST_NOT 1e-6
#define SUREST 0.99

struct node {
    double mean, variance, third; /* central moments of the sum */
    double slope;                 /* d mean / d z */
    double *chance;               /* WIDTH: probabilities that the sum is first .. first + width - 1 */
    size_t first, width;          /* width 0: too wide, so that only the moments are used */
};

struct mlf_expected_sum {
    struct mlf_expected_doubt doubt;
    double mean, most;
    size_t total; /* of the weights */
    struct node nodes[NODES];
    double memory[NODES * WIDTH];
};

const struct mlf_expected_doubt mlf_expected_of_all = {0.2, 0.15, 0}, mlf_expected_of_part = {0.4, 0.2, 0.75};

struct mlf_expected_sum *mlf_expected_new(const struct mlf_expected_doubt *doubt, struct mlf_err *err)
{
    struct mlf_expected_sum *sum = mlf_alloc(1, sizeof *sum, err);
    if (!sum)
        return NULL;
    sum->doubt = *doubt;
    for (size_t k = 0; k < NODES; k++) {
        sum->nodes[k].chance = sum->memory + k * WIDTH;
        sum->nodes[k].chance[0] = 1;
        sum->nodes[k].width = 1;
    }
    return sum;
}

void mlf_expected_free(struct mlf_expected_sum *sum)
{
    free(sum);
}

static double z_of(size_t node)
{
    return STEP * ((double)node - NODES / 2);
}

static double logit(double p)
{
    double inside = fmin(fmax(p, SUREST_NOT), SUREST);
    return log(inside / (1 - inside));
}

/* d_j on one side of p_j, whose logit is `middle`; `end` is the end of its interval on that side. */
static double deviation_to(double end, double middle, const struct mlf_expected_doubt *doubt)
{
    double own = doubt->shift + doubt->slope * fabs(middle);
    return isnan(end) ? own : hypot((logit(end) - middle) / MLF_EXPECTED_NORMAL, doubt->local * own);
}

/* p(z); *slope becomes its derivative. */
static double shifted(double middle, double deviation, double z, double *slope)
{
    double q = 1 / (1 + exp(-middle - z * deviation));
    *slope = q * (1 - q) * deviation;
    return q;
}

/* Adds a trial to the distribution of the sum. */
static void convolve(struct node *node, double p, size_t weight)
{
    double *chance = node->chance;
    if (node->width == 0)
        return;
    if (weight >= WIDTH || node->width + weight > WIDTH) {
        node->width = 0;
        return;
    }
    memset(chance + node->width, 0, weight * sizeof *chance);
    node->width += weight;
    for (size_t k = node->width; k-- > 0;)
        chance[k] = chance[k] * (1 - p) + (k >= weight ? chance[k - weight] * p : 0);
    size_t drop = 0;
    while (node->width > drop + 1 && chance[drop] < LEAST)
        drop++;
    while (node->width > drop + 1 && chance[node->width - 1] < LEAST)
        node->width--;
    node->width -= drop;
    node->first += drop;
    if (drop)
        memmove(chance, chance + drop, node->width * sizeof *chance);
}

void mlf_expected_add(struct mlf_expected_sum *sum, const struct mlf_chance *chance, size_t weight)
{
    double w = (double)weight, middle = logit(chance->p);
    int exact = isnan(chance->high) ? sum->doubt.shift <= 0 && sum->doubt.slope <= 0 : chance->low >= chance->high;
    if (weight == 0 || isnan(chance->p))
        return;
    double down = deviation_to(chance->low, middle, &sum->doubt), up = deviation_to(chance->high, middle, &sum->doubt);
    sum->mean += w * chance->p;
    sum->most += w * (isnan(chance->high) ? chance->p : chance->high);
    sum->total += weight;
    for (size_t k = 0; k < NODES; k++) {
        struct node *node = &sum->nodes[k];
        double z = z_of(k), slope = 0;
        double q = exact ? chance->p : shifted(middle, z < 0 ? down : up, z, &slope), spread = q * (1 - q);
        node->mean += w * q;
        node->variance += w * w * spread;
        node->third += w * w * w * spread * (1 - 2 * q);
        node->slope += w * slope;
        convolve(node, q, weight);
    }
}

/* P(sum <= x) at one node. */
static double below(const struct node *node, double x)
{
    if (node->width > 0) {
        double chance = 0, all = 0;
        for (size_t k = 0; k < node->width; k++) {
            all += node->chance[k];
            chance += (double)(node->first + k) <= x ? node->chance[k] : 0;
        }
        return chance / all;
    }
    /* The node stands for all z up to half way to its neighbours, over which the mean is
     * taken to be spread evenly. */
    double between = STEP * node->slope, variance = node->variance + between * between / 12;
    if (variance <= 0)
        return x >= node->mean - 0.5;
    double deviation = sqrt(variance), t = (x + 0.5 - node->mean) / deviation;
    double skew = node->third / (variance * deviation);
    double chance = 0.5 * erfc(-t * M_SQRT1_2) + skew * (1 - t * t) * exp(-t * t / 2) / (6 * sqrt(2 * M_PI));
    return fmin(fmax(chance, 0), 1);
}

static double below_all(const struct mlf_expected_sum *sum, double x)
{
    double chance = 0, all = 0;
    for (size_t k = 0; k < NODES; k++) {
        double weight = exp(-z_of(k) * z_of(k) / 2);
        chance += weight * below(&sum->nodes[k], x);
        all += weight;
    }
    return chance / all;
}

/* The least x with P(sum <= x) >= level. */
static double quantile(const struct mlf_expected_sum *sum, double level)
{
    size_t low = 0, high = sum->total;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (below_all(sum, (double)middle) >= level)
            high = middle;
        else
            low = middle + 1;
    }
    return (double)low;
}

void mlf_expected_read(const struct mlf_expected_sum *sum, struct mlf_expected *expected)
{
    expected->mean = sum->mean;
    expected->most = sum->most;
    expected->low = quantile(sum, (1 - MLF_EXPECTED_COVERAGE) / 2);
    expected->high = quantile(sum, (1 + MLF_EXPECTED_COVERAGE) / 2);
}

void mlf_expected_share(size_t k, size_t n, double *low, double *high)
{
    *low = 0;
    *high = 1;
    if (n == 0)
        return;
    double z = MLF_EXPECTED_NORMAL, m = (double)n, share = (double)k / m;
    double middle = (share + z * z / (2 * m)) / (1 + z * z / m);
    double half = z / (1 + z * z / m) * sqrt(share * (1 - share) / m + z * z / (4 * m * m));
    /* Exact at the ends, where rounding would leave a little more than 0 or less than 1. */
    *low = k == 0 ? 0 : fmax(0, middle - half);
    *high = k == n ? 1 : fmin(1, middle + half);
}
