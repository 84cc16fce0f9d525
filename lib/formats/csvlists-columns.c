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

/* Rows that are looked at to know what separates the labels. */
#define FEW_ROWS 500

void lists_close(struct lists *lists)
{
    mlf_table_close(&lists->table);
    *lists = (struct lists){.is_given = lists->is_given};
}

struct mlf_span lists_inside(const char *text, struct mlf_span field)
{
    field = csv_trimmed(text, field);
    if (field.length >= 2 && text[field.offset] == '"' && text[field.offset + field.length - 1] == '"')
        return csv_trimmed(text, (struct mlf_span){field.offset + 1, field.length - 2});
    return field;
}

int lists_next_part(const char *text, struct mlf_span list, char separator, size_t *at, struct mlf_span *part)
{
    size_t end = list.offset + list.length;
    const char *found;

    if (*at > end || list.length == 0)
        return 0;
    found = memchr(text + *at, separator, end - *at);
    *part = csv_trimmed(text, (struct mlf_span){*at, (found ? (size_t)(found - text) : end) - *at});
    *at = found ? (size_t)(found - text) + 1 : end + 1;
    return 1;
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

/* Whether the column holds lists with this separator: some list has several parts (*several), and one that is a
 * label of another row, too: in one that holds names with such a mark none is. */
static int separates(const struct mlf_table *begin, size_t column, char separator, int *several, struct mlf_err *err)
{
    struct mlf_table table = {.path = begin->path,
                              .text = begin->text,
                              .length = begin->length,
                              .at = begin->at,
                              .delimiter = begin->delimiter};
    struct mlf_string_set parts = {0}, values = {0};
    int lists = 0, shared = 0, result = 0;

    for (int row = 0; row < FEW_ROWS && !result && mlf_table_next(&table, NULL) > 0; row++) {
        struct mlf_span list =
            column < table.row.n ? lists_inside(table.text, table.row.fields[column]) : (struct mlf_span){0, 0};
        struct mlf_span part;
        size_t at = list.offset, n = 0;
        char *value = mlf_strndup(table.text + list.offset, list.length, err);
        int added = 0;

        result = !value || mlf_string_set_add(&values, value, NULL, &added, err) ? -1 : 0;
        free(value);
        while (!result && added && lists_next_part(table.text, list, separator, &at, &part)) {
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
    *several = lists > 0;
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
        found = separates(&lists->table, lists->label, lists->separator = *mark, &lists->several, err);
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
    found = find_separator(lists, separators_of(name), err);
    free(name);
    return found;
}
