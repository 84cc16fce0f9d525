/* Values out of annotation files: members of JSON objects, numbers, ids,
 * labels. See private.h. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/json/json-text.h"
#include "mlfix/json/json.h"
#include "private.h"

int mlf_json_pick(const char *text, size_t length, size_t offset, struct mlf_member *members, size_t n, size_t *end,
                  struct mlf_err *err)
{
    struct mlf_json json = {text, length, offset};
    struct mlf_span key;
    int first = 1;
    int more;

    for (size_t i = 0; i < n; i++)
        members[i].there = 0;
    if (mlf_json_enter(&json, MLF_JSON_OBJECT, err))
        return -1;
    while ((more = mlf_json_next(&json, MLF_JSON_OBJECT, &first, &key, err)) > 0) {
        struct mlf_member value = {0};

        if (mlf_json_value(&json, &value.span, &value.kind, err))
            return -1;
        for (size_t i = 0; i < n; i++) {
            if (members[i].there || !mlf_json_string_is(text, key, members[i].key))
                continue;
            members[i].span = value.span;
            members[i].kind = value.kind;
            members[i].there = 1;
            break;
        }
    }
    if (end)
        *end = json.at;
    return more;
}

int mlf_json_top(const struct mlf_mapping *text, struct mlf_member *members, size_t n, struct mlf_err *err)
{
    struct mlf_json json = {text->data, text->length, 0};
    struct mlf_span whole;
    enum mlf_json_kind kind;

    if (text->length >= 3 && !memcmp(text->data, "\xef\xbb\xbf", 3))
        json.at = 3;
    if (mlf_json_value(&json, &whole, &kind, err))
        return mlf_fail_json(err, text->path);
    if (!mlf_json_at_end(&json)) {
        mlf_fail(err, "more behind the end of the JSON text");
        return mlf_fail_in(err, text->path, text->data, text->length, json.at);
    }
    if (mlf_json_pick(text->data, text->length, whole.offset, members, n, NULL, err))
        return mlf_fail_json(err, text->path);
    return 0;
}

int mlf_number(const char *text, double *number)
{
    char *end;

    while (*text == ' ' || *text == '\t' || *text == '\n' || *text == '\r')
        text++;
    if (!strchr("+-.0123456789", *text) || !*text || strpbrk(text, "xXnN"))
        return 0;
    *number = strtod(text, &end);
    if (end == text || !isfinite(*number))
        return 0;
    return end[strspn(end, " \t\r\n")] == '\0';
}

int mlf_member_number(const char *text, const struct mlf_member *member, double *number)
{
    char *decoded;
    int is_number;

    if (!member->there)
        return 0;
    if (member->kind == MLF_JSON_NUMBER)
        return !mlf_json_number(text, member->span, number, NULL);
    if (member->kind != MLF_JSON_STRING || !(decoded = mlf_json_string(text, member->span, NULL)))
        return 0;
    is_number = mlf_number(decoded, number);
    free(decoded);
    return is_number;
}

char *mlf_member_text(const char *text, const struct mlf_member *member, struct mlf_err *err)
{
    if (!member->there)
        return NULL;
    if (member->kind == MLF_JSON_STRING)
        return mlf_json_string(text, member->span, err);
    if (member->kind == MLF_JSON_NUMBER)
        return mlf_strndup(text + member->span.offset, member->span.length, err);
    return NULL;
}

static int collect_label(void *context, const struct mlf_object *object, struct mlf_err *err)
{
    return object->label ? mlf_names_add(context, object->label, NULL, NULL, err) : 0;
}

int mlf_labels_by_reading(const struct mlf_dataset *dataset, char ***labels, size_t *n, struct mlf_err *err)
{
    struct mlf_names names = {0};

    if (dataset->driver->read(dataset, collect_label, &names, err)) {
        mlf_names_free(&names);
        return -1;
    }
    mlf_names_take(&names, labels, n);
    return 0;
}

char *mlf_ids_unique(struct mlf_ids *ids, const char *id, struct mlf_err *err)
{
    char *unique = mlf_strdup(id, err);
    size_t base;
    size_t index;
    int added;

    if (!unique || mlf_names_add(&ids->names, id, &base, &added, err))
        goto failed;
    for (;;) {
        if (mlf_grow(&ids->counts, &ids->capacity, ids->names.n, sizeof(*ids->counts), err))
            goto failed;
        if (added) {
            ids->counts[ids->names.n - 1] = 1;
            return unique;
        }
        free(unique);
        if (!(unique = mlf_strf(err, "%s~%zu", id, ++ids->counts[base])) ||
            mlf_names_add(&ids->names, unique, &index, &added, err))
            goto failed;
    }
failed:
    free(unique);
    return NULL;
}

void mlf_ids_free(struct mlf_ids *ids)
{
    mlf_names_free(&ids->names);
    free(ids->counts);
    *ids = (struct mlf_ids){0};
}

int mlf_size(double number)
{
    return number >= 1 && number <= 1e6 ? (int)number : 0;
}
