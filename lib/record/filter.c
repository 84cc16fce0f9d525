#include "mlfix/record/filter.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "filter-tree.h"
#include "mlfix/base/err.h"
#include "mlfix/json/json-text.h"
#include "mlfix/record/lookup.h"
#include "mlfix/record/record.h"

/* What a field is compared with. */
struct operand {
    const char *text;
    int is_number;
    double number;
};

/* Whether the relation holds when the difference has this sign. */
static int holds_for(enum mlf_filter_relation relation, int sign)
{
    switch (relation) {
    case MLF_FILTER_LESS:
        return sign < 0;
    case MLF_FILTER_AT_MOST:
        return sign <= 0;
    case MLF_FILTER_MORE:
        return sign > 0;
    case MLF_FILTER_AT_LEAST:
        return sign >= 0;
    default:
        return sign == 0;
    }
}

static int compare_numbers(enum mlf_filter_relation relation, double a, double b)
{
    return holds_for(relation, (a > b) - (a < b));
}

static int compare_text(enum mlf_filter_relation relation, const char *text, const struct operand *with)
{
    double number;
    if (relation == MLF_FILTER_LIKE)
        return fnmatch(with->text, text, 0) == 0;
    if (!with->is_number)
        return holds_for(relation, strcmp(text, with->text));
    return mlf_lookup_parse_number(text, &number) && compare_numbers(relation, number, with->number);
}

static int compare_scalar(enum mlf_filter_relation relation, const struct mlf_lookup_value *value,
                          const struct operand *with, struct mlf_err *err)
{
    double number;
    if (value->kind == MLF_JSON_OBJECT || value->kind == MLF_JSON_ARRAY || value->kind == MLF_JSON_NULL)
        return 0;
    if (with->is_number && relation != MLF_FILTER_LIKE && mlf_lookup_value_number(value, &number))
        return compare_numbers(relation, number, with->number);
    if (!with->is_number && relation == MLF_FILTER_EQUAL && value->kind == MLF_JSON_STRING)
        return mlf_json_string_is(value->text, (struct mlf_span){0, value->length}, with->text);
    char *text = mlf_lookup_value_text(value, err);
    int holds = text ? compare_text(relation, text, with) : -1;
    free(text);
    return holds;
}

static int compare_value(enum mlf_filter_relation relation, const struct mlf_lookup_value *value,
                         const struct operand *with, struct mlf_err *err)
{
    struct mlf_json json = {value->text, value->length, 0};
    struct mlf_span span;
    int first = 1, holds = 0;
    if (value->kind != MLF_JSON_ARRAY)
        return compare_scalar(relation, value, with, err);
    if (mlf_json_enter(&json, MLF_JSON_ARRAY, err))
        return -1;
    while (holds == 0 && mlf_json_next(&json, MLF_JSON_ARRAY, &first, NULL, err) == 1) {
        struct mlf_lookup_value member;
        if (mlf_json_value(&json, &span, &member.kind, err))
            return -1;
        member.text = value->text + span.offset;
        member.length = span.length;
        holds = compare_scalar(relation, &member, with, err);
    }
    return holds;
}

static int compare(const struct mlf_filter_node *node, const struct mlf_record *record, struct mlf_err *err)
{
    int negated = node->relation == MLF_FILTER_UNEQUAL || node->relation == MLF_FILTER_UNLIKE, holds = 0;
    enum mlf_filter_relation relation = node->relation == MLF_FILTER_UNEQUAL  ? MLF_FILTER_EQUAL
                                        : node->relation == MLF_FILTER_UNLIKE ? MLF_FILTER_LIKE
                                                                              : node->relation;
    struct operand with = {.text = node->text, .is_number = node->is_number, .number = node->number};
    struct mlf_lookup_value value, other;
    char *text = NULL;
    if (!mlf_lookup(record, node->field, &value))
        return negated;
    if (node->is_field) {
        if (!mlf_lookup(record, node->text, &other) || other.kind == MLF_JSON_OBJECT || other.kind == MLF_JSON_ARRAY)
            return negated;
        with.is_number = mlf_lookup_value_number(&other, &with.number);
        if (!(with.text = text = mlf_lookup_value_text(&other, err)))
            return -1;
    }
    holds = compare_value(relation, &value, &with, err);
    free(text);
    return holds < 0 ? -1 : negated ? !holds : holds;
}

static int match(const struct mlf_filter *filter, size_t at, const struct mlf_record *record, struct mlf_err *err)
{
    const struct mlf_filter_node *node = &filter->nodes[at];
    struct mlf_lookup_value value;
    int holds;
    switch (node->kind) {
    case MLF_FILTER_NOT:
        holds = match(filter, node->child, record, err);
        return holds < 0 ? -1 : !holds;
    case MLF_FILTER_THERE:
        return mlf_lookup(record, node->field, &value) && value.kind != MLF_JSON_FALSE;
    case MLF_FILTER_COMPARE:
        return compare(node, record, err);
    default:
        break;
    }
    for (size_t child = node->child; child != MLF_FILTER_NONE; child = filter->nodes[child].next) {
        holds = match(filter, child, record, err);
        if (holds < 0 || holds == (node->kind == MLF_FILTER_OR))
            return holds;
    }
    return node->kind == MLF_FILTER_AND;
}

int mlf_filter_match(const struct mlf_filter *filter, const struct mlf_record *record, struct mlf_err *err)
{
    struct mlf_err broken;
    mlf_err_clear(&broken); /* a sentence's room need not be zeroed for every record */
    int holds = match(filter, filter->root, record, &broken);
    return holds < 0 ? mlf_fail(err, "%s:%zu: %s", record->file, record->number, broken.text) : holds;
}
