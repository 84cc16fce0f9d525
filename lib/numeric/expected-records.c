#include "mlfix/numeric/expected-records.h"

#include <math.h>
#include <stdlib.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/record/fields.h"
#include "mlfix/record/record.h"

int mlf_chance_read(const struct mlf_record *record, struct mlf_chance *chance)
{
    *chance = (struct mlf_chance){.low = NAN, .high = NAN};
    double low, high;
    if (!mlf_record_number(record, "wrong", &chance->p) || !(chance->p >= 0 && chance->p <= 1))
        return 0;
    if (mlf_record_number(record, "wrong_low", &low) && mlf_record_number(record, "wrong_high", &high) && low >= 0 &&
        low <= chance->p && high >= chance->p && high <= 1) {
        chance->low = low;
        chance->high = high;
    }
    return 1;
}

/* The lump of a record that is in a cluster. */
static int find_lump(struct mlf_expected_records *records, const struct mlf_record *record, size_t *lump,
                     struct mlf_err *err)
{
    const struct mlf_field *cluster = mlf_record_find(record, "cluster"), *label = mlf_record_find(record, "label");
    struct mlf_buf key = {0};
    mlf_buf_add(&key, cluster->value, cluster->length);
    mlf_buf_putc(&key, '\n'); /* occurs in no JSON text of one line */
    if (label)
        mlf_buf_add(&key, label->value, label->length);
    size_t name;
    int added, failed = mlf_buf_check(&key, err) || mlf_string_set_add(&records->names, key.data, &name, &added, err);
    mlf_buf_free(&key);
    if (failed || mlf_grow(&records->of_name, &records->name_capacity, name + 1, sizeof *records->of_name, err))
        return -1;
    if (added)
        records->of_name[name] = records->n;
    *lump = records->of_name[name];
    return 0;
}

int mlf_expected_records_add(struct mlf_expected_records *records, const struct mlf_record *record, struct mlf_err *err)
{
    const struct mlf_field *cluster = mlf_record_find(record, "cluster");
    struct mlf_chance chance;
    size_t at = records->n;
    if (!mlf_chance_read(record, &chance))
        return 0;
    if (cluster && cluster->kind == MLF_JSON_STRING && find_lump(records, record, &at, err))
        return -1;
    if (at == records->n) {
        if (mlf_grow(&records->lumps, &records->capacity, at + 1, sizeof *records->lumps, err))
            return -1;
        records->lumps[records->n++] = (struct mlf_expected_lump){0};
    }
    struct mlf_expected_lump *lump = &records->lumps[at];
    lump->sum.p += chance.p;
    lump->sum.low += chance.low;
    lump->sum.high += chance.high;
    lump->n++;
    return 1;
}

void mlf_expected_records_sum(const struct mlf_expected_records *records, struct mlf_expected_sum *sum)
{
    for (size_t i = 0; i < records->n; i++) {
        const struct mlf_expected_lump *lump = &records->lumps[i];
        double n = (double)lump->n;
        const struct mlf_chance mean = {fmin(lump->sum.p / n, 1), lump->sum.low / n, lump->sum.high / n};
        mlf_expected_add(sum, &mean, lump->n);
    }
}

int mlf_expected_records_read(const struct mlf_expected_records *records, const struct mlf_expected_doubt *doubt,
                              struct mlf_expected *expected, struct mlf_err *err)
{
    struct mlf_expected_sum *sum = mlf_expected_new(doubt, err);
    if (!sum)
        return -1;
    mlf_expected_records_sum(records, sum);
    mlf_expected_read(sum, expected);
    mlf_expected_free(sum);
    return 0;
}

void mlf_expected_records_free(struct mlf_expected_records *records)
{
    free(records->lumps);
    free(records->of_name);
    mlf_string_set_free(&records->names);
    *records = (struct mlf_expected_records){0};
}
