/* Batches of records on their way through mlfix-embed. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "embed-network.h"
#include "embed-parts.h"
#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/message.h"
#include "mlfix/base/progress.h"
#include "mlfix/base/pipeline.h"
#include "mlfix/embed/model-file.h"
#include "mlfix/embed/model.h"
#include "mlfix/embed/thumbnails.h"
#include "mlfix/network/network.h"
#include "mlfix/numeric/npy-ids.h"
#include "mlfix/numeric/npy-rows.h"
#include "mlfix/numeric/npy-write.h"
#include "mlfix/photo/quality-issues.h"
#include "mlfix/record/embedded-by.h"
#include "mlfix/record/embedding.h"
#include "mlfix/record/reader.h"
#include "mlfix/record/record-write.h"
#include "mlfix/record/record.h"

#define BATCH MLF_MODEL_BATCH

struct batch {
    struct mlf_record *records;   /* n; in `own`, or among those held in memory */
    struct mlf_record own[BATCH]; /* those read from a stream */
    size_t n, first;              /* number of the first one in the stream, from 0 */
    unsigned char usable[BATCH];  /* there is a vector */
    float *vectors;               /* n x dim, owned, or NULL */
    float *of_network;            /* the same of the network, where there is one */
    struct mlf_buf text;
};

static int use_model(struct embed_job *job, struct batch *batch, struct mlf_err *err)
{
    struct mlf_thumbs thumbs = {NULL, batch->usable, batch->n};
    unsigned char *bytes = NULL;
    int status = -1;
    if (job->held) {
        memcpy(batch->usable, job->usable + batch->first, batch->n);
        thumbs.bytes = job->bytes + batch->first * MLF_THUMB_BYTES;
        return mlf_model_embed(&job->model, &thumbs, batch->vectors, err);
    }
    thumbs.bytes = bytes = mlf_alloc(BATCH, MLF_THUMB_BYTES, err);
    if (!bytes)
        return -1;
    for (size_t i = 0; i < batch->n; i++)
        if (embed_prepare(job, &batch->records[i], bytes + i * MLF_THUMB_BYTES, NULL, &batch->usable[i], err))
            goto done;
    status = mlf_model_embed(&job->model, &thumbs, batch->vectors, err);
done:
    free(bytes);
    return status;
}

/* 1 and the record's row of the imported file, 0 where it has none. */
static int imported_row(const struct embed_job *job, const struct mlf_record *record, size_t number, size_t *row,
                        struct mlf_err *err)
{
    if (!options.ids) {
        *row = number;
        if (number >= job->import.rows)
            return mlf_fail(err, "'%s' has %zu rows and there are more records", options.import, job->import.rows);
        return 1;
    }
    char *id = mlf_record_string(record, "id", err);
    int found = id && mlf_npy_ids_find(&job->ids, id, row);
    free(id);
    return found;
}

static int use_import(struct embed_job *job, struct batch *batch, struct mlf_err *err)
{
    for (size_t i = 0; i < batch->n; i++) {
        struct mlf_record *record = &batch->records[i];
        struct mlf_err why = {""};
        float *vector = batch->vectors + i * job->dim;
        size_t row = 0;
        int found = imported_row(job, record, batch->first + i, &row, err);
        batch->usable[i] = 0;
        if (found < 0)
            return -1;
        if (mlf_record_find(record, "error"))
            continue;
        if (!found) {
            mlf_fail(&why, "there is no vector for this id");
        } else {
            mlf_npy_row(&job->import, row, vector);
            for (size_t j = 0; j < job->dim; j++)
                if (!isfinite(vector[j]))
                    mlf_fail(&why, "row %zu of the imported vectors is not finite", row);
        }
        batch->usable[i] = why.text[0] == '\0';
        if (!batch->usable[i] && embed_spoil(job, record, &why, NULL, err))
            return -1;
    }
    return 0;
}

/* Sets the fields of one record that has a vector. */
static int describe(const struct embed_job *job, struct mlf_record *record, size_t number, const float *vector,
                    struct mlf_buf *scratch, struct mlf_err *err)
{
    size_t parts = options.import ? 1 : job->model.parts;
    if (!job->embedded_by[0])
        mlf_record_remove(record, "embedded_by");
    else if (mlf_record_set_string(record, "embedded_by", job->embedded_by, err))
        return -1;
    if (parts == 1)
        mlf_record_remove(record, "parts");
    else if (mlf_record_set_number(record, "parts", (double)parts, err))
        return -1;
    if (options.vectors) {
        mlf_record_remove(record, "embedding");
        return mlf_record_set_number(record, "row", (double)number, err);
    }
    mlf_buf_clear(scratch);
    mlf_buf_putc(scratch, '"');
    mlf_embedding_put(scratch, vector, job->dim);
    mlf_buf_putc(scratch, '"');
    if (mlf_buf_check(scratch, err))
        return -1;
    mlf_record_remove(record, "row");
    return mlf_record_set(record, "embedding", scratch->data, err);
}

static int compute_batch(void *context, void *item, int worker, struct mlf_err *err)
{
    (void)worker;
    struct embed_job *job = context;
    struct batch *batch = item;
    struct mlf_buf scratch = {0};
    int status = 0;
    if (options.import) {
        status = use_import(job, batch, err);
    } else if (options.model) {
        status = use_model(job, batch, err);
    } else { /* learnt: prepared and embedded already */
        memcpy(batch->usable, job->usable + batch->first, batch->n);
        if (job->vectors)
            memcpy(batch->vectors, job->vectors + batch->first * job->dim, batch->n * job->dim * sizeof(float));
    }
    if (status == 0 && job->network)
        status = embed_network_batch(job, batch->records, batch->n, batch->usable, batch->of_network, err);
    for (size_t i = 0; status == 0 && i < batch->n; i++) {
        float *vector = batch->vectors + i * job->dim;
        if (batch->usable[i])
            status = describe(job, &batch->records[i], batch->first + i, vector, &scratch, err);
        for (size_t j = 0; !batch->usable[i] && j < job->dim; j++)
            vector[j] = NAN;
        if (status == 0 && job->quality && job->usable[batch->first + i])
            status = mlf_quality_issues_write(&batch->records[i], &job->quality[batch->first + i],
                                              &job->unusual[batch->first + i], err);
        mlf_record_print(&batch->records[i], &batch->text);
    }
    mlf_buf_free(&scratch);
    return status ? status : mlf_buf_check(&batch->text, err);
}

static void release_batch(void *context, void *item)
{
    (void)context;
    struct batch *batch = item;
    for (size_t i = 0; i < batch->n; i++)
        mlf_record_free(&batch->records[i]);
    free(batch->vectors);
    free(batch->of_network);
    mlf_buf_free(&batch->text);
    free(batch);
}

/* Records of a batch. Those of a network are small, so that no thread waits long for the last one. */
static size_t batch_records(const struct embed_job *job)
{
    size_t n = job->network && !options.model ? 4 * mlf_network_batch(job->network) : BATCH;
    return n < BATCH ? n : BATCH;
}

static struct batch *new_batch(const struct embed_job *job, struct mlf_err *err)
{
    struct batch *batch = mlf_alloc(1, sizeof *batch, err);
    if (batch && (batch->vectors = mlf_alloc(BATCH * job->dim, sizeof(float), err)) &&
        (!job->network ||
         (batch->of_network = mlf_alloc(batch_records(job) * mlf_network_dim(job->network), sizeof(float), err))))
        return batch;
    if (batch)
        free(batch->vectors);
    free(batch);
    return NULL;
}

/* Once it is known how the network's pictures are prepared: says in the job which model the vectors are by. */
static int name_model(struct embed_job *job, struct mlf_err *err)
{
    uint64_t model, network;
    if (options.import || !job->model.parts)
        return 0;
    if (mlf_model_fingerprint(&job->model, &model, err) ||
        (job->network && mlf_network_fingerprint(job->network, &network, err)))
        return -1;
    mlf_embedded_by_text(model, job->network ? &network : NULL, job->embedded_by);
    return 0;
}

/* The next record of the part that is wanted: 1, 0 at the end, -1 where the stream is broken. */
static int read_record(struct embed_job *job, struct mlf_record *record)
{
    int got, taken = 1;
    while ((got = mlf_reader_record(&job->reader, record, &job->broken)) == 1 && options.shard &&
           (taken = mlf_shard_take(&options.part, record, job->read, 0, &job->broken)) == 0) {
        mlf_record_free(record);
        job->read++;
    }
    job->read += got == 1;
    if (got == 1 && taken < 0)
        mlf_record_free(record);
    return taken < 0 ? -1 : got;
}

static void *read_batch(void *context, int *failed, struct mlf_err *err)
{
    struct embed_job *job = context;
    int held = job->held, status = 1;
    if (job->broken.text[0]) {
        *failed = 1;
        mlf_fail(err, "%s", job->broken.text);
        return NULL;
    }
    size_t most = batch_records(job);
    struct batch *batch = new_batch(job, err);
    if (!batch) {
        *failed = 1;
        return NULL;
    }
    batch->first = job->next;
    batch->records = held ? job->records.items + job->next : batch->own;
    if (held)
        batch->n = job->records.n - job->next < most ? job->records.n - job->next : most;
    while (!held && batch->n < most && (status = read_record(job, &batch->own[batch->n])) == 1)
        batch->n++;
    if (job->next == 0 && ((job->network && embed_network_begin(job, held ? job->records.items : batch->own,
                                                                held ? job->records.n : batch->n, err)) ||
                           name_model(job, err))) {
        *failed = 1;
        status = 0;
        batch->n = 0;
    }
    job->next += batch->n;
    if (batch->n > 0)
        return batch;
    if (status < 0)
        *failed = mlf_fail(err, "%s", job->broken.text) != 0;
    release_batch(context, batch);
    return NULL;
}

static int write_batch(void *context, void *item, struct mlf_err *err)
{
    struct embed_job *job = context;
    struct batch *batch = item;
    if (job->out.temp.file && mlf_npy_append(&job->out, batch->vectors, batch->n, err))
        return -1;
    if (job->network && mlf_npy_append(&job->network_out, batch->of_network, batch->n, err))
        return -1;
    /* A full disk or a closed pipe is told by mlf_cli_finish, but there is no
     * use in going on. */
    if (fwrite(batch->text.data, 1, batch->text.length, stdout) != batch->text.length || fflush(stdout))
        return mlf_fail_errno(err, "standard output cannot be written");
    mlf_progress("write the records", batch->first + batch->n, job->records.n);
    return 0;
}

int embed_stream(struct embed_job *job, struct mlf_err *err)
{
    struct mlf_pipeline pipeline = {read_batch, compute_batch, write_batch, release_batch, job};
    return mlf_pipeline_run(&pipeline, mlf_common.jobs, err);
}
