#include "mlfix/judge/wrong-reviewed.h"

#include <math.h>
#include <stdlib.h>

#include "mlfix/base/array.h"
#include "mlfix/judge/wrong-interval.h"

/* Logits are told apart to 1 / FINE, and lie between -FARTHEST and FARTHEST. */
#define FINE 50
#define FARTHEST 14
#define BINS ((size_t)(2 * FARTHEST * FINE + 1))

#define LOWEST_SLOPE 0.25
#define HIGHEST_SLOPE 1.4
#define CASES ((size_t)(MLF_REVIEWED_SLOPES * MLF_REVIEWED_SUMS))
/* A label is found wrong with at least this probability. */
#define SUREST_NOT 1e-6
/* n is at least this, and at most this share of all labels. */
#define FEWEST 0.3
#define MOST 0.98
/* b is sought by halving. */
#define HALVINGS 40
#define FARTHEST_SHIFT 60.0
/* The share of the cases that makes an end of the interval. */
#define TAIL 0.1

/* Labels of nearly the same logit. */
struct bin {
    double logit;
    double n;            /* all of them */
    double right, wrong; /* of those looked at */
    double left;         /* nobody looked at */
};

struct possible {
    double slope, shift;
    double weight; /* how probable it is, up to a factor; first its logarithm */
    double left;   /* labels that are left wrong */
};

struct review {
    struct bin *bins; /* those that are not empty, n of them */
    size_t n;
    size_t *bin_of; /* BINS: place in bins + 1; 0: empty */
    double labels;
    struct possible possible[CASES];
};

static double sigmoid(double x)
{
    return 1 / (1 + exp(-x));
}

static size_t bin_number(double w)
{
    double logit = w <= 0 ? -FARTHEST : w >= 1 ? FARTHEST : log(w / (1 - w));
    return (size_t)rint((fmin(fmax(logit, -FARTHEST), FARTHEST) + FARTHEST) * FINE);
}

static void sort_into_bins(struct review *r, const struct mlf_reviewed_labels *labels)
{
    for (size_t i = 0; i < labels->n; i++)
        if (!isnan(labels->by_noise[i]))
            r->bin_of[bin_number(labels->by_noise[i])] = 1;
    for (size_t k = 0; k < BINS; k++)
        if (r->bin_of[k]) {
            r->bins[r->n].logit = (double)k / FINE - FARTHEST;
            r->bin_of[k] = ++r->n;
        }
    for (size_t i = 0; i < labels->n; i++) {
        if (isnan(labels->by_noise[i]))
            continue;
        struct bin *bin = &r->bins[r->bin_of[bin_number(labels->by_noise[i])] - 1];
        bin->n++;
        bin->right += labels->seen[i] == MLF_SEEN_RIGHT;
        bin->wrong += labels->seen[i] == MLF_SEEN_WRONG;
        bin->left += labels->seen[i] == MLF_SEEN_NOT;
        r->labels++;
    }
}

/* b for a slope and a number of wrong labels. */
static double find_shift(const struct review *r, double slope, double sum)
{
    double least = -FARTHEST_SHIFT, most = FARTHEST_SHIFT;
    for (int i = 0; i < HALVINGS; i++) {
        double middle = (least + most) / 2, all = 0;
        for (size_t k = 0; k < r->n; k++)
            all += r->bins[k].n * sigmoid(slope * r->bins[k].logit + middle);
        if (all < sum)
            least = middle;
        else
            most = middle;
    }
    return (least + most) / 2;
}

/* The logarithm of how probable the verdicts are, and how many wrong labels are left. */
static void weigh(const struct review *r, struct possible *at)
{
    for (size_t k = 0; k < r->n; k++) {
        const struct bin *bin = &r->bins[k];
        double p = sigmoid(at->slope * bin->logit + at->shift), seen = fmin(fmax(p, SUREST_NOT), MLF_REVIEWED_SUREST);
        at->weight += bin->wrong * log(seen) + bin->right * log1p(-seen);
        at->left += bin->left * p;
    }
}

static int by_left(const void *a, const void *b)
{
    const struct possible *x = a, *y = b;
    if (x->left != y->left)
        return x->left < y->left ? -1 : 1;
    return (x->slope > y->slope) - (x->slope < y->slope);
}

/* Fills the cases, those with fewest wrong labels left first, with weights that add up to 1. */
static void consider(struct review *r, double low, double high)
{
    double first = fmax(low / 2, FEWEST), last = fmin(1.25 * high, MOST * r->labels), most = -INFINITY, all = 0;
    first = fmin(first, last);
    for (size_t k = 0; k < CASES; k++) {
        struct possible *at = &r->possible[k];
        double n = first * pow(last / first, (double)(k % MLF_REVIEWED_SUMS) / (MLF_REVIEWED_SUMS - 1));
        double step = (double)(k / MLF_REVIEWED_SUMS) / (MLF_REVIEWED_SLOPES - 1);
        *at = (struct possible){.slope = LOWEST_SLOPE + step * (HIGHEST_SLOPE - LOWEST_SLOPE)};
        at->shift = find_shift(r, at->slope, n);
        at->weight = log(n); /* at equal ratios, each stands for as many numbers as it is large */
        weigh(r, at);
        most = fmax(most, at->weight);
    }
    qsort(r->possible, CASES, sizeof *r->possible, by_left);
    for (size_t k = 0; k < CASES; k++)
        all += r->possible[k].weight = exp(r->possible[k].weight - most);
    for (size_t k = 0; k < CASES; k++)
        r->possible[k].weight /= all;
}

/* The three numbers of a logit. */
static void read_bin(const struct review *r, double logit, double *p, double *low, double *high)
{
    double before = 0;
    *p = *low = *high = 0;
    for (size_t k = 0; k < CASES; k++) {
        const struct possible *at = &r->possible[k];
        if (at->weight <= 0)
            continue;
        double chance = sigmoid(at->slope * logit + at->shift), after = before + at->weight;
        *p += at->weight * chance;
        *low += fmax(0, fmin(after, TAIL) - before) * chance / TAIL;
        *high += fmax(0, after - fmax(before, 1 - TAIL)) * chance / TAIL;
        before = after;
    }
    /* A single label may be less probably wrong where more are wrong in all. */
    *p = fmin(*p, 1);
    *low = fmin(*low, *p);
    *high = fmin(fmax(*high, *p), 1);
}

int mlf_wrong_review(struct mlf_wrong *wrong, const struct mlf_reviewed_labels *labels, struct mlf_err *err)
{
    struct review *r = mlf_alloc(1, sizeof *r, err);
    double(*read)[3] = mlf_alloc(BINS, sizeof *read, err);
    int result = -1;
    if (!r || !read || !(r->bins = mlf_alloc(BINS, sizeof *r->bins, err)) ||
        !(r->bin_of = mlf_alloc(BINS, sizeof *r->bin_of, err)))
        goto done;
    sort_into_bins(r, labels);
    if (r->n > 0)
        consider(r, labels->low, labels->high);
    for (size_t k = 0; k < r->n; k++)
        read_bin(r, r->bins[k].logit, &read[k][0], &read[k][1], &read[k][2]);
    for (size_t i = 0; i < labels->n; i++) {
        int takes_part = !isnan(labels->by_noise[i]), open = takes_part && labels->seen[i] == MLF_SEEN_NOT;
        size_t k = open ? r->bin_of[bin_number(labels->by_noise[i])] - 1 : 0;
        wrong->p[i] = open ? read[k][0] : takes_part ? 0 : NAN;
        wrong->low[i] = open ? read[k][1] : takes_part ? 0 : NAN;
        wrong->high[i] = open ? read[k][2] : takes_part ? 0 : NAN;
    }
    result = 0;
done:
    free(read);
    if (r) {
        free(r->bins);
        free(r->bin_of);
    }
    free(r);
    return result;
}
