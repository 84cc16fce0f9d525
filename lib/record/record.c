#include "mlfix/record.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/array.h"
#include "mlfix/buf.h"
#include "mlfix/err.h"

/* ---- The contract's types (mlfix-records(5)) ---- */

enum {
    AN_ARRAY = 1 << MLF_JSON_ARRAY,
    AN_OBJECT = 1 << MLF_JSON_OBJECT,
    A_STRING = 1 << MLF_JSON_STRING,
    A_NUMBER = 1 << MLF_JSON_NUMBER,
    A_NULL = 1 << MLF_JSON_NULL
};

static const struct {
    const char *key;
    int kinds;
    const char *sentence;
} contract[] = {
    {"id", A_STRING, "is not a string"},
    {"image", A_STRING | A_NULL, "is not a string"},
    {"bbox", AN_ARRAY | A_NULL, "is not an array of four numbers"},
    {"obb", AN_ARRAY | A_NULL, "is not an array of five numbers"},
    {"label", A_STRING | A_NULL, "is not a string"},
    {"source", AN_OBJECT | A_NULL, "is not an object"},
    {"crop", A_STRING | A_NULL, "is not a string"},
    {"issues", AN_ARRAY | A_NULL, "is not an array of strings"},
    {"embedding", A_STRING | AN_ARRAY | A_NULL, "is neither base64 nor an array of numbers"},
    {"score", A_NUMBER | A_NULL, "is not a number"},
    {"group", A_STRING | A_NULL, "is not a string"},
    {"error", A_STRING | A_NULL, "is not a string"},
};

int mlf_record_allows(const char *key, enum mlf_json_kind kind)
{
    for (size_t i = 0; i < sizeof contract / sizeof *contract; i++)
        if (strcmp(key, contract[i].key) == 0)
            return contract[i].kinds >> kind & 1;
    return 1;
}

/* Whether an array field holds only members of one kind; counts them. */
static int holds_only(const struct mlf_field *field, enum mlf_json_kind kind, size_t *n)
{
    struct mlf_json json = {field->value, field->length, 0};
    struct mlf_span span;
    enum mlf_json_kind found;
    int first = 1;
    *n = 0;
    if (mlf_json_enter(&json, MLF_JSON_ARRAY, NULL) != 0)
        return 0;
    while (mlf_json_next(&json, MLF_JSON_ARRAY, &first, NULL, NULL) == 1) {
        if (mlf_json_value(&json, &span, &found, NULL) != 0 || found != kind)
            return 0;
        ++*n;
    }
    return 1;
}

static int check_field(const struct mlf_field *field, struct mlf_err *err)
{
    for (size_t i = 0; i < sizeof contract / sizeof *contract; i++) {
        if (strcmp(field->key, contract[i].key) != 0)
            continue;
        size_t n;
        int right = contract[i].kinds >> field->kind & 1;
        if (right && strcmp(field->key, "bbox") == 0 && field->kind == MLF_JSON_ARRAY)
            right = holds_only(field, MLF_JSON_NUMBER, &n) && n == 4;
        if (right && strcmp(field->key, "obb") == 0 && field->kind == MLF_JSON_ARRAY)
            right = holds_only(field, MLF_JSON_NUMBER, &n) && n == 5;
        if (right && strcmp(field->key, "issues") == 0 && field->kind == MLF_JSON_ARRAY)
            right = holds_only(field, MLF_JSON_STRING, &n);
        return right ? 0 : mlf_fail(err, "the field '%s' %s", field->key, contract[i].sentence);
    }
    return 0;
}

/* ---- Reading ---- */

static int parse_fields(struct mlf_record *record, size_t length, struct mlf_err *err)
{
    struct mlf_json json = {record->line, length, 0};
    struct mlf_span key, value;
    enum mlf_json_kind kind;
    int first = 1, more;
    if (mlf_json_enter(&json, MLF_JSON_OBJECT, err) != 0)
        return -1;
    while ((more = mlf_json_next(&json, MLF_JSON_OBJECT, &first, &key, err)) == 1) {
        if (mlf_json_value(&json, &value, &kind, err) != 0 ||
            mlf_grow(&record->fields, &record->capacity, record->n + 1, sizeof *record->fields, err) != 0)
            return -1;
        char *name = mlf_json_string(record->line, key, err);
        if (!name)
            return -1;
        if (mlf_record_find(record, name)) {
            mlf_fail(err, "the field '%s' stands twice", name);
            free(name);
            return -1;
        }
        struct mlf_field *field = &record->fields[record->n++];
        *field = (struct mlf_field){name, record->line + value.offset, value.length, kind, NULL};
        if (check_field(field, err) != 0)
            return -1;
    }
    if (more == 0 && !mlf_json_at_end(&json))
        return mlf_fail(err, "1:%zu: something stands behind the object", json.at + 1);
    return more;
}

int mlf_record_parse(struct mlf_record *record, const char *text, size_t length, struct mlf_err *err)
{
    *record = (struct mlf_record){.file = record->file, .number = record->number};
    if (memchr(text, '\0', length))
        return mlf_fail(err, "the line holds a NUL");
    record->line = mlf_strndup(text, length, err);
    if (!record->line)
        return -1;
    if (parse_fields(record, length, err) == 0)
        return 0;
    mlf_record_free(record);
    return -1;
}

void mlf_record_free(struct mlf_record *record)
{
    for (size_t i = 0; i < record->n; i++) {
        free(record->fields[i].key);
        free(record->fields[i].owned);
    }
    free(record->fields);
    free(record->line);
    *record = (struct mlf_record){.file = record->file, .number = record->number};
}

/* ---- Looking ---- */

const struct mlf_field *mlf_record_find(const struct mlf_record *record, const char *key)
{
    for (size_t i = 0; i < record->n; i++)
        if (strcmp(record->fields[i].key, key) == 0)
            return &record->fields[i];
    return NULL;
}

char *mlf_record_string(const struct mlf_record *record, const char *key, struct mlf_err *err)
{
    const struct mlf_field *field = mlf_record_find(record, key);
    if (!field || field->kind == MLF_JSON_NULL)
        return NULL;
    if (field->kind != MLF_JSON_STRING) {
        mlf_fail(err, "the field '%s' is not a string", key);
        return NULL;
    }
    char *text = mlf_json_string(field->value, (struct mlf_span){0, field->length}, err);
    if (!text)
        mlf_fail_at(err, "the field '%s'", key);
    return text;
}

int mlf_record_number(const struct mlf_record *record, const char *key, double *number)
{
    const struct mlf_field *field = mlf_record_find(record, key);
    return field && field->kind == MLF_JSON_NUMBER &&
           mlf_json_number(field->value, (struct mlf_span){0, field->length}, number, NULL) == 0;
}

int mlf_record_numbers(const struct mlf_record *record, const char *key, double *numbers, int count)
{
    const struct mlf_field *field = mlf_record_find(record, key);
    if (!field || field->kind != MLF_JSON_ARRAY)
        return 0;
    struct mlf_json json = {field->value, field->length, 0};
    struct mlf_span span;
    enum mlf_json_kind kind;
    int first = 1, n = 0;
    mlf_json_enter(&json, MLF_JSON_ARRAY, NULL);
    while (n < count && mlf_json_next(&json, MLF_JSON_ARRAY, &first, NULL, NULL) == 1)
        if (mlf_json_value(&json, &span, &kind, NULL) != 0 ||
            mlf_json_number(field->value, span, &numbers[n++], NULL) != 0)
            return 0;
    return n == count;
}

int mlf_record_bbox(const struct mlf_record *record, double bbox[4])
{
    return mlf_record_numbers(record, "bbox", bbox, 4);
}

json_t *mlf_record_json(const struct mlf_record *record, const char *key, struct mlf_err *err)
{
    const struct mlf_field *field = mlf_record_find(record, key);
    if (!field)
        return NULL;
    json_error_t reason;
    json_t *value = json_loadb(field->value, field->length, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, &reason);
    if (!value)
        mlf_fail(err, "the field '%s': %s", key, reason.text);
    return value;
}

int mlf_record_has_issue(const struct mlf_record *record, const char *issue)
{
    const struct mlf_field *field = mlf_record_find(record, "issues");
    if (!field || field->kind != MLF_JSON_ARRAY)
        return 0;
    struct mlf_json json = {field->value, field->length, 0};
    struct mlf_span span;
    enum mlf_json_kind kind;
    int first = 1;
    mlf_json_enter(&json, MLF_JSON_ARRAY, NULL);
    while (mlf_json_next(&json, MLF_JSON_ARRAY, &first, NULL, NULL) == 1)
        if (mlf_json_value(&json, &span, &kind, NULL) == 0 && mlf_json_string_is(field->value, span, issue))
            return 1;
    return 0;
}

/* ---- Setting ---- */

/* Takes `value` over, also on failure. */
static int set_owned(struct mlf_record *record, const char *key, char *value, struct mlf_err *err)
{
    if (!value)
        return -1;
    size_t length = strlen(value);
    struct mlf_json json = {value, length, 0};
    enum mlf_json_kind kind;
    if (mlf_json_peek(&json, &kind, err) != 0)
        goto fail;
    struct mlf_field *field = (struct mlf_field *)mlf_record_find(record, key);
    if (!field) {
        if (mlf_grow(&record->fields, &record->capacity, record->n + 1, sizeof *record->fields, err) != 0)
            goto fail;
        field = &record->fields[record->n];
        *field = (struct mlf_field){.key = mlf_strdup(key, err)};
        if (!field->key)
            goto fail;
        record->n++;
    }
    free(field->owned);
    field->value = field->owned = value;
    field->length = length;
    field->kind = kind;
    return 0;
fail:
    free(value);
    return -1;
}

int mlf_record_set(struct mlf_record *record, const char *key, const char *value, struct mlf_err *err)
{
    return set_owned(record, key, mlf_strdup(value, err), err);
}

int mlf_record_set_string(struct mlf_record *record, const char *key, const char *text, struct mlf_err *err)
{
    struct mlf_buf buf = {0};
    mlf_json_put_string(&buf, text);
    return set_owned(record, key, mlf_buf_take(&buf, err), err);
}

int mlf_record_set_number(struct mlf_record *record, const char *key, double number, struct mlf_err *err)
{
    struct mlf_buf buf = {0};
    mlf_json_put_number(&buf, number);
    return set_owned(record, key, mlf_buf_take(&buf, err), err);
}

int mlf_record_add_issue(struct mlf_record *record, const char *issue, struct mlf_err *err)
{
    if (mlf_record_has_issue(record, issue))
        return 0;
    const struct mlf_field *field = mlf_record_find(record, "issues");
    size_t n = 0;
    struct mlf_buf buf = {0};
    if (field && field->kind == MLF_JSON_ARRAY && holds_only(field, MLF_JSON_STRING, &n) && n > 0) {
        mlf_buf_add(&buf, field->value, field->length - 1);
        mlf_buf_putc(&buf, ',');
    } else {
        mlf_buf_putc(&buf, '[');
    }
    mlf_json_put_string(&buf, issue);
    mlf_buf_putc(&buf, ']');
    return set_owned(record, "issues", mlf_buf_take(&buf, err), err);
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
    free(record->fields[at].key);
    free(record->fields[at].owned);
    memmove(&record->fields[at], &record->fields[at + 1], (record->n - at - 1) * sizeof *record->fields);
    record->n--;
}

void mlf_record_print(const struct mlf_record *record, struct mlf_buf *buf)
{
    mlf_buf_putc(buf, '{');
    for (size_t i = 0; i < record->n; i++) {
        const struct mlf_field *field = &record->fields[i];
        if (i)
            mlf_buf_putc(buf, ',');
        mlf_json_put_string(buf, field->key);
        mlf_buf_putc(buf, ':');
        mlf_buf_add(buf, field->value, field->length);
    }
    mlf_buf_puts(buf, "}\n");
}
