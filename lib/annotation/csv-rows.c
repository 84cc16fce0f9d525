/* See csv-rows.h. */

#include "mlfix/annotation/csv-rows.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mlfix/annotation/csv-guess.h"
#include "mlfix/base/array.h"
#include "mlfix/base/number.h"
#include "mlfix/dataset/attributes.h"

void csv_rows_close(struct csv_rows *rows)
{
    mlf_table_close(&rows->table);
    mlf_unmap(&rows->text);
    csv_counts_free(&rows->counts);
}

int csv_count(struct csv_counts *counts, const char *name, size_t *before, struct mlf_err *err)
{
    size_t index;
    int added;

    if (mlf_string_set_add(&counts->names, name, &index, &added, err) ||
        mlf_grow(&counts->counts, &counts->capacity, counts->names.n, sizeof *counts->counts, err))
        return -1;
    if (added)
        counts->counts[index] = 0;
    *before = counts->counts[index]++;
    return 0;
}

void csv_counts_free(struct csv_counts *counts)
{
    mlf_string_set_free(&counts->names);
    free(counts->counts);
    *counts = (struct csv_counts){0};
}

int csv_number(const struct mlf_table *table, size_t column, double *number, struct mlf_err *err)
{
    char *text = mlf_table_field(table, column, err);
    int result;

    *number = 0;
    if (!text)
        return -1;
    result = !*text ? 0 : mlf_number(text, number) ? 1 : -1;
    free(text);
    return result;
}

struct mlf_span csv_trimmed(const char *text, struct mlf_span span)
{
    while (span.length > 0 && strchr(" \t", text[span.offset])) {
        span.offset++;
        span.length--;
    }
    while (span.length > 0 && strchr(" \t", text[span.offset + span.length - 1]))
        span.length--;
    return span;
}

/* Whether the word is the key of the box's number `n` in a field such as "{'x': 1, 'y': 2, 'w': 3, 'h': 4}". */
static int is_key(const char *word, int n)
{
    static const char *const keys[4][2] = {{"x", "left"}, {"y", "top"}, {"w", "width"}, {"h", "height"}};

    return n < 4 && (!strcmp(word, keys[n][0]) || !strcmp(word, keys[n][1]));
}

/* Numbers in one field: "[1.5, 2, 3, 4]", also without brackets or with keys. How many; 5 where there are more than 4
 * or other things between them. */
static int list_numbers(const char *text, struct mlf_span field, double numbers[4], struct mlf_span spans[4])
{
    static const char between[] = "[](){}, ;:\t\"'";
    size_t end = field.offset + field.length;
    int n = 0;

    for (size_t at = field.offset; at < end;) {
        size_t begin = at;
        char word[64] = "";

        if (strchr(between, text[at])) {
            at++;
            continue;
        }
        while (at < end && !strchr(between, text[at]))
            at++;
        if (at - begin >= sizeof word)
            return 5;
        memcpy(word, text + begin, at - begin);
        if (is_key(word, n))
            continue;
        if (n == 4 || !mlf_number(word, &numbers[n]))
            return 5;
        spans[n++] = (struct mlf_span){begin, at - begin};
    }
    return n;
}

int csv_rows_numbers(const struct csv_rows *rows, double numbers[4], struct mlf_span spans[4], int *empty,
                     struct mlf_err *err)
{
    const struct mlf_table *table = &rows->table;
    const size_t *at = rows->columns.at;
    size_t columns[] = {at[CSV_XMIN], at[CSV_YMIN], at[at[CSV_XMAX] != CSV_NONE ? CSV_XMAX : CSV_W],
                        at[at[CSV_YMAX] != CSV_NONE ? CSV_YMAX : CSV_H]};
    int n = 0;

    *empty = 0;
    if (at[CSV_BBOX] != CSV_NONE) {
        n = at[CSV_BBOX] < table->row.n ? list_numbers(table->text, table->row.fields[at[CSV_BBOX]], numbers, spans)
                                        : 0;
        *empty = n == 0 ? 4 : 0;
        return n == 5 ? 0 : n;
    }
    for (int i = 0; i < 4; i++) {
        int found = csv_number(table, columns[i], &numbers[i], err);

        if (columns[i] < table->row.n)
            spans[i] = csv_trimmed(table->text, table->row.fields[columns[i]]);
        n += found > 0;
        *empty += found == 0;
    }
    return n;
}

void csv_rows_box(const struct csv_rows *rows, struct mlf_object *object, struct mlf_err *err)
{
    const size_t *at = rows->columns.at;
    int corner_x = at[CSV_XMAX] != CSV_NONE && at[CSV_BBOX] == CSV_NONE;
    int corner_y = at[CSV_YMAX] != CSV_NONE && at[CSV_BBOX] == CSV_NONE;
    struct mlf_span spans[4];
    int empty;
    int numbers = csv_rows_numbers(rows, object->bbox, spans, &empty, err);

    if (corner_x)
        object->bbox[2] -= object->bbox[0];
    if (corner_y)
        object->bbox[3] -= object->bbox[1];
    object->has_bbox = numbers == 4;
    object->two_corners = corner_x && corner_y;
    object->normalised = object->has_bbox && rows->fractions;
    if (numbers < 4 && empty < 4)
        object->error = "the row has no box of four numbers";
}

/* Rows that are looked at before it is said what their numbers are. */
#define LOOK_ROWS 200

/* Whether the boxes of the first rows lie within the unit square: no box of pixels would be so small. Google's AutoML
 * has such. */
static void look_at_units(struct csv_rows *rows)
{
    struct mlf_table look = {.path = rows->table.path,
                             .text = rows->table.text,
                             .length = rows->table.length,
                             .at = rows->table.at,
                             .delimiter = rows->table.delimiter};
    struct csv_rows ahead = {.table = look, .columns = rows->columns};
    int boxes = 0;
    int beyond = 0;
    int broken = 0;

    if (!csv_has_boxes(&rows->columns))
        return;
    for (int row = 0; row < LOOK_ROWS && !beyond && mlf_table_next(&ahead.table, NULL) > 0; row++) {
        struct mlf_span spans[4];
        double numbers[4] = {0};
        int empty;

        if (csv_rows_numbers(&ahead, numbers, spans, &empty, NULL) < 4)
            continue;
        boxes++;
        for (int i = 0; i < 4; i++) {
            beyond |= numbers[i] < 0 || numbers[i] > 1;
            broken |= numbers[i] > 0 && numbers[i] < 1;
        }
    }
    rows->fractions = boxes > 0 && !beyond && broken;
    mlf_table_close(&ahead.table); /* a broken row is told when it is read */
}

/* The columns of the header are attributes. */
static int find_attribute(struct csv_rows *rows, struct mlf_err *err)
{
    struct mlf_attributes *attributes = rows->dataset->attributes;
    int failed = 0;

    rows->attribute = CSV_NONE;
    for (size_t i = 0; attributes && rows->columns.has_header && i < rows->table.row.n && !failed; i++) {
        char *name = mlf_table_field(&rows->table, i, err);

        failed = !name || mlf_string_set_add(&attributes->names, name, NULL, NULL, err);
        if (name && rows->attribute == CSV_NONE && !strcmp(name, attributes->field))
            rows->attribute = i;
        free(name);
    }
    return failed ? -1 : 0;
}

int csv_rows_say(const struct csv_rows *rows, struct mlf_err *err)
{
    char *value;
    int result;

    if (!rows->dataset->attributes || rows->attribute == CSV_NONE)
        return 0;
    if (!(value = mlf_table_field(&rows->table, rows->attribute, err)))
        return -1;
    result = mlf_attributes_say(rows->dataset->attributes, rows->dataset->attributes->field, value, err);
    free(value);
    return result;
}

int csv_rows_open(struct csv_rows *rows, const struct mlf_dataset *dataset, const char *file, struct mlf_err *err)
{
    int found;

    *rows = (struct csv_rows){.dataset = dataset};
    if (mlf_map(&rows->text, dataset, file, err) ||
        mlf_table_open(&rows->table, rows->text.path, rows->text.data, rows->text.length, err))
        return -1;
    rows->table.file = file;
    found = csv_know_columns(dataset, &rows->table, &rows->columns, err);
    if (found == 0)
        mlf_fail(err, "'%s' has no columns that are called image and label, say which they are with --columns", file);
    if (found > 0 && find_attribute(rows, err))
        return -1;
    if (found > 0)
        look_at_units(rows);
    return found > 0 ? 0 : -1;
}

int csv_is_true(const struct mlf_table *table, size_t column, struct mlf_err *err)
{
    char *text = column < table->row.n ? mlf_table_field(table, column, err) : NULL;
    int is = text && (!strcmp(text, "1") || !strcasecmp(text, "true") || !strcasecmp(text, "yes"));

    free(text);
    return is;
}

size_t csv_find_name(const struct mlf_table *table, const char *name, struct mlf_err *err)
{
    for (size_t i = 0; i < table->row.n; i++) {
        char *field = mlf_table_field(table, i, err);
        int same = field && !strcmp(field, name);

        free(field);
        if (same)
            return i;
    }
    return CSV_NONE;
}
