#include "mlfix/photo/quality-issues.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/json/json-text.h"
#include "mlfix/numeric/robust.h"
#include "mlfix/photo/quality.h"
#include "mlfix/record/record-write.h"

/* The fields' names, as in `quality` and `quality_z`. */
static const char *const names[MLF_QUALITY_KINDS] = {"light", "shade", "entropy", "blur", "size", "aspect"};

/* Darker light and shade are all the same to the eye. The bound keeps their logarithms
 * finite. */
#define DARKEST 0.01

/* No deviation is taken to be smaller than this, on the scale of scaled(). */
static const double least_deviation[MLF_QUALITY_KINDS] = {0.1, 0.1, 0.3, 0.1, 0.1, 0.1};

/* A picture has an issue where its number is beyond `sure`; or where it is beyond `bad`
 * and also at least `deviations` away from the usual of the dataset, in the direction
 * that is bad. Between `bad` and `sure` the dataset decides, because a dark picture
 * among dark ones may show all that there is to see. Sizes and aspects have no bounds of
 * their own: they are only compared with the others of the class, as bbox-size and
 * bbox-aspect are in doctor.h. */
static const struct rule {
    const char *issue;
    enum mlf_quality_kind kind;
    int direction; /* +1: large is bad; -1: small is; 0: both, by deviations alone */
    double bad, sure, deviations;
} rules[] = {
    {"dark", MLF_QUALITY_LIGHT, -1, 0.3, 0.12, 3},  {"bright", MLF_QUALITY_SHADE, 1, 0.7, 0.8, 3},
    {"plain", MLF_QUALITY_ENTROPY, -1, 4, 0.5, 3},  {"blurred", MLF_QUALITY_BLUR, 1, 1.4, 5, 3},
    {"unusual-size", MLF_QUALITY_SIZE, 0, 0, 0, 5}, {"unusual-aspect", MLF_QUALITY_ASPECT, 0, 0, 0, 5},
};
#define RULES (sizeof rules / sizeof rules[0])

/* The scale on which deviations are counted. */
static double scaled(const struct mlf_quality *quality, enum mlf_quality_kind kind)
{
    double number = quality->of[kind];
    if (kind == MLF_QUALITY_LIGHT || kind == MLF_QUALITY_SHADE)
        return log(fmax(number, DARKEST));
    return kind == MLF_QUALITY_ENTROPY ? number : log(number);
}

/* Sets the deviations of one kind for `known` pictures; numbers[i] is that of picture
 * item[i]. */
static int compare_some(const double *numbers, const size_t *item, size_t known, enum mlf_quality_kind kind,
                        struct mlf_quality *deviations, struct mlf_err *err)
{
    struct mlf_robust robust;
    if (known < MLF_QUALITY_ISSUES_LEAST)
        return 0;
    if (mlf_robust_measure(numbers, known, least_deviation[kind], &robust, err))
        return -1;
    for (size_t i = 0; i < known; i++)
        deviations[item[i]].of[kind] = (numbers[i] - robust.median) / robust.deviation;
    return 0;
}

static int is_by_class(enum mlf_quality_kind kind)
{
    return kind == MLF_QUALITY_SIZE || kind == MLF_QUALITY_ASPECT;
}

/* Sets the deviations of one kind for all pictures. order: all pictures, sorted by class;
 * those of class c are order[start[c]] .. order[start[c + 1] - 1]. */
static int compare_kind(const struct mlf_quality *items, const size_t *order, const size_t *start, size_t classes,
                        enum mlf_quality_kind kind, double *numbers, size_t *item, struct mlf_quality *deviations,
                        struct mlf_err *err)
{
    size_t known = 0;
    for (size_t c = 0; c < classes; c++) {
        for (size_t i = start[c]; i < start[c + 1]; i++) {
            deviations[order[i]].of[kind] = NAN;
            if (isnan(items[order[i]].of[kind]))
                continue;
            item[known] = order[i];
            numbers[known++] = scaled(&items[order[i]], kind);
        }
        if (!is_by_class(kind) && c + 1 < classes)
            continue;
        if (compare_some(numbers, item, known, kind, deviations, err))
            return -1;
        known = 0;
    }
    return 0;
}

int mlf_quality_issues_compare(const struct mlf_quality *items, const size_t *class, size_t classes, size_t n,
                               struct mlf_quality *deviations, struct mlf_err *err)
{
    double *numbers = mlf_alloc(n, sizeof *numbers, err);
    size_t *order = mlf_alloc(n, sizeof *order, err), *item = mlf_alloc(n, sizeof *item, err);
    size_t *start = mlf_alloc(classes + 2, sizeof *start, err);
    int result = -1;
    if (!numbers || !order || !item || !start)
        goto done;
    for (size_t i = 0; i < n; i++)
        start[class[i] + 2]++;
    for (size_t c = 0; c < classes; c++)
        start[c + 2] += start[c + 1];
    for (size_t i = 0; i < n; i++)
        order[start[class[i] + 1]++] = i;
    result = 0;
    for (int kind = 0; kind < MLF_QUALITY_KINDS && result == 0; kind++)
        result =
            compare_kind(items, order, start, classes, (enum mlf_quality_kind)kind, numbers, item, deviations, err);
done:
    free(numbers);
    free(order);
    free(item);
    free(start);
    return result;
}

/* Whether the picture breaks the rule. */
static int breaks(const struct rule *rule, const struct mlf_quality *quality, double deviations)
{
    double number = rule->direction * quality->of[rule->kind];
    if (rule->direction == 0)
        return fabs(deviations) > rule->deviations;
    return number >= rule->direction * rule->sure ||
           (number >= rule->direction * rule->bad && rule->direction * deviations >= rule->deviations);
}

/* Appends the numbers that are known, with four digits: {"light":0.93,...}. */
static void put_numbers(struct mlf_buf *buf, const double numbers[MLF_QUALITY_KINDS])
{
    char separator = '{';
    for (int kind = 0; kind < MLF_QUALITY_KINDS; kind++) {
        char text[32];
        if (isnan(numbers[kind]))
            continue;
        snprintf(text, sizeof text, "%.4g", numbers[kind]);
        mlf_buf_printf(buf, "%c\"%s\":", separator, names[kind]);
        mlf_json_put_number(buf, strtod(text, NULL));
        separator = ',';
    }
    mlf_buf_puts(buf, separator == '{' ? "{}" : "}");
}

static int set_numbers(struct mlf_record *record, const char *key, const double numbers[MLF_QUALITY_KINDS],
                       struct mlf_err *err)
{
    struct mlf_buf buf = {0};
    put_numbers(&buf, numbers);
    int result = mlf_buf_check(&buf, err);
    if (result == 0)
        result = mlf_record_set(record, key, buf.data, err);
    mlf_buf_free(&buf);
    return result;
}

int mlf_quality_issues_write(struct mlf_record *record, const struct mlf_quality *quality,
                             const struct mlf_quality *deviations, struct mlf_err *err)
{
    int odd_light = 0;
    if (set_numbers(record, "quality", quality->of, err) || set_numbers(record, "quality_z", deviations->of, err))
        return -1;
    for (size_t r = 0; r < RULES; r++) {
        int holds = breaks(&rules[r], quality, deviations->of[rules[r].kind]);
        /* A picture that is too dark or too bright is also plain: one reason is enough. */
        if (rules[r].kind == MLF_QUALITY_LIGHT || rules[r].kind == MLF_QUALITY_SHADE)
            odd_light |= holds;
        else if (rules[r].kind == MLF_QUALITY_ENTROPY)
            holds = holds && !odd_light;
        if (mlf_record_mark_issue(record, rules[r].issue, holds, err))
            return -1;
    }
    return 0;
}
