/* Makes records whose vectors lie in clusters, with known faults:
 *
 *     make-vectors --vectors FILE.npy [-n N] [--dim D] [--classes C] [--seed S] > records.jsonl
 *
 * A vector is the centre of its class, plus that of one of the class's 8 kinds,
 * plus noise; its columns have falling variance, as those of mlfix-embed. The
 * field `planted` says what was done to a record: "label" (3 in 100: another
 * class's), "duplicate" (2 in 100: the vector and hash of an earlier record, a
 * little changed, and in 1 of 4 another label), "outlier" (1 in 200: of no
 * class). Records of camera c3 have three times as many wrong labels. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/cli.h"
#include "mlfix/base/err.h"
#include "mlfix/base/rng.h"
#include "mlfix/numeric/npy-write.h"
#include "mlfix/numeric/npy.h"

#define KINDS ((size_t)8)
#define CAMERAS ((size_t)12)
#define BATCH ((size_t)4096)
#define LABEL_SHARE 0.03
#define DUPLICATE_SHARE 0.02
#define OUTLIER_SHARE 0.005

static long n = 10000, dim = 256, classes = 100, seed = 1;
static const char *file;

static const struct mlf_option option_table[] = {
    {"vectors", 0, MLF_TEXT, &file, "FILE.npy", "where the vectors go", 0, 0, NULL},
    {"records", 'n', MLF_INTEGER, &n, "N", "how many (10000)", 1, 1e8, NULL},
    {"dim", 0, MLF_INTEGER, &dim, "D", "length of the vectors (256)", 1, 4096, NULL},
    {"classes", 0, MLF_INTEGER, &classes, "C", "how many classes (100)", 2, 1e5, NULL},
    {"seed", 0, MLF_INTEGER, &seed, "N", "start of the random numbers (1)", 0, 1e15, NULL},
    {0},
};

static const struct mlf_command command = {
    .name = "make-vectors",
    .operands = "",
    .summary = "make records with clustered vectors and known faults",
    .options = option_table,
};

struct maker {
    struct mlf_rng rng;
    float *centre;  /* classes x dim */
    float *kind;    /* classes x KINDS x dim */
    float *scale;   /* dim */
    float *batch;   /* BATCH x dim */
    uint64_t *hash; /* BATCH */
    size_t *label;  /* BATCH */
};

static void fill_normal(struct maker *m, float *x, size_t rows, double size)
{
    for (size_t i = 0; i < rows * (size_t)dim; i++)
        x[i] = (float)(size * mlf_rng_normal(&m->rng)) * m->scale[i % (size_t)dim];
}

/* One record; `at` is its place in the batch. Returns what was planted, or NULL. */
static const char *make_one(struct maker *m, size_t at, size_t camera)
{
    size_t d = (size_t)dim, class = mlf_rng_below(&m->rng, (uint64_t)classes);
    float *row = m->batch + at * d;
    double draw = mlf_rng_uniform(&m->rng), wrong = LABEL_SHARE * (camera == 3 ? 3 : 1);
    m->hash[at] = mlf_rng_next(&m->rng);
    m->label[at] = class;
    if (at > 0 && draw < DUPLICATE_SHARE) {
        size_t of = mlf_rng_below(&m->rng, at);
        fill_normal(m, row, 1, 0.05);
        for (size_t j = 0; j < d; j++)
            row[j] += m->batch[of * d + j];
        m->hash[at] = m->hash[of] ^ ((uint64_t)1 << mlf_rng_below(&m->rng, 64));
        m->label[at] = mlf_rng_below(&m->rng, 4) ? m->label[of] : class;
        return "duplicate";
    }
    if (draw >= 1 - OUTLIER_SHARE) {
        fill_normal(m, row, 1, 2);
        return "outlier";
    }
    const float *centre = m->centre + class * d;
    const float *kind = m->kind + (class * KINDS + mlf_rng_below(&m->rng, KINDS)) * d;
    fill_normal(m, row, 1, 1);
    for (size_t j = 0; j < d; j++)
        row[j] += centre[j] + kind[j];
    if (draw >= DUPLICATE_SHARE + wrong)
        return NULL;
    m->label[at] = (class + 1 + mlf_rng_below(&m->rng, (uint64_t)classes - 1)) % (size_t)classes;
    return "label";
}

static int make_all(struct maker *m, struct mlf_npy_writer *writer, struct mlf_err *err)
{
    size_t d = (size_t)dim, total = (size_t)n;
    for (size_t j = 0; j < d; j++)
        m->scale[j] = (float)pow(1 + (double)j, -0.25);
    fill_normal(m, m->centre, (size_t)classes, 0.8);
    fill_normal(m, m->kind, (size_t)classes * KINDS, 0.8);
    for (size_t first = 0; first < total; first += BATCH) {
        size_t rows = total - first < BATCH ? total - first : BATCH;
        for (size_t i = 0; i < rows; i++) {
            size_t camera = mlf_rng_below(&m->rng, CAMERAS);
            const char *planted = make_one(m, i, camera);
            printf("{\"id\":\"r%zu\",\"image\":\"photos/%zu.jpg\",\"label\":\"class-%zu\",\"row\":%zu,"
                   "\"hash\":\"%016llx\",\"split\":\"%s\",\"camera\":\"c%zu\"",
                   first + i, (first + i) / 4, m->label[i], first + i, (unsigned long long)m->hash[i],
                   (first + i) % 5 ? "train" : "val", camera);
            if (planted)
                printf(",\"planted\":\"%s\"", planted);
            puts("}");
        }
        if (mlf_npy_append(writer, m->batch, rows, err))
            return -1;
    }
    return mlf_npy_finish(writer, err);
}

static int run(struct mlf_err *err)
{
    struct maker m = {0};
    struct mlf_npy_writer writer = {0};
    size_t d = (size_t)dim;
    int result = -1;
    mlf_rng_seed(&m.rng, (uint64_t)seed);
    m.centre = mlf_alloc((size_t)classes * d, sizeof *m.centre, err);
    m.kind = mlf_alloc((size_t)classes * KINDS * d, sizeof *m.kind, err);
    m.scale = mlf_alloc(d, sizeof *m.scale, err);
    m.batch = mlf_alloc(BATCH * d, sizeof *m.batch, err);
    m.hash = mlf_alloc(BATCH, sizeof *m.hash, err);
    m.label = mlf_alloc(BATCH, sizeof *m.label, err);
    if (m.centre && m.kind && m.scale && m.batch && m.hash && m.label && mlf_npy_create(&writer, file, d, err) == 0)
        result = make_all(&m, &writer, err);
    mlf_npy_discard(&writer);
    free(m.centre);
    free(m.kind);
    free(m.scale);
    free(m.batch);
    free(m.hash);
    free(m.label);
    return result;
}

int main(int argc, char **argv)
{
    struct mlf_err err = {""};
    mlf_cli_start(&command, argc, argv);
    if (!file)
        mlf_cli_usage_error("--vectors FILE.npy is needed");
    return mlf_cli_finish(run(&err), &err);
}
