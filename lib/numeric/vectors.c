#include "mlfix/numeric/vectors.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/limits.h"
#include "mlfix/base/pipeline.h"
#include "mlfix/base/progress.h"
#include "mlfix/numeric/npy-rows.h"
#include "mlfix/numeric/vector-files.h"
#include "mlfix/record/chunk.h"
#include "mlfix/record/embedded-by.h"
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
    float *values; /* d, then those of the further sets; NULL: none */
    size_t d;
    int had_field, had_error;
};

#define READING "read the records"

struct reading {
    struct mlf_reader reader;
    struct mlf_vectors *vectors;
    const struct mlf_vectors_options *options;
    struct mlf_embedded_by model;
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

/* The row that a record names in the files beside the stream: 1; 0 where it names none; -1 and an error
 * where there is no such row. */
static int find_row(const struct mlf_vector_files *files, const struct mlf_record *record, size_t *row,
                    struct mlf_err *err)
{
    double number;
    if (!mlf_record_number(record, "row", &number))
        return 0;
    if (number < 0 || number >= (double)files->npy[0].rows || number != floor(number))
        return mlf_fail(err, "there is no row %.9g among the %zu vectors", number, files->npy[0].rows);
    *row = (size_t)number;
    return 1;
}

static int fetch_row(const struct mlf_vector_files *files, size_t file, size_t row, float *values, struct mlf_err *err)
{
    const struct mlf_npy *npy = &files->npy[file];
    mlf_npy_row(npy, row, values);
    for (size_t j = 0; j < npy->columns; j++) {
        char what[512];
        if (isfinite(values[j]) && fabsf(values[j]) <= (float)MLF_LIMIT_VECTOR_NUMBER)
            continue;
        if (files->n == 1)
            snprintf(what, sizeof what, "row %zu of the vectors", row);
        else
            snprintf(what, sizeof what, "row %zu of '%.400s'", row, files->names[file]);
        (void)mlf_embedding_bears(values[j], what, err);
        return -1;
    }
    return 0;
}

/* Takes the vector of the record, and those of the further sets behind it, in new memory, *d being the length of the
 * first. NULL where the record has none; an empty error says that it names none. */
static float *fetch_vectors(const struct mlf_vector_files *files, const struct mlf_record *record, size_t *d,
                            struct mlf_err *err)
{
    int embedded = mlf_record_find(record, "embedding") != NULL;
    float *values = NULL, *grown;
    size_t row = 0;
    if (embedded && !(values = mlf_embedding_read(record, d, err)))
        return NULL;
    if (!files || (embedded && files->n == 1))
        return values;
    int found = find_row(files, record, &row, err);
    if (found <= 0) {
        if (found == 0 && files->n > 1)
            mlf_fail(err, "the record has no row in the files of vectors");
        free(values);
        return NULL;
    }
    if (!embedded)
        *d = files->npy[0].columns;
    if (!(grown = mlf_alloc(*d + files->columns - files->npy[0].columns, sizeof *grown, err))) {
        free(values);
        return NULL;
    }
    if (embedded)
        memcpy(grown, values, *d * sizeof *grown);
    free(values);
    float *next = grown + (embedded ? *d : 0);
    for (size_t k = embedded; k < files->n; next += files->npy[k++].columns)
        if (fetch_row(files, k, row, next, err)) {
            free(grown);
            return NULL;
        }
    return grown;
}

static int take_vector(const struct reading *reading, struct mlf_record *record, struct vector *vector,
                       struct mlf_err *err)
{
    struct mlf_err broken = {""};
    if (vector->had_error)
        return 0;
    vector->values = fetch_vectors(reading->options->beside, record, &vector->d, &broken);
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
    vectors->d = d; /* all have the length of the first */
    if (mlf_grow(&vectors->record, &vectors->row_capacity, vectors->n + 1, sizeof *vectors->record, err) ||
        mlf_grow(&vectors->z, &vectors->z_capacity, (vectors->n + 1) * d, sizeof *vectors->z, err))
        return -1;
    memcpy(vectors->z + vectors->n * d, values, d * sizeof *values);
    values += d;
    for (size_t k = 0; k < vectors->more_n; k++) {
        struct mlf_vector_set *set = &vectors->more[k];
        if (mlf_grow(&set->z, &set->capacity, (vectors->n + 1) * set->d, sizeof *set->z, err))
            return -1;
        memcpy(set->z + vectors->n * set->d, values, set->d * sizeof *values);
        values += set->d;
    }
    vectors->record[vectors->n++] = record;
    return 0;
}

/* Hands on what is there, and forgets it. */
static int hand_on(struct reading *reading, struct mlf_err *err)
{
    struct mlf_vectors *vectors = reading->vectors;
    size_t n = vectors->records.n;
    if (reading->options->piece == 0 || n < reading->options->piece)
        return 0;
    if (reading->options->take(reading->options->context, vectors, err))
        return -1;
    mlf_records_free(&vectors->records);
    vectors->n = 0;
    vectors->taken += n;
    /* What was read of mapped files need not stay in memory, either; what is wanted again is mapped again. */
    for (size_t k = 0; reading->options->beside && k < reading->options->beside->n; k++)
        mlf_npy_forget(&reading->options->beside->npy[k], 0, reading->options->beside->npy[k].rows);
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
        if (vector->values && mlf_embedded_by_see(&reading->model, record, err))
            return -1;
        if (vector->values && vectors->d > 0 && vector->d != vectors->d) {
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
    if (mlf_records_append(&vectors->records, batch->chunk, err))
        return -1;
    mlf_progress(READING, vectors->taken + vectors->records.n, 0);
    return hand_on(reading, err);
}

static int begin_sets(struct mlf_vectors *vectors, const struct mlf_vector_files *files, struct mlf_err *err)
{
    if (!files || files->n < 2)
        return 0;
    if (!(vectors->more = mlf_alloc(files->n - 1, sizeof *vectors->more, err)))
        return -1;
    vectors->more_n = files->n - 1;
    for (size_t k = 0; k < vectors->more_n; k++)
        vectors->more[k].d = files->npy[k + 1].columns;
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
    if (begin_sets(vectors, options->beside, err) || mlf_reader_open(&reading.reader, path, err)) {
        mlf_vectors_free(vectors);
        return -1;
    }
    int result = mlf_pipeline_run(&pipeline, jobs, err);
    mlf_progress_leave(READING);
    mlf_reader_close(&reading.reader);
    mlf_embedded_by_free(&reading.model);
    if (result)
        mlf_vectors_free(vectors);
    return result;
}

int mlf_vectors_none(const struct mlf_vectors *vectors, size_t files, struct mlf_err *err)
{
    const struct mlf_record *first = vectors->failed == 0 && vectors->records.n > 0 ? vectors->records.items : NULL;
    char *why = first && mlf_record_find(first, "error") ? mlf_record_string(first, "error", NULL) : NULL;
    if (why)
        mlf_fail(err, "none of the records can be used, each has an 'error'; that of the first: %.300s", why);
    else
        mlf_fail(err, files > 1 ? "no record has a row in the files of vectors: mlfix-embed --vectors writes it"
                                : "no record has an embedding: mlfix-embed makes them");
    free(why);
    return -1;
}

void mlf_vectors_move(struct mlf_vectors *vectors, size_t from, size_t to)
{
    size_t d = vectors->d;
    memmove(vectors->z + to * d, vectors->z + from * d, d * sizeof *vectors->z);
    for (size_t k = 0; k < vectors->more_n; k++) {
        struct mlf_vector_set *set = &vectors->more[k];
        memmove(set->z + to * set->d, set->z + from * set->d, set->d * sizeof *set->z);
    }
}

void mlf_vectors_drop(struct mlf_vectors *vectors)
{
    for (size_t k = 0; k < vectors->more_n; k++) {
        free(vectors->more[k].z);
        vectors->more[k].z = NULL;
        vectors->more[k].capacity = 0;
    }
    free(vectors->z);
    vectors->z = NULL;
    vectors->z_capacity = 0;
}

void mlf_vectors_free(struct mlf_vectors *vectors)
{
    mlf_vectors_drop(vectors);
    mlf_records_free(&vectors->records);
    free(vectors->more);
    free(vectors->record);
    *vectors = (struct mlf_vectors){0};
}
