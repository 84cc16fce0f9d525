/* See csvlists-columns.h. */

#include "csvlists-columns.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mlfix/annotation/csv-rows.h"
#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/portable.h"
#include "mlfix/base/string-set.h"
#include "mlfix/json/json-text.h"
#include "mlfix/json/json.h"

/* Rows that are looked at to know what separates the labels. */
#define FEW_ROWS 500

void lists_close(struct lists *lists)
{
    mlf_table_close(&lists->table);
    *lists = (struct lists){.is_given = lists->is_given};
}

static struct mlf_span without_quotes(const char *text, struct mlf_span field)
{
    field = csv_trimmed(text, field);
    if (field.length >= 2 && text[field.offset] == '"' && text[field.offset + field.length - 1] == '"')
        return csv_trimmed(text, (struct mlf_span){field.offset + 1, field.length - 2});
    return field;
}

static int has_brackets(const char *text, struct mlf_span list)
{
    return list.length >= 2 && text[list.offset] == '[' && text[list.offset + list.length - 1] == ']';
}

struct mlf_span lists_inside(const struct lists *lists, struct mlf_span field)
{
    const char *text = lists->table.text;

    field = without_quotes(text, field);
    if (lists->brackets && has_brackets(text, field))
        return csv_trimmed(text, (struct mlf_span){field.offset + 1, field.length - 2});
    return field;
}

/* The mark that begins a label in brackets: one of the table's quotes is two where its field has quotes itself. */
static const char *quote_at(const char *text, size_t at, size_t end)
{
    if (at < end && text[at] == '\'')
        return "'";
    if (at >= end || text[at] != '"')
        return "";
    return at + 1 < end && text[at + 1] == '"' ? "\"\"" : "\"";
}

/* Behind the label in quotes that begins at `at`, or `at` where none does. */
static size_t behind_quotes(const char *text, size_t at, size_t end)
{
    const char *quote = quote_at(text, at, end);
    size_t length = strlen(quote);

    for (size_t i = at + length; length > 0 && i + length <= end; i++) {
        if (text[i] == '\\')
            i++;
        else if (!memcmp(text + i, quote, length))
            return i + length;
    }
    return at;
}

int lists_next_part(const struct lists *lists, struct mlf_span list, size_t *at, struct mlf_span *part)
{
    const char *text = lists->table.text;
    size_t end = list.offset + list.length;
    size_t from = *at;
    const char *found;

    if (*at > end || list.length == 0)
        return 0;
    while (lists->brackets && from < end && (text[from] == ' ' || text[from] == '\t'))
        from++;
    if (lists->brackets)
        from = behind_quotes(text, from, end);
    found = memchr(text + from, lists->separator, end - from);
    *part = csv_trimmed(text, (struct mlf_span){*at, (found ? (size_t)(found - text) : end) - *at});
    *at = found ? (size_t)(found - text) + 1 : end + 1;
    return 1;
}

/* Two quotes are one. */
static void halve_quotes(char *text)
{
    size_t to = 0;

    for (size_t from = 0; text[from]; from++) {
        text[to++] = text[from];
        from += text[from] == '"' && text[from + 1] == '"';
    }
    text[to] = '\0';
}

/* What JSON or Python mean by a backslash; all but the two signs that have to have one are JSON's. */
static char *unescape(char *label, struct mlf_err *err)
{
    size_t to = 0;
    char *json = strchr(label, '\'') ? NULL : mlf_strf(err, "\"%s\"", label);
    char *decoded = NULL;

    if (json) {
        struct mlf_json reader = {json, strlen(json), 0};
        struct mlf_span span;
        enum mlf_json_kind kind;

        if (!mlf_json_value(&reader, &span, &kind, NULL) && mlf_json_at_end(&reader))
            decoded = mlf_json_string(json, span, NULL);
        free(json);
    }
    if (decoded) {
        free(label);
        return decoded;
    }
    for (size_t from = 0; label[from]; from++) {
        from += label[from] == '\\' && (label[from + 1] == '\'' || label[from + 1] == '\\');
        label[to++] = label[from];
    }
    label[to] = '\0';
    return label;
}

char *lists_decode(const struct lists *lists, struct mlf_span part, struct mlf_err *err)
{
    const char *text = lists->table.text;
    size_t end = part.offset + part.length;
    size_t quote = lists->brackets ? strlen(quote_at(text, part.offset, end)) : 0;
    char *label;

    if (quote > 0 && part.length >= 2 * quote && behind_quotes(text, part.offset, end) == end)
        part = (struct mlf_span){part.offset + quote, part.length - 2 * quote};
    if (!(label = mlf_strndup(text + part.offset, part.length, err)))
        return NULL;
    halve_quotes(label);
    return lists->brackets && strchr(label, '\\') ? unescape(label, err) : label;
}

char *lists_encode(const struct lists *lists, const char *label, int in_quotes, struct mlf_err *err)
{
    const char *quote = !lists->brackets || !lists->quote ? "" : lists->quote == '\'' ? "'" : in_quotes ? "\"\"" : "\"";

    return mlf_strf(err, "%s%s%s", quote, label, quote);
}

/* Where the column's name speaks of several, commas and, for tags, blanks may separate them. */
static const char *separators_of(const char *name)
{
    static const char *const plural[] = {"labels", "tags", "classes", "categories", "finding labels"};

    for (size_t i = 0; i < sizeof plural / sizeof *plural; i++)
        if (!strcasecmp(name, plural[i]))
            return i == 1 ? "|;, " : "|;,";
    return "|;";
}

/* The same table, to be read ahead. */
static struct mlf_table look_ahead(const struct mlf_table *table)
{
    return (struct mlf_table){.path = table->path,
                              .text = table->text,
                              .length = table->length,
                              .at = table->at,
                              .delimiter = table->delimiter};
}

/* Whether each field that is not empty has brackets, and some has; and what quotes the first label in them has. */
static int find_brackets(struct lists *lists)
{
    struct mlf_table table = look_ahead(&lists->table);
    int found = 0, all = 1, holds = 0;

    for (int row = 0; row < FEW_ROWS && all && mlf_table_next(&table, NULL) > 0; row++) {
        struct mlf_span field = lists->label < table.row.n ? without_quotes(table.text, table.row.fields[lists->label])
                                                           : (struct mlf_span){0, 0};
        struct mlf_span list;

        if (field.length == 0)
            continue;
        all = has_brackets(table.text, field);
        found |= all;
        list = csv_trimmed(table.text, (struct mlf_span){field.offset + 1, all ? field.length - 2 : 0});
        if (list.length > 0 && strchr("{[", table.text[list.offset]))
            all = 0; /* regions of Label Studio, polygons: no labels */
        if (!holds)
            lists->quote = *quote_at(table.text, list.offset, list.offset + list.length);
        holds |= list.length > 0;
    }
    mlf_table_close(&table);
    lists->brackets = all && found;
    if (!holds)
        lists->quote = '\'';
    return lists->brackets;
}

/* Whether the column holds lists with this separator: some list has several parts (look->several), and one that is a
 * label of another row, too: in one that holds names with such a mark none is. */
static int separates(struct lists *look, struct mlf_err *err)
{
    struct mlf_table table = look_ahead(&look->table);
    struct mlf_string_set parts = {0}, values = {0};
    int lists = 0, shared = 0, result = 0;

    for (int row = 0; row < FEW_ROWS && !result && mlf_table_next(&table, NULL) > 0; row++) {
        struct mlf_span list =
            look->label < table.row.n ? lists_inside(look, table.row.fields[look->label]) : (struct mlf_span){0, 0};
        struct mlf_span part;
        size_t at = list.offset, n = 0;
        char *value = mlf_strndup(table.text + list.offset, list.length, err);
        int added = 0;

        result = !value || mlf_string_set_add(&values, value, NULL, &added, err) ? -1 : 0;
        free(value);
        while (!result && added && lists_next_part(look, list, &at, &part)) {
            char *text = mlf_strndup(table.text + part.offset, part.length, err);
            int fresh = 0;

            result = !text || mlf_string_set_add(&parts, text, NULL, &fresh, err) ? -1 : 0;
            shared |= !fresh && part.length > 0;
            n += part.length > 0;
            free(text);
        }
        lists += n > 1;
    }
    mlf_table_close(&table);
    mlf_string_set_free(&parts);
    mlf_string_set_free(&values);
    look->several = lists > 0;
    return result ? -1 : lists > 0 && shared;
}

/* Settles what separates labels: 1, 0 where they are no lists, -1. Where the user says that they are, it is the first
 * mark that some list has, or where each has one label the first. */
static int find_separator(struct lists *lists, const char *marks, struct mlf_err *err)
{
    char first = '\0', used = '\0';
    int found = 0;

    for (const char *mark = marks; *mark && found == 0; mark++) {
        if (*mark == lists->table.delimiter && *mark != ',')
            continue;
        lists->separator = *mark;
        found = separates(lists, err);
        first = first ? first : *mark;
        used = !used && lists->several ? *mark : used;
    }
    if (found || !lists->is_given)
        return found;
    lists->several = used != '\0';
    lists->separator = used ? used : first;
    return 1;
}

int lists_open(struct lists *lists, const char *path, const char *text, size_t length, struct mlf_err *err)
{
    struct csv_columns roles;
    size_t start;
    char *name;
    int found = 0;

    *lists = (struct lists){.split = CSV_NONE, .is_given = lists->is_given};
    if (mlf_table_open(&lists->table, path, text, length, err))
        return -1;
    start = lists->table.at;
    if (csv_find_columns(&lists->table, NULL, &roles, err) < 0)
        return -1;
    lists->image = roles.at[CSV_IMAGE];
    lists->label = roles.at[CSV_LABEL];
    lists->split = roles.at[CSV_SPLIT];
    if (!roles.has_header || lists->image == CSV_NONE || lists->label == CSV_NONE || csv_has_boxes(&roles))
        return 0;
    lists->table.at = start;
    if (mlf_table_next(&lists->table, err) <= 0 || !(name = mlf_table_field(&lists->table, lists->label, err)))
        return -1;
    found = find_brackets(lists) ? find_separator(lists, ",", err) : find_separator(lists, separators_of(name), err);
    if (lists->brackets && found == 0)
        found = 1; /* whatever they hold */
    free(name);
    return found;
}
