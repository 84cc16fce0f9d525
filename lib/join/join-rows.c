/* The table that is joined: its columns, and the key of each row. */

#include "join-rows.h"

#include <stdlib.h>
#include <string.h>

#include "join-parts.h"
#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/base/file.h"
#include "mlfix/base/limits.h"
#include "mlfix/base/nearest-word.h"
#include "mlfix/base/tempfile.h"
#include "mlfix/record/fields.h"
#include "mlfix/record/lookup.h"
#include "mlfix/record/reader.h"
#include "mlfix/record/record.h"

char *join_key(char *const *parts, size_t n, int *failed, struct mlf_err *err)
{
    struct mlf_buf key = {0};
    int empty = 1;
    for (size_t i = 0; i < n; i++) {
        if (!parts[i]) {
            mlf_buf_free(&key);
            return NULL;
        }
        empty = empty && parts[i][0] == '\0';
        if (i > 0)
            mlf_buf_putc(&key, '\n');
        for (const char *c = parts[i]; *c; c++)
            mlf_buf_putc(&key, i > 0 && *c == '/' ? '\x1f' : *c);
    }
    if (empty) {
        mlf_buf_free(&key);
        return NULL;
    }
    char *text = mlf_buf_take(&key, err);
    if (!text)
        *failed = 1;
    return text;
}

static int add_row(struct join_rows *rows, size_t offset, size_t line, char *const *parts, size_t n,
                   struct mlf_err *err)
{
    size_t capacities[2] = {rows->capacity, rows->capacity};
    int failed = 0;
    if (mlf_grow(&rows->offset, &capacities[0], rows->n + 1, sizeof *rows->offset, err) ||
        mlf_grow(&rows->line, &capacities[1], rows->n + 1, sizeof *rows->line, err) ||
        mlf_grow(&rows->key, &rows->capacity, rows->n + 1, sizeof *rows->key, err))
        return -1;
    rows->offset[rows->n] = offset;
    rows->line[rows->n] = line;
    rows->key[rows->n] = join_key(parts, n, &failed, err);
    rows->n++;
    return failed ? -1 : 0;
}

static void free_parts(char **parts, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        free(parts[i]);
        parts[i] = NULL;
    }
}

static int add_column(struct join_rows *rows, char *name, struct mlf_err *err)
{
    size_t capacity = rows->columns_capacity;
    if (!name || mlf_grow(&rows->column, &capacity, rows->columns + 1, sizeof *rows->column, err) ||
        mlf_grow(&rows->is_key, &rows->columns_capacity, rows->columns + 1, 1, err)) {
        free(name);
        return -1;
    }
    rows->is_key[rows->columns] = 0;
    rows->column[rows->columns++] = name;
    return 0;
}

static int fail_column(const struct join_rows *rows, const char *wanted, struct mlf_err *err)
{
    struct mlf_nearest nearest;
    mlf_nearest_begin(&nearest, wanted);
    for (size_t i = 0; i < rows->columns; i++)
        mlf_nearest_offer(&nearest, rows->column[i]);
    const char *near = mlf_nearest_found(&nearest);
    return mlf_fail(err, "'%s' has no column '%.200s'%s%.200s%s", rows->file, wanted, near ? ", did you mean '" : "",
                    near ? near : "", near ? "'?" : "");
}

/* ---- Delimited text ---- */

/* The column called so, or the one of that number (from 1). */
static int find_column(const struct join_rows *rows, const char *wanted, size_t *column, struct mlf_err *err)
{
    for (*column = 0; *column < rows->columns; ++*column)
        if (strcmp(rows->column[*column], wanted) == 0)
            return 0;
    char *end;
    unsigned long number = strtoul(wanted, &end, 10);
    if (*end == '\0' && number >= 1 && number <= rows->columns) {
        *column = number - 1;
        return 0;
    }
    return fail_column(rows, wanted, err);
}

static int read_header(struct join_rows *rows, const struct join_on *on, size_t *columns, struct mlf_err *err)
{
    int more = mlf_table_next(&rows->table, err);
    if (more <= 0)
        return more < 0 ? -1 : mlf_fail(err, "'%s' is empty", rows->file);
    for (size_t i = 0; i < rows->table.row.n; i++)
        if (add_column(rows, mlf_table_field(&rows->table, i, err), err))
            return -1;
    for (size_t k = 0; k < on->n; k++) {
        if (find_column(rows, on->column[k], &columns[k], err))
            return -1;
        rows->is_key[columns[k]] = 1;
    }
    return 0;
}

static int read_delimited(struct join_rows *rows, const struct join_on *on, struct mlf_err *err)
{
    size_t length, columns[MLF_LIMIT_JOIN_COLUMNS], line = 1, counted = 0;
    char *parts[MLF_LIMIT_JOIN_COLUMNS] = {NULL};
    int more;
    rows->text = mlf_file_read(rows->file, MLF_LIMIT_TABLE_FILE, &length, err);
    if (!rows->text || mlf_table_open(&rows->table, rows->file, rows->text, length, err) ||
        read_header(rows, on, columns, err))
        return -1;
    while ((more = mlf_table_next(&rows->table, err)) == 1) {
        size_t offset = rows->table.row.line.offset;
        for (; counted < offset; counted++)
            line += rows->text[counted] == '\n';
        if (rows->table.row.n > rows->columns)
            return mlf_fail(err, "%s:%zu: the row has %zu fields, the first line %zu", rows->file, line,
                            rows->table.row.n, rows->columns);
        int failed = 0;
        for (size_t k = 0; k < on->n && !failed; k++)
            failed = !(parts[k] = mlf_table_field(&rows->table, columns[k], err));
        if (!failed)
            failed = add_row(rows, offset, line, parts, on->n, err) != 0;
        free_parts(parts, on->n);
        if (failed)
            return -1;
    }
    return more;
}

/* ---- JSON Lines ---- */

static int note_columns(struct join_rows *rows, const struct mlf_record *record, struct mlf_err *err)
{
    for (size_t i = 0; i < record->n; i++) {
        size_t known = 0;
        /* Most rows have the same fields in the same places. */
        if (i < rows->columns && mlf_field_is(&record->fields[i], rows->column[i]))
            continue;
        while (known < rows->columns && !mlf_field_is(&record->fields[i], rows->column[known]))
            known++;
        const struct mlf_field *field = &record->fields[i];
        if (known == rows->columns && add_column(rows, mlf_strndup(field->key, field->key_length, err), err))
            return -1;
    }
    return 0;
}

static int any_has(const struct mlf_records *rows, const char *path)
{
    for (size_t i = 0; i < rows->n; i++)
        if (mlf_lookup_there(&rows->items[i], path))
            return 1;
    return 0;
}

static int read_json(struct join_rows *rows, const struct join_on *on, int jobs, struct mlf_err *err)
{
    char *parts[MLF_LIMIT_JOIN_COLUMNS] = {NULL};
    if (mlf_records_read(&rows->records, rows->file, jobs, err))
        return -1;
    for (size_t i = 0; i < rows->records.n; i++) {
        const struct mlf_record *record = &rows->records.items[i];
        struct mlf_err broken = {""};
        for (size_t k = 0; k < on->n; k++)
            parts[k] = mlf_lookup_text(record, on->column[k], &broken);
        int failed = *broken.text
                         ? mlf_fail(err, "%s", broken.text)
                         : note_columns(rows, record, err) || add_row(rows, 0, record->number, parts, on->n, err);
        free_parts(parts, on->n);
        if (failed)
            return -1;
    }
    for (size_t k = 0; k < on->n; k++)
        if (rows->records.n > 0 && !any_has(&rows->records, on->column[k]))
            return fail_column(rows, on->column[k], err);
    for (size_t i = 0; i < rows->columns; i++)
        for (size_t k = 0; k < on->n; k++)
            if (strcmp(rows->column[i], on->column[k]) == 0)
                rows->is_key[i] = 1;
    return 0;
}

int join_rows_read(struct join_rows *rows, const char *file, const struct join_on *on, int jobs, struct mlf_err *err)
{
    struct mlf_reader reader;
    const char *text;
    size_t length;
    rows->file = file;
    if (mlf_reader_open(&reader, file, err))
        return -1;
    int got = mlf_reader_line(&reader, &text, &length, err);
    int is_json = got == 1 && text[strspn(text, " \t")] == '{';
    mlf_reader_close(&reader);
    if (got < 0)
        return -1;
    return is_json ? read_json(rows, on, jobs, err) : read_delimited(rows, on, err);
}

void join_rows_free(struct join_rows *rows)
{
    for (size_t i = 0; i < rows->n; i++)
        free(rows->key[i]);
    for (size_t i = 0; i < rows->columns; i++)
        free(rows->column[i]);
    free(rows->key);
    free(rows->column);
    free(rows->is_key);
    free(rows->offset);
    free(rows->line);
    mlf_table_close(&rows->table);
    free(rows->text);
    mlf_records_free(&rows->records);
}
