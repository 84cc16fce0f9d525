#include "mlfix/join/join.h"

#include <stdlib.h>
#include <string.h>

#include "join-match.h"
#include "join-parts.h"
#include "join-rows.h"
#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/base/limits.h"
#include "mlfix/record/fields.h"
#include "mlfix/record/lookup.h"
#include "mlfix/record/named-fields.h"
#include "mlfix/record/record-write.h"
#include "mlfix/record/record.h"

/* Fields whose meaning is the tools' own. */
static const char own_fields[] = "bbox source issues error group position";

/* Fields that a ranking fills: a column of such a name would be lost there. */
static const char ranking_fields[] = "pred prob suggest score wrong reasons";

/* Fields that name a class, beside those that the contract knows to be texts. */
static const char class_fields[] = "pred suggest";

static int on_parse(struct join_on *on, const char *text, struct mlf_err *err)
{
    if (!(on->text = mlf_strdup(text, err)))
        return -1;
    for (char *rest = on->text, *pair; (pair = strsep(&rest, ",")) != NULL; on->n++) {
        char *equals = strrchr(pair, '=');
        if (!equals || equals == pair || equals[1] == '\0')
            return mlf_fail(err, "'%s' in --on is not of the form COLUMN=FIELD", pair);
        if (on->n == MLF_LIMIT_JOIN_COLUMNS)
            return mlf_fail(err, "--on has more than %d columns: one of them may hold several together",
                            MLF_LIMIT_JOIN_COLUMNS);
        *equals = '\0';
        on->column[on->n] = pair;
        on->field[on->n] = equals + 1;
    }
    on->is_path =
        strcmp(on->field[0], "crop") == 0 || strcmp(on->field[0], "image") == 0 || strcmp(on->field[0], "id") == 0;
    return 0;
}

/* A field that no record has can be no key. */
static int check_on(const struct join_on *on, const struct mlf_records *records, struct mlf_err *err)
{
    struct mlf_named_fields named = {0};
    int result = 0;
    for (size_t k = 0; k < on->n && result == 0; k++)
        result = mlf_named_fields_add(&named, "--on", on->field[k], 1, err);
    if (result == 0)
        result = mlf_named_fields_look(&named, records, err) || mlf_named_fields_settle(&named, err) ? -1 : 0;
    mlf_named_fields_free(&named);
    return result;
}

static void on_free(struct join_on *on)
{
    free(on->text);
}

/* ---- Names ---- */

/* Whether the word stands in a list separated by blanks. */
static int is_listed(const char *list, const char *word)
{
    size_t n = strlen(word);
    for (const char *at = list; n > 0 && at && (at = strstr(at, word)) != NULL; at += n)
        if ((at == list || at[-1] == ' ') && (at[n] == ' ' || at[n] == '\0'))
            return 1;
    return 0;
}

/* `names`: what the columns before this one took. */
static int is_taken(const struct mlf_records *records, const struct mlf_join_options *options, char *const *names,
                    size_t n, const char *name)
{
    if (is_listed(own_fields, name) || (!options->keep_names && is_listed(ranking_fields, name)))
        return 1;
    for (size_t i = 0; i < n; i++)
        if (names[i] && strcmp(names[i], name) == 0)
            return 1;
    for (size_t i = 0; i < records->n; i++)
        if (mlf_record_find(&records->items[i], name))
            return 1;
    return 0;
}

/* The field of each column, NULL for those that are left out. New memory, also
 * after a failure. */
static char **name_fields(const struct mlf_records *records, const struct mlf_join_options *options,
                          const struct join_rows *rows, struct mlf_join *join, struct mlf_err *err)
{
    struct mlf_buf renamed = {0};
    char **names = mlf_alloc(rows->columns, sizeof *names, err);
    for (size_t i = 0; names && i < rows->columns; i++) {
        if (rows->is_key[i] || rows->column[i][0] == '\0')
            continue;
        char *name = mlf_strdup(rows->column[i], err);
        for (int k = 2; name && is_taken(records, options, names, i, name); k++) {
            free(name);
            name = mlf_strf(err, "%s.%d", rows->column[i], k);
        }
        names[i] = name;
        if (!name)
            goto fail;
        if (strcmp(name, rows->column[i]) != 0)
            mlf_buf_printf(&renamed, "%s%s as %s", renamed.length ? ", " : "", rows->column[i], name);
    }
    if (!names || (renamed.length > 0 && !(join->renamed = mlf_buf_take(&renamed, err))))
        goto fail;
    return names;
fail:
    mlf_buf_free(&renamed);
    for (size_t i = 0; names && i < rows->columns; i++)
        free(names[i]);
    free(names);
    return NULL;
}

/* ---- Values ---- */

/* `column` is what the field would be called were its name not taken: a second
 * label is a text, too. */
static int set_cell(struct mlf_record *record, const char *name, const char *column, const char *cell,
                    struct mlf_err *err)
{
    double number;
    if (*cell == '\0')
        return 0;
    int may_be = is_listed(own_fields, column) ||
                 (mlf_record_allows(column, MLF_JSON_NUMBER) && !is_listed(class_fields, column));
    if (may_be && mlf_lookup_parse_number(cell, &number)) {
        /* As it is written, where JSON writes numbers like that; texts of digits
         * that begin with 0 are names of something. */
        struct mlf_json json = {cell, strlen(cell), 0};
        struct mlf_span span;
        enum mlf_json_kind kind;
        if (mlf_json_value(&json, &span, &kind, NULL) == 0 && mlf_json_at_end(&json))
            return mlf_record_set(record, name, cell, err);
        if (cell[strspn(cell, "+-")] != '0')
            return mlf_record_set_number(record, name, number, err);
    }
    if (!mlf_record_allows(name, MLF_JSON_STRING))
        return mlf_fail(err, "'%s' in the column '%s' is not a number", cell, name);
    return mlf_record_set_string(record, name, cell, err);
}

static int take_cells(struct mlf_record *record, struct join_rows *rows, size_t row, char *const *names,
                      struct mlf_err *err)
{
    rows->table.at = rows->offset[row];
    if (mlf_table_next(&rows->table, err) != 1)
        return -1;
    for (size_t i = 0; i < rows->table.row.n; i++) {
        char *cell = names[i] ? mlf_table_field(&rows->table, i, err) : NULL;
        int failed = names[i] && (!cell || set_cell(record, names[i], rows->column[i], cell, err));
        free(cell);
        if (failed)
            return mlf_fail_at(err, "%s:%zu", rows->file, rows->line[row]);
    }
    return 0;
}

static int take_values(struct mlf_record *record, const struct join_rows *rows, size_t row, char *const *names,
                       struct mlf_err *err)
{
    const struct mlf_record *from = &rows->records.items[row];
    for (size_t i = 0; i < from->n; i++) {
        const struct mlf_field *field = &from->fields[i];
        size_t column = i < rows->columns && mlf_field_is(field, rows->column[i]) ? i : 0;
        while (!mlf_field_is(field, rows->column[column]))
            column++;
        if (!names[column])
            continue;
        char *value = mlf_strndup(field->value, field->length, err);
        int failed = !value || mlf_record_set(record, names[column], value, err);
        free(value);
        if (failed)
            return -1;
    }
    return 0;
}

/* ---- All ---- */

static char **record_keys(const struct mlf_records *records, const struct join_on *on, struct mlf_err *err)
{
    char **keys = mlf_alloc(records->n, sizeof *keys, err);
    for (size_t i = 0; keys && i < records->n; i++) {
        char *parts[MLF_LIMIT_JOIN_COLUMNS] = {NULL};
        struct mlf_err broken = {""};
        int failed = 0;
        for (size_t k = 0; k < on->n; k++)
            parts[k] = mlf_lookup_text(&records->items[i], on->field[k], &broken);
        if (*broken.text)
            failed = mlf_fail(err, "%s", broken.text);
        else
            keys[i] = join_key(parts, on->n, &failed, err);
        for (size_t k = 0; k < on->n; k++)
            free(parts[k]);
        if (failed) {
            for (size_t k = 0; k < i; k++)
                free(keys[k]);
            free(keys);
            return NULL;
        }
    }
    return keys;
}

/* A key as a message shows it. */
static char *show_key(const char *key, struct mlf_err *err)
{
    struct mlf_buf buf = {0};
    for (const char *c = key ? key : ""; *c; c++) {
        if (*c == '\n')
            mlf_buf_puts(&buf, ", ");
        else
            mlf_buf_putc(&buf, *c == '\x1f' ? '/' : *c);
    }
    return mlf_buf_take(&buf, err);
}

/* Counts what found no counterpart, and names the first ones. */
static int count_lost(struct mlf_join *join, const struct join_rows *rows, char *const *keys, const size_t *row,
                      struct mlf_err *err)
{
    int failed = 0, lost = 0;
    unsigned char *used = mlf_alloc(rows->n, 1, err);
    if (!used)
        return -1;
    for (size_t i = 0; i < join->records; i++) {
        join->joined += row[i] != JOIN_NONE;
        if (row[i] != JOIN_NONE)
            used[row[i]] = 1;
        else if (!lost++ && keys[i])
            failed |= !(join->record = show_key(keys[i], err));
    }
    for (size_t i = 0; i < rows->n; i++) {
        if (used[i])
            continue;
        if (join->unused++ == 0) {
            join->line = rows->line[i];
            failed |= !(join->row = show_key(rows->key[i], err));
        }
    }
    free(used);
    if (!failed && join->joined == 0 && join->records > 0 && join->rows > 0)
        return mlf_fail(err, "no row of '%s' has a record: its first one has '%s', the first record '%s'", rows->file,
                        rows->key[0] ? rows->key[0] : "", keys[0] ? keys[0] : "nothing");
    return failed ? -1 : 0;
}

int mlf_join(struct mlf_records *records, const struct mlf_join_options *options, struct mlf_join *join,
             struct mlf_err *err)
{
    struct join_on on = {0};
    struct join_rows rows = {0};
    char **keys = NULL, **names = NULL;
    size_t *row = NULL;
    int result = -1;
    if (on_parse(&on, options->on, err) || check_on(&on, records, err) ||
        join_rows_read(&rows, options->file, &on, options->jobs, err) || !(keys = record_keys(records, &on, err)) ||
        !(row = mlf_alloc(records->n, sizeof *row, err)) ||
        join_match(keys, records->n, &rows, on.is_path, row, &join->by_ends, err))
        goto done;
    join->rows = rows.n;
    join->records = records->n;
    if (count_lost(join, &rows, keys, row, err) || !(names = name_fields(records, options, &rows, join, err)))
        goto done;
    for (size_t i = 0; i < records->n; i++)
        if (row[i] != JOIN_NONE && (rows.records.n ? take_values(&records->items[i], &rows, row[i], names, err)
                                                   : take_cells(&records->items[i], &rows, row[i], names, err)))
            goto done;
    result = 0;
done:
    for (size_t i = 0; keys && i < records->n; i++)
        free(keys[i]);
    for (size_t i = 0; names && i < rows.columns; i++)
        free(names[i]);
    free(keys);
    free(names);
    free(row);
    join_rows_free(&rows);
    on_free(&on);
    return result;
}

void mlf_join_free(struct mlf_join *join)
{
    free(join->record);
    free(join->row);
    free(join->renamed);
    *join = (struct mlf_join){0};
}
