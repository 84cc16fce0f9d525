#include "mlfix/flags/decisions.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/record/fields.h"
#include "mlfix/record/record.h"

/* What a later version writes in another way gets another number. */
#define VERSION 1

static int is_head(const struct mlf_record *record)
{
    return mlf_record_find(record, "decisions") && mlf_record_find(record, "version") &&
           !mlf_record_find(record, "verdict");
}

int mlf_decisions_is_head_line(const char *text, size_t length)
{
    static const char begin[] = "{\"decisions\"";
    return length >= strlen(begin) && memcmp(text, begin, strlen(begin)) == 0;
}

int mlf_decisions_takes_back(const char *text, size_t length)
{
    /* within a text, quotes would have a backslash before them */
    static const char verdict[] = ",\"verdict\":\"" MLF_DECISION_NONE "\"";
    return memmem(text, length, verdict, strlen(verdict)) != NULL;
}

void mlf_decisions_put_head(struct mlf_buf *buf, const char *sheets)
{
    mlf_buf_printf(buf, "{\"decisions\":\"mlfix\",\"version\":%d,\"sheets\":\"%s\"}\n", VERSION, sheets);
}

static int take_head(struct mlf_decisions *decisions, const char *text, size_t length, struct mlf_err *err)
{
    struct mlf_record record;
    struct mlf_err why = {""};
    double version = 0;
    int result = -1;
    if (mlf_record_parse(&record, text, length, &why))
        return mlf_fail(err, "it begins as no journal of decisions does");
    if (!is_head(&record) || !mlf_record_number(&record, "version", &version))
        mlf_fail(err, "it begins as no journal of decisions does");
    else if (version != VERSION)
        mlf_fail(err, "it is of version %g, which only a later mlfix can read", version);
    else if ((decisions->sheets = mlf_record_string(&record, "sheets", err)))
        result = 0;
    else
        mlf_fail(err, "its first line does not say for which sheets it is");
    mlf_record_free(&record);
    return result;
}

/* Appends what the line calls its object: the checksum by which pages know it, or its id, or sheet and cell. Returns
 * whether it names one. */
static int put_object(const struct mlf_record *record, struct mlf_buf *name)
{
    static const char *const keys[] = {"object", "id", "sheet", "cell"};
    size_t n = 0;
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
        const struct mlf_field *field = mlf_record_find(record, keys[k]);
        if (!field)
            continue;
        mlf_buf_puts(name, keys[k]);
        mlf_buf_add(name, field->value, field->length);
        if (++n && k < 2)
            return 1;
    }
    return n == 2;
}

static int is_decision(const char *text, size_t length, struct mlf_buf *name, struct mlf_err *err)
{
    struct mlf_record record;
    struct mlf_err why = {""};
    if (mlf_record_parse(&record, text, length, &why))
        return 0;
    mlf_buf_clear(name);
    int result = mlf_record_find(&record, "verdict") && put_object(&record, name);
    mlf_record_free(&record);
    return mlf_buf_check(name, err) ? -1 : result;
}

static int take_line(struct mlf_decisions *decisions, const char *text, const struct mlf_decision_line *line,
                     struct mlf_buf *name, struct mlf_err *err)
{
    size_t number;
    int is = is_decision(text + line->at, line->length, name, err);
    if (is < 0)
        return -1;
    if (!is) {
        if (decisions->n_damaged < MLF_DECISIONS_DAMAGED)
            decisions->damaged[decisions->n_damaged] = *line;
        decisions->n_damaged++;
        return 0;
    }
    if (mlf_string_set_add(&decisions->objects, name->data, &number, NULL, err) ||
        mlf_grow(&decisions->lines, &decisions->capacity, number + 1, sizeof *decisions->lines, err))
        return -1;
    decisions->lines[number] = *line;
    return 0;
}

int mlf_decisions_read(struct mlf_decisions *decisions, const char *text, size_t length, struct mlf_err *err)
{
    struct mlf_decision_line line = {0, 0, 0};
    struct mlf_buf name = {0};
    int result = 0;
    for (const char *end; result == 0 && line.at < length; line.at += line.length + 1) {
        if (!(end = memchr(text + line.at, '\n', length - line.at)))
            break;
        line.length = (size_t)(end - text) - line.at;
        line.number++;
        if (line.number == 1)
            result = take_head(decisions, text, line.length, err);
        else if (line.length > 0)
            result = take_line(decisions, text, &line, &name, err);
        decisions->whole = line.at + line.length + 1;
    }
    if (result == 0 && line.number == 0)
        result = mlf_fail(err, "it begins as no journal of decisions does");
    mlf_buf_free(&name);
    if (result)
        mlf_decisions_free(decisions);
    return result;
}

void mlf_decisions_free(struct mlf_decisions *decisions)
{
    mlf_string_set_free(&decisions->objects);
    free(decisions->lines);
    free(decisions->sheets);
    *decisions = (struct mlf_decisions){0};
}
