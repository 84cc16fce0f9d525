#include "mlfix/judge/wrong-reviewed.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "isotonic.h"
#include "mlfix/base/array.h"
#include "mlfix/judge/wrong-interval.h"
#include "mlfix/numeric/expected.h"

/* Logits are taken to lie between -FARTHEST and FARTHEST, and for the slope between -STEEPEST and STEEPEST. */
#define FARTHEST 14.0
#define STEEPEST 8.0
/* Places of the list that are taken together are so many parts of a step of the logarithm of the place. */
#define PARTS 8.0
/* Limits of B, and of the number and the interval that it comes from. */
#define MOST_BOTH 2.0
#define LEAST_LOW 0.5
#define LEAST_APART 1.05
#define LEAST_NUMBER 1e-3
#define MOST_NUMBER 0.95
/* Keeps the covariance definite. */
#define JITTER 1e-6
/* b is sought between -FARTHEST_SHIFT and FARTHEST_SHIFT, by halving. */
#define HALVINGS 60
#define FARTHEST_SHIFT 60.0
/* Newton's steps: at most so many, no longer than LONGEST in any place, until none is longer than SHORTEST. */
#define STEPS 60
#define LONGEST 2.0
#define SHORTEST 1e-9
/* How often the way on which the number changes most is looked for again from where it leads. */
#define TURNS 8
/* A mean over a normal variable is taken at GRID points on both sides, APART deviations apart. */
#define GRID 6
#define APART 0.5

/* Labels that stand together in the list. */
struct place {
    double x, t;         /* mean logit by the model of the noise; logarithm of the place */
    double n;            /* all of them */
    double right, wrong; /* of those looked at */
    double left;         /* nobody looked at */
    double before;       /* f without u */
    double f;            /* with the most probable u */
    double own;          /* deviation of f */
    double p, low, high;
};

struct review {
    struct place *places; /* n, the most doubtful first */
    size_t n;
    size_t *place_of; /* of each label that takes part; others: SIZE_MAX */
    double labels;
    double *covariance; /* n x n, of u */
    double *factor;     /* n x n, lower: L with LL' = 1 + s C s, s the roots of the weights */
    double *root;       /* n: s */
    double *work;       /* 4 n */
};

struct listed {
    double score;
    size_t item;
};

static double sigmoid(double x)
{
    return 1 / (1 + exp(-x));
}

static int most_doubtful_first(const void *a, const void *b)
{
    const struct listed *x = a, *y = b;
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return x->item < y->item ? -1 : x->item > y->item;
}

static double logit_of(double w)
{
    double logit = w <= 0 ? -FARTHEST : w >= 1 ? FARTHEST : log(w / (1 - w));
    return fmin(fmax(logit, -FARTHEST), FARTHEST);
}

static void add_label(struct place *place, const struct mlf_reviewed_labels *labels, size_t item, size_t at)
{
    place->x += logit_of(labels->by_noise[item]);
    place->t += (double)at;
    place->n++;
    place->right += labels->seen[item] == MLF_SEEN_RIGHT;
    place->wrong += labels->seen[item] == MLF_SEEN_WRONG;
    place->left += labels->seen[item] == MLF_SEEN_NOT;
}

/* Equal scores are never taken apart, so that the order in which labels came does not matter. */
static int sort_into_places(struct review *r, const struct mlf_reviewed_labels *labels, struct mlf_err *err)
{
    struct listed *list = mlf_alloc(labels->n, sizeof *list, err);
    size_t n = 0, end = 0, step = 0;
    if (!list)
        return -1;
    for (size_t i = 0; i < labels->n; i++) {
        r->place_of[i] = SIZE_MAX;
        if (!isnan(labels->by_noise[i]))
            list[n++] = (struct listed){labels->score[i], i};
    }
    if (n > 0)
        qsort(list, n, sizeof *list, most_doubtful_first);
    for (size_t i = 0; i < n; i++) {
        if (i >= end && (i == 0 || list[i].score < list[i - 1].score)) {
            while (end <= i)
                end = (size_t)fmax((double)end + 1, rint(exp((double)++step / PARTS)));
            r->n++;
        }
        add_label(&r->places[r->n - 1], labels, list[i].item, i + 1);
        r->place_of[list[i].item] = r->n - 1;
    }
    for (size_t k = 0; k < r->n; k++) {
        r->places[k].x /= r->places[k].n;
        r->places[k].t = log(r->places[k].t / r->places[k].n);
    }
    r->labels = (double)n;
    free(list);
    return 0;
}

static double sum_before(const struct review *r, double shift)
{
    double most = log(MLF_REVIEWED_SUREST / (1 - MLF_REVIEWED_SUREST)), sum = 0;
    for (size_t k = 0; k < r->n; k++) {
        struct place *place = &r->places[k];
        place->before = fmin(MLF_REVIEWED_SLOPE * place->x + shift, most);
        sum += place->n * sigmoid(place->before);
    }
    return sum;
}

/* Fills f without u, whose probabilities add up to `number`. */
static void set_level(struct review *r, double number)
{
    double least = -FARTHEST_SHIFT, most = FARTHEST_SHIFT;
    for (int i = 0; i < HALVINGS; i++) {
        double middle = (least + most) / 2;
        if (sum_before(r, middle) < number)
            least = middle;
        else
            most = middle;
    }
    sum_before(r, (least + most) / 2);
}

static double steep(double x)
{
    return fmin(fmax(x, -STEEPEST), STEEPEST);
}

static void set_covariance(struct review *r, const struct mlf_reviewed_labels *labels)
{
    double number = fmin(fmax(labels->number, LEAST_NUMBER), MOST_NUMBER * r->labels), uncertain = 0, middle = 0;
    set_level(r, number);
    for (size_t k = 0; k < r->n; k++) {
        double p = sigmoid(r->places[k].before), weight = r->places[k].n * p * (1 - p);
        uncertain += weight;
        middle += weight * r->places[k].x;
    }
    double high = fmax(labels->high, LEAST_APART * number);
    double low = fmax(fmin(labels->low, number / LEAST_APART), LEAST_LOW);
    double both = MLF_REVIEWED_BOTH * fmax(log(high / low), 0) / (2 * MLF_EXPECTED_NORMAL) * number / uncertain;
    both = fmin(both, MOST_BOTH);
    middle = steep(middle / uncertain);
    for (size_t j = 0; j < r->n; j++)
        for (size_t k = 0; k < r->n; k++) {
            const struct place *a = &r->places[j], *b = &r->places[k];
            double away = (a->t - b->t) / MLF_REVIEWED_REACH;
            r->covariance[j * r->n + k] =
                both * both +
                MLF_REVIEWED_SLOPES * MLF_REVIEWED_SLOPES * (steep(a->x) - middle) * (steep(b->x) - middle) +
                MLF_REVIEWED_PARTS * MLF_REVIEWED_PARTS * exp(-away * away / 2) + (j == k ? JITTER : 0);
        }
}

/* to = covariance x vector. */
static void multiply(const struct review *r, const double *vector, double *to)
{
    for (size_t j = 0; j < r->n; j++) {
        double sum = 0;
        for (size_t k = 0; k < r->n; k++)
            sum += r->covariance[j * r->n + k] * vector[k];
        to[j] = sum;
    }
}

/* Fills root and factor for the present f. */
static void factorise(struct review *r)
{
    size_t n = r->n;
    for (size_t k = 0; k < n; k++) {
        double p = sigmoid(r->places[k].f);
        r->root[k] = sqrt((r->places[k].right + r->places[k].wrong) * p * (1 - p));
    }
    for (size_t j = 0; j < n; j++)
        for (size_t k = 0; k <= j; k++) {
            double sum = (j == k) + r->root[j] * r->covariance[j * n + k] * r->root[k];
            for (size_t i = 0; i < k; i++)
                sum -= r->factor[j * n + i] * r->factor[k * n + i];
            r->factor[j * n + k] = j == k ? sqrt(sum) : sum / r->factor[k * n + k];
        }
}

/* Solves LL' x = v in place. */
static void solve(const struct review *r, double *v)
{
    size_t n = r->n;
    for (size_t j = 0; j < n; j++) {
        for (size_t i = 0; i < j; i++)
            v[j] -= r->factor[j * n + i] * v[i];
        v[j] /= r->factor[j * n + j];
    }
    for (size_t j = n; j-- > 0;) {
        for (size_t i = j + 1; i < n; i++)
            v[j] -= r->factor[i * n + j] * v[i];
        v[j] /= r->factor[j * n + j];
    }
}

/* to = s (LL')^-1 s vector: what the covariance loses by what was seen. */
static void weigh_seen(const struct review *r, const double *vector, double *to)
{
    for (size_t k = 0; k < r->n; k++)
        to[k] = r->root[k] * vector[k];
    solve(r, to);
    for (size_t k = 0; k < r->n; k++)
        to[k] *= r->root[k];
}

/* Newton's method for the most probable f. */
static void find_most_probable(struct review *r)
{
    double *b = r->work, *cb = b + r->n, *lost = cb + r->n, *goal = lost + r->n;
    for (size_t k = 0; k < r->n; k++)
        r->places[k].f = r->places[k].before;
    for (int step = 0; step < STEPS; step++) {
        double longest = 0;
        factorise(r);
        for (size_t k = 0; k < r->n; k++) {
            const struct place *at = &r->places[k];
            b[k] =
                r->root[k] * r->root[k] * (at->f - at->before) + at->wrong - (at->right + at->wrong) * sigmoid(at->f);
        }
        multiply(r, b, cb);
        weigh_seen(r, cb, lost);
        for (size_t k = 0; k < r->n; k++)
            b[k] -= lost[k];
        multiply(r, b, goal);
        for (size_t k = 0; k < r->n; k++)
            longest = fmax(longest, fabs(r->places[k].before + goal[k] - r->places[k].f));
        double share = longest > LONGEST ? LONGEST / longest : 1;
        for (size_t k = 0; k < r->n; k++)
            r->places[k].f += share * (r->places[k].before + goal[k] - r->places[k].f);
        if (longest < SHORTEST)
            break;
    }
    factorise(r);
}

/* to = covariance of f, in the light of what was seen, x vector. */
static void multiply_known(const struct review *r, const double *vector, double *to)
{
    double *once = r->work, *lost = once + r->n;
    multiply(r, vector, once);
    weigh_seen(r, once, lost);
    multiply(r, lost, to);
    for (size_t k = 0; k < r->n; k++)
        to[k] = once[k] - to[k];
}

/* The mean of the probability where its logit is normal. */
static double mean_probability(double middle, double deviation)
{
    double sum = 0, all = 0;
    for (int k = -GRID; k <= GRID; k++) {
        double z = APART * k, weight = exp(-z * z / 2);
        sum += weight * sigmoid(middle + z * deviation);
        all += weight;
    }
    return sum / all;
}

/* logit: n, the f that so many deviations of the number of wrong labels lead to. */
static void go_along(const struct review *r, double deviations, double *logit)
{
    double *way = r->work + 2 * r->n, *change = way + r->n;
    for (size_t k = 0; k < r->n; k++)
        logit[k] = r->places[k].f;
    for (int turn = 0; turn < TURNS; turn++) {
        double length = 0;
        for (size_t k = 0; k < r->n; k++) {
            double p = sigmoid(logit[k]);
            change[k] = r->places[k].left * p * (1 - p);
        }
        multiply_known(r, change, way);
        for (size_t k = 0; k < r->n; k++)
            length += change[k] * way[k];
        for (size_t k = 0; k < r->n && length > 0; k++)
            logit[k] = r->places[k].f + deviations * way[k] / sqrt(length);
    }
}

/* Makes numbers of places that never rise down the list, over the labels that are left. */
static int let_fall(const struct review *r, double *number, struct mlf_err *err)
{
    double *x = mlf_alloc(3 * r->n, sizeof *x, err), *weight = x ? x + r->n : NULL, *y = x ? weight + r->n : NULL;
    size_t m = 0;
    if (!x)
        return -1;
    for (size_t k = 0; k < r->n; k++)
        if (r->places[k].left > 0) {
            x[m] = -(double)k;
            weight[m] = r->places[k].left;
            y[m++] = number[k];
        }
    int result = mlf_isotonic_fit_weighted(x, weight, y, m, err);
    for (size_t k = 0, at = 0; k < r->n && !result; k++)
        if (r->places[k].left > 0)
            number[k] = y[at++];
    free(x);
    return result;
}

/* Where none of those looked at is wrong, nothing speaks for more than was stated at least before. */
static void keep_least(struct review *r, double least)
{
    double found = 0, sum = 0;
    for (size_t k = 0; k < r->n; k++) {
        found += r->places[k].wrong;
        sum += r->places[k].left * r->places[k].low;
    }
    for (size_t k = 0; k < r->n && found <= 0 && sum > least; k++)
        r->places[k].low *= least / sum;
}

static int read_places(struct review *r, struct mlf_err *err)
{
    double *p = mlf_alloc(5 * r->n, sizeof *p, err), *low = p ? p + r->n : NULL, *high = p ? low + r->n : NULL;
    double *one = p ? high + r->n : NULL, *known = p ? one + r->n : NULL;
    int result = -1;
    if (!p)
        return -1;
    for (size_t k = 0; k < r->n; k++) {
        one[k] = 1;
        multiply_known(r, one, known);
        one[k] = 0;
        p[k] = mean_probability(r->places[k].f, sqrt(fmax(known[k], 0)));
    }
    go_along(r, -MLF_EXPECTED_NORMAL, low);
    go_along(r, MLF_EXPECTED_NORMAL, high);
    for (size_t k = 0; k < r->n; k++) {
        low[k] = fmin(sigmoid(low[k]), p[k]);
        high[k] = fmax(sigmoid(high[k]), p[k]);
    }
    if (let_fall(r, p, err) || let_fall(r, low, err) || let_fall(r, high, err))
        goto done;
    for (size_t k = 0; k < r->n; k++) {
        r->places[k].p = p[k];
        r->places[k].low = fmin(low[k], p[k]);
        r->places[k].high = fmax(high[k], p[k]);
    }
    result = 0;
done:
    free(p);
    return result;
}

static int open_review(struct review *r, const struct mlf_reviewed_labels *labels, struct mlf_err *err)
{
    size_t most = (size_t)(PARTS * log((double)labels->n + 1)) + (size_t)PARTS;
    most = most < labels->n ? most : labels->n;
    r->places = mlf_alloc(most, sizeof *r->places, err);
    r->place_of = mlf_alloc(labels->n, sizeof *r->place_of, err);
    if (!r->places || !r->place_of || sort_into_places(r, labels, err))
        return -1;
    r->covariance = mlf_alloc(r->n * r->n, sizeof *r->covariance, err);
    r->factor = mlf_alloc(r->n * r->n, sizeof *r->factor, err);
    r->root = mlf_alloc(r->n, sizeof *r->root, err);
    r->work = mlf_alloc(4 * r->n, sizeof *r->work, err);
    return r->covariance && r->factor && r->root && r->work ? 0 : -1;
}

int mlf_wrong_review(struct mlf_wrong *wrong, const struct mlf_reviewed_labels *labels, struct mlf_err *err)
{
    struct review r = {0};
    int result = -1;
    if (open_review(&r, labels, err))
        goto done;
    if (r.n > 0) {
        set_covariance(&r, labels);
        find_most_probable(&r);
        if (read_places(&r, err))
            goto done;
        keep_least(&r, labels->low);
    }
    for (size_t i = 0; i < labels->n; i++) {
        int takes_part = r.place_of[i] != SIZE_MAX, open = takes_part && labels->seen[i] == MLF_SEEN_NOT;
        const struct place *place = open ? &r.places[r.place_of[i]] : NULL;
        wrong->p[i] = open ? place->p : takes_part ? 0 : NAN;
        wrong->low[i] = open ? place->low : takes_part ? 0 : NAN;
        wrong->high[i] = open ? place->high : takes_part ? 0 : NAN;
    }
    result = 0;
done:
    free(r.places);
    free(r.place_of);
    free(r.covariance);
    free(r.factor);
    free(r.root);
    free(r.work);
    return result;
}
