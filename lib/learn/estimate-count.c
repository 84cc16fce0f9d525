/* Counting what there is to rank, while the stream goes by. */
#include <stdlib.h>
#include <string.h>

#include "mlfix/array.h"
#include "mlfix/base64.h"
#include "mlfix/batch.h"
#include "mlfix/buf.h"
#include "mlfix/err.h"
#include "mlfix/estimate.h"
#include "mlfix/lookup.h"
#include "mlfix/npy.h"
#include "mlfix/numbering.h"
#include "mlfix/rank.h"
#include "mlfix/record.h"
#include "mlfix/stages.h"

struct counting {
    struct mlf_reader reader;
    struct mlf_rank_work *work;
    const struct mlf_npy *beside;
    const struct mlf_rank_options *options;
    struct mlf_numbering labels, sections;
    size_t capacity; /* of work->section */
    struct mlf_buf key;
};

static void *read_chunk(void *context, int *failed, struct mlf_err *err)
{
    struct counting *counting = context;
    struct mlf_chunk *chunk = NULL;
    int got = mlf_chunk_read(&chunk, &counting->reader, err);
    *failed = got < 0;
    return got == 1 ? chunk : NULL;
}

static int parse_chunk(void *context, void *item, int worker, struct mlf_err *err)
{
    struct mlf_chunk *chunk = item;
    (void)context;
    (void)worker;
    return mlf_chunk_parse(chunk, err) ? mlf_fail_at(err, "%s:%zu", chunk->file, chunk->number) : 0;
}

static void release_chunk(void *context, void *item)
{
    (void)context;
    mlf_chunk_free(item);
}

/* One more in the section of the record's group-by values. */
static int count_section(struct counting *c, const struct mlf_record *record, struct mlf_err *err)
{
    struct mlf_rank_work *work = c->work;
    mlf_buf_clear(&c->key);
    mlf_buf_puts(&c->key, "");
    for (size_t f = 0; f < c->options->group_by_n; f++) {
        struct mlf_value value;
        if (mlf_lookup(record, c->options->group_by[f], &value))
            mlf_buf_add(&c->key, value.text, value.length);
        mlf_buf_putc(&c->key, ',');
    }
    if (mlf_buf_check(&c->key, err))
        return -1;
    size_t number = mlf_numbering_add(&c->sections, c->key.data ? c->key.data : "", err);
    if (number == (size_t)-1 || mlf_grow(&work->section, &c->capacity, number + 1, sizeof *work->section, err))
        return -1;
    while (work->sections <= number)
        work->section[work->sections++] = 0;
    work->section[number]++;
    return 0;
}

/* The first record with a vector says how long they all are. */
static int measure_vector(struct counting *c, const struct mlf_record *record, int embedded, struct mlf_err *err)
{
    struct mlf_rank_work *work = c->work;
    double parts;
    if (embedded) {
        float *values = mlf_record_embedding(record, &work->dim, err);
        free(values);
        if (!values)
            return mlf_fail_at(err, "%s:%zu", record->file, record->number);
    } else {
        work->dim = c->beside->columns;
        work->beside = 1;
    }
    if (mlf_record_number(record, "parts", &parts) && parts >= 1 && parts <= (double)work->dim)
        work->parts = (size_t)parts;
    return 0;
}

/* Bytes of the record in memory. */
static double record_size(const struct mlf_record *record)
{
    double size = sizeof *record;
    for (size_t f = 0; f < record->n; f++)
        size += (double)(sizeof *record->fields + record->fields[f].key_length + record->fields[f].length + 4);
    return size;
}

static int count_record(struct counting *c, const struct mlf_record *record, struct mlf_err *err)
{
    struct mlf_rank_work *work = c->work;
    const struct mlf_field *embedding = mlf_record_find(record, "embedding");
    struct mlf_err broken = {""};
    work->records++;
    work->bytes += record_size(record) - (embedding ? (double)embedding->length : 0);
    if (mlf_record_find(record, "error") || !(embedding || (c->beside && mlf_record_find(record, "row"))))
        return 0;
    if (work->vectors++ == 0 && measure_vector(c, record, embedding != NULL, err))
        return -1;
    char *label = mlf_record_string(record, "label", &broken);
    if (label) {
        work->items++;
        size_t number = mlf_numbering_add(&c->labels, label, err);
        free(label);
        if (number == (size_t)-1)
            return -1;
    }
    return count_section(c, record, err);
}

static int count_chunk(void *context, void *item, struct mlf_err *err)
{
    struct mlf_chunk *chunk = item;
    for (size_t i = 0; i < chunk->n; i++)
        if (count_record(context, &chunk->records[i], err))
            return -1;
    return 0;
}

int mlf_rank_work_count(struct mlf_rank_work *work, const char *path, const struct mlf_npy *beside,
                        const struct mlf_rank_options *options, struct mlf_err *err)
{
    struct counting counting = {.work = work, .beside = beside, .options = options};
    struct mlf_pipeline pipeline = {read_chunk, parse_chunk, count_chunk, release_chunk, &counting};
    *work = (struct mlf_rank_work){.parts = 1};
    if (mlf_reader_open(&counting.reader, path, err))
        return -1;
    double begun = mlf_stage_begin();
    int result = mlf_pipeline_run(&pipeline, options->jobs, err);
    work->reading = mlf_stage_begin() - begun;
    work->classes = counting.labels.n;
    mlf_reader_close(&counting.reader);
    mlf_numbering_free(&counting.labels);
    mlf_numbering_free(&counting.sections);
    mlf_buf_free(&counting.key);
    return result;
}

void mlf_rank_work_free(struct mlf_rank_work *work)
{
    free(work->section);
    *work = (struct mlf_rank_work){0};
}
