/* See csv-rows.h. */
#include "csv-rows.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/array.h"
#include "mlfix/buf.h"
#include "mlfix/err.h"

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

    if (mlf_names_add(&counts->names, name, &index, &added, err) ||
        mlf_grow(&counts->counts, &counts->capacity, counts->names.n, sizeof(*counts->counts), err))
        return -1;
    if (added)
        counts->counts[index] = 0;
    *before = counts->counts[index]++;
    return 0;
}

void csv_counts_free(struct csv_counts *counts)
{
    mlf_names_free(&counts->names);
    free(counts->counts);
    *counts = (struct csv_counts){0};
}

int csv_number(const struct mlf_table *table, size_t column, double *number, struct mlf_err *err)
{
    char *text = mlf_table_field(table, column, err);
    int status;

    *number = 0;
    if (!text)
        return -1;
    status = !*text ? 0 : mlf_number(text, number) ? 1 : -1;
    free(text);
    return status;
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

/* The label as a field, quoted where it must be or the old one was. */
static void put_field(struct mlf_buf *buf, const struct mlf_table *table, int quoted, const char *label)
{
    size_t length = strlen(label);

    if (strpbrk(label, "\"\r\n") || strchr(label, table->delimiter) ||
        (length > 0 && (strchr(" \t", label[0]) || strchr(" \t", label[length - 1]))))
        quoted = 1;
    if (!quoted) {
        mlf_buf_puts(buf, label);
        return;
    }
    mlf_buf_putc(buf, '"');
    for (; *label; label++) {
        if (*label == '"')
            mlf_buf_putc(buf, '"');
        mlf_buf_putc(buf, *label);
    }
    mlf_buf_putc(buf, '"');
}

static int relabel(const struct csv_rows *rows, const char *label, struct mlf_edits *edits, struct mlf_err *err)
{
    const struct mlf_table *table = &rows->table;
    size_t column = rows->columns.at[CSV_LABEL];
    struct mlf_span field;
    struct mlf_buf buf = {0};
    int status = -1;

    if (column >= table->row.n) {
        mlf_fail(err, "the row has no field for a label");
        return mlf_fail_in(err, table->path, table->text, table->length, table->row.line.offset);
    }
    field = table->row.fields[column];
    put_field(&buf, table, field.length > 0 && table->text[field.offset] == '"', label);
    if (!mlf_buf_check(&buf, err))
        status = mlf_edits_replace(edits, table->file, field.offset, field.length, buf.data ? buf.data : "", buf.length,
                                   err);
    mlf_buf_free(&buf);
    return status;
}

/* Sets the label of the row read last. */
static int set_label(const struct csv_rows *rows, const char *label,
                     char *(*word)(void *context, const char *label, struct mlf_err *err), void *context,
                     struct mlf_edits *edits, struct mlf_err *err)
{
    char *written = word ? word(context, label, err) : NULL;
    int status = word && !written ? -1 : relabel(rows, written ? written : label, edits, err);

    free(written);
    return status;
}

int csv_rows_edit(const struct mlf_dataset *dataset, const char *file, const struct mlf_change *changes, size_t n,
                  char *(*word)(void *context, const char *label, struct mlf_err *err), void *context,
                  struct mlf_edits *edits, struct mlf_err *err)
{
    struct csv_rows rows;
    struct mlf_span gone = {0};
    size_t next = 0;
    int status = -1;

    if (csv_rows_open(&rows, dataset, file, err))
        goto done;
    for (size_t index = 0; next < n; index++) {
        const struct mlf_table_row *row = &rows.table.row;
        int more = mlf_table_next(&rows.table, err);

        if (more == 0)
            mlf_fail(err, "'%s' has no row %zu", file, changes[next].index);
        if (more <= 0)
            goto done;
        if (changes[next].index != index)
            continue;
        if (changes[next].action == MLF_RELABEL) {
            if (set_label(&rows, changes[next].label, word, context, edits, err))
                goto done;
        } else if (mlf_remove_line(&gone, row->line, file, rows.text.data, edits, err)) {
            goto done;
        }
        next++;
    }
    status = mlf_remove_lines(gone, file, rows.text.data, edits, err);
done:
    csv_rows_close(&rows);
    return status;
}
