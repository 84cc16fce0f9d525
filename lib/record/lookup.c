#include "mlfix/record/lookup.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/json/json-text.h"
#include "mlfix/record/fields.h"
#include "mlfix/record/record.h"

/* Whether the string span decodes to the n bytes of `name`. */
static int is_named(const char *text, struct mlf_span span, const char *name, size_t n)
{
    if (!memchr(text + span.offset, '\\', span.length))
        return span.length - 2 == n && memcmp(text + span.offset + 1, name, n) == 0;
    char *decoded = mlf_json_string(text, span, NULL);
    int same = decoded && strlen(decoded) == n && memcmp(decoded, name, n) == 0;
    free(decoded);
    return same;
}

/* The place in an array that the n bytes name; -1 where they are no number. */
static long place_of(const char *name, size_t n)
{
    long place = 0;
    if (n == 0 || n > 9)
        return -1;
    for (size_t i = 0; i < n; i++) {
        if (name[i] < '0' || name[i] > '9')
            return -1;
        place = place * 10 + (name[i] - '0');
    }
    return place;
}

/* The member of an object or array called by the n bytes. */
static int find_member(const struct mlf_lookup_value *from, const char *name, size_t n, struct mlf_lookup_value *member)
{
    struct mlf_json json = {from->text, from->length, 0};
    struct mlf_span key = {0, 0}, span;
    enum mlf_json_kind kind;
    int first = 1;
    long place = from->kind == MLF_JSON_ARRAY ? place_of(name, n) : 0;
    if ((from->kind != MLF_JSON_ARRAY && from->kind != MLF_JSON_OBJECT) || place < 0 ||
        mlf_json_enter(&json, from->kind, NULL))
        return 0;
    while (mlf_json_next(&json, from->kind, &first, &key, NULL) == 1) {
        if (mlf_json_value(&json, &span, &kind, NULL))
            return 0;
        if (from->kind == MLF_JSON_ARRAY ? place-- == 0 : is_named(from->text, key, name, n)) {
            *member = (struct mlf_lookup_value){from->text + span.offset, span.length, kind};
            return 1;
        }
    }
    return 0;
}

/* Follows the path into the value. Where a prefix of the path leads nowhere, the next
 * longer one up to a dot is tried. */
static int descend(const struct mlf_lookup_value *from, const char *path, struct mlf_lookup_value *value)
{
    struct mlf_lookup_value member;
    if (find_member(from, path, strlen(path), value))
        return 1;
    for (const char *dot = strchr(path, '.'); dot; dot = strchr(dot + 1, '.'))
        if (find_member(from, path, (size_t)(dot - path), &member) && descend(&member, dot + 1, value))
            return 1;
    return 0;
}

static int find_field(const struct mlf_record *record, const char *name, size_t n, struct mlf_lookup_value *value)
{
    for (size_t i = 0; i < record->n; i++) {
        const struct mlf_field *field = &record->fields[i];
        if (mlf_field_named(field, name, n)) {
            *value = (struct mlf_lookup_value){field->value, field->length, (enum mlf_json_kind)field->kind};
            return 1;
        }
    }
    return 0;
}

static int find_path(const struct mlf_record *record, const char *path, struct mlf_lookup_value *value)
{
    struct mlf_lookup_value field;
    if (find_field(record, path, strlen(path), value))
        return 1;
    for (const char *dot = strchr(path, '.'); dot; dot = strchr(dot + 1, '.'))
        if (find_field(record, path, (size_t)(dot - path), &field) && descend(&field, dot + 1, value))
            return 1;
    return 0;
}

int mlf_lookup(const struct mlf_record *record, const char *path, struct mlf_lookup_value *value)
{
    return find_path(record, path, value) && value->kind != MLF_JSON_NULL;
}

int mlf_lookup_there(const struct mlf_record *record, const char *path)
{
    struct mlf_lookup_value value;
    return find_path(record, path, &value);
}

char *mlf_lookup_value_text(const struct mlf_lookup_value *value, struct mlf_err *err)
{
    if (value->kind == MLF_JSON_STRING)
        return mlf_json_string(value->text, (struct mlf_span){0, value->length}, err);
    return mlf_strndup(value->text, value->length, err);
}

int mlf_lookup_value_number(const struct mlf_lookup_value *value, double *number)
{
    return value->kind == MLF_JSON_NUMBER &&
           mlf_json_number(value->text, (struct mlf_span){0, value->length}, number, NULL) == 0;
}

int mlf_lookup_parse_number(const char *text, double *number)
{
    size_t digits = 0;
    const char *c = text + (*text == '-' || *text == '+');
    for (; *c >= '0' && *c <= '9'; c++)
        digits++;
    if (*c == '.')
        for (c++; *c >= '0' && *c <= '9'; c++)
            digits++;
    if (digits == 0)
        return 0;
    if (*c == 'e' || *c == 'E') {
        c += 1 + (c[1] == '-' || c[1] == '+');
        if (*c < '0' || *c > '9')
            return 0;
        while (*c >= '0' && *c <= '9')
            c++;
    }
    return *c == '\0' && mlf_json_number(text, (struct mlf_span){0, strlen(text)}, number, NULL) == 0;
}

char *mlf_lookup_text(const struct mlf_record *record, const char *path, struct mlf_err *err)
{
    struct mlf_lookup_value value;
    struct mlf_err broken = {""};
    if (!mlf_lookup(record, path, &value))
        return NULL;
    char *text = mlf_lookup_value_text(&value, &broken);
    if (!text)
        mlf_fail(err, "%s:%zu: '%s': %s", record->file, record->number, path, broken.text);
    return text;
}
