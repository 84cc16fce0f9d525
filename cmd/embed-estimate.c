/* mlfix-embed --estimate: what the run would take. */
#include <stdio.h>
#include <stdlib.h>

#include "embed-parts.h"
#include "mlfix/array.h"
#include "mlfix/batch.h"
#include "mlfix/buf.h"
#include "mlfix/cli.h"
#include "mlfix/estimate.h"
#include "mlfix/stages.h"

/* Pictures that are read for a look at what one takes. */
#define TRIED ((size_t)64)

struct trial {
    struct embed_job *job;
    size_t step;
    unsigned char *thumbs;
    struct mlf_quality *quality; /* NULL: not asked for */
    double *seconds;
};

static int try_piece(void *context, size_t piece, int worker, struct mlf_err *err)
{
    const struct trial *t = context;
    unsigned char usable;
    (void)worker;
    double begun = mlf_stage_begin();
    int result = embed_prepare(t->job, &t->job->records.items[piece * t->step], t->thumbs + piece * MLF_THUMB_BYTES,
                               t->quality ? &t->quality[piece] : NULL, &usable, err);
    t->seconds[piece] = mlf_stage_begin() - begun;
    return result;
}

/* The mean time of reading one of evenly spaced pictures, with all threads at
 * work as in the run. The first ones, before which nothing was loaded, count
 * like any other. */
static int try_pictures(struct embed_job *job, double *a_picture, struct mlf_err *err)
{
    size_t n = job->records.n, step = (n + TRIED - 1) / TRIED, tried = step ? (n + step - 1) / step : 0;
    struct trial t = {job, step, mlf_alloc(tried, MLF_THUMB_BYTES, err),
                      options.quality ? mlf_alloc(tried, sizeof *t.quality, err) : NULL,
                      mlf_alloc(tried, sizeof *t.seconds, err)};
    int result = -1;
    *a_picture = 0;
    if (t.thumbs && t.seconds && (t.quality || !options.quality))
        result = mlf_parallel(tried, mlf_common.jobs, try_piece, &t, err);
    for (size_t i = 0; i < tried && result == 0; i++)
        *a_picture += t.seconds[i] / (double)tried;
    free(t.thumbs);
    free(t.quality);
    free(t.seconds);
    return result;
}

static void print(const struct mlf_embed_work *work, size_t dim, const struct mlf_estimate *estimate,
                  const struct mlf_machine *machine, struct mlf_buf *buf)
{
    mlf_buf_printf(buf, "{\"tool\":\"mlfix-embed\",\"records\":%zu,\"dim\":%zu,", work->records, dim);
    mlf_estimate_print(estimate, machine, buf);
    mlf_note("%zu records, vectors of %zu: about %.1f s and %.0f MB with %d threads", work->records, dim,
             estimate->seconds, estimate->bytes / 1e6, machine->jobs);
}

/* Bytes of the records in memory. */
static double records_size(const struct mlf_records *records)
{
    double size = 0;
    for (size_t i = 0; i < records->n; i++) {
        const struct mlf_record *record = &records->items[i];
        size += sizeof *record;
        for (size_t f = 0; f < record->n; f++)
            size += (double)(sizeof *record->fields + record->fields[f].key_length + record->fields[f].length + 4);
    }
    return size;
}

int embed_estimate(struct embed_job *job, const char *input, const struct mlf_recipe *recipe, int learning, int mirror,
                   struct mlf_err *err)
{
    struct mlf_estimate estimate = {0};
    struct mlf_embed_work work = {.dim = job->dim, .held = learning || options.quality, .mirror = mirror};
    struct mlf_machine machine;
    struct mlf_buf buf = {0};
    double begun = mlf_stage_begin();
    if (mlf_records_read(&job->records, input, mlf_common.jobs, err))
        return -1;
    work.reading = mlf_stage_begin() - begun;
    work.records = job->records.n;
    work.bytes = records_size(&job->records);
    if (((recipe || options.quality) && try_pictures(job, &work.a_picture, err)) ||
        mlf_machine_measure(&machine, mlf_common.jobs, err))
        return -1;
    mlf_estimate_embed(&estimate, &work, recipe, learning, &machine);
    print(&work, recipe ? mlf_estimate_dim(recipe, work.records) : job->dim, &estimate, &machine, &buf);
    int result = mlf_buf_check(&buf, err);
    if (result == 0)
        fputs(buf.data, stdout);
    mlf_buf_free(&buf);
    return result;
}
