/* A stream of a million records is read in pieces of about a megabyte, so that
 * several threads can parse and so that a record needs no memory of its own: its line
 * and its fields stand in those of the chunk, which all its records share
 * (shared-text.h). */

#include "mlfix/record/chunk.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/limits.h"
#include "mlfix/base/portable.h"
#include "mlfix/record/reader.h"
#include "mlfix/record/record-write.h"
#include "mlfix/record/record.h"
#include "shared-text.h"

#define CHUNK_BYTES ((size_t)1 << 20)

void mlf_chunk_free(struct mlf_chunk *chunk)
{
    for (size_t i = 0; i < chunk->n; i++)
        mlf_record_free(&chunk->records[i]);
    free(chunk->records);
    if (chunk->shared)
        mlf_shared_text_leave(chunk->shared);
    free(chunk);
}

/* ---- Reading ---- */

/* Reads until the text is `capacity` bytes long: 1; 0 where the file ended before; -1
 * and an error. */
static int fill(struct mlf_buf *text, size_t capacity, int fd, struct mlf_err *err)
{
    while (text->length < capacity) {
        ssize_t got = read(fd, text->data + text->length, capacity - text->length);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return mlf_fail_errno(err, "cannot read");
        if (got == 0)
            return 0;
        text->length += (size_t)got;
    }
    return 1;
}

/* Reads whole lines, at least one and about CHUNK_BYTES of them: 1; 0 at the end; -1
 * and an error. What was read of the line behind them is kept by the reader. */
static int read_lines(struct mlf_buf *text, struct mlf_reader *reader, struct mlf_err *err)
{
    size_t searched = reader->held;
    const char *newline = NULL;
    int more = 1;
    mlf_buf_add(text, reader->line, reader->held);
    for (size_t capacity = CHUNK_BYTES; !newline && more == 1; capacity *= 2) {
        if (text->length > MLF_LIMIT_LINE) {
            reader->number++;
            return mlf_record_too_long(err);
        }
        if (text->length >= capacity)
            continue;
        size_t length = text->length;
        if (!mlf_buf_extend(text, capacity - length))
            return mlf_buf_check(text, err);
        text->length = length;
        more = fill(text, capacity, reader->fd, err);
        if (more >= 0)
            newline = mlf_find_last(text->data + searched, '\n', text->length - searched);
        searched = text->length;
    }
    if (more < 0)
        return -1;
    size_t whole = more == 1 ? (size_t)(newline + 1 - text->data) : text->length;
    reader->held = text->length - whole;
    if (mlf_grow(&reader->line, &reader->capacity, reader->held, 1, err))
        return -1;
    if (reader->held > 0)
        memcpy(reader->line, text->data + whole, reader->held);
    text->length = whole;
    return whole > 0;
}

static size_t count_lines(const char *text, size_t length)
{
    size_t n = length > 0 && text[length - 1] != '\n';
    for (const char *c = text, *end = text + length; (c = memchr(c, '\n', (size_t)(end - c))) != NULL; c++)
        n++;
    return n;
}

/* Gives back the memory that a text does not use, where that is worth while. */
static void trim(struct mlf_buf *text)
{
    if (text->length > text->capacity / 8 * 7)
        return;
    char *smaller = realloc(text->data, text->length + 1);
    if (smaller) {
        text->data = smaller;
        text->capacity = text->length + 1;
    }
}

int mlf_chunk_read(struct mlf_chunk **out, struct mlf_reader *reader, struct mlf_err *err)
{
    struct mlf_chunk *chunk = mlf_alloc(1, sizeof *chunk, err);
    if (!chunk)
        return -1;
    chunk->shared = mlf_shared_text_new(err);
    int got = chunk->shared ? read_lines(&chunk->shared->text, reader, err) : -1;
    if (got != 1) {
        mlf_chunk_free(chunk);
        return got < 0 ? mlf_fail_at(err, "%s:%zu", reader->name, reader->number ? reader->number : 1) : 0;
    }
    trim(&chunk->shared->text);
    chunk->file = reader->name;
    chunk->number = reader->number + 1;
    reader->number += count_lines(chunk->shared->text.data, chunk->shared->text.length);
    *out = chunk;
    return 1;
}

/* ---- Parsing ---- */

/* Makes the record of one line. Its `fields` are set by place_fields, since the list
 * that they stand in still moves while it grows. */
static int parse_line(struct mlf_chunk *chunk, char *line, size_t length, struct mlf_err *err)
{
    struct mlf_fields *fields = &chunk->shared->fields;
    size_t first = fields->n;
    int result = mlf_fields_parse(fields, line, length, err);
    struct mlf_record *record = &chunk->records[chunk->n++];
    *record = (struct mlf_record){.line = line,
                                  .n = (uint32_t)(fields->n - first),
                                  .capacity = (fields->n - first + MLF_FIELDS_SPARE) & 0x7fffffff,
                                  .shared = chunk->shared,
                                  .file = chunk->file,
                                  .number = chunk->number};
    if (mlf_grow(&fields->items, &fields->capacity, fields->n + MLF_FIELDS_SPARE, sizeof *fields->items, err))
        return -1;
    fields->n += MLF_FIELDS_SPARE;
    return result;
}

static int parse_lines(struct mlf_chunk *chunk, struct mlf_err *err)
{
    char *at = chunk->shared->text.data, *end = at + chunk->shared->text.length;
    for (; at < end; chunk->number++) {
        char *newline = memchr(at, '\n', (size_t)(end - at)), *line = at;
        size_t length = (size_t)((newline ? newline : end) - at);
        at = newline ? newline + 1 : end;
        if (length > MLF_LIMIT_LINE)
            return mlf_record_too_long(err);
        if (length > 0 && line[length - 1] == '\r')
            length--;
        if (mlf_reader_line_is_blank(line, length))
            continue;
        if (chunk->number == 1 && length >= 3 && memcmp(line, "\xef\xbb\xbf", 3) == 0) {
            line += 3; /* a byte order mark */
            length -= 3;
        }
        if (parse_line(chunk, line, length, err))
            return -1;
    }
    return 0;
}

/* Cuts the list of fields to its size and tells the records where theirs are. */
static void place_fields(struct mlf_chunk *chunk)
{
    struct mlf_fields *list = &chunk->shared->fields;
    struct mlf_field *exact = list->n > 0 ? reallocarray(list->items, list->n, sizeof *list->items) : NULL;
    if (exact)
        list->items = exact;
    struct mlf_field *fields = list->items;
    for (size_t i = 0; i < chunk->n; i++) {
        chunk->records[i].fields = fields;
        fields += chunk->records[i].capacity;
    }
}

int mlf_chunk_parse(struct mlf_chunk *chunk, struct mlf_err *err)
{
    struct mlf_shared_text *shared = chunk->shared;
    size_t lines = count_lines(shared->text.data, shared->text.length);
    chunk->records = mlf_alloc(lines, sizeof *chunk->records, err);
    if (!chunk->records || mlf_grow(&shared->fields.items, &shared->fields.capacity, lines * MLF_FIELDS_USUAL,
                                    sizeof *shared->fields.items, err))
        return -1;
    int result = parse_lines(chunk, err);
    shared->users += chunk->n;
    place_fields(chunk);
    return result;
}

int mlf_chunk_compact(struct mlf_chunk *chunk, struct mlf_err *err)
{
    struct mlf_chunk *smaller = mlf_alloc(1, sizeof *smaller, err);
    if (!smaller)
        return -1;
    *smaller = (struct mlf_chunk){.shared = mlf_shared_text_new(err), .file = chunk->file, .number = chunk->number};
    int result = -1;
    if (!smaller->shared)
        goto done;
    for (size_t i = 0; i < chunk->n; i++)
        mlf_record_print(&chunk->records[i], &smaller->shared->text);
    if (mlf_buf_check(&smaller->shared->text, err))
        goto done;
    trim(&smaller->shared->text);
    if (mlf_chunk_parse(smaller, err)) {
        chunk->number = chunk->records[smaller->n > 0 ? smaller->n - 1 : 0].number;
        goto done;
    }
    for (size_t i = 0; i < smaller->n && i < chunk->n; i++)
        smaller->records[i].number = chunk->records[i].number;
    struct mlf_chunk larger = *chunk;
    *chunk = *smaller;
    *smaller = larger;
    result = 0;
done:
    mlf_chunk_free(smaller);
    return result;
}
