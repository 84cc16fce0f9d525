#include "mlfix/json/json-members.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/number.h"

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

int mlf_json_members(const char *text, struct mlf_span array, struct mlf_span **members, size_t *n, struct mlf_err *err)
{
    struct mlf_json json = {text, array.offset + array.length, array.offset};
    struct mlf_span *list = NULL;
    size_t capacity = 0;
    int first = 1;
    int more;

    *n = 0;
    if (mlf_json_enter(&json, MLF_JSON_ARRAY, err))
        return -1;
    while ((more = mlf_json_next(&json, MLF_JSON_ARRAY, &first, NULL, err)) > 0) {
        enum mlf_json_kind kind;

        if (mlf_grow(&list, &capacity, *n + 1, sizeof *list, err) || mlf_json_value(&json, &list[*n], &kind, err)) {
            more = -1;
            break;
        }
        ++*n;
    }
    if (more < 0) {
        free(list);
        return -1;
    }
    *members = list;
    return 0;
}

int mlf_json_four(const char *text, size_t length, const struct mlf_member *member, struct mlf_span spans[4],
                  double numbers[4])
{
    struct mlf_json json = {text, length, member->span.offset};
    int first = 1;
    int more;
    int n = 0;

    if (!member->there || member->kind != MLF_JSON_ARRAY || mlf_json_enter(&json, MLF_JSON_ARRAY, NULL))
        return 0;
    while ((more = mlf_json_next(&json, MLF_JSON_ARRAY, &first, NULL, NULL)) > 0) {
        struct mlf_member value = {.there = 1};

        if (n == 4 || mlf_json_value(&json, &value.span, &value.kind, NULL) ||
            !mlf_member_number(text, &value, &numbers[n]))
            return 0;
        spans[n++] = value.span;
    }
    return more == 0 && n == 4;
}
