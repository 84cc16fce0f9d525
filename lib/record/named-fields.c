#include "mlfix/record/named-fields.h"

#include <stdlib.h>
#include <string.h>

#include "filter-tree.h"
#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/nearest-word.h"
#include "mlfix/json/json-text.h"
#include "mlfix/record/fields.h"
#include "mlfix/record/known-fields.h"
#include "mlfix/record/lookup.h"
#include "mlfix/record/record.h"
#include "mlfix/record/records.h"

/* A hint is made of what so many records have, and of so many names. */
#define HINT_RECORDS ((size_t)1000)
#define HINT_NAMES ((size_t)4096)

static int add(struct mlf_named_fields *named, struct mlf_named_field field, const char *path, struct mlf_err *err)
{
    if (mlf_grow(&named->items, &named->capacity, named->n + 1, sizeof *named->items, err) ||
        !(field.path = mlf_strdup(path, err)))
        return -1;
    named->items[named->n++] = field;
    named->unseen++;
    return 0;
}

int mlf_named_fields_add(struct mlf_named_fields *named, const char *option, const char *path, int needed,
                         struct mlf_err *err)
{
    return add(named, (struct mlf_named_field){.option = option, .needed = needed}, path, err);
}

/* Whether the value of a test is the name of an issue or a label. */
static enum mlf_named_kind kind_of_value(const struct mlf_filter_node *node)
{
    if (node->kind != MLF_FILTER_COMPARE || node->is_field || node->is_number ||
        (node->relation != MLF_FILTER_EQUAL && node->relation != MLF_FILTER_UNEQUAL))
        return MLF_NAMED_FIELD;
    return strcmp(node->field, "issues") == 0  ? MLF_NAMED_ISSUE
           : strcmp(node->field, "label") == 0 ? MLF_NAMED_LABEL
                                               : MLF_NAMED_FIELD;
}

int mlf_named_fields_add_filter(struct mlf_named_fields *named, const char *option, const struct mlf_filter *filter,
                                struct mlf_err *err)
{
    for (size_t i = 0; i < filter->n; i++) {
        const struct mlf_filter_node *node = &filter->nodes[i];
        enum mlf_named_kind value = kind_of_value(node);
        if ((node->field && mlf_named_fields_add(named, option, node->field, 0, err)) ||
            (node->is_field && mlf_named_fields_add(named, option, node->text, 0, err)) ||
            (value != MLF_NAMED_FIELD &&
             add(named, (struct mlf_named_field){.option = option, .kind = value}, node->text, err)))
            return -1;
    }
    return 0;
}

/* Whether it is an error that no record has it. Labels, and issues of a user's own, may be absent on some days. */
static int is_wrong(const struct mlf_named_field *field)
{
    return !field->seen && field->kind == MLF_NAMED_FIELD && (field->needed || !mlf_known_path(field->path));
}

static int has_wrong(const struct mlf_named_fields *named)
{
    for (size_t i = 0; i < named->n; i++)
        if (is_wrong(&named->items[i]))
            return 1;
    return 0;
}

/* ---- Names for a hint ---- */

static int keep_members(struct mlf_named_fields *named, const struct mlf_field *field, struct mlf_err *err)
{
    struct mlf_json json = {field->value, field->length, 0};
    struct mlf_span key, value;
    enum mlf_json_kind kind;
    int first = 1, failed = 0;
    if (mlf_json_enter(&json, MLF_JSON_OBJECT, NULL))
        return 0;
    while (!failed && named->names.n < HINT_NAMES && mlf_json_next(&json, MLF_JSON_OBJECT, &first, &key, NULL) == 1 &&
           mlf_json_value(&json, &value, &kind, NULL) == 0) {
        char *member = mlf_json_string(field->value, key, NULL), *path = NULL;
        if (member && (path = mlf_strf(err, "%.*s.%s", (int)field->key_length, field->key, member)))
            failed = mlf_string_set_add(&named->names, path, NULL, NULL, err);
        free(member);
        free(path);
    }
    return failed;
}

static int keep_names(struct mlf_named_fields *named, const struct mlf_record *record, struct mlf_err *err)
{
    for (size_t i = 0; i < record->n && named->names.n < HINT_NAMES; i++) {
        const struct mlf_field *field = &record->fields[i];
        if (mlf_string_set_add_bytes(&named->names, field->key, field->key_length, NULL, NULL, err) ||
            (field->kind == MLF_JSON_OBJECT && keep_members(named, field, err)))
            return -1;
    }
    return 0;
}

static int keep_known(struct mlf_named_fields *named, struct mlf_err *err)
{
    for (size_t i = 0; i < mlf_known_fields_n; i++)
        if (mlf_string_set_add(&named->names, mlf_known_fields[i].name, NULL, NULL, err))
            return -1;
    for (size_t i = 0; i < mlf_known_members_n; i++)
        if (mlf_string_set_add(&named->names, mlf_known_members[i], NULL, NULL, err))
            return -1;
    return 0;
}

/* ---- Looking ---- */

static int has_label(struct mlf_named_fields *named, const char *label, const struct mlf_record *record,
                     struct mlf_err *err)
{
    char *own = mlf_record_string(record, "label", NULL);
    int has = own && strcmp(own, label) == 0;
    if (own && !has && named->labels.n < HINT_NAMES && mlf_string_set_add(&named->labels, own, NULL, NULL, err))
        has = -1;
    free(own);
    return has;
}

/* 1, 0, or -1 and an error. */
static int has_it(struct mlf_named_fields *named, const struct mlf_named_field *field, const struct mlf_record *record,
                  struct mlf_err *err)
{
    switch (field->kind) {
    case MLF_NAMED_ISSUE:
        return mlf_record_has_issue(record, field->path);
    case MLF_NAMED_LABEL:
        return has_label(named, field->path, record, err);
    default:
        return mlf_lookup_there(record, field->path);
    }
}

int mlf_named_fields_see(struct mlf_named_fields *named, const struct mlf_record *record, struct mlf_err *err)
{
    if (named->unseen == 0)
        return 0;
    named->records++;
    for (size_t i = 0; i < named->n; i++) {
        struct mlf_named_field *field = &named->items[i];
        int has = field->seen ? 0 : has_it(named, field, record, err);
        if (has < 0)
            return -1;
        field->seen |= has;
        named->unseen -= (size_t)has;
    }
    return named->records <= HINT_RECORDS && has_wrong(named) ? keep_names(named, record, err) : 0;
}

int mlf_named_fields_look(struct mlf_named_fields *named, const struct mlf_records *records, struct mlf_err *err)
{
    for (size_t i = 0; i < records->n && named->unseen > 0; i++)
        if (mlf_named_fields_see(named, &records->items[i], err))
            return -1;
    return 0;
}

/* The nearest name that the contract or the records have, or NULL. */
static int find_nearest(struct mlf_named_fields *named, const char *path, const char **found, struct mlf_err *err)
{
    struct mlf_nearest nearest;
    mlf_nearest_begin(&nearest, path);
    if (keep_known(named, err))
        return -1;
    for (size_t i = 0; i < named->names.n; i++)
        mlf_nearest_offer(&nearest, named->names.items[i]);
    *found = mlf_nearest_found(&nearest);
    return 0;
}

int mlf_named_fields_settle(struct mlf_named_fields *named, struct mlf_err *err)
{
    size_t wrong = 0;
    while (wrong < named->n && !is_wrong(&named->items[wrong]))
        wrong++;
    if (wrong == named->n || named->records == 0)
        return 0;
    const char *path = named->items[wrong].path, *near = NULL;
    if (!mlf_known_path(path) && find_nearest(named, path, &near, err))
        return -1;
    return mlf_fail(err, "%s: no record has the field '%.200s'%s%.200s%s", named->items[wrong].option, path,
                    near ? ", did you mean '" : "", near ? near : "", near ? "'?" : "");
}

/* Of an issue or a label. */
static void tell_value(const struct mlf_named_fields *named, const struct mlf_named_field *field,
                       void (*warn)(const char *format, ...))
{
    int is_issue = field->kind == MLF_NAMED_ISSUE;
    const char *const *names = is_issue ? mlf_known_issues : (const char *const *)named->labels.items;
    size_t n = is_issue ? mlf_known_issues_n : named->labels.n;
    struct mlf_nearest nearest;
    if (is_issue && mlf_known_issue(field->path))
        return;
    mlf_nearest_begin(&nearest, field->path);
    for (size_t i = 0; i < n; i++)
        mlf_nearest_offer(&nearest, names[i]);
    const char *near = mlf_nearest_found(&nearest);
    if (near || is_issue)
        warn("%s: no record has the %s '%.200s'%s%.200s%s", field->option, is_issue ? "issue" : "label", field->path,
             near ? ", did you mean '" : "", near ? near : "", near ? "'?" : "");
}

void mlf_named_fields_tell(const struct mlf_named_fields *named, void (*warn)(const char *format, ...),
                           void (*note)(const char *format, ...))
{
    for (size_t i = 0; i < named->n && named->records > 0; i++) {
        const struct mlf_named_field *field = &named->items[i];
        const struct mlf_known_field *known = mlf_known_path(field->path);
        if (field->seen)
            continue;
        if (field->kind != MLF_NAMED_FIELD)
            tell_value(named, field, warn);
        else if (known)
            (known->seldom ? note : warn)("%s: no record has the field '%.200s'", field->option, field->path);
    }
}

void mlf_named_fields_free(struct mlf_named_fields *named)
{
    for (size_t i = 0; i < named->n; i++)
        free(named->items[i].path);
    free(named->items);
    mlf_string_set_free(&named->labels);
    mlf_string_set_free(&named->names);
    *named = (struct mlf_named_fields){0};
}
