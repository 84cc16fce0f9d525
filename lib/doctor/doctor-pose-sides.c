/* See doctor-pose-sides.h. */

#include "doctor-pose-sides.h"

#include <math.h>
#include <stdlib.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/dataset/finding.h"
#include "mlfix/json/json-text.h"
#include "mlfix/record/pose.h"

/* A pose whose pairs lie so much nearer to each other than is usual, along the pose, has no direction. */
#define LEAST_ALONG 0.2

/* Pairs of kinds, and what they say. */
struct sides {
    const struct mlf_posed *posed;
    size_t (*pairs)[2]; /* the left and the right kind */
    size_t n;
    double *heights;    /* of each, where it usually is, down from the box's middle, in its longer sides */
    double *units;      /* of each, what counts as 1 */
    double *says;       /* of each pose: of each pair the side; NAN */
    double *sides;      /* of each pose: the median of its pairs; NAN where there are fewer than three */
    double *deviations; /* of each pair: how far it usually is from the median of the others */
    double *scratch;    /* room for one number a pose or a pair */
};

static const struct mlf_posed_point *row_of(const struct sides *sides, size_t pose)
{
    return sides->posed->table + pose * sides->posed->kinds;
}

/* Whether both points of the pair have a place; the middle between them, and the way from the right to the left. */
static int look(const struct sides *sides, size_t pose, size_t pair, double middle[2], double way[2])
{
    const struct mlf_posed_point *left = &row_of(sides, pose)[sides->pairs[pair][0]];
    const struct mlf_posed_point *right = &row_of(sides, pose)[sides->pairs[pair][1]];

    middle[0] = (left->x + right->x) / 2;
    middle[1] = (left->y + right->y) / 2;
    way[0] = left->x - right->x;
    way[1] = left->y - right->y;
    return !isnan(way[0]);
}

/* The pairs, each once. Which of the two is the left one shows by what they say: align(). */
static int find_pairs(struct sides *sides, struct mlf_err *err)
{
    const struct mlf_posed *posed = sides->posed;

    if (!(sides->pairs = mlf_alloc(posed->kinds, sizeof *sides->pairs, err)) ||
        !(sides->heights = mlf_alloc(posed->kinds, sizeof *sides->heights, err)) ||
        !(sides->units = mlf_alloc(posed->kinds, sizeof *sides->units, err)) ||
        !(sides->deviations = mlf_alloc(posed->kinds, sizeof *sides->deviations, err)) ||
        !(sides->sides = mlf_alloc(posed->n, sizeof *sides->sides, err)) ||
        !(sides->scratch = mlf_alloc(posed->n + posed->kinds, sizeof *sides->scratch, err)))
        return -1;
    for (size_t i = 0; i < posed->kinds; i++)
        if (posed->mirrors[i] > (int)i) {
            sides->pairs[sides->n][0] = i;
            sides->pairs[sides->n++][1] = (size_t)posed->mirrors[i];
        }
    return (sides->says = mlf_alloc(sides->n * posed->n, sizeof *sides->says, err)) ? 0 : -1;
}

/* Where each pair usually is. */
static void find_heights(struct sides *sides)
{
    for (size_t pair = 0; pair < sides->n; pair++) {
        double middle[2];
        double way[2];
        size_t n = 0;

        for (size_t i = 0; i < sides->posed->n; i++)
            if (look(sides, i, pair, middle, way))
                sides->scratch[n++] = middle[1];
        sides->heights[pair] = n ? mlf_posed_quantile(sides->scratch, n, 0.5) : 0;
    }
}

/* The direction down the pose: along which its pairs follow each other as they usually do; 0 where it has none. */
static int find_down(const struct sides *sides, size_t pose, double down[2])
{
    double mean[3] = {0};
    double along[2] = {0};
    double usual = 0;
    double middle[2];
    double way[2];
    double far;
    size_t n = 0;

    for (size_t pair = 0; pair < sides->n; pair++) {
        if (!look(sides, pose, pair, middle, way))
            continue;
        mean[0] += middle[0];
        mean[1] += middle[1];
        mean[2] += sides->heights[pair];
        n++;
    }
    for (size_t pair = 0; pair < sides->n && n >= 3; pair++) {
        double height = sides->heights[pair] - mean[2] / (double)n;

        if (!look(sides, pose, pair, middle, way))
            continue;
        for (int k = 0; k < 2; k++)
            along[k] += height * (middle[k] - mean[k] / (double)n);
        usual += height * height;
    }
    far = hypot(along[0], along[1]);
    if (n < 3 || !(far > LEAST_ALONG * usual))
        return 0;
    down[0] = along[0] / far;
    down[1] = along[1] / far;
    return 1;
}

/* What each pair of each pose says. */
static void find_sides(struct sides *sides)
{
    for (size_t i = 0; i < sides->posed->n; i++) {
        double down[2];
        int has = find_down(sides, i, down);

        for (size_t pair = 0; pair < sides->n; pair++) {
            double middle[2];
            double way[2];
            int there = has && look(sides, i, pair, middle, way);

            sides->says[i * sides->n + pair] = there ? down[1] * way[0] - down[0] * way[1] : NAN;
        }
    }
    for (size_t pair = 0; pair < sides->n; pair++) {
        size_t n = 0;

        for (size_t i = 0; i < sides->posed->n; i++)
            if (!isnan(sides->says[i * sides->n + pair]))
                sides->scratch[n++] = fabs(sides->says[i * sides->n + pair]);
        sides->units[pair] = n >= MLF_LEAST_POSES ? mlf_posed_quantile(sides->scratch, n, 0.9) : 0;
        for (size_t i = 0; i < sides->posed->n; i++)
            sides->says[i * sides->n + pair] /= sides->units[pair] > 0.005 ? sides->units[pair] : NAN;
    }
}

/* Turns round the pairs that say the opposite of those before them in most poses: which of two points is the left one,
 * an order of numbers does not tell. */
static void align(struct sides *sides)
{
    for (size_t pair = 1; pair < sides->n; pair++) {
        double agree = 0;

        for (size_t i = 0; i < sides->posed->n; i++)
            for (size_t k = 0; k < pair; k++) {
                double both = sides->says[i * sides->n + pair] * sides->says[i * sides->n + k];

                agree += isnan(both) ? 0 : (both > 0) - (both < 0);
            }
        for (size_t i = 0; i < sides->posed->n && agree < 0; i++)
            sides->says[i * sides->n + pair] = -sides->says[i * sides->n + pair];
    }
}

/* The median of what the pairs of the pose say, but for one (`without` < n); NAN where they are fewer than `least`. */
static double median_of(const struct sides *sides, size_t pose, size_t without, size_t least)
{
    size_t n = 0;

    for (size_t pair = 0; pair < sides->n; pair++) {
        double value = sides->says[pose * sides->n + pair];

        if (pair != without && !isnan(value))
            sides->scratch[n++] = value;
    }
    return n >= least && n > 0 ? mlf_posed_quantile(sides->scratch, n, 0.5) : NAN;
}

/* Of the poses that say so by `differ` (room for n), how far each pair's word lies from the others', in deviations;
 * NAN where it is no contradiction. */
static void compare_pair(struct sides *sides, size_t pair, double *differ, double *values)
{
    double deviation = INFINITY;
    size_t n = 0;

    for (size_t i = 0; i < sides->posed->n; i++) {
        double others = median_of(sides, i, pair, 2);
        double own = sides->says[i * sides->n + pair];

        differ[i] = own - others;
        if (!isnan(differ[i]))
            values[n++] = fabs(differ[i]);
        if (!(own * others < 0) || fabs(own) < MLF_SIDE_LEAST || fabs(others) < MLF_SIDE_LEAST)
            differ[i] = NAN;
    }
    if (n >= MLF_LEAST_POSES)
        deviation = fmax(1.4826 * mlf_posed_quantile(values, n, 0.5), MLF_SIDE_DEVIATION);
    sides->deviations[pair] = deviation;
    for (size_t i = 0; i < sides->posed->n; i++)
        differ[i] = fabs(differ[i]) / deviation;
}

/* The pairs of one pose that are swapped. */
static int note_pairs(const struct sides *sides, size_t pose, const double *differ, struct mlf_err *err)
{
    struct mlf_buf value = {0};
    double most = 0;
    int result = 0;

    mlf_buf_puts(&value, "{\"points\":[");
    for (size_t pair = 0; pair < sides->n; pair++) {
        double z = differ[pair * sides->posed->n + pose];

        if (!(z > MLF_SIDE_DEVIATIONS))
            continue;
        for (int k = 0; k < 2; k++) {
            if (most > 0 || k)
                mlf_buf_putc(&value, ',');
            mlf_posed_put_kind(sides->posed, sides->pairs[pair][k], &value);
        }
        most = fmax(most, z);
    }
    mlf_buf_puts(&value, "],\"deviations\":");
    mlf_json_put_number(&value, round(most * 100) / 100);
    mlf_buf_putc(&value, '}');
    if (mlf_buf_check(&value, err))
        result = -1;
    else if (most > 0)
        result = mlf_finding_measure(sides->posed->findings[pose], MLF_ISSUE_POINT_SWAPPED, value.data, err);
    mlf_buf_free(&value);
    return result;
}

static int examine_pairs(struct sides *sides, struct mlf_err *err)
{
    size_t n = sides->posed->n;
    double *differ = mlf_alloc(sides->n * n, sizeof *differ, err);
    double *values = mlf_alloc(n, sizeof *values, err);
    int result = differ && values ? 0 : -1;

    for (size_t pair = 0; pair < sides->n && !result; pair++)
        compare_pair(sides, pair, differ + pair * n, values);
    for (size_t i = 0; i < n && !result; i++)
        result = note_pairs(sides, i, differ, err);
    free(differ);
    free(values);
    return result;
}

/* ---- Whole poses ---- */

/* The side that the whole pose shows beyond doubt: 1, 0, or -1. */
static int side_of(const struct sides *sides, size_t pose)
{
    for (size_t pair = 0; pair < sides->n; pair++) {
        double own = sides->says[pose * sides->n + pair];

        if (fabs(own - sides->sides[pose]) > MLF_SIDE_UNLIKE * sides->deviations[pair])
            return -1; /* somebody who looks over a shoulder */
    }
    return sides->sides[pose] >= MLF_SIDE_WHOLE ? 1 : sides->sides[pose] <= -MLF_SIDE_WHOLE ? 0 : -1;
}

/* Adds to the scores how much what is said of this kind of point speaks for side 1, as if points did not depend on each
 * other: logarithms of the odds. One that is not labelled says nothing: it may just have been left out. */
static void add_score(const struct sides *sides, size_t kind, double *scores)
{
    double counts[MLF_POINT_NONSENSE + 1][2] = {{0}};
    double all[2] = {0};

    for (size_t i = 0; i < sides->posed->n; i++) {
        int side = side_of(sides, i);

        if (side < 0)
            continue;
        counts[row_of(sides, i)[kind].said][side]++;
        all[side]++;
    }
    for (size_t i = 0; i < sides->posed->n; i++) {
        const double *here = counts[row_of(sides, i)[kind].said];

        if (row_of(sides, i)[kind].said == MLF_POINT_ABSENT)
            continue;
        scores[i] += log((here[1] + 1) / (all[1] + 1)) - log((here[0] + 1) / (all[0] + 1));
    }
}

/* A pose that shows a side beyond doubt, and what speaks for side 1. */
struct shown {
    double score;
    size_t pose;
};

static int by_score(const void *a, const void *b)
{
    const struct shown *x = a;
    const struct shown *y = b;

    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return x->pose < y->pose ? -1 : x->pose > y->pose;
}

static int note_whole(const struct sides *sides, size_t pose, double share, struct mlf_err *err)
{
    struct mlf_buf value = {0};
    int result;

    mlf_buf_puts(&value, "{\"share\":");
    mlf_json_put_number(&value, round(share * 1000) / 1000);
    mlf_buf_putc(&value, '}');
    result = mlf_buf_check(&value, err)
                 ? -1
                 : mlf_finding_measure(sides->posed->findings[pose], MLF_ISSUE_POINT_SWAPPED, value.data, err);
    mlf_buf_free(&value);
    return result;
}

/* Of the poses from the one that speaks most for `side` on, those that show the other. */
static int note_from(const struct sides *sides, const struct shown *shown, size_t n, int side, struct mlf_err *err)
{
    size_t counts[2] = {0};
    int result = 0;

    for (size_t k = 0, end = 0; k < n && !result; k++) {
        const struct shown *here = &shown[side ? k : n - 1 - k];

        if ((side ? here->score : -here->score) < log(MLF_SIDE_ODDS))
            break;
        for (; end < n && shown[side ? end : n - 1 - end].score == here->score; end++)
            counts[side_of(sides, shown[side ? end : n - 1 - end].pose)]++;
        double share = (double)counts[!side] / (double)(counts[0] + counts[1]);
        if (side_of(sides, here->pose) != side && share < MLF_SIDE_SHARE && counts[side] >= MLF_LEAST_POSES)
            result = note_whole(sides, here->pose, share, err);
    }
    return result;
}

static int examine_whole(const struct sides *sides, struct mlf_err *err)
{
    double *scores = mlf_alloc(sides->posed->n, sizeof *scores, err);
    struct shown *shown = mlf_alloc(sides->posed->n, sizeof *shown, err);
    size_t n = 0;
    int result = -1;

    for (size_t i = 0; i < sides->posed->n; i++)
        sides->sides[i] = median_of(sides, i, sides->n, 3);
    for (size_t kind = 0; kind < sides->posed->kinds && scores; kind++)
        add_score(sides, kind, scores);
    for (size_t i = 0; i < sides->posed->n && scores && shown; i++)
        if (side_of(sides, i) >= 0)
            shown[n++] = (struct shown){scores[i], i};
    if (scores && shown) {
        qsort(shown, n, sizeof *shown, by_score);
        result = note_from(sides, shown, n, 1, err) || note_from(sides, shown, n, 0, err) ? -1 : 0;
    }
    free(scores);
    free(shown);
    return result;
}

int mlf_doctor_examine_sides(const struct mlf_posed *posed, struct mlf_err *err)
{
    struct sides sides = {.posed = posed};
    int result = find_pairs(&sides, err);

    if (!result && sides.n >= 3) {
        find_heights(&sides);
        find_sides(&sides);
        align(&sides);
        result = examine_pairs(&sides, err) || examine_whole(&sides, err) ? -1 : 0;
    }
    free(sides.pairs);
    free(sides.heights);
    free(sides.units);
    free(sides.says);
    free(sides.deviations);
    free(sides.sides);
    free(sides.scratch);
    return result;
}
