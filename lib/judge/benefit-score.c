
#include "benefit-score.h"

#include <math.h>
#include <stdlib.h>

#include "mlfix/base/array.h"
#include "mlfix/base/counting-sort.h"
#include "mlfix/judge/benefit-data.h"
#include "mlfix/numeric/student.h"

/* Numbers of the parts: all items that are not gone, the untouched ones, then each class. */
enum { ALL, UNTOUCHED, CLASSES };

/* Lists the parts that an item belongs to and returns how many they are. */
static size_t parts_of(const struct mlf_benefit_data *data, size_t item, size_t part[3])
{
    size_t n = 0;
    if (data->after[item] == MLF_BENEFIT_GONE)
        return 0;
    part[n++] = ALL;
    part[n++] = CLASSES + data->after[item];
    if (data->after[item] == data->before[item])
        part[n++] = UNTOUCHED;
    return n;
}

int mlf_benefit_score_begin(struct mlf_benefit_score *score, const struct mlf_benefit_data *data, size_t rounds,
                            struct mlf_err *err)
{
    score->rounds = rounds;
    score->parts = CLASSES + data->classes;
    score->n = mlf_alloc(score->parts, sizeof *score->n, err);
    score->more = mlf_alloc(data->n, sizeof *score->more, err);
    for (int arm = 0; arm < 2; arm++)
        score->wrong[arm] = mlf_alloc(rounds * score->parts, sizeof *score->wrong[arm], err);
    if (!score->n || !score->more || !score->wrong[0] || !score->wrong[1])
        return -1;
    for (size_t i = 0; i < data->n; i++) {
        size_t part[3], parts = parts_of(data, i, part);
        for (size_t p = 0; p < parts; p++)
            score->n[part[p]]++;
    }
    return 0;
}

void mlf_benefit_score_round(struct mlf_benefit_score *score, const struct mlf_benefit_data *data, size_t round,
                             const size_t *before, const size_t *after)
{
    for (size_t i = 0; i < data->n; i++) {
        size_t part[3], parts = parts_of(data, i, part);
        int wrong_before = before[i] != data->after[i], wrong_after = after[i] != data->after[i];
        for (size_t p = 0; p < parts; p++) {
            score->wrong[0][round * score->parts + part[p]] += wrong_before;
            score->wrong[1][round * score->parts + part[p]] += wrong_after;
        }
        score->more[i] += wrong_after - wrong_before;
    }
}

/* Means over the rounds, and the interval that the rounds' differences give. */
static void over_rounds(const struct mlf_benefit_score *score, size_t part, struct mlf_benefit_part *result)
{
    double n = score->n[part], rounds = (double)score->rounds, squares = 0;
    result->n = (size_t)n;
    if (n == 0)
        return;
    for (size_t r = 0; r < score->rounds; r++) {
        result->before += score->wrong[0][r * score->parts + part] / n / rounds;
        result->after += score->wrong[1][r * score->parts + part] / n / rounds;
    }
    result->difference = result->after - result->before;
    for (size_t r = 0; r < score->rounds; r++) {
        size_t at = r * score->parts + part;
        double off = (score->wrong[1][at] - score->wrong[0][at]) / n - result->difference;
        squares += off * off;
    }
    double half = mlf_student_quantile(MLF_BENEFIT_COVERAGE, score->rounds - 1) * sqrt(squares / (rounds - 1) / rounds);
    result->low = result->difference - half;
    result->high = result->difference + half;
}

/* The interval over the groups. The difference is a ratio of two sums over groups, whose
 * variance is found by linearisation (W. G. Cochran, "Sampling Techniques", 3rd edition, 1977,
 * section 6.4). sum and size: the errors and items of each group within the part. */
static void over_groups(const double *sum, const double *size, size_t groups, struct mlf_benefit_part *result)
{
    double squares = 0, n = (double)result->n;
    size_t some = 0;
    result->low_groups = result->high_groups = result->difference;
    for (size_t g = 0; g < groups; g++) {
        double off = sum[g] - result->difference * size[g];
        squares += off * off;
        some += size[g] > 0;
    }
    if (some < 2) { /* one group tells nothing about others */
        result->low_groups = -1;
        result->high_groups = 1;
        return;
    }
    double share = (double)some / (double)(some - 1);
    double half = mlf_student_quantile(MLF_BENEFIT_COVERAGE, some - 1) * sqrt(share * squares) / n;
    result->low_groups = fmax(result->difference - half, -1);
    result->high_groups = fmin(result->difference + half, 1);
}

/* For each group, over its items in one part: the sum of their differences after -
 * before (means over the rounds), and their number. `items` lists n items among which
 * all of the part are; NULL: all items. */
static void sum_groups(const struct mlf_benefit_score *score, const struct mlf_benefit_data *data, size_t wanted,
                       const size_t *items, size_t n, double *sum, double *size)
{
    for (size_t g = 0; g < data->groups; g++)
        sum[g] = size[g] = 0;
    for (size_t k = 0; k < n; k++) {
        size_t i = items ? items[k] : k, part[3], parts = parts_of(data, i, part);
        for (size_t p = 0; p < parts; p++)
            if (part[p] == wanted) {
                sum[data->group[i]] += (double)score->more[i] / (double)score->rounds;
                size[data->group[i]]++;
            }
    }
}

static struct mlf_benefit_part *part_of(struct mlf_benefit *benefit, size_t part)
{
    return part == ALL ? &benefit->all : part == UNTOUCHED ? &benefit->untouched : &benefit->of_class[part - CLASSES];
}

int mlf_benefit_score_end(const struct mlf_benefit_score *score, const struct mlf_benefit_data *data,
                          struct mlf_benefit *benefit, struct mlf_err *err)
{
    size_t c = data->classes, *items = mlf_alloc(data->n, sizeof *items, err);
    size_t *start = mlf_alloc(c + 1, sizeof *start, err);
    double *sum = mlf_alloc(data->groups, sizeof *sum, err), *size = mlf_alloc(data->groups, sizeof *size, err);
    int result = -1;
    benefit->of_class = mlf_alloc(c, sizeof *benefit->of_class, err);
    benefit->before = mlf_alloc(score->rounds, sizeof *benefit->before, err);
    benefit->after = mlf_alloc(score->rounds, sizeof *benefit->after, err);
    if (!items || !start || !sum || !size || !benefit->of_class || !benefit->before || !benefit->after)
        goto done;
    mlf_counting_sort(data->after, NULL, data->n, c, start, items); /* MLF_BENEFIT_GONE is left out */
    for (size_t p = 0; p < score->parts; p++) {
        struct mlf_benefit_part *part = part_of(benefit, p);
        size_t k = p < CLASSES ? 0 : p - CLASSES;
        over_rounds(score, p, part);
        if (part->n == 0)
            continue;
        sum_groups(score, data, p, p < CLASSES ? NULL : items + start[k], p < CLASSES ? data->n : part->n, sum, size);
        over_groups(sum, size, data->groups, part);
    }
    for (size_t r = 0; r < score->rounds; r++) {
        benefit->before[r] = score->wrong[0][r * score->parts] / score->n[ALL];
        benefit->after[r] = score->wrong[1][r * score->parts] / score->n[ALL];
    }
    result = 0;
done:
    free(items);
    free(start);
    free(sum);
    free(size);
    return result;
}

void mlf_benefit_score_free(struct mlf_benefit_score *score)
{
    free(score->n);
    free(score->more);
    free(score->wrong[0]);
    free(score->wrong[1]);
}
