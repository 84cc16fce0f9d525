/* Edits of CSV rows. See csv-rows-edit.h. */

#include "mlfix/annotation/csv-rows-edit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/annotation/annotation-errors.h"
#include "mlfix/annotation/csv-rows.h"
#include "mlfix/annotation/digits.h"
#include "mlfix/annotation/remove-lines.h"
#include "mlfix/base/number.h"
#include "mlfix/dataset/attributes.h"
#include "mlfix/dataset/numbers.h"

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

static int set_field(const struct csv_rows *rows, size_t column, const char *text, const char *what,
                     struct mlf_edits *edits, struct mlf_err *err)
{
    const struct mlf_table *table = &rows->table;
    struct mlf_span field;
    struct mlf_buf buf = {0};
    int result = -1;

    if (column >= table->row.n) {
        mlf_fail(err, "the row has no field for a %s", what);
        return mlf_fail_in(err, table->path, table->text, table->length, table->row.line.offset);
    }
    field = table->row.fields[column];
    put_field(&buf, table, field.length > 0 && table->text[field.offset] == '"', text);
    if (!mlf_buf_check(&buf, err))
        result = mlf_edits_replace(edits, table->file, field.offset, field.length, buf.data ? buf.data : "", buf.length,
                                   err);
    mlf_buf_free(&buf);
    return result;
}

/* Whether the row's label becomes a number where columns are known by what stands in them: another column could be
 * taken for that of the labels. */
static int is_ambiguous(const struct csv_rows *rows, const char *label)
{
    double number;

    if (rows->columns.has_header || rows->dataset->columns || rows->columns.at[CSV_LABEL] == CSV_NONE ||
        !mlf_number(label, &number))
        return 0;
    return csv_number(&rows->table, rows->columns.at[CSV_LABEL], &number, NULL) <= 0;
}

static int relabel(const struct csv_rows *rows, const char *label, const struct csv_format *format,
                   struct mlf_edits *edits, struct mlf_err *err)
{
    if (!rows->dataset->attributes && is_ambiguous(rows, label))
        return mlf_fail(err,
                        "'%s' has no header, and the label '%s' would be taken for another number: say which column is "
                        "which with --columns",
                        rows->table.file, label);
    if (rows->dataset->attributes)
        return rows->attribute == CSV_NONE
                   ? mlf_fail(err, "'%s' has no column '%s'", rows->table.file, rows->dataset->attributes->field)
                   : set_field(rows, rows->attribute, label, "attribute", edits, err);
    char *written = format->word ? format->word(format->context, label, err) : NULL;
    int result = format->word && !written
                     ? -1
                     : set_field(rows, rows->columns.at[CSV_LABEL], written ? written : label, "label", edits, err);

    free(written);
    return result;
}

/* Writes the edges once more where columns repeat them and are not empty; the box counts once. */
static int rebox_twins(const struct csv_rows *rows, const double now[4], const double wanted[4],
                       const struct mlf_measure *measure, struct mlf_edits *edits, struct mlf_err *err)
{
    const struct mlf_table *table = &rows->table;
    size_t rounded = edits->rounded;
    size_t kept = edits->kept;
    struct mlf_span spans[4];
    int result;

    for (int i = 0; i < 4; i++) {
        size_t column = rows->columns.twins[i];
        double number;

        if (column == CSV_NONE || column >= table->row.n || csv_number(table, column, &number, err) == 0)
            return 0;
        if (csv_number(table, column, &number, err) < 0 || fabs(number - now[i]) > 1e-9) {
            mlf_fail(err, "the row's four corners are not those of an upright box, which alone can be changed");
            return mlf_fail_in(err, table->path, table->text, table->length, table->row.line.offset);
        }
        spans[i] = csv_trimmed(table->text, table->row.fields[column]);
    }
    result = mlf_edits_box(edits, table->file, table->text, spans, now, wanted, measure, 1, err);
    edits->rounded = rounded;
    edits->kept = kept;
    return result;
}

static int rebox(const struct csv_rows *rows, const struct mlf_change *change, struct mlf_edits *edits,
                 struct mlf_err *err)
{
    const struct mlf_table *table = &rows->table;
    const size_t *at = rows->columns.at;
    const double *bbox = change->bbox;
    int corner_x = at[CSV_XMAX] != CSV_NONE && at[CSV_BBOX] == CSV_NONE;
    int corner_y = at[CSV_YMAX] != CSV_NONE && at[CSV_BBOX] == CSV_NONE;
    /* keras-retinanet reads whole pixels, and its files are the ones of six columns without a header. */
    const struct mlf_measure measure = {.pixels = {change->pixels[0], change->pixels[1]},
                                        .whole = !rows->columns.has_header && table->row.n == 6 && !rows->fractions};
    struct mlf_span spans[4];
    double now[4];
    double wanted[4];
    int empty;

    mlf_corners(bbox, wanted);
    if (!corner_x)
        wanted[2] = bbox[2];
    if (!corner_y)
        wanted[3] = bbox[3];
    if (csv_rows_numbers(rows, now, spans, &empty, err) < 4) {
        mlf_fail(err, "the row has no box that could be changed");
        return mlf_fail_in(err, table->path, table->text, table->length, table->row.line.offset);
    }
    return mlf_edits_box(edits, table->file, table->text, spans, now, wanted, &measure, corner_x, err) ||
                   rebox_twins(rows, now, wanted, &measure, edits, err)
               ? -1
               : 0;
}

/* Carries out a change of the row read last. */
static int edit_row(const struct csv_rows *rows, const struct mlf_change *change, const struct csv_format *format,
                    size_t mark_column, struct mlf_edits *edits, struct mlf_err *err)
{
    if (change->action == MLF_MARK) {
        if (mark_column == CSV_NONE)
            return mlf_fail(err, "'%s' %s", rows->table.file, format->no_column);
        return set_field(rows, mark_column, format->mark, "mark", edits, err);
    }
    if (change->label && relabel(rows, change->label, format, edits, err))
        return -1;
    return change->action == MLF_REBOX ? rebox(rows, change, edits, err) : 0;
}

int csv_rows_edit(const struct mlf_dataset *dataset, const char *file, const struct mlf_change *changes, size_t n,
                  const struct csv_format *format, struct mlf_edits *edits, struct mlf_err *err)
{
    struct csv_rows rows;
    struct mlf_span gone = {0};
    size_t next = 0;
    size_t mark_column;
    int result = -1;

    if (csv_rows_open(&rows, dataset, file, err))
        goto done;
    mark_column =
        format->mark_column ? csv_find_name(&rows.table, format->mark_column, err) : rows.columns.at[CSV_IGNORE];
    for (size_t index = 0; next < n; index++) {
        const struct mlf_table_row *row = &rows.table.row;
        int more = mlf_table_next(&rows.table, err);

        if (more == 0)
            mlf_fail(err, "'%s' has no row %zu", file, changes[next].index);
        if (more <= 0)
            goto done;
        if (changes[next].index != index)
            continue;
        if (changes[next].action == MLF_REMOVE ? mlf_remove_line(&gone, row->line, file, rows.text.data, edits, err)
                                               : edit_row(&rows, &changes[next], format, mark_column, edits, err))
            goto done;
        next++;
    }
    result = mlf_remove_lines(gone, file, rows.text.data, edits, err);
done:
    csv_rows_close(&rows);
    return result;
}
