#include "mlfix/flags/record-flags.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/flags/flags.h"
#include "mlfix/flags/same-box.h"
#include "mlfix/flags/target-cell.h"
#include "mlfix/flags/targets.h"
#include "mlfix/json/json-text.h"
#include "mlfix/record/fields.h"
#include "mlfix/record/record-write.h"
#include "mlfix/record/record.h"
#include "mlfix/record/records.h"
#include "target-search.h"

int mlf_record_flags_target(const struct mlf_targets *targets, const struct mlf_record *record, size_t *target,
                            struct mlf_err *err)
{
    static const char *const keys[] = {"id", "crop", "sheet", "cell"};
    char *texts[4] = {NULL};
    struct mlf_err inner = {""};
    const struct mlf_target_sheet *sheet;
    const struct mlf_target_cell *cell = NULL;
    unsigned row, column;
    size_t known, n;
    int several;

    *target = MLF_NO_STRING;
    for (int i = 0; i < 4; i++)
        texts[i] = mlf_record_string(record, keys[i], &inner);
    if (!inner.text[0] && texts[0]) {
        known = mlf_string_set_find(&targets->ids, texts[0]);
        *target = known == MLF_NO_STRING ? MLF_NO_STRING : targets->id_target[known];
    } else if (!inner.text[0] && texts[1]) {
        *target = mlf_target_search(targets, texts[1], &several);
    } else if (!inner.text[0] && texts[2] && texts[3]) {
        sheet = mlf_target_search_sheet(targets, texts[2], &several);
        if (sheet && mlf_target_cell_parse(texts[3], &row, &column))
            cell = mlf_target_search_cell(sheet, row, column, &n);
        /* Objects that share a cell share its verdict, so any of them will do. */
        if (cell)
            *target = cell->target;
    }
    for (int i = 0; i < 4; i++)
        free(texts[i]);
    return inner.text[0] ? mlf_fail(err, "%s", inner.text) : 0;
}

/* Whether the record's label is the reviewed or the new one; else `why` says that it is not. */
static int fits(const struct mlf_record *record, const struct mlf_flag *flag, const struct mlf_target *target,
                struct mlf_err *why)
{
    char *label = mlf_record_string(record, "label", why);
    int same = !why->text[0] && (label && target->label ? strcmp(label, target->label) == 0 : label == target->label);

    if (!why->text[0] && label && flag->label && strcmp(label, flag->label) == 0)
        same = 1;
    if (!same)
        mlf_fail(why, "'%.200s' is labelled '%.200s' now, not '%.200s' as when it was reviewed",
                 target->id ? target->id : "(no id)", label ? label : "", target->label ? target->label : "");
    free(label);
    return same;
}

/* Finds the flag of one record. */
static int match_one(const struct mlf_record *record, struct mlf_flags *flags, char *used, size_t *flag_of,
                     struct mlf_err *err)
{
    struct mlf_err why = {""};
    const struct mlf_flag *flag;
    size_t target, number;

    if (mlf_record_flags_target(flags->targets, record, &target, err))
        return -1;
    number = target == MLF_NO_STRING ? 0 : flags->of_target[target];
    if (!number)
        return 0;
    used[number - 1] = 1;
    flag = &flags->items[number - 1];
    if (mlf_flag_changes(flag) && !fits(record, flag, &flags->targets->items[target], &why))
        return mlf_flags_problem(flags, flag->file, flag->line, why.text, err);
    *flag_of = number;
    return 0;
}

int mlf_record_flags_match(const struct mlf_records *records, struct mlf_flags *flags, size_t *flag_of, size_t *lost,
                           struct mlf_err *err)
{
    char *used = mlf_alloc(flags->n, 1, err);
    int result = used ? 0 : -1;

    for (size_t i = 0; i < records->n && !result; i++) {
        flag_of[i] = 0;
        result = match_one(&records->items[i], flags, used, &flag_of[i], err);
    }
    *lost = 0;
    for (size_t i = 0; i < flags->n && !result; i++)
        *lost += !used[i] && flags->of_target[flags->items[i].target] == i + 1;
    free(used);
    return result;
}

static int set_or_remove(struct mlf_record *record, const char *key, const char *text, struct mlf_err *err)
{
    if (text)
        return mlf_record_set_string(record, key, text, err);
    mlf_record_remove(record, key);
    return 0;
}

/* Sets the new box, and notes the old one, unless they are the same. */
static int set_box(struct mlf_record *record, const double bbox[4], struct mlf_err *err)
{
    const struct mlf_field *field = mlf_record_find(record, "bbox");
    char *was = field ? mlf_strndup(field->value, field->length, err) : NULL;
    struct mlf_buf buf = {0};
    double now[4];
    int result = field && !was ? -1 : 0;

    if (!result && !(mlf_record_bbox(record, now) && mlf_same_box(now, bbox))) {
        for (int i = 0; i < 4; i++) {
            mlf_buf_puts(&buf, i ? ", " : "[");
            mlf_json_put_number(&buf, bbox[i]);
        }
        mlf_buf_putc(&buf, ']');
        result = mlf_buf_check(&buf, err) || mlf_record_set(record, "bbox", buf.data, err) ||
                 (was && mlf_record_set(record, "bbox_was", was, err));
    }
    mlf_buf_free(&buf);
    free(was);
    return result ? -1 : 0;
}

int mlf_record_flags_note(struct mlf_record *record, const struct mlf_flag *flag, struct mlf_err *err)
{
    if (mlf_record_set_string(record, "verdict", mlf_verdict_names[flag->verdict], err) ||
        set_or_remove(record, "by", flag->by, err) || set_or_remove(record, "at", flag->at, err))
        return -1;
    return set_or_remove(record, "note", flag->note, err);
}

int mlf_record_flags_apply(struct mlf_record *record, const struct mlf_flag *flag, struct mlf_err *err)
{
    struct mlf_err inner = {""};
    char *label = mlf_record_string(record, "label", &inner);
    int result = inner.text[0] ? mlf_fail(err, "%s", inner.text) : 0;

    if (!result && flag->verdict == MLF_RELABELLED && !(label && strcmp(label, flag->label) == 0)) {
        result = mlf_record_set_string(record, "label", flag->label, err);
        if (!result)
            result = set_or_remove(record, "label_was", label, err);
    }
    free(label);
    if (!result && flag->has_bbox)
        result = set_box(record, flag->bbox, err);
    return result ? -1 : mlf_record_flags_note(record, flag, err);
}
