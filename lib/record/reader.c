#include "mlfix/record.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mlfix/array.h"
#include "mlfix/batch.h"
#include "mlfix/err.h"

enum { CHUNK = 1 << 16 };

int mlf_reader_open(struct mlf_reader *reader, const char *path, struct mlf_err *err)
{
    int is_stdin = strcmp(path, "-") == 0;
    *reader = (struct mlf_reader){.name = is_stdin ? "(stdin)" : path, .fd = -1};
    reader->chunk = mlf_alloc(CHUNK, 1, err);
    if (!reader->chunk)
        return -1;
    reader->fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (reader->fd >= 0)
        return 0;
    mlf_fail_errno(err, "cannot open '%s'", path);
    mlf_reader_close(reader);
    return -1;
}

void mlf_reader_close(struct mlf_reader *reader)
{
    if (reader->fd > STDIN_FILENO)
        close(reader->fd);
    free(reader->chunk);
    free(reader->line);
    *reader = (struct mlf_reader){.fd = -1};
}

/* Refills the chunk: 1, 0 at the end, -1. */
static int refill(struct mlf_reader *reader, struct mlf_err *err)
{
    ssize_t got;
    do
        got = read(reader->fd, reader->chunk, CHUNK);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return mlf_fail_errno(err, "cannot read");
    reader->at = 0;
    reader->have = (size_t)got;
    return got > 0;
}

/* Reads up to and without the newline into reader->line. 1, 0 at the end, -1. */
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
        if (*length + n > MLF_LINE_LIMIT)
            return mlf_fail(err, "the line is longer than the limit of %zu bytes", MLF_LINE_LIMIT);
        if (mlf_grow(&reader->line, &reader->capacity, *length + n + 1, 1, err) != 0)
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

static int is_blank(const char *text, size_t length)
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
    while (got == 1 && is_blank(reader->line, *length));
    if (got < 0)
        return mlf_fail_at(err, "%s:%zu", reader->name, reader->number ? reader->number : 1);
    *text = reader->line;
    if (got == 1 && reader->number == 1 && *length >= 3 && memcmp(*text, "\xef\xbb\xbf", 3) == 0) {
        *text += 3; /* a byte order mark */
        *length -= 3;
    }
    return got;
}

/* Puts file:line in front, or file:line:column where the scanner said "1:column". */
static int locate(const char *name, size_t number, struct mlf_err *err)
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
    if (mlf_record_parse(record, text, length, err) != 0)
        return locate(reader->name, reader->number, err);
    return 1;
}

/* ---- A whole stream ---- */

/* What one item of the pipeline holds: some lines, then their records. */
struct batch {
    char *text;
    size_t length, capacity;
    struct {
        size_t offset, length, number;
    } * lines;
    size_t n, lines_capacity;
    struct mlf_record *records;
    size_t parsed;
};

enum { BATCH_LINES = 256, BATCH_BYTES = 1 << 20 };

struct gathering {
    struct mlf_reader reader;
    struct mlf_records *records;
};

static void release_batch(void *context, void *item)
{
    (void)context;
    struct batch *batch = item;
    for (size_t i = 0; batch->records && i < batch->parsed; i++)
        mlf_record_free(&batch->records[i]);
    free(batch->records);
    free(batch->lines);
    free(batch->text);
    free(batch);
}

static int add_line(struct batch *batch, const char *text, size_t length, size_t number, struct mlf_err *err)
{
    if (mlf_grow(&batch->text, &batch->capacity, batch->length + length, 1, err) != 0 ||
        mlf_grow(&batch->lines, &batch->lines_capacity, batch->n + 1, sizeof *batch->lines, err) != 0)
        return -1;
    memcpy(batch->text + batch->length, text, length);
    batch->lines[batch->n].offset = batch->length;
    batch->lines[batch->n].length = length;
    batch->lines[batch->n++].number = number;
    batch->length += length;
    return 0;
}

static void *read_batch(void *context, int *failed, struct mlf_err *err)
{
    struct gathering *gathering = context;
    struct batch *batch = mlf_alloc(1, sizeof *batch, err);
    if (!batch) {
        *failed = 1;
        return NULL;
    }
    int got = 1;
    while (got == 1 && batch->n < BATCH_LINES && batch->length < BATCH_BYTES) {
        const char *text;
        size_t length;
        got = mlf_reader_line(&gathering->reader, &text, &length, err);
        if (got == 1 && add_line(batch, text, length, gathering->reader.number, err) != 0)
            got = -1;
    }
    if (got < 0 || batch->n == 0) {
        /* Lines before a line that cannot be read are given up too: a stream
         * that breaks is of no use in part. */
        *failed = got < 0;
        release_batch(context, batch);
        return NULL;
    }
    return batch;
}

static int parse_batch(void *context, void *item, int worker, struct mlf_err *err)
{
    (void)worker;
    struct gathering *gathering = context;
    struct batch *batch = item;
    batch->records = mlf_alloc(batch->n, sizeof *batch->records, err);
    if (!batch->records)
        return -1;
    for (size_t i = 0; i < batch->n; i++) {
        struct mlf_record *record = &batch->records[i];
        record->file = gathering->reader.name;
        record->number = batch->lines[i].number;
        if (mlf_record_parse(record, batch->text + batch->lines[i].offset, batch->lines[i].length, err) != 0)
            return locate(record->file, record->number, err);
        batch->parsed++;
    }
    return 0;
}

static int append_batch(void *context, void *item, struct mlf_err *err)
{
    struct gathering *gathering = context;
    struct batch *batch = item;
    struct mlf_records *all = gathering->records;
    if (mlf_grow(&all->items, &all->capacity, all->n + batch->n, sizeof *all->items, err) != 0)
        return -1;
    memcpy(&all->items[all->n], batch->records, batch->n * sizeof *batch->records);
    all->n += batch->n;
    batch->parsed = 0; /* they belong to the list now */
    return 0;
}

int mlf_records_read(struct mlf_records *records, const char *path, int jobs, struct mlf_err *err)
{
    struct gathering gathering = {.records = records};
    *records = (struct mlf_records){0};
    if (mlf_reader_open(&gathering.reader, path, err) != 0)
        return -1;
    struct mlf_pipeline pipeline = {read_batch, parse_batch, append_batch, release_batch, &gathering};
    int result = mlf_pipeline_run(&pipeline, jobs, err);
    mlf_reader_close(&gathering.reader);
    if (result != 0)
        mlf_records_free(records);
    return result;
}

void mlf_records_free(struct mlf_records *records)
{
    for (size_t i = 0; i < records->n; i++)
        mlf_record_free(&records->items[i]);
    free(records->items);
    *records = (struct mlf_records){0};
}
