
#include "mlfix/record/records.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/base/pipeline.h"
#include "mlfix/base/progress.h"
#include "mlfix/record/chunk.h"
#include "mlfix/record/reader.h"
#include "mlfix/record/record-write.h"
#include "mlfix/record/record.h"

/* ---- Reading ---- */

#define READING "read the records"

struct gathering {
    struct mlf_reader reader;
    struct mlf_records *records;
};

static void *read_chunk(void *context, int *failed, struct mlf_err *err)
{
    struct gathering *gathering = context;
    struct mlf_chunk *chunk = NULL;
    *failed = mlf_chunk_read(&chunk, &gathering->reader, err) < 0;
    return chunk;
}

static int parse_chunk(void *context, void *item, int worker, struct mlf_err *err)
{
    (void)context;
    (void)worker;
    struct mlf_chunk *chunk = item;
    return mlf_chunk_parse(chunk, err) == 0 ? 0 : mlf_reader_locate(chunk->file, chunk->number, err);
}

static int append_chunk(void *context, void *item, struct mlf_err *err)
{
    struct gathering *gathering = context;
    int result = mlf_records_append(gathering->records, item, err);
    mlf_progress(READING, gathering->records->n, 0);
    return result;
}

static void release_chunk(void *context, void *item)
{
    (void)context;
    mlf_chunk_free(item);
}

int mlf_records_append(struct mlf_records *records, struct mlf_chunk *chunk, struct mlf_err *err)
{
    if (mlf_grow(&records->items, &records->capacity, records->n + chunk->n, sizeof *records->items, err))
        return -1;
    if (chunk->n > 0)
        memcpy(&records->items[records->n], chunk->records, chunk->n * sizeof *chunk->records);
    records->n += chunk->n;
    chunk->n = 0; /* they belong to the list now */
    return 0;
}

int mlf_records_read(struct mlf_records *records, const char *path, int jobs, struct mlf_err *err)
{
    struct gathering gathering = {.records = records};
    *records = (struct mlf_records){0};
    if (mlf_reader_open(&gathering.reader, path, err))
        return -1;
    struct mlf_pipeline pipeline = {.read = read_chunk,
                                    .compute = parse_chunk,
                                    .write = append_chunk,
                                    .release = release_chunk,
                                    .context = &gathering};
    int result = mlf_pipeline_run(&pipeline, jobs, err);
    mlf_progress_leave(READING);
    mlf_reader_close(&gathering.reader);
    if (result)
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

/* ---- Writing ---- */

#define PIECE ((size_t)1024)
#define AHEAD ((size_t)8) /* records that are fetched into the cache before they are printed */

struct printing {
    const struct mlf_records *records;
    const size_t *order;
    size_t n, next;
    const struct mlf_records_further *further;
    FILE *file;
};

struct piece {
    size_t first, end;
    struct mlf_buf text;
};

static void *next_piece(void *context, int *failed, struct mlf_err *err)
{
    struct printing *printing = context;
    if (printing->next >= printing->n)
        return NULL;
    struct piece *piece = mlf_alloc(1, sizeof *piece, err);
    if (!piece) {
        *failed = 1;
        return NULL;
    }
    piece->first = printing->next;
    piece->end = printing->n - piece->first > PIECE ? piece->first + PIECE : printing->n;
    printing->next = piece->end;
    return piece;
}

static size_t place(const struct printing *printing, size_t i)
{
    return printing->order ? printing->order[i] : i;
}

static const struct mlf_record *pick(const struct printing *printing, size_t i)
{
    return &printing->records->items[place(printing, i)];
}

/* Puts the further fields in front of the "}" that ends the record just printed. */
static void print_further(const struct printing *printing, size_t i, struct mlf_buf *text)
{
    if (mlf_buf_check(text, NULL))
        return;
    text->length -= strlen("}\n");
    size_t before = text->length;
    if (pick(printing, i)->n > 0)
        mlf_buf_putc(text, ',');
    size_t empty = text->length;
    printing->further->put(printing->further->context, place(printing, i), text);
    if (text->length == empty)
        text->length = before;
    mlf_buf_puts(text, "}\n");
}

static int print_piece(void *context, void *item, int worker, struct mlf_err *err)
{
    const struct printing *printing = context;
    struct piece *piece = item;
    (void)worker;
    for (size_t i = piece->first; i < piece->end; i++) {
        const struct mlf_record *record = pick(printing, i);
        if (i + AHEAD < piece->end) /* sorted records are scattered over the memory */
            __builtin_prefetch(pick(printing, i + AHEAD));
        if (i + AHEAD / 2 < piece->end)
            mlf_record_soon(pick(printing, i + AHEAD / 2));
        mlf_record_print(record, &piece->text);
        if (printing->further)
            print_further(printing, i, &piece->text);
    }
    return mlf_buf_check(&piece->text, err);
}

static int write_piece(void *context, void *item, struct mlf_err *err)
{
    const struct printing *printing = context;
    const struct piece *piece = item;
    if (fwrite(piece->text.data, 1, piece->text.length, printing->file) == piece->text.length)
        return 0;
    return mlf_fail_errno(err, "cannot write the records");
}

static void release_piece(void *context, void *item)
{
    struct piece *piece = item;
    (void)context;
    mlf_buf_free(&piece->text);
    free(piece);
}

int mlf_records_write(const struct mlf_records *records, const size_t *order, size_t n,
                      const struct mlf_records_further *further, FILE *file, int jobs, struct mlf_err *err)
{
    struct printing printing = {.records = records, .order = order, .n = n, .further = further, .file = file};
    struct mlf_pipeline pipeline = {.read = next_piece,
                                    .compute = print_piece,
                                    .write = write_piece,
                                    .release = release_piece,
                                    .context = &printing};
    return mlf_pipeline_run(&pipeline, jobs, err);
}
