#include "overview-data.h"

#include <math.h>
#include <stdlib.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/record/record.h"
#include "mlfix/record/records.h"
#include "mlfix/sheet/doubt.h"
#include "mlfix/sheet/sheet-groups.h"
#include "mlfix/sheet/sheets.h"

/* The number of a field's text among the labels; MLF_NO_STRING where the record has none. */
static int take_label(struct mlf_overview_data *data, const struct mlf_record *record, const char *key, size_t *number,
                      struct mlf_err *err)
{
    struct mlf_err none = {""};
    char *text = mlf_record_string(record, key, &none);
    *number = MLF_NO_STRING;
    int result = text ? mlf_string_set_add(&data->labels, text, number, NULL, err) : 0;
    free(text);
    return result;
}

static int take_record(struct mlf_overview_data *data, const struct mlf_record *record, struct mlf_err *err)
{
    size_t label, suggest;
    double at[2], score;
    int doubted = mlf_doubt_any(record);
    if (take_label(data, record, "label", &label, err) || take_label(data, record, "suggest", &suggest, err))
        return -1;
    data->crops++;
    data->doubted += doubted != 0;
    if (mlf_record_numbers(record, "map_xy", at, 2) && at[0] >= 0 && at[0] <= 1 && at[1] >= 0 && at[1] <= 1) {
        if (mlf_grow(&data->points, &data->point_capacity, data->n_points + 1, sizeof *data->points, err))
            return -1;
        data->points[data->n_points++] = (struct mlf_overview_point){(float)at[0], (float)at[1], label, doubted};
    }
    if (doubted && !mlf_doubt_box(record) && label != MLF_NO_STRING && suggest != MLF_NO_STRING && label != suggest) {
        if (mlf_grow(&data->pairs, &data->pair_capacity, data->n_pairs + 1, sizeof *data->pairs, err))
            return -1;
        data->pairs[data->n_pairs++] = (struct mlf_overview_pair){label, suggest, 1};
    }
    if (mlf_record_number(record, "score", &score) && isfinite(score)) {
        data->scores[data->n_scores] = score;
        data->scored_doubted[data->n_scores++] = (unsigned char)doubted;
    }
    return 0;
}

static int compare_pairs(const void *a, const void *b)
{
    const struct mlf_overview_pair *x = a, *y = b;
    if (x->label != y->label)
        return x->label < y->label ? -1 : 1;
    return (x->suggest > y->suggest) - (x->suggest < y->suggest);
}

/* Equal pairs become one. */
static void join_pairs(struct mlf_overview_data *data)
{
    size_t to = 0;
    if (data->n_pairs > 0)
        qsort(data->pairs, data->n_pairs, sizeof *data->pairs, compare_pairs);
    for (size_t i = 0; i < data->n_pairs; i++)
        if (to > 0 && compare_pairs(&data->pairs[to - 1], &data->pairs[i]) == 0)
            data->pairs[to - 1].n++;
        else
            data->pairs[to++] = data->pairs[i];
    data->n_pairs = to;
}

static void count_scores(struct mlf_overview_data *data)
{
    for (size_t i = 0; i < data->n_scores; i++) {
        data->least = fmin(data->least, data->scores[i]);
        data->most = i == 0 ? data->scores[i] : fmax(data->most, data->scores[i]);
    }
    if (data->most <= data->least)
        data->most = data->least + 1e-9;
    for (size_t i = 0; i < data->n_scores; i++) {
        double share = (data->scores[i] - data->least) / (data->most - data->least);
        size_t bin = (size_t)(share * MLF_OVERVIEW_BINS);
        bin = bin < MLF_OVERVIEW_BINS ? bin : MLF_OVERVIEW_BINS - 1;
        data->bins[bin]++;
        data->doubted_bins[bin] += data->scored_doubted[i] != 0;
    }
}

int mlf_overview_data_read(struct mlf_overview_data *data, const struct mlf_sheets *sheets, struct mlf_err *err)
{
    const struct mlf_sheet_groups *groups = &sheets->groups;
    size_t n = groups->n_cells ? groups->first_member[groups->n_cells] : 0;
    *data = (struct mlf_overview_data){0};
    data->scores = mlf_alloc(n, sizeof *data->scores, err);
    data->scored_doubted = mlf_alloc(n, 1, err);
    if (!data->scores || !data->scored_doubted)
        return -1;
    for (size_t i = 0; i < n; i++)
        if (take_record(data, &sheets->records->items[groups->member[i]], err))
            return -1;
    join_pairs(data);
    count_scores(data);
    return 0;
}

struct weight {
    size_t label, n;
};

static int compare_weights(const void *a, const void *b)
{
    const struct weight *x = a, *y = b;
    if (x->n != y->n)
        return x->n < y->n ? 1 : -1;
    return x->label < y->label ? -1 : x->label > y->label;
}

static int compare_numbers(const void *a, const void *b)
{
    const size_t *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

long mlf_overview_data_choose(const struct mlf_overview_data *data, size_t most, size_t *chosen, struct mlf_err *err)
{
    struct weight *weights = mlf_alloc(data->labels.n, sizeof *weights, err);
    size_t n = 0;
    if (!weights)
        return -1;
    for (size_t k = 0; k < data->labels.n; k++)
        weights[k].label = k;
    for (size_t i = 0; i < data->n_pairs; i++) {
        weights[data->pairs[i].label].n += data->pairs[i].n;
        weights[data->pairs[i].suggest].n += data->pairs[i].n;
    }
    qsort(weights, data->labels.n, sizeof *weights, compare_weights);
    for (; n < most && n < data->labels.n && weights[n].n > 0; n++)
        chosen[n] = weights[n].label;
    free(weights);
    qsort(chosen, n, sizeof *chosen, compare_numbers);
    return (long)n;
}

void mlf_overview_data_free(struct mlf_overview_data *data)
{
    mlf_string_set_free(&data->labels);
    free(data->points);
    free(data->pairs);
    free(data->scores);
    free(data->scored_doubted);
    *data = (struct mlf_overview_data){0};
}
