/* Describes each object by a vector learnt from the pictures themselves. */
#include <errno.h>
#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mlfix/array.h"
#include "mlfix/base64.h"
#include "mlfix/batch.h"
#include "mlfix/buf.h"
#include "mlfix/cli.h"
#include "mlfix/err.h"
#include "mlfix/hash.h"
#include "mlfix/image.h"
#include "mlfix/model.h"
#include "mlfix/npy.h"
#include "mlfix/record.h"
#include "mlfix/stages.h"

struct options {
    int preset;
    long dim;
    int flip;
    long seed;
    const char *save, *model, *import, *ids, *export, *vectors;
};

static struct options options = {.preset = MLF_PRESETS, .flip = -1, .seed = -1};

static const struct mlf_option option_table[] = {
    {"preset", 0, MLF_CHOICE, &options.preset, NULL, "how much work goes into the vectors (default)", 0, 0,
     mlf_preset_names},
    {"dim", 0, MLF_INTEGER, &options.dim, "N",
     "length of the vectors, at most (576, 512, 1536 by preset; not for bovw)", 1, 4096, NULL},
    {"flip", 0, MLF_FLAG, &options.flip, NULL, "a mirrored picture means the same (no)", 0, 0, NULL},
    {"seed", 0, MLF_INTEGER, &options.seed, "N", "start of the random numbers (1)", 0, 1e15, NULL},
    {"save", 0, MLF_TEXT, &options.save, "FILE", "write what was learnt to this file", 0, 0, NULL},
    {"model", 0, MLF_TEXT, &options.model, "FILE", "use what was learnt earlier instead of learning", 0, 0, NULL},
    {"import", 0, MLF_TEXT, &options.import, "FILE.npy", "take the vectors from this file, row by row", 0, 0, NULL},
    {"ids", 0, MLF_TEXT, &options.ids, "FILE", "the ids of the imported rows, one a line", 0, 0, NULL},
    {"export", 0, MLF_TEXT, &options.export, "FILE.npy", "also write the vectors to this file", 0, 0, NULL},
    {"vectors", 0, MLF_TEXT, &options.vectors, "FILE.npy",
     "write the vectors to this file and only their rows into the records", 0, 0, NULL},
    {0},
};

static const struct mlf_command command = {
    .name = "mlfix-embed",
    .operands = "[FILE]",
    .summary = "describe each object by a vector learnt from the pictures",
    .options = option_table,
    .max_operands = 1,
};

static const char *check_options(const struct options *o)
{
    int learning = o->preset != MLF_PRESETS || o->dim || o->flip != -1 || o->seed != -1 || o->save;
    if (o->model && o->import)
        return "--model and --import exclude each other";
    if ((o->model || o->import) && learning)
        return "--preset, --dim, --flip, --seed and --save are for learning, not for --model or --import";
    if (o->preset == MLF_PRESET_BOVW && o->dim)
        return "--dim is not for bovw, whose vectors have a number for each of its 1024 words";
    if (o->ids && !o->import)
        return "--ids needs --import";
    if (o->export && o->vectors)
        return "--export and --vectors exclude each other";
    return NULL;
}

/* ---- A batch of records on its way ---- */

#define BATCH MLF_MODEL_BATCH

struct batch {
    struct mlf_record *records;   /* n; in `own`, or among those held in memory */
    struct mlf_record own[BATCH]; /* those read from a stream */
    size_t n, first;              /* number of the first one in the stream, from 0 */
    unsigned char usable[BATCH];  /* there is a vector */
    float *vectors;               /* n x dim, owned, or NULL */
    struct mlf_buf text;
};

struct job {
    struct mlf_model model;
    struct mlf_npy import;
    struct mlf_npy_ids ids;
    struct mlf_npy_writer out;
    struct mlf_reader reader;
    /* Learning holds everything. */
    struct mlf_records records;
    unsigned char *bytes, *usable;
    float *vectors;
    size_t dim;
    size_t next;
    atomic_size_t failures;
    struct mlf_err broken; /* the stream broke behind the last batch */
};

/* The item's own trouble, told in its record. */
static int spoil(struct job *job, struct mlf_record *record, const struct mlf_err *why, const char *issue,
                 struct mlf_err *err)
{
    atomic_fetch_add(&job->failures, 1);
    if (issue && mlf_record_add_issue(record, issue, err))
        return -1;
    return mlf_record_set_error(record, why->text, err);
}

/* Which of the contract's issues an unreadable picture is; NULL for a record
 * that names none. */
static const char *picture_issue(const struct mlf_record *record)
{
    char *path = mlf_record_string(record, "crop", NULL);
    if (!path)
        path = mlf_record_string(record, "image", NULL);
    const char *issue = !path ? NULL : access(path, F_OK) && errno == ENOENT ? "image-missing" : "image-unreadable";
    free(path);
    return issue;
}

static int read_thumb(const struct mlf_record *record, unsigned char *thumb, struct mlf_err *err)
{
    struct mlf_pixels whole = {0}, small = {0};
    int status = -1;
    if (mlf_record_pixels(record, MLF_THUMB_SIDE, &whole, err) == 0 &&
        mlf_pixels_resize(&whole, MLF_THUMB_SIDE, MLF_THUMB_SIDE, MLF_TRIANGLE, &small, err) == 0) {
        memcpy(thumb, small.data, MLF_THUMB_BYTES);
        status = 0;
    }
    mlf_pixels_free(&whole);
    mlf_pixels_free(&small);
    return status;
}

/* Thumbnail and hash of one record; *usable 0 where that cannot be. */
static int prepare(struct job *job, struct mlf_record *record, unsigned char *thumb, unsigned char *usable,
                   struct mlf_err *err)
{
    struct mlf_err why = {""};
    char hash[17];
    *usable = 0;
    if (mlf_record_find(record, "error"))
        return 0;
    if (read_thumb(record, thumb, &why))
        return spoil(job, record, &why, picture_issue(record), err);
    *usable = 1;
    mlf_hash_text(mlf_hash_thumb(thumb), hash);
    return mlf_record_set_string(record, "hash", hash, err);
}

static int use_model(struct job *job, struct batch *batch, struct mlf_err *err)
{
    int status = -1;
    unsigned char *bytes = mlf_alloc(BATCH, MLF_THUMB_BYTES, err);
    if (!bytes)
        return -1;
    struct mlf_thumbs thumbs = {bytes, batch->usable, batch->n};
    for (size_t i = 0; i < batch->n; i++)
        if (prepare(job, &batch->records[i], bytes + i * MLF_THUMB_BYTES, &batch->usable[i], err))
            goto done;
    status = mlf_model_embed(&job->model, &thumbs, batch->vectors, err);
done:
    free(bytes);
    return status;
}

/* 1 and the record's row of the imported file, 0 where it has none. */
static int imported_row(const struct job *job, const struct mlf_record *record, size_t number, size_t *row,
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

static int use_import(struct job *job, struct batch *batch, struct mlf_err *err)
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
        if (!batch->usable[i] && spoil(job, record, &why, NULL, err))
            return -1;
    }
    return 0;
}

/* Sets the fields of one record that has a vector. */
static int describe(struct mlf_record *record, size_t number, const float *vector, size_t dim, size_t parts,
                    struct mlf_buf *scratch, struct mlf_err *err)
{
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
    mlf_base64_put_floats(scratch, vector, dim);
    mlf_buf_putc(scratch, '"');
    if (mlf_buf_check(scratch, err))
        return -1;
    mlf_record_remove(record, "row");
    return mlf_record_set(record, "embedding", scratch->data, err);
}

static int compute_batch(void *context, void *item, int worker, struct mlf_err *err)
{
    (void)worker;
    struct job *job = context;
    struct batch *batch = item;
    struct mlf_buf scratch = {0};
    size_t parts = options.import ? 1 : job->model.parts;
    int status = 0;
    if (job->usable) { /* learnt: prepared and embedded already */
        memcpy(batch->usable, job->usable + batch->first, batch->n);
        if (job->vectors)
            memcpy(batch->vectors, job->vectors + batch->first * job->dim, batch->n * job->dim * sizeof(float));
    } else {
        status = options.import ? use_import(job, batch, err) : use_model(job, batch, err);
    }
    for (size_t i = 0; status == 0 && i < batch->n; i++) {
        float *vector = batch->vectors + i * job->dim;
        if (batch->usable[i])
            status = describe(&batch->records[i], batch->first + i, vector, job->dim, parts, &scratch, err);
        for (size_t j = 0; !batch->usable[i] && j < job->dim; j++)
            vector[j] = NAN;
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
    mlf_buf_free(&batch->text);
    free(batch);
}

static void *read_batch(void *context, int *failed, struct mlf_err *err)
{
    struct job *job = context;
    int held = job->usable != NULL, status = 1;
    if (job->broken.text[0]) {
        *failed = 1;
        mlf_fail(err, "%s", job->broken.text);
        return NULL;
    }
    struct batch *batch = mlf_alloc(1, sizeof *batch, err);
    if (!batch || !(batch->vectors = mlf_alloc(BATCH * job->dim, sizeof(float), err))) {
        free(batch);
        *failed = 1;
        return NULL;
    }
    batch->first = job->next;
    batch->records = held ? job->records.items + job->next : batch->own;
    if (held)
        batch->n = job->records.n - job->next < BATCH ? job->records.n - job->next : BATCH;
    while (!held && batch->n < BATCH &&
           (status = mlf_reader_record(&job->reader, &batch->own[batch->n], &job->broken)) == 1)
        batch->n++;
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
    struct job *job = context;
    struct batch *batch = item;
    if (job->out.temp.file && mlf_npy_append(&job->out, batch->vectors, batch->n, err))
        return -1;
    /* A full disk or a closed pipe is told by mlf_cli_finish, but there is no
     * use in going on. */
    if (fwrite(batch->text.data, 1, batch->text.length, stdout) != batch->text.length || fflush(stdout))
        return mlf_fail_errno(err, "standard output cannot be written");
    mlf_progress("embed", batch->first + batch->n, job->records.n);
    return 0;
}

/* ---- Learning ---- */

static int prepare_piece(void *context, size_t piece, int worker, struct mlf_err *err)
{
    struct job *job = context;
    if (worker == 0)
        mlf_progress("read", piece, job->records.n);
    return prepare(job, &job->records.items[piece], job->bytes + piece * MLF_THUMB_BYTES, job->usable + piece, err);
}

static struct mlf_recipe chosen_recipe(void)
{
    struct mlf_recipe recipe = mlf_recipe_preset(options.preset == MLF_PRESETS ? MLF_PRESET_DEFAULT : options.preset);
    recipe.dim = options.dim ? (size_t)options.dim : recipe.dim;
    recipe.flip = options.flip == 1;
    recipe.seed = options.seed < 0 ? recipe.seed : (uint64_t)options.seed;
    return recipe;
}

/* Reads all, learns, and has the vectors of all in job->vectors; none where no
 * record has a picture. */
static int learn(struct job *job, const char *input, struct mlf_err *err)
{
    struct mlf_recipe recipe = chosen_recipe();
    if (mlf_records_read(&job->records, input, mlf_common.jobs, err))
        return -1;
    size_t n = job->records.n, usable = 0;
    job->bytes = mlf_alloc(n, MLF_THUMB_BYTES, err);
    job->usable = mlf_alloc(n, 1, err);
    double begun = mlf_stage_begin();
    if (!job->bytes || !job->usable || mlf_parallel(n, mlf_common.jobs, prepare_piece, job, err))
        return -1;
    mlf_stage_end("read the pictures", begun, 0);
    mlf_progress("read", n, n);
    for (size_t i = 0; i < n; i++)
        usable += job->usable[i];
    job->dim = 1;
    if (usable == 0 && !options.save)
        return 0;
    struct mlf_thumbs thumbs = {job->bytes, job->usable, n};
    if (mlf_model_learn(&job->model, &recipe, &thumbs, &job->vectors, mlf_common.jobs, err) ||
        (options.save && mlf_model_write(&job->model, options.save, err)))
        return -1;
    job->dim = job->model.dim;
    mlf_detail("learnt from %zu pictures: vectors of %zu", usable, job->dim);
    return 0;
}

static int open_import(struct job *job, struct mlf_err *err)
{
    if (mlf_npy_open(&job->import, options.import, err))
        return -1;
    job->dim = job->import.columns;
    return options.ids ? mlf_npy_ids_read(&job->ids, options.ids, job->import.rows, err) : 0;
}

static int start(struct job *job, const char *input, struct mlf_err *err)
{
    const char *out = options.vectors ? options.vectors : options.export;
    if (!options.model && !options.import) {
        if (learn(job, input, err))
            return -1;
    } else {
        if (options.model ? mlf_model_read(&job->model, options.model, err) : open_import(job, err))
            return -1;
        if (options.model)
            job->dim = job->model.dim;
        if (mlf_reader_open(&job->reader, input, err))
            return -1;
    }
    return out ? mlf_npy_create(&job->out, out, job->dim, err) : 0;
}

static int finish(struct job *job, struct mlf_err *err)
{
    if (options.import && !options.ids && job->next != job->import.rows)
        return mlf_fail(err, "'%s' has %zu rows for %zu records", options.import, job->import.rows, job->next);
    if (job->out.temp.file && mlf_npy_finish(&job->out, err))
        return -1;
    size_t failures = atomic_load(&job->failures);
    if (failures)
        mlf_note("%zu of %zu records could not be embedded", failures, job->next);
    return failures > 0;
}

static int run(const char *input, struct mlf_err *err)
{
    struct job job = {0};
    struct mlf_pipeline pipeline = {read_batch, compute_batch, write_batch, release_batch, &job};
    int status = -1;
    if (mlf_image_init(err) || start(&job, input, err))
        goto done;
    double begun = mlf_stage_begin();
    if (mlf_pipeline_run(&pipeline, mlf_common.jobs, err))
        goto done;
    mlf_stage_end("write the records", begun, 0);
    status = finish(&job, err);
done:
    mlf_npy_discard(&job.out);
    mlf_model_free(&job.model);
    mlf_npy_close(&job.import);
    mlf_npy_ids_free(&job.ids);
    mlf_reader_close(&job.reader);
    mlf_records_free(&job.records);
    free(job.bytes);
    free(job.usable);
    free(job.vectors);
    mlf_image_shutdown();
    return status;
}

int main(int argc, char **argv)
{
    struct mlf_err err = {""};
    mlf_cli_start(&command, argc, argv);
    const char *wrong = check_options(&options);
    if (wrong)
        mlf_cli_usage_error("%s", wrong);
    return mlf_cli_finish(run(mlf_operand_count ? mlf_operands[0] : "-", &err), &err);
}
