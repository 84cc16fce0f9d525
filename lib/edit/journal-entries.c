#include "journal-entries.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/base/path.h"
#include "mlfix/base/utf8.h"
#include "mlfix/json/json-text.h"
#include "mlfix/record/reader.h"
#include "mlfix/record/record.h"

struct mlf_journal_entry *mlf_journal_entries_add(struct mlf_journal_entries *entries, struct mlf_err *err)
{
    if (mlf_grow(&entries->items, &entries->capacity, entries->n + 1, sizeof *entries->items, err))
        return NULL;
    entries->items[entries->n] = (struct mlf_journal_entry){0};
    return &entries->items[entries->n++];
}

void mlf_journal_entries_free(struct mlf_journal_entries *entries)
{
    for (size_t i = 0; i < entries->n; i++) {
        free(entries->items[i].file);
        free(entries->items[i].move_to);
        free(entries->items[i].temporary);
        mlf_edits_free(&entries->items[i].undo);
    }
    free(entries->items);
    *entries = (struct mlf_journal_entries){0};
}

/* ---- Writing ---- */

/* Appends bytes as a JSON string, or as hex digits where they are no text. */
static void put_bytes(struct mlf_buf *buf, const char *bytes, size_t length)
{
    char *text = mlf_utf8_is_valid(bytes, length, NULL) && !memchr(bytes, '\0', length)
                     ? mlf_strndup(bytes, length, NULL)
                     : NULL;

    if (text) {
        mlf_buf_puts(buf, "\"old\": ");
        mlf_json_put_string(buf, text);
        free(text);
        return;
    }
    mlf_buf_puts(buf, "\"old_hex\": \"");
    for (size_t i = 0; i < length; i++)
        mlf_buf_printf(buf, "%02x", (unsigned char)bytes[i]);
    mlf_buf_putc(buf, '"');
}

void mlf_journal_entry_print(const struct mlf_journal_entry *entry, struct mlf_buf *buf)
{
    mlf_buf_puts(buf, entry->move_to ? "{\"move\": " : "{\"file\": ");
    mlf_json_put_string(buf, entry->file);
    if (entry->move_to) {
        mlf_buf_puts(buf, ", \"to\": ");
        mlf_json_put_string(buf, entry->move_to);
        mlf_buf_puts(buf, "}\n");
        return;
    }
    mlf_buf_printf(buf,
                   ", \"before\": \"%016" PRIx64 "\", \"after\": \"%016" PRIx64 "\", \"temporary\": ", entry->before,
                   entry->after);
    mlf_json_put_string(buf, entry->temporary);
    mlf_buf_puts(buf, "}\n");
    for (size_t i = 0; i < entry->undo.n; i++) {
        const struct mlf_edit *edit = &entry->undo.items[i];
        mlf_buf_printf(buf, "{\"offset\": %zu, \"length\": %zu, ", edit->offset, edit->length);
        put_bytes(buf, edit->text, edit->text_length);
        mlf_buf_puts(buf, "}\n");
    }
}

/* ---- Reading ---- */

/* Reads a field of text, which must be there. */
static int take(const struct mlf_record *record, const char *key, char **text, struct mlf_err *err)
{
    *text = mlf_record_string(record, key, err);
    return *text ? 0 : mlf_fail(err, "'%s' is missing", key);
}

/* Reads the name of a file, which must lie inside the dataset. */
static int take_name(const struct mlf_record *record, const char *key, char **text, struct mlf_err *err)
{
    if (take(record, key, text, err))
        return -1;
    return mlf_path_is_inside(*text) ? 0 : mlf_fail(err, "'%s' is not a name inside the dataset", *text);
}

static int take_checksum(const struct mlf_record *record, const char *key, uint64_t *sum, struct mlf_err *err)
{
    char *text, *end;

    if (take(record, key, &text, err))
        return -1;
    *sum = strtoull(text, &end, 16);
    if (strlen(text) != 16 || *end)
        mlf_fail(err, "'%s' is no checksum", text);
    else
        end = NULL;
    free(text);
    return end ? -1 : 0;
}

static int take_size(const struct mlf_record *record, const char *key, size_t *size, struct mlf_err *err)
{
    double number;

    if (!mlf_record_number(record, key, &number) || !(number >= 0 && number < 0x1p53) ||
        number != (double)(size_t)number)
        return mlf_fail(err, "'%s' is missing or no size", key);
    *size = (size_t)number;
    return 0;
}

static int hex_digit(char c)
{
    return isdigit((unsigned char)c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Decodes hex digits in place. Returns the number of bytes, or -1. */
static long decode_hex(char *text)
{
    size_t n = strlen(text) / 2;

    if (strlen(text) % 2)
        return -1;
    for (size_t i = 0; i < n; i++) {
        int high = hex_digit(text[2 * i]), low = hex_digit(text[2 * i + 1]);
        if (high < 0 || low < 0)
            return -1;
        text[i] = (char)(high << 4 | low);
    }
    return (long)n;
}

static int read_edit(struct mlf_journal_entry *entry, const struct mlf_record *record, struct mlf_err *err)
{
    int is_hex = mlf_record_find(record, "old_hex") != NULL, result;
    size_t offset, length;
    char *text;
    long n;

    if (take_size(record, "offset", &offset, err) || take_size(record, "length", &length, err) ||
        take(record, is_hex ? "old_hex" : "old", &text, err))
        return -1;
    n = is_hex ? decode_hex(text) : (long)strlen(text);
    result = n < 0 ? mlf_fail(err, "'old_hex' holds no hex digits")
                   : mlf_edits_replace(&entry->undo, entry->file, offset, length, text, (size_t)n, err);
    free(text);
    return result;
}

static int read_line(struct mlf_journal_entries *entries, const struct mlf_record *record, struct mlf_err *err)
{
    struct mlf_journal_entry *entry;

    if (mlf_record_find(record, "offset")) {
        entry = entries->n ? &entries->items[entries->n - 1] : NULL;
        return entry && !entry->move_to ? read_edit(entry, record, err) : mlf_fail(err, "the bytes belong to no file");
    }
    if (mlf_record_find(record, "move")) {
        entry = mlf_journal_entries_add(entries, err);
        return entry && take_name(record, "move", &entry->file, err) == 0
                   ? take_name(record, "to", &entry->move_to, err)
                   : -1;
    }
    if (!mlf_record_find(record, "before"))
        return 0; /* the heading, or a note */
    entry = mlf_journal_entries_add(entries, err);
    if (!entry || take_name(record, "file", &entry->file, err) ||
        take_name(record, "temporary", &entry->temporary, err))
        return -1;
    if (strchr(entry->temporary, '/') || strncmp(entry->temporary, ".mlfix-", 7))
        return mlf_fail(err, "'%s' is no temporary file of ours", entry->temporary);
    if (take_checksum(record, "before", &entry->before, err))
        return -1;
    return take_checksum(record, "after", &entry->after, err);
}

int mlf_journal_entries_read(struct mlf_journal_entries *entries, const char *path, struct mlf_err *err)
{
    struct mlf_reader reader;
    struct mlf_record record = {0};
    int got, headed = 0;

    if (mlf_reader_open(&reader, path, err))
        return -1;
    while ((got = mlf_reader_record(&reader, &record, err)) > 0) {
        int failed = 0;
        if (!headed && !mlf_record_find(&record, "journal"))
            failed = mlf_fail(err, "this is no journal of mlfix-apply");
        headed = 1;
        if (!failed)
            failed = read_line(entries, &record, err);
        if (failed)
            mlf_fail_at(err, "%s:%zu", reader.name, reader.number);
        mlf_record_free(&record);
        if (failed) {
            got = -1;
            break;
        }
    }
    if (got == 0 && !headed)
        got = mlf_fail(err, "'%s' is no journal of mlfix-apply", path);
    mlf_reader_close(&reader);
    return got;
}
