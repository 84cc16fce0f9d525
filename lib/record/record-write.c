#include "mlfix/record/record-write.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/base/limits.h"
#include "mlfix/json/json-text.h"
#include "mlfix/record/fields.h"
#include "mlfix/record/record.h"

/* ---- Setting ---- */

/* A field that was set is one piece of memory: its key, a NUL, its value. This begins
 * such a piece with the key, with room for a value of the expected length. */
static void put_key(struct mlf_buf *buf, const char *key, size_t expected)
{
    size_t length = strlen(key) + 1;
    mlf_buf_extend(buf, length + expected);
    mlf_buf_clear(buf);
    mlf_buf_add(buf, key, length);
}

/* Makes room for one more field. Fields that stand in a chunk have few free places
 * behind them; where these are used up, the record gets a copy of its own. */
static int make_room(struct mlf_record *record, struct mlf_err *err)
{
    size_t capacity = record->capacity;
    if (record->n < capacity)
        return 0;
    if (record->n == UINT32_MAX / 2)
        return mlf_fail(err, "out of memory: cannot have over %u fields", record->n);
    if (!record->shared || record->own_fields) {
        if (mlf_grow(&record->fields, &capacity, capacity + 1, sizeof *record->fields, err))
            return -1;
    } else {
        struct mlf_field *copy = NULL;
        capacity = 0;
        if (mlf_grow(&copy, &capacity, record->n + MLF_FIELDS_MORE, sizeof *copy, err))
            return -1;
        memcpy(copy, record->fields, record->n * sizeof *copy);
        record->fields = copy;
        record->own_fields = 1;
    }
    record->capacity = capacity & 0x7fffffff;
    return 0;
}

/* Sets the field to the value that stands in the buffer behind what put_key wrote. The
 * field takes the buffer's memory over; on failure it is freed. */
static int take_text(struct mlf_record *record, const char *key, struct mlf_buf *buf, struct mlf_err *err)
{
    size_t key_length = strlen(key);
    struct mlf_field *field = (struct mlf_field *)mlf_record_find(record, key);
    enum mlf_json_kind kind;
    if (mlf_buf_check(buf, err))
        goto fail;
    size_t length = buf->length - key_length - 1;
    struct mlf_json json = {buf->data + key_length + 1, length, 0};
    if (mlf_json_peek(&json, &kind, err))
        goto fail;
    if (length > UINT32_MAX || key_length > MLF_LIMIT_LINE) {
        mlf_fail(err, "out of memory: cannot have a field of %zu bytes", buf->length);
        goto fail;
    }
    if (!field) {
        if (make_room(record, err))
            goto fail;
        field = &record->fields[record->n++];
    } else {
        mlf_field_clear(field);
    }
    *field = (struct mlf_field){.key = buf->data,
                                .value = buf->data + key_length + 1,
                                .length = (uint32_t)length,
                                .key_length = key_length & 0x7ffffff,
                                .kind = kind,
                                .owned = 1};
    return 0;
fail:
    mlf_buf_free(buf);
    return -1;
}

int mlf_record_set(struct mlf_record *record, const char *key, const char *value, struct mlf_err *err)
{
    struct mlf_buf buf = {0};
    put_key(&buf, key, strlen(value));
    mlf_buf_puts(&buf, value);
    return take_text(record, key, &buf, err);
}

int mlf_record_set_string(struct mlf_record *record, const char *key, const char *text, struct mlf_err *err)
{
    struct mlf_buf buf = {0};
    put_key(&buf, key, strlen(text) + 2);
    mlf_json_put_string(&buf, text);
    return take_text(record, key, &buf, err);
}

int mlf_record_set_number(struct mlf_record *record, const char *key, double number, struct mlf_err *err)
{
    struct mlf_buf buf = {0};
    put_key(&buf, key, 11);
    mlf_json_put_number(&buf, number);
    return take_text(record, key, &buf, err);
}

int mlf_record_add_issue(struct mlf_record *record, const char *issue, struct mlf_err *err)
{
    if (mlf_record_has_issue(record, issue))
        return 0;
    const struct mlf_field *field = mlf_record_find(record, "issues");
    size_t n = 0;
    struct mlf_buf buf = {0};
    put_key(&buf, "issues", strlen(issue) + 4);
    if (field && field->kind == MLF_JSON_ARRAY && mlf_field_holds_only(field, MLF_JSON_STRING, &n) && n > 0) {
        mlf_buf_add(&buf, field->value, field->length - 1);
        mlf_buf_putc(&buf, ',');
    } else {
        mlf_buf_putc(&buf, '[');
    }
    mlf_json_put_string(&buf, issue);
    mlf_buf_putc(&buf, ']');
    return take_text(record, "issues", &buf, err);
}

static int remove_issue(struct mlf_record *record, const char *issue, struct mlf_err *err)
{
    if (!mlf_record_has_issue(record, issue))
        return 0;
    json_t *issues = mlf_record_json(record, "issues", err);
    if (!issues)
        return -1;
    for (size_t i = json_array_size(issues); i-- > 0;) {
        const char *text = json_string_value(json_array_get(issues, i));
        if (text && strcmp(text, issue) == 0)
            json_array_remove(issues, i);
    }
    if (json_array_size(issues) == 0) {
        json_decref(issues);
        mlf_record_remove(record, "issues");
        return 0;
    }
    char *value = json_dumps(issues, JSON_COMPACT);
    json_decref(issues);
    if (!value)
        return mlf_fail(err, "out of memory");
    int result = mlf_record_set(record, "issues", value, err);
    free(value);
    return result;
}

int mlf_record_mark_issue(struct mlf_record *record, const char *issue, int holds, struct mlf_err *err)
{
    return holds ? mlf_record_add_issue(record, issue, err) : remove_issue(record, issue, err);
}

int mlf_record_set_error(struct mlf_record *record, const char *sentence, struct mlf_err *err)
{
    const struct mlf_field *field = mlf_record_find(record, "error");
    return field && field->kind == MLF_JSON_STRING ? 0 : mlf_record_set_string(record, "error", sentence, err);
}

void mlf_record_remove(struct mlf_record *record, const char *key)
{
    const struct mlf_field *field = mlf_record_find(record, key);
    if (!field)
        return;
    size_t at = (size_t)(field - record->fields);
    mlf_field_clear(&record->fields[at]);
    memmove(&record->fields[at], &record->fields[at + 1], (record->n - at - 1) * sizeof *record->fields);
    record->n--;
}

/* ---- Printing ---- */

void mlf_field_put_key(const struct mlf_field *field, struct mlf_buf *buf)
{
    if (field->owned)
        mlf_json_put_string(buf, field->key);
    else
        mlf_buf_add(buf, field->key - 1, (size_t)field->key_length + 2);
}

/* Whether key and value stand in the record's line exactly as they would be printed,
 * "key":value, so that they can be copied together. */
static int is_tight(const struct mlf_field *field)
{
    return !field->owned && field->value == field->key + field->key_length + 2;
}

/* How many fields from here on stand in the line, one behind the other, exactly as they
 * would be printed. */
static size_t tight_run(const struct mlf_field *field, size_t left)
{
    size_t n = 0;
    while (n < left && is_tight(&field[n]) && (n == 0 || field[n].key == field[n - 1].value + field[n - 1].length + 2))
        n++;
    return n;
}

void mlf_record_print(const struct mlf_record *record, struct mlf_buf *buf)
{
    mlf_buf_putc(buf, '{');
    for (size_t i = 0; i < record->n;) {
        const struct mlf_field *field = &record->fields[i];
        size_t run = tight_run(field, record->n - i);
        if (i)
            mlf_buf_putc(buf, ',');
        if (run > 0) {
            const struct mlf_field *last = field + run - 1;
            mlf_buf_add(buf, field->key - 1, (size_t)(last->value + last->length - (field->key - 1)));
            i += run;
            continue;
        }
        mlf_field_put_key(field, buf);
        mlf_buf_putc(buf, ':');
        mlf_buf_add(buf, field->value, field->length);
        i++;
    }
    mlf_buf_puts(buf, "}\n");
}
