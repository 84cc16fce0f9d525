/* See word-rows.h. */

#include "word-rows.h"

#include <stdlib.h>
#include <string.h>

#include "annotation-errors.h"
#include "digits.h"
#include "mlfix/base/array.h"
#include "numbers.h"
#include "remove-lines.h"

/* Polygons have thousands of words; more than this is no row of a label file. */
#define MOST_WORDS 1000000
#define LONGEST_NUMBER 63

int word_rows_open(struct word_rows *rows, const struct mlf_dataset *dataset, const char *file, struct mlf_err *err)
{
    *rows = (struct word_rows){.file = file};
    if (mlf_map(&rows->text, dataset->root, file, err))
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

static int split(struct word_rows *rows, size_t end, struct mlf_err *err)
{
    const char *text = rows->text.data;
    size_t at = rows->line.offset;

    for (rows->n = 0; at < end;) {
        size_t begin = at;

        if (is_blank(text[at])) {
            at++;
            continue;
        }
        while (at < end && !is_blank(text[at]))
            at++;
        if (rows->n == MOST_WORDS) {
            mlf_fail(err, "the row has more than %d words", MOST_WORDS);
            return mlf_fail_in(err, rows->text.path, text, rows->text.length, begin);
        }
        if (mlf_grow(&rows->words, &rows->capacity, rows->n + 1, sizeof *rows->words, err))
            return -1;
        rows->words[rows->n++] = (struct mlf_span){begin, at - begin};
    }
    return 0;
}

int word_rows_next(struct word_rows *rows, struct mlf_err *err)
{
    while (rows->at < rows->text.length) {
        const char *begin = rows->text.data + rows->at;
        const char *newline = memchr(begin, '\n', rows->text.length - rows->at);
        size_t length = newline ? (size_t)(newline - begin) : rows->text.length - rows->at;

        rows->line = (struct mlf_span){rows->at, length + (newline ? 1 : 0)};
        if (split(rows, rows->at + length, err))
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

static int relabel(const struct word_rows *rows, char *word, struct mlf_edits *edits, struct mlf_err *err)
{
    int result = -1;

    if (word)
        result =
            mlf_edits_replace(edits, rows->file, rows->words[0].offset, rows->words[0].length, word, strlen(word), err);
    free(word);
    return result;
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

    for (size_t i = 0; i < n && !result; i++) {
        const struct mlf_change *change = &changes[i];

        result = seek(&rows, change->index, format, err);
        if (!result && change->action == MLF_REMOVE)
            result = mlf_remove_line(&gone, rows.line, file, rows.text.data, edits, err);
        if (!result && change->action == MLF_MARK)
            result = relabel(&rows, mlf_strdup(format->mark, err), edits, err);
        if (!result && (change->action == MLF_RELABEL || (change->action == MLF_REBOX && change->label)))
            result = relabel(&rows, format->word(format->context, change->label, err), edits, err);
        if (!result && change->action == MLF_REBOX)
            result = rebox(&rows, format, change, edits, err);
    }
    if (!result)
        result = mlf_remove_lines(gone, file, rows.text.data, edits, err);
    word_rows_close(&rows);
    return result;
}
