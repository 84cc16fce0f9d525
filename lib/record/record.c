#include "mlfix/record/record.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/limits.h"
#include "mlfix/json/json-text.h"
#include "mlfix/record/known-fields.h"
#include "shared-text.h"

/* ---- The contract's types (mlfix-records(5)) ---- */

/* The field that a key names where the contract fixes its kind, or NULL. */
static const struct mlf_known_field *find_fixed(const char *key, size_t length)
{
    for (size_t i = 0; i < MLF_FIXED_FIELDS; i++) {
        const char *name = mlf_known_fields[i].name;
        if (length > 0 && *key == *name && strncmp(key, name, length) == 0 && name[length] == '\0')
            return &mlf_known_fields[i];
    }
    return NULL;
}

int mlf_record_allows(const char *key, enum mlf_json_kind kind)
{
    const struct mlf_known_field *fixed = find_fixed(key, strlen(key));
    return !fixed || fixed->kinds >> kind & 1;
}

int mlf_field_holds_only(const struct mlf_field *field, enum mlf_json_kind kind, size_t *n)
{
    struct mlf_json json = {field->value, field->length, 0};
    struct mlf_span span;
    enum mlf_json_kind found;
    int first = 1;
    *n = 0;
    if (mlf_json_enter(&json, MLF_JSON_ARRAY, NULL))
        return 0;
    while (mlf_json_next(&json, MLF_JSON_ARRAY, &first, NULL, NULL) == 1) {
        if (mlf_json_value(&json, &span, &found, NULL) || found != kind)
            return 0;
        ++*n;
    }
    return 1;
}

static int check_field(const struct mlf_field *field, struct mlf_err *err)
{
    const struct mlf_known_field *fixed = find_fixed(field->key, field->key_length);
    size_t n;
    if (!fixed)
        return 0;
    int right = fixed->kinds >> field->kind & 1;
    if (right && field->kind == MLF_JSON_ARRAY && mlf_field_is(field, "bbox"))
        right = mlf_field_holds_only(field, MLF_JSON_NUMBER, &n) && n == 4;
    if (right && field->kind == MLF_JSON_ARRAY && mlf_field_is(field, "obb"))
        right = mlf_field_holds_only(field, MLF_JSON_NUMBER, &n) && n == 5;
    if (right && field->kind == MLF_JSON_ARRAY && mlf_field_is(field, "issues"))
        right = mlf_field_holds_only(field, MLF_JSON_STRING, &n);
    return right ? 0 : mlf_fail(err, "the field '%s' %s", fixed->name, fixed->sentence);
}

/* ---- Reading ---- */

/* Whether mlf_json_put_string would write the key as it stands. */
static int is_verbatim(const char *key, size_t length)
{
    return !memchr(key, '\\', length) && !memchr(key, 0x7f, length);
}

/* Fills the field's key from its span, which includes the quotes. */
static int take_key(struct mlf_field *field, const char *text, struct mlf_span span, struct mlf_err *err)
{
    const char *key = text + span.offset + 1;
    size_t length = span.length - 2;
    char *decoded = NULL;
    if (!is_verbatim(key, length)) {
        key = decoded = mlf_json_string(text, span, err);
        if (!decoded)
            return -1;
        length = strlen(decoded);
    }
    field->key = key;
    field->key_length = length & 0x7ffffff; /* within MLF_LIMIT_LINE */
    field->owned = decoded != NULL;
    return 0;
}

static int stands_twice(const struct mlf_field *fields, size_t n, const struct mlf_field *field)
{
    for (size_t i = 0; i < n; i++)
        if (mlf_field_named(&fields[i], field->key, field->key_length))
            return 1;
    return 0;
}

static int take_field(struct mlf_fields *list, size_t first, struct mlf_field *field, struct mlf_err *err)
{
    if (stands_twice(list->items + first, list->n - first, field))
        return mlf_fail(err, "the field '%.*s' stands twice", (int)field->key_length, field->key);
    if (check_field(field, err))
        return -1;
    if (mlf_grow(&list->items, &list->capacity, list->n + 1, sizeof *list->items, err))
        return -1;
    list->items[list->n++] = *field;
    return 0;
}

int mlf_fields_parse(struct mlf_fields *list, const char *text, size_t length, struct mlf_err *err)
{
    struct mlf_json json = {text, length, 0};
    struct mlf_span key, value;
    enum mlf_json_kind kind;
    size_t begin = list->n;
    int first = 1, more;
    if (length > MLF_LIMIT_LINE)
        return mlf_record_too_long(err);
    if (memchr(text, '\0', length))
        return mlf_fail(err, "the line holds a NUL");
    if (mlf_json_enter(&json, MLF_JSON_OBJECT, err))
        return -1;
    while ((more = mlf_json_next(&json, MLF_JSON_OBJECT, &first, &key, err)) == 1) {
        struct mlf_field field;
        if (mlf_json_value(&json, &value, &kind, err) || take_key(&field, text, key, err))
            return -1;
        field.value = text + value.offset;
        field.length = (uint32_t)value.length;
        field.kind = kind;
        if (take_field(list, begin, &field, err)) {
            mlf_field_clear(&field);
            return -1;
        }
    }
    if (more == 0 && !mlf_json_at_end(&json))
        return mlf_fail(err, "1:%zu: something stands behind the object", json.at + 1);
    return more;
}

int mlf_record_too_long(struct mlf_err *err)
{
    return mlf_fail(err,
                    "the line is longer than %zu bytes: long lists, such as vectors, belong into files of their own",
                    MLF_LIMIT_LINE);
}

int mlf_record_parse(struct mlf_record *record, const char *text, size_t length, struct mlf_err *err)
{
    struct mlf_fields list = {0};
    *record = (struct mlf_record){.file = record->file, .number = record->number};
    record->line = mlf_strndup(text, length, err);
    if (!record->line || mlf_grow(&list.items, &list.capacity, MLF_FIELDS_USUAL, sizeof *list.items, err)) {
        mlf_record_free(record);
        return -1;
    }
    int result = mlf_fields_parse(&list, record->line, length, err);
    record->fields = list.items;
    record->n = (uint32_t)list.n;
    record->capacity = list.capacity & 0x7fffffff;
    if (result)
        mlf_record_free(record);
    return result;
}

void mlf_record_free(struct mlf_record *record)
{
    for (size_t i = 0; i < record->n; i++)
        mlf_field_clear(&record->fields[i]);
    if (!record->shared || record->own_fields)
        free(record->fields);
    if (record->shared)
        mlf_shared_text_leave(record->shared);
    else
        free(record->line);
    *record = (struct mlf_record){.file = record->file, .number = record->number};
}

/* ---- Reading fields ---- */

#define LINE ((size_t)64) /* bytes in a line of the processor's cache */

void mlf_record_soon(const struct mlf_record *record)
{
    for (size_t at = 0; at < record->n * sizeof *record->fields; at += LINE)
        __builtin_prefetch((const char *)record->fields + at);
    for (size_t at = 0; record->line && at < 4 * LINE; at += LINE)
        __builtin_prefetch(record->line + at);
}

int mlf_field_is(const struct mlf_field *field, const char *key)
{
    return mlf_field_named(field, key, strlen(key));
}

const struct mlf_field *mlf_record_find(const struct mlf_record *record, const char *key)
{
    size_t length = strlen(key);
    for (size_t i = 0; i < record->n; i++)
        if (mlf_field_named(&record->fields[i], key, length))
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
        if (mlf_json_value(&json, &span, &kind, NULL) || mlf_json_number(field->value, span, &numbers[n++], NULL))
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

int mlf_record_of_set(const struct mlf_record *record)
{
    double labels;
    return mlf_record_number(record, "labels", &labels) && !mlf_record_find(record, "bbox");
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
