/* What the nearest neighbours say about each label, for comparison with
 * mlfix-rank (scripts/eval/finding):
 *
 *     eval-neighbours [--pixels | --vectors FILE.npy] [--k N] [FILE]
 *
 * Reads records with vectors, or with --pixels takes their pictures as they are
 * (32 x 32, each shifted to mean 0), and writes them with `pred`, the label with
 * the most votes among the k others of largest cosine, and `score`, the share of
 * those votes that the given label does not get; a vote weighs its cosine, so
 * that there are no ties. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/cli.h"
#include "mlfix/base/err.h"
#include "mlfix/base/message.h"
#include "mlfix/base/parallel.h"
#include "mlfix/base/string-set.h"
#include "mlfix/embed/thumbnails.h"
#include "mlfix/numeric/neighbours-table.h"
#include "mlfix/numeric/neighbours.h"
#include "mlfix/numeric/vector-files.h"
#include "mlfix/numeric/vectors.h"
#include "mlfix/photo/pixels.h"
#include "mlfix/photo/record-pixels.h"
#include "mlfix/photo/resize.h"
#include "mlfix/photo/vips.h"
#include "mlfix/record/record-write.h"
#include "mlfix/record/record.h"

static int pixels;
static const char *beside;
static long k = 20;

static const struct mlf_option option_table[] = {
    {"pixels", 0, MLF_FLAG, &pixels, NULL, "compare the pictures themselves (no)", 0, 0, NULL},
    {"vectors", 0, MLF_TEXT, &beside, "FILE.npy", "take the vectors from this file, by the field row", 0, 0, NULL},
    {"k", 0, MLF_INTEGER, &k, "N", "neighbours that vote (20)", 1, 1000, NULL},
    {0},
};

static const struct mlf_command command = {
    .name = "eval-neighbours",
    .operands = "[FILE]",
    .summary = "score labels by the votes of the nearest neighbours",
    .options = option_table,
    .max_operands = 1,
};

static int read_pixels(void *context, size_t piece, int worker, struct mlf_err *err)
{
    struct mlf_vectors *v = context;
    struct mlf_pixels whole = {0}, small = {0};
    float *row = v->z + piece * v->d;
    double mean = 0;
    (void)worker;
    int status = mlf_record_pixels(&v->records.items[v->record[piece]], MLF_THUMB_SIDE, &whole, err) ||
                 mlf_pixels_resize(&whole, MLF_THUMB_SIDE, MLF_THUMB_SIDE, MLF_TRIANGLE, &small, err);
    for (size_t j = 0; j < v->d && !status; j++)
        mean += (double)small.data[j] / (double)v->d;
    for (size_t j = 0; j < v->d && !status; j++)
        row[j] = (float)(small.data[j] - mean);
    mlf_pixels_free(&whole);
    mlf_pixels_free(&small);
    return status ? -1 : 0;
}

/* The pictures of all records without an error, as vectors. */
static int take_pixels(struct mlf_vectors *v, struct mlf_err *err)
{
    size_t n = v->records.n;
    v->d = MLF_THUMB_BYTES;
    v->record = mlf_alloc(n, sizeof *v->record, err);
    if (!v->record)
        return -1;
    for (size_t i = 0; i < n; i++)
        if (!mlf_record_find(&v->records.items[i], "error"))
            v->record[v->n++] = i;
    v->z = mlf_alloc_matrix(v->n * v->d, sizeof *v->z, err);
    return v->z ? mlf_parallel(v->n, mlf_common.jobs, read_pixels, v, err) : -1;
}

static void make_unit(float *x, size_t n, size_t d)
{
    for (size_t i = 0; i < n; i++) {
        double square = 0;
        for (size_t j = 0; j < d; j++)
            square += (double)x[i * d + j] * x[i * d + j];
        for (size_t j = 0; j < d && square > 0; j++)
            x[i * d + j] = (float)(x[i * d + j] / sqrt(square));
    }
}

static int write_votes(struct mlf_vectors *v, const size_t *label, const struct mlf_string_set *names,
                       const struct mlf_neighbours *near, double *votes, struct mlf_err *err)
{
    for (size_t i = 0; i < v->n; i++) {
        struct mlf_record *record = &v->records.items[v->record[i]];
        double all = 0;
        size_t best = 0;
        memset(votes, 0, names->n * sizeof *votes);
        for (size_t j = 0; j < near->k; j++) {
            double vote = 1 + (double)near->cosine[i * near->k + j];
            votes[label[near->index[i * near->k + j]]] += vote;
            all += vote;
        }
        for (size_t c = 1; c < names->n; c++)
            best = votes[c] > votes[best] ? c : best;
        if (mlf_record_set_string(record, "pred", names->items[best], err) ||
            mlf_record_set_number(record, "score", all > 0 ? 1 - votes[label[i]] / all : 0, err))
            return -1;
    }
    return 0;
}

static int judge(struct mlf_vectors *v, struct mlf_err *err)
{
    struct mlf_string_set names = {0};
    struct mlf_neighbours near = {0};
    double *votes = NULL;
    int status = -1;
    size_t *label = mlf_alloc(v->n, sizeof *label, err);
    for (size_t i = 0; label && i < v->n; i++) {
        char *text = mlf_record_string(&v->records.items[v->record[i]], "label", err);
        int failed = !text || mlf_string_set_add(&names, text, &label[i], NULL, err);
        free(text);
        if (failed)
            goto done;
    }
    make_unit(v->z, v->n, v->d);
    votes = mlf_alloc(names.n, sizeof *votes, err);
    if (label && votes && mlf_neighbours_find(&near, v->z, v->n, v->d, (size_t)k, mlf_common.jobs, err) == 0)
        status = write_votes(v, label, &names, &near, votes, err);
done:
    free(label);
    free(votes);
    mlf_neighbours_free(&near);
    mlf_string_set_free(&names);
    return status;
}

static int run(const char *input, struct mlf_err *err)
{
    struct mlf_vector_files files = {0};
    struct mlf_vectors_options how = {.vectors = !pixels, .beside = beside ? &files : NULL};
    struct mlf_vectors vectors = {0};
    struct mlf_buf buf = {0};
    int status = -1;
    if (mlf_vips_start(err) || (beside && mlf_vector_files_open(&files, &beside, 1, err)) ||
        mlf_vectors_read(&vectors, input, &how, mlf_common.jobs, err) || (pixels && take_pixels(&vectors, err)) ||
        judge(&vectors, err))
        goto done;
    for (size_t i = 0; i < vectors.records.n; i++)
        mlf_record_print(&vectors.records.items[i], &buf);
    if (mlf_buf_check(&buf, err))
        goto done;
    status = fwrite(buf.data, 1, buf.length, stdout) == buf.length ? 0 : mlf_fail_errno(err, "cannot write");
done:
    mlf_buf_free(&buf);
    mlf_vectors_free(&vectors);
    mlf_vector_files_close(&files);
    mlf_vips_stop();
    return status;
}

int main(int argc, char **argv)
{
    struct mlf_err err = {""};
    mlf_cli_start(&command, argc, argv);
    return mlf_cli_finish(run(mlf_operand_count ? mlf_operands[0] : "-", &err), &err);
}
