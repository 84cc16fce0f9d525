/* See word-rows.h. */

#include "mlfix/annotation/word-rows.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/annotation/annotation-errors.h"
#include "mlfix/annotation/digits.h"
#include "mlfix/annotation/remove-lines.h"
#include "mlfix/base/array.h"
#include "mlfix/base/limits.h"
#include "mlfix/base/number.h"
#include "mlfix/dataset/attributes.h"

#define LONGEST_NUMBER 63

int word_rows_open(struct word_rows *rows, const struct mlf_dataset *dataset, const char *file, struct mlf_err *err)
{
    *rows = (struct word_rows){.file = file};
    if (mlf_map(&rows->text, dataset, file, err))
        return -1;
    if (rows->text.length >= 3 && !memcmp(rows->text.data, "\xef\xbb\xbf", 3))
        rows->at = 3;
    return 0;
}

void word_rows_close(struct word_rows *rows)
{
    mlf_unmap(&rows->text);
    free(rows->words);
    *rows = (struct word_rows){.text = {.data = ""}};
}

static int is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
}

static int add_word(struct word_rows *rows, size_t begin, size_t end, struct mlf_err *err)
{
    if (rows->n == MLF_LIMIT_ROW_WORDS) {
        mlf_fail(err, "the row has more than %d words: give the polygon fewer points", MLF_LIMIT_ROW_WORDS);
        return mlf_fail_in(err, rows->text.path, rows->text.data, rows->text.length, begin);
    }
    if (mlf_grow(&rows->words, &rows->capacity, rows->n + 1, sizeof *rows->words, err))
        return -1;
    rows->words[rows->n++] = (struct mlf_span){begin, end - begin};
    return 0;
}

static int split_at_blanks(struct word_rows *rows, size_t end, struct mlf_err *err)
{
    const char *text = rows->text.data;
    size_t at = rows->line.offset;

    while (at < end) {
        size_t begin = at;

        if (is_blank(text[at])) {
            at++;
            continue;
        }
        while (at < end && !is_blank(text[at]))
            at++;
        if (add_word(rows, begin, at, err))
            return -1;
    }
    return 0;
}

/* Words may be empty, and lose the blanks around them. A row of blanks alone has none. */
static int split_at_separator(struct word_rows *rows, size_t end, struct mlf_err *err)
{
    const char *text = rows->text.data;
    size_t at = rows->line.offset;

    for (;;) {
        const char *comma = memchr(text + at, rows->separator, end - at);
        size_t next = comma ? (size_t)(comma - text) : end;
        size_t last = next;

        while (at < last && is_blank(text[at]))
            at++;
        while (last > at && is_blank(text[last - 1]))
            last--;
        if (at == last && !comma && rows->n == 0)
            return 0;
        if (add_word(rows, at, last, err))
            return -1;
        if (!comma)
            return 0;
        at = next + 1;
    }
}

int word_rows_next(struct word_rows *rows, struct mlf_err *err)
{
    while (rows->at < rows->text.length) {
        const char *begin = rows->text.data + rows->at;
        const char *newline = memchr(begin, '\n', rows->text.length - rows->at);
        size_t length = newline ? (size_t)(newline - begin) : rows->text.length - rows->at;

        rows->line = (struct mlf_span){rows->at, length + (newline ? 1 : 0)};
        rows->n = 0;
        if (rows->separator ? split_at_separator(rows, rows->at + length, err)
                            : split_at_blanks(rows, rows->at + length, err))
            return -1;
        rows->at += rows->line.length;
        if (rows->n > 0) {
            rows->next++;
            return 1;
        }
    }
    return 0;
}

char *word_rows_text(const struct word_rows *rows, size_t word, struct mlf_err *err)
{
    return mlf_strndup(rows->text.data + rows->words[word].offset, rows->words[word].length, err);
}

int word_rows_numbers(const struct word_rows *rows, size_t first, size_t n, double *numbers)
{
    char word[LONGEST_NUMBER + 1];

    if (first + n > rows->n)
        return 0;
    for (size_t i = 0; i < n; i++) {
        struct mlf_span span = rows->words[first + i];

        if (span.length > LONGEST_NUMBER)
            return 0;
        memcpy(word, rows->text.data + span.offset, span.length);
        word[span.length] = '\0';
        if (!mlf_number(word, &numbers[i]))
            return 0;
    }
    return 1;
}

int word_rows_say(const struct word_rows *rows, const struct word_attribute *list, struct mlf_attributes *attributes,
                  struct mlf_err *err)
{
    for (; attributes && list && list->name; list++) {
        struct mlf_span word;

        if (list->word >= rows->n)
            continue;
        word = rows->words[list->word];
        if (mlf_attributes_say_bytes(attributes, list->name, rows->text.data + word.offset, word.length, err))
            return -1;
    }
    return 0;
}

/* Goes to the row of that number. */
static int seek(struct word_rows *rows, size_t index, const struct word_rows_format *format, struct mlf_err *err)
{
    while (rows->next <= index) {
        int more = word_rows_next(rows, err);

        if (more > 0 && format->settle)
            format->settle(rows);
        if (more == 0)
            return mlf_fail(err, "'%s' has no row %zu", rows->file, index);
        if (more < 0)
            return -1;
    }
    return 0;
}

/* Writes the word, which it frees, over a place in the row. */
static int replace(const struct word_rows *rows, struct mlf_span span, char *word, struct mlf_edits *edits,
                   struct mlf_err *err)
{
    int result = word ? mlf_edits_replace(edits, rows->file, span.offset, span.length, word, strlen(word), err) : -1;

    free(word);
    return result;
}

static int relabel(const struct word_rows *rows, const struct word_rows_format *format, const char *label,
                   struct mlf_edits *edits, struct mlf_err *err)
{
    struct mlf_span span = format->label ? format->label(format->context, rows, err) : rows->words[0];

    return span.length ? replace(rows, span, format->word(format->context, label, err), edits, err) : -1;
}

static int set_attribute(const struct word_rows *rows, const struct word_rows_format *format, const char *field,
                         const char *value, struct mlf_edits *edits, struct mlf_err *err)
{
    const struct word_attribute *attribute = format->attributes;
    double number;

    while (attribute && attribute->name && strcmp(attribute->name, field) != 0)
        attribute++;
    if (!attribute || !attribute->name || attribute->word >= rows->n)
        return mlf_fail(err, "row %zu of '%s' has no '%s'", rows->next - 1, rows->file, field);
    if (!mlf_number(value, &number) || strpbrk(value, " \t\r\n,"))
        return mlf_fail(err, "'%s' is a number, which '%s' is not", field, value);
    return replace(rows, rows->words[attribute->word], mlf_strdup(value, err), edits, err);
}

static int mark(const struct word_rows *rows, const struct word_rows_format *format, struct mlf_edits *edits,
                struct mlf_err *err)
{
    if (format->mark_word >= rows->n)
        return mlf_fail(err, "row %zu of '%s' has no word %zu, which would be its mark", rows->next - 1, rows->file,
                        format->mark_word + 1);
    return replace(rows, rows->words[format->mark_word], mlf_strdup(format->mark, err), edits, err);
}

static int rebox(const struct word_rows *rows, const struct word_rows_format *format, const struct mlf_change *change,
                 struct mlf_edits *edits, struct mlf_err *err)
{
    double now[4] = {0};
    double wanted[4];
    struct mlf_measure measure = {.pixels = {change->pixels[0], change->pixels[1]}, .whole = format->whole};
    size_t first = format->box(rows, change->bbox, wanted, err);

    if (!first)
        return -1;
    if (!word_rows_numbers(rows, first, 4, now))
        return mlf_fail(err, "row %zu of '%s' has no box of four numbers", rows->next - 1, rows->file);
    return mlf_edits_box(edits, rows->file, rows->text.data, &rows->words[first], now, wanted, &measure,
                         format->corners, err);
}

int word_rows_edit(const struct mlf_dataset *dataset, const char *file, const struct mlf_change *changes, size_t n,
                   const struct word_rows_format *format, struct mlf_edits *edits, struct mlf_err *err)
{
    struct word_rows rows;
    struct mlf_span gone = {0};
    int result = word_rows_open(&rows, dataset, file, err);

    rows.separator = format->separator;
    for (size_t i = 0; i < n && !result; i++) {
        const struct mlf_change *change = &changes[i];

        result = seek(&rows, change->index, format, err);
        if (!result && change->action == MLF_REMOVE)
            result = mlf_remove_line(&gone, rows.line, file, rows.text.data, edits, err);
        if (!result && change->action == MLF_MARK)
            result = mark(&rows, format, edits, err);
        if (!result && (change->action == MLF_RELABEL || (change->action == MLF_REBOX && change->label)))
            result = dataset->attributes
                         ? set_attribute(&rows, format, dataset->attributes->field, change->label, edits, err)
                         : relabel(&rows, format, change->label, edits, err);
        if (!result && change->action == MLF_REBOX)
            result = format->rebox ? format->rebox(format->context, &rows, change, edits, err)
                                   : rebox(&rows, format, change, edits, err);
    }
    if (!result)
        result = mlf_remove_lines(gone, file, rows.text.data, edits, err);
    word_rows_close(&rows);
    return result;
}
