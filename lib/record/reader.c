#include "mlfix/record/reader.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mlfix/base/array.h"
#include "mlfix/base/compressed.h"
#include "mlfix/base/err.h"
#include "mlfix/base/limits.h"
#include "mlfix/base/message.h"
#include "mlfix/record/record.h"

enum { CHUNK = 1 << 16 };

/* Reads the first bytes, which both ways of reading find: those of a compressed
 * file are refused. What cannot be read is told by who reads on. */
static int look_ahead(struct mlf_reader *reader, struct mlf_err *err)
{
    ssize_t got = 1;
    if (mlf_grow(&reader->line, &reader->capacity, MLF_COMPRESSED_BYTES, 1, err))
        return -1;
    while (reader->have < MLF_COMPRESSED_BYTES && (got > 0 || (got < 0 && errno == EINTR))) {
        got = read(reader->fd, reader->chunk + reader->have, MLF_COMPRESSED_BYTES - reader->have);
        reader->have += got > 0 ? (size_t)got : 0;
    }
    memcpy(reader->line, reader->chunk, reader->have);
    reader->held = reader->have;
    return mlf_compressed_refuse(reader->name, reader->chunk, reader->have, err);
}

int mlf_reader_open(struct mlf_reader *reader, const char *path, struct mlf_err *err)
{
    int is_stdin = strcmp(path, "-") == 0;
    *reader = (struct mlf_reader){.name = is_stdin ? "(stdin)" : path, .fd = -1};
    reader->chunk = mlf_alloc(CHUNK, 1, err);
    if (!reader->chunk)
        return -1;
    reader->fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    int typed = is_stdin && isatty(STDIN_FILENO);
    if (typed)
        mlf_note("reading standard input, which is a terminal: Ctrl-D ends it, --help tells more");
    /* The end of what is typed is read but once, so nothing is read ahead there. */
    if (reader->fd >= 0 && (typed || look_ahead(reader, err) == 0))
        return 0;
    if (reader->fd < 0)
        mlf_fail_errno(err, "cannot open '%s'", path);
    mlf_reader_close(reader);
    return -1;
}

int mlf_reader_over(struct mlf_reader *reader, const char *name, const char *text, size_t length, struct mlf_err *err)
{
    *reader = (struct mlf_reader){.name = name, .fd = -1, .have = length};
    reader->chunk = mlf_alloc(length, 1, err);
    if (!reader->chunk)
        return -1;
    if (length)
        memcpy(reader->chunk, text, length);
    return 0;
}

void mlf_reader_close(struct mlf_reader *reader)
{
    if (reader->fd > STDIN_FILENO)
        close(reader->fd);
    free(reader->chunk);
    free(reader->line);
    *reader = (struct mlf_reader){.fd = -1};
}

/* Refills the chunk: 1; 0 at the end; -1 and an error. */
static int refill(struct mlf_reader *reader, struct mlf_err *err)
{
    ssize_t got;
    if (reader->fd < 0)
        return 0;
    do
        got = read(reader->fd, reader->chunk, CHUNK);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return mlf_fail_errno(err, "cannot read");
    reader->at = 0;
    reader->have = (size_t)got;
    return got > 0;
}

/* Reads a line without its newline into reader->line: 1; 0 at the end; -1 and an error. */
static int read_raw(struct mlf_reader *reader, size_t *length, struct mlf_err *err)
{
    *length = 0;
    for (int begun = 0;; begun = 1) {
        if (reader->at == reader->have) {
            int got = refill(reader, err);
            if (got < 0 || (got == 0 && !begun))
                return got;
            if (got == 0)
                break;
        }
        if (!begun)
            reader->number++;
        const char *start = reader->chunk + reader->at;
        size_t left = reader->have - reader->at;
        const char *newline = memchr(start, '\n', left);
        size_t n = newline ? (size_t)(newline - start) : left;
        if (*length + n > MLF_LIMIT_LINE)
            return mlf_record_too_long(err);
        if (mlf_grow(&reader->line, &reader->capacity, *length + n + 1, 1, err))
            return -1;
        memcpy(reader->line + *length, start, n);
        *length += n;
        reader->at += n + (newline != NULL);
        if (newline)
            break;
    }
    if (*length && reader->line[*length - 1] == '\r')
        --*length;
    return 1;
}

int mlf_reader_line_is_blank(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (text[i] != ' ' && text[i] != '\t')
            return 0;
    return 1;
}

int mlf_reader_line(struct mlf_reader *reader, const char **text, size_t *length, struct mlf_err *err)
{
    int got;
    do
        got = read_raw(reader, length, err);
    while (got == 1 && mlf_reader_line_is_blank(reader->line, *length));
    if (got < 0)
        return mlf_fail_at(err, "%s:%zu", reader->name, reader->number ? reader->number : 1);
    *text = reader->line;
    if (got == 1 && reader->number == 1 && *length >= 3 && memcmp(*text, "\xef\xbb\xbf", 3) == 0) {
        *text += 3; /* a byte order mark */
        *length -= 3;
    }
    return got;
}

int mlf_reader_locate(const char *name, size_t number, struct mlf_err *err)
{
    if (err && strncmp(err->text, "1:", 2) == 0)
        memmove(err->text, err->text + 2, strlen(err->text + 2) + 1);
    else
        return mlf_fail_at(err, "%s:%zu", name, number);
    struct mlf_err rest = *err;
    mlf_err_clear(err);
    return mlf_fail(err, "%s:%zu:%s", name, number, rest.text);
}

int mlf_reader_record(struct mlf_reader *reader, struct mlf_record *record, struct mlf_err *err)
{
    const char *text;
    size_t length;
    int got = mlf_reader_line(reader, &text, &length, err);
    if (got != 1)
        return got;
    record->file = reader->name;
    record->number = reader->number;
    if (mlf_record_parse(record, text, length, err))
        return mlf_reader_locate(reader->name, reader->number, err);
    return 1;
}
