/* See csv-rows.h. */

#include "csv-rows.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mlfix/base/array.h"
#include "numbers.h"

int csv_rows_open(struct csv_rows *rows, const struct mlf_dataset *dataset, const char *file, struct mlf_err *err)
{
    int found;

    *rows = (struct csv_rows){.dataset = dataset};
    if (mlf_map(&rows->text, dataset->root, file, err) ||
        mlf_table_open(&rows->table, rows->text.path, rows->text.data, rows->text.length, err))
        return -1;
    rows->table.file = file;
    found = csv_find_columns(&rows->table, dataset->columns, &rows->columns, err);
    if (found == 0)
        mlf_fail(err, "'%s' has no columns that are called image and label, say which they are with --columns", file);
    return found > 0 ? 0 : -1;
}

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

void csv_rows_box(const struct csv_rows *rows, struct mlf_object *object, struct mlf_err *err)
{
    const size_t *at = rows->columns.at;
    int corner_x = at[CSV_XMAX] != CSV_NONE;
    int corner_y = at[CSV_YMAX] != CSV_NONE;
    size_t columns[] = {at[CSV_XMIN], at[CSV_YMIN], at[corner_x ? CSV_XMAX : CSV_W], at[corner_y ? CSV_YMAX : CSV_H]};
    int numbers = 0;
    int empty = 0;

    for (int i = 0; i < 4; i++) {
        int found = csv_number(&rows->table, columns[i], &object->bbox[i], err);

        numbers += found > 0;
        empty += found == 0;
    }
    if (corner_x)
        object->bbox[2] -= object->bbox[0];
    if (corner_y)
        object->bbox[3] -= object->bbox[1];
    object->has_bbox = numbers == 4;
    object->two_corners = corner_x && corner_y;
    if (numbers < 4 && empty < 4)
        object->error = "the row has no box of four numbers";
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
