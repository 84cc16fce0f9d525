/* Delimited text: fields lie behind one another in the text, and what is written of them reads again. */

#include <stdlib.h>
#include <string.h>

#include "../fuzz.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/record/table.h"

/* The field as a quoted one. */
static void quote(struct mlf_buf *buf, const char *field)
{
    mlf_buf_putc(buf, '"');
    for (; *field; field++) {
        if (*field == '"')
            mlf_buf_putc(buf, '"');
        mlf_buf_putc(buf, *field);
    }
    mlf_buf_putc(buf, '"');
}

/* The row's fields, quoted, are a row with the same fields. */
static void check_again(const struct mlf_table *table)
{
    struct mlf_buf line = {0};
    struct mlf_table again;
    struct mlf_err err = {""};

    for (size_t i = 0; i < table->row.n; i++) {
        char *field = mlf_table_field(table, i, NULL);

        if (i)
            mlf_buf_putc(&line, table->delimiter);
        quote(&line, field);
        free(field);
    }
    HOLDS(mlf_table_open(&again, "again", line.data, line.length, &err) == 0, "%s", err.text);
    again.delimiter = table->delimiter;
    HOLDS(mlf_table_next(&again, &err) == 1, "%s: %s", err.text, line.data);
    HOLDS(again.row.n == table->row.n, "%zu fields, and %zu: %s", table->row.n, again.row.n, line.data);
    for (size_t i = 0; i < table->row.n; i++) {
        char *a = mlf_table_field(table, i, NULL), *b = mlf_table_field(&again, i, NULL);

        HOLDS(!strcmp(a, b), "'%s' and '%s'", a, b);
        free(a);
        free(b);
    }
    mlf_table_close(&again);
    mlf_buf_free(&line);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mlf_table table;
    size_t end = 0;

    if (mlf_table_open(&table, "input", (const char *)data, size, NULL))
        return 0;
    while (mlf_table_next(&table, NULL) == 1) {
        HOLDS(table.row.line.offset >= end && table.at <= size, "row at %zu", table.row.line.offset);
        for (size_t i = 0, at = table.row.line.offset; i < table.row.n; i++) {
            HOLDS(table.row.fields[i].offset >= at, "field at %zu", table.row.fields[i].offset);
            at = table.row.fields[i].offset + table.row.fields[i].length;
            HOLDS(at <= table.row.line.offset + table.row.line.length, "field to %zu", at);
        }
        end = table.row.line.offset + table.row.line.length;
        check_again(&table);
    }
    mlf_table_close(&table);
    return 0;
}
