#include "mlfix/numeric/vectors.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/pipeline.h"
#include "mlfix/base/progress.h"
#include "mlfix/numeric/npy-rows.h"
#include "mlfix/record/chunk.h"
#include "mlfix/record/embedding.h"
#include "mlfix/record/reader.h"
#include "mlfix/record/record-write.h"
#include "mlfix/record/record.h"

struct batch {
    struct mlf_chunk *chunk;
    struct vector *vectors; /* of its records, in order */
    size_t n;
};

struct vector {
    float *values; /* NULL: none */
    size_t d;
    int had_field, had_error;
};

#define READING "read the records"

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
        free(batch->vectors[i].values);
    free(batch->vectors);
    if (batch->chunk)
        mlf_chunk_free(batch->chunk);
    free(batch);
}

static void *read_batch(void *context, int *failed, struct mlf_err *err)
{
    struct reading *reading = context;
    struct batch *batch = mlf_alloc(1, sizeof *batch, err);
    int got = batch ? mlf_chunk_read(&batch->chunk, &reading->reader, err) : -1;
    *failed = got < 0;
    if (got == 1)
        return batch;
    free(batch);
    return NULL;
}

/* The vector of the record from the file beside the stream, in new memory. NULL without an
 * error where the record names no row. */
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

static int take_vector(const struct reading *reading, struct mlf_record *record, struct vector *vector,
                       struct mlf_err *err)
{
    const struct mlf_npy *beside = reading->options->beside;
    struct mlf_err broken = {""};
    if (vector->had_error)
        return 0;
    if (beside && !mlf_record_find(record, "embedding"))
        vector->values = fetch_row(beside, record, &vector->d, &broken);
    else
        vector->values = mlf_embedding_read(record, &vector->d, &broken);
    return vector->values
               ? 0
               : mlf_record_set_error(record, *broken.text ? broken.text : "the record has no embedding", err);
}

static int parse_batch(void *context, void *item, int worker, struct mlf_err *err)
{
    struct reading *reading = context;
    struct batch *batch = item;
    struct mlf_chunk *chunk = batch->chunk;
    size_t dropped = 0;
    (void)worker;
    if (mlf_chunk_parse(chunk, err))
        return mlf_fail_at(err, "%s:%zu", chunk->file, chunk->number);
    if (!(batch->vectors = mlf_alloc(chunk->n, sizeof *batch->vectors, err)))
        return -1;
    batch->n = chunk->n;
    for (size_t i = 0; i < batch->n; i++) {
        struct mlf_record *record = &chunk->records[i];
        struct vector *vector = &batch->vectors[i];
        int has = mlf_record_find(record, "embedding") != NULL;
        vector->had_field = has || (reading->options->beside && mlf_record_find(record, "row"));
        vector->had_error = mlf_record_find(record, "error") != NULL;
        if (reading->options->vectors && take_vector(reading, record, vector, err))
            return mlf_fail_at(err, "%s:%zu", record->file, record->number);
        if (has && !reading->options->keep) {
            mlf_record_remove(record, "embedding");
            dropped++;
        }
    }
    if (dropped > 0 && mlf_chunk_compact(chunk, err))
        return mlf_fail_at(err, "%s:%zu", chunk->file, chunk->number);
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
    for (size_t i = 0; i < batch->n; i++) {
        struct mlf_record *record = &batch->chunk->records[i];
        const struct vector *vector = &batch->vectors[i];
        if (vector->values && vectors->n > 0 && vector->d != vectors->d) {
            char sentence[128];
            snprintf(sentence, sizeof sentence, "the embedding has %zu dimensions, the first one of the stream %zu",
                     vector->d, vectors->d);
            if (mlf_record_set_error(record, sentence, err))
                return -1;
        } else if (vector->values && append_vector(vectors, vector->values, vector->d, vectors->records.n + i, err)) {
            return -1;
        }
        vectors->embeddings += vector->had_field != 0;
        vectors->failed += !vector->had_error && mlf_record_find(record, "error") != NULL;
    }
    int result = mlf_records_append(&vectors->records, batch->chunk, err);
    mlf_progress(READING, vectors->records.n, 0);
    return result;
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
    mlf_progress_leave(READING);
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
