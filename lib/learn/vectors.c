#include "mlfix/vectors.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/array.h"
#include "mlfix/base64.h"
#include "mlfix/batch.h"
#include "mlfix/buf.h"
#include "mlfix/err.h"
#include "mlfix/npy.h"

#define BATCH_LINES ((size_t)256)
#define BATCH_BYTES ((size_t)4 << 20)

struct line {
    size_t offset, length, number;
};

struct batch {
    struct mlf_buf text;
    struct line lines[BATCH_LINES];
    struct mlf_record records[BATCH_LINES];
    float *values[BATCH_LINES]; /* NULL: no vector */
    size_t d[BATCH_LINES];
    int had_field[BATCH_LINES], had_error[BATCH_LINES];
    size_t n, parsed;
};

struct reading {
    struct mlf_reader reader;
    struct mlf_vectors *vectors;
    const struct mlf_vectors_options *options;
};

static void release_batch(void *context, void *item)
{
    struct batch *batch = item;
    (void)context;
    for (size_t i = 0; i < batch->n; i++)
        free(batch->values[i]);
    for (size_t i = 0; i < batch->parsed; i++)
        mlf_record_free(&batch->records[i]);
    mlf_buf_free(&batch->text);
    free(batch);
}

static void *read_batch(void *context, int *failed, struct mlf_err *err)
{
    struct reading *reading = context;
    struct batch *batch = mlf_alloc(1, sizeof *batch, err);
    int got = 1;
    if (!batch) {
        *failed = 1;
        return NULL;
    }
    while (got == 1 && batch->n < BATCH_LINES && batch->text.length < BATCH_BYTES) {
        const char *text;
        size_t length;
        got = mlf_reader_line(&reading->reader, &text, &length, err);
        if (got == 1) {
            batch->lines[batch->n++] = (struct line){batch->text.length, length, reading->reader.number};
            mlf_buf_add(&batch->text, text, length);
        }
    }
    if (got >= 0 && mlf_buf_check(&batch->text, err))
        got = -1;
    if (got < 0 || batch->n == 0) {
        *failed = got < 0;
        release_batch(context, batch);
        return NULL;
    }
    return batch;
}

/* The record anew, from its own text without the field: what stood in its line
 * is given back. */
static int drop_embedding(struct mlf_record *record, struct mlf_err *err)
{
    struct mlf_buf text = {0};
    struct mlf_record smaller = {0};
    mlf_record_remove(record, "embedding");
    mlf_record_print(record, &text);
    int result = mlf_buf_check(&text, err);
    if (result == 0)
        result = mlf_record_parse(&smaller, text.data, text.length - 1, err);
    mlf_buf_free(&text);
    if (result != 0)
        return -1;
    smaller.file = record->file;
    smaller.number = record->number;
    mlf_record_free(record);
    *record = smaller;
    return 0;
}

/* The record's row of the file beside the stream. NULL and no error where it
 * names none. */
static float *fetch_row(const struct mlf_npy *npy, const struct mlf_record *record, size_t *d, struct mlf_err *err)
{
    double row;
    if (!mlf_record_number(record, "row", &row))
        return NULL;
    if (row < 0 || row >= (double)npy->rows || row != floor(row)) {
        mlf_fail(err, "there is no row %.9g among the %zu vectors", row, npy->rows);
        return NULL;
    }
    float *values = mlf_alloc(npy->columns, sizeof *values, err);
    if (!values)
        return NULL;
    mlf_npy_row(npy, (size_t)row, values);
    for (size_t j = 0; j < npy->columns; j++)
        if (!isfinite(values[j])) {
            free(values);
            mlf_fail(err, "row %.9g of the vectors holds a value that is not finite", row);
            return NULL;
        }
    *d = npy->columns;
    return values;
}

static int take_vector(const struct reading *reading, struct batch *batch, size_t i, struct mlf_err *err)
{
    struct mlf_record *record = &batch->records[i];
    if (reading->options->vectors && !mlf_record_find(record, "error")) {
        struct mlf_err broken = {""};
        const struct mlf_npy *beside = reading->options->beside;
        if (beside && !mlf_record_find(record, "embedding"))
            batch->values[i] = fetch_row(beside, record, &batch->d[i], &broken);
        else
            batch->values[i] = mlf_record_embedding(record, &batch->d[i], &broken);
        if (!batch->values[i] &&
            mlf_record_set_error(record, *broken.text ? broken.text : "the record has no embedding", err))
            return -1;
    }
    if (!reading->options->keep && mlf_record_find(record, "embedding"))
        return drop_embedding(record, err);
    return 0;
}

static int parse_batch(void *context, void *item, int worker, struct mlf_err *err)
{
    struct reading *reading = context;
    struct batch *batch = item;
    (void)worker;
    for (size_t i = 0; i < batch->n; i++) {
        struct mlf_record *record = &batch->records[i];
        if (mlf_record_parse(record, batch->text.data + batch->lines[i].offset, batch->lines[i].length, err))
            return mlf_fail_at(err, "%s:%zu", reading->reader.name, batch->lines[i].number);
        batch->parsed++;
        record->file = reading->reader.name;
        record->number = batch->lines[i].number;
        batch->had_field[i] = mlf_record_find(record, "embedding") != NULL ||
                              (reading->options->beside && mlf_record_find(record, "row"));
        batch->had_error[i] = mlf_record_find(record, "error") != NULL;
        if (take_vector(reading, batch, i, err))
            return mlf_fail_at(err, "%s:%zu", reading->reader.name, batch->lines[i].number);
    }
    mlf_buf_free(&batch->text);
    return 0;
}

static int append_vector(struct mlf_vectors *vectors, const float *values, size_t d, size_t record, struct mlf_err *err)
{
    if (vectors->n == 0)
        vectors->d = d;
    if (mlf_grow(&vectors->record, &vectors->row_capacity, vectors->n + 1, sizeof *vectors->record, err) ||
        mlf_grow(&vectors->z, &vectors->z_capacity, (vectors->n + 1) * d, sizeof *vectors->z, err))
        return -1;
    memcpy(vectors->z + vectors->n * d, values, d * sizeof *values);
    vectors->record[vectors->n++] = record;
    return 0;
}

static int append_batch(void *context, void *item, struct mlf_err *err)
{
    struct reading *reading = context;
    struct batch *batch = item;
    struct mlf_vectors *vectors = reading->vectors;
    struct mlf_records *all = &vectors->records;
    if (mlf_grow(&all->items, &all->capacity, all->n + batch->n, sizeof *all->items, err))
        return -1;
    for (size_t i = 0; i < batch->n; i++) {
        struct mlf_record *record = &batch->records[i];
        if (batch->values[i] && vectors->n > 0 && batch->d[i] != vectors->d) {
            char sentence[128];
            snprintf(sentence, sizeof sentence, "the embedding has %zu dimensions, the first one of the stream %zu",
                     batch->d[i], vectors->d);
            if (mlf_record_set_error(record, sentence, err))
                return -1;
        } else if (batch->values[i] && append_vector(vectors, batch->values[i], batch->d[i], all->n + i, err)) {
            return -1;
        }
        vectors->embeddings += batch->had_field[i] != 0;
        vectors->failed += !batch->had_error[i] && mlf_record_find(record, "error") != NULL;
    }
    memcpy(&all->items[all->n], batch->records, batch->n * sizeof *batch->records);
    all->n += batch->n;
    batch->parsed = 0; /* they belong to the list now */
    return 0;
}

int mlf_vectors_read(struct mlf_vectors *vectors, const char *path, const struct mlf_vectors_options *options, int jobs,
                     struct mlf_err *err)
{
    struct reading reading = {.vectors = vectors, .options = options};
    struct mlf_pipeline pipeline = {.read = read_batch,
                                    .compute = parse_batch,
                                    .write = append_batch,
                                    .release = release_batch,
                                    .context = &reading};
    *vectors = (struct mlf_vectors){0};
    if (mlf_reader_open(&reading.reader, path, err))
        return -1;
    int result = mlf_pipeline_run(&pipeline, jobs, err);
    mlf_reader_close(&reading.reader);
    if (result)
        mlf_vectors_free(vectors);
    return result;
}

void mlf_vectors_free(struct mlf_vectors *vectors)
{
    mlf_records_free(&vectors->records);
    free(vectors->z);
    free(vectors->record);
    *vectors = (struct mlf_vectors){0};
}
