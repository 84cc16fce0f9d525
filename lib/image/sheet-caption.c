#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/array.h"
#include "mlfix/err.h"
#include "mlfix/record.h"
#include "mlfix/sheet.h"
#include "mlfix/text.h"

/* No caption is as long as this in characters. */
#define LONGEST 120

int mlf_sheet_doubtful(const struct mlf_record *record)
{
    return mlf_record_has_issue(record, "label");
}

/* Certainty is never claimed: what would round to 100 is ">99%". */
static void put_percent(double probability, char percent[8])
{
    double hundredths = round(probability * 100);
    if (!(probability >= 0 && probability <= 1))
        return;
    if (hundredths > 99)
        snprintf(percent, 8, ">99%%");
    else
        snprintf(percent, 8, "%.0f%%", hundredths);
}

/* The field as a person would write it: numbers with four digits. */
static int field_text(const struct mlf_record *record, const char *field, struct mlf_sheet_caption *caption,
                      struct mlf_err *err)
{
    const struct mlf_field *found = mlf_record_find(record, field);
    double number;
    char *raw = NULL;
    if (!found || found->kind == MLF_JSON_NULL)
        return 0;
    if (found->kind == MLF_JSON_STRING)
        raw = mlf_record_string(record, field, err);
    else if (found->kind == MLF_JSON_NUMBER && mlf_record_number(record, field, &number))
        raw = mlf_strf(err, "%.4g", number);
    else
        raw = mlf_strndup(found->value, found->length < 4 * LONGEST ? found->length : 4 * LONGEST, err);
    if (!raw)
        return -1;
    caption->text = mlf_text_clean(raw, LONGEST, err);
    free(raw);
    return caption->text ? 0 : -1;
}

static int suggestion(const struct mlf_record *record, struct mlf_sheet_caption *caption, struct mlf_err *err)
{
    double probability;
    int result = -1;
    char *pred = mlf_record_string(record, "pred", err);
    char *suggest = pred || !err->text[0] ? mlf_record_string(record, "suggest", err) : NULL;
    if (err->text[0])
        goto done;
    const char *shown = suggest ? suggest : pred;
    if (shown) {
        caption->text = mlf_text_clean(shown, LONGEST, err);
        if (!caption->text)
            goto done;
        /* `prob` is the probability of `pred` */
        if (pred && strcmp(shown, pred) == 0 && mlf_record_number(record, "prob", &probability))
            put_percent(probability, caption->percent);
    }
    result = 0;
done:
    free(pred);
    free(suggest);
    return result;
}

int mlf_sheet_caption_make(const struct mlf_record *record, const char *field, struct mlf_sheet_caption *caption,
                           struct mlf_err *err)
{
    memset(caption, 0, sizeof *caption);
    if (field)
        return field_text(record, field, caption, err);
    return mlf_sheet_doubtful(record) ? suggestion(record, caption, err) : 0;
}
