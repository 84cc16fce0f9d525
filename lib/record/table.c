#include "mlfix/record/table.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/compressed.h"
#include "mlfix/base/err.h"
#include "mlfix/base/utf8.h"
#include "mlfix/json/json.h"

static char find_delimiter(const struct mlf_table *table)
{
    static const char delimiters[] = ",;\t|";
    size_t counts[4] = {0};
    size_t best = 0;
    int quoted = 0;

    for (size_t i = table->at; i < table->length && (quoted || table->text[i] != '\n'); i++) {
        const char *found = table->text[i] ? strchr(delimiters, table->text[i]) : NULL;

        if (table->text[i] == '"')
            quoted = !quoted;
        else if (found && !quoted)
            counts[found - delimiters]++;
    }
    for (size_t i = 1; i < 4; i++)
        if (counts[i] > counts[best])
            best = i;
    return delimiters[best];
}

static int fail_here(const struct mlf_table *table, size_t at, const char *what, struct mlf_err *err)
{
    size_t line, column;

    mlf_json_position(table->text, table->length, at, &line, &column);
    return mlf_fail(err, "%s:%zu:%zu: %s", table->path, line, column, what);
}

int mlf_table_open(struct mlf_table *table, const char *path, const char *text, size_t length, struct mlf_err *err)
{
    size_t bad;
    const char *nul;

    *table = (struct mlf_table){.path = path, .text = text, .length = length};
    if (mlf_compressed_refuse(path, text, length, err))
        return -1;
    if (!mlf_utf8_is_valid(text, length, &bad))
        return fail_here(table, bad, "the text is not UTF-8", err);
    if ((nul = memchr(text, '\0', length)))
        return fail_here(table, (size_t)(nul - text), "the text holds a NUL", err);
    if (length >= 3 && !memcmp(text, "\xef\xbb\xbf", 3))
        table->at = 3;
    table->delimiter = find_delimiter(table);
    return 0;
}

/* Whether the line ends there: by a newline, by CR and newline, or with the text. */
static int ends_line(const struct mlf_table *table, size_t at)
{
    if (at < table->length && table->text[at] == '\r')
        at++;
    return at >= table->length || table->text[at] == '\n';
}

/* Moves *at behind the quoted field that begins there: to a delimiter, or to the end of the line. */
static int skip_quoted(const struct mlf_table *table, size_t *at, struct mlf_err *err)
{
    size_t begin = *at;
    size_t i = begin + 1;

    for (;; i++) {
        const char *quote = memchr(table->text + i, '"', table->length - i);

        if (!quote)
            return fail_here(table, begin, "a quoted field does not end", err);
        i = (size_t)(quote - table->text) + 1;
        if (i >= table->length || table->text[i] != '"')
            break;
    }
    *at = i;
    if (!ends_line(table, i) && table->text[i] != table->delimiter)
        return fail_here(table, i, "more behind the closing quote of a field", err);
    return 0;
}

/* Moves *at to the delimiter or the end of the line behind an unquoted field. */
static int skip_unquoted(const struct mlf_table *table, size_t *at, struct mlf_err *err)
{
    while (!ends_line(table, *at) && table->text[*at] != table->delimiter) {
        if (table->text[*at] == '\r')
            return fail_here(table, *at, "a carriage return that ends no line: a field that holds one needs quotes",
                             err);
        ++*at;
    }
    return 0;
}

static int read_row(struct mlf_table *table, struct mlf_err *err)
{
    struct mlf_table_row *row = &table->row;
    size_t begin = table->at;
    size_t at = begin;

    row->n = 0;
    for (;;) {
        size_t field = at;
        int quoted = at < table->length && table->text[at] == '"';

        if (quoted ? skip_quoted(table, &at, err) : skip_unquoted(table, &at, err))
            return -1;
        if (mlf_grow(&row->fields, &row->capacity, row->n + 1, sizeof *row->fields, err))
            return -1;
        row->fields[row->n++] = (struct mlf_span){field, at - field};
        if (ends_line(table, at))
            break;
        at++;
    }
    if (at < table->length && table->text[at] == '\r')
        at++;
    if (at < table->length)
        at++;
    row->line = (struct mlf_span){begin, at - begin};
    table->at = at;
    return 0;
}

int mlf_table_next(struct mlf_table *table, struct mlf_err *err)
{
    while (table->at < table->length) {
        if (read_row(table, err))
            return -1;
        if (table->row.n > 1 || table->row.fields[0].length > 0)
            return 1;
    }
    return 0;
}

void mlf_table_close(struct mlf_table *table)
{
    free(table->row.fields);
    table->row = (struct mlf_table_row){0};
}

char *mlf_table_field(const struct mlf_table *table, size_t column, struct mlf_err *err)
{
    const char *from;
    size_t length;
    char *text;
    size_t n = 0;

    if (column >= table->row.n)
        return mlf_strdup("", err);
    from = table->text + table->row.fields[column].offset;
    length = table->row.fields[column].length;
    if (length > 0 && *from == '"') {
        if (!(text = mlf_alloc(length, 1, err)))
            return NULL;
        for (size_t i = 1; i + 1 < length; i++) {
            text[n++] = from[i];
            if (from[i] == '"') /* the second of two that stand for one */
                i++;
        }
        text[n] = '\0';
        return text;
    }
    for (; length > 0 && (*from == ' ' || *from == '\t'); from++)
        length--;
    while (length > 0 && (from[length - 1] == ' ' || from[length - 1] == '\t'))
        length--;
    return mlf_strndup(from, length, err);
}
