/* How fast the encoder is beside what it is made of:
 *
 *     bench-encoder [--preset fast|default|best] [--flip] [-j N]
 *
 * Encodes random thumbnails on N threads, then runs the same multiplications
 * (same shapes, same number, same threads) and nothing else, three rounds of
 * each in turn, and prints the best of each. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cblas.h>

#include "mlfix/array.h"
#include "mlfix/batch.h"
#include "mlfix/cli.h"
#include "mlfix/err.h"
#include "mlfix/matrix.h"
#include "mlfix/model.h"
#include "mlfix/rng.h"

#define PICTURES ((size_t)2000)
#define PIECE ((size_t)50)

static int preset = MLF_PRESET_FAST, flip;

static const struct mlf_option option_table[] = {
    {"preset", 0, MLF_CHOICE, &preset, NULL, "whose shapes (fast)", 0, 0, mlf_preset_names},
    {"flip", 0, MLF_FLAG, &flip, NULL, "with mirrored filters (no)", 0, 0, NULL},
    {0},
};

static const struct mlf_command command = {
    .name = "bench-encoder",
    .operands = "",
    .summary = "measure the encoder beside bare multiplications",
    .options = option_table,
};

struct bench {
    struct mlf_encoder encoder;
    unsigned char *thumbs;
    float *features, *scratch;
    size_t room; /* floats of scratch a worker has */
};

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static int encode(void *context, size_t piece, int worker, struct mlf_err *err)
{
    (void)err;
    const struct bench *b = context;
    size_t width = mlf_encoder_width(&b->encoder);
    for (size_t i = piece * PIECE; i < (piece + 1) * PIECE; i++)
        mlf_encoder_run(&b->encoder, b->thumbs + i * MLF_THUMB_BYTES, b->features + i * width,
                        b->scratch + (size_t)worker * b->room);
    return 0;
}

static int multiply(void *context, size_t piece, int worker, struct mlf_err *err)
{
    (void)err;
    (void)piece;
    const struct bench *b = context;
    const struct mlf_encoder *e = &b->encoder;
    float *patches = b->scratch + (size_t)worker * b->room, *out = patches + e->strip * e->side * e->size;
    for (size_t i = 0; i < PIECE; i++)
        for (size_t first = 0; first < e->side; first += e->strip) {
            size_t rows = e->side - first < e->strip ? e->side - first : e->strip;
            cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int)(rows * e->side), (int)e->columns, (int)e->size,
                        1, patches, (int)e->size, e->weights, (int)e->columns, 0, out, (int)e->columns);
        }
    return 0;
}

static int measure(struct bench *b, struct mlf_err *err)
{
    double encoding = 1e30, bare = 1e30;
    for (int round = 0; round < 3; round++) {
        double start = now();
        if (mlf_parallel(PICTURES / PIECE, mlf_common.jobs, encode, b, err))
            return -1;
        double middle = now();
        if (mlf_parallel(PICTURES / PIECE, mlf_common.jobs, multiply, b, err))
            return -1;
        double end = now();
        encoding = middle - start < encoding ? middle - start : encoding;
        bare = end - middle < bare ? end - middle : bare;
    }
    double work = 2e-9 * (double)(PICTURES * b->encoder.side * b->encoder.side * b->encoder.columns * b->encoder.size);
    printf("%s%s, %d threads: encoder %.1f GFLOP/s (%.0f pictures/s), bare sgemm %.1f GFLOP/s: %.0f %%\n",
           mlf_preset_names[preset], flip ? " --flip" : "", mlf_common.jobs, work / encoding,
           (double)PICTURES / encoding, work / bare, 100 * bare / encoding);
    return 0;
}

static int run(struct mlf_err *err)
{
    struct bench b = {0};
    struct mlf_dictionary dictionary = {0};
    struct mlf_recipe recipe = mlf_recipe_preset((enum mlf_preset)preset);
    struct mlf_rng rng;
    int status = -1;
    recipe.flip = flip;
    recipe.patches = 5000;
    mlf_blas_single();
    mlf_rng_seed(&rng, 1);
    if (!(b.thumbs = mlf_alloc(PICTURES, MLF_THUMB_BYTES, err)))
        goto done;
    for (size_t i = 0; i < PICTURES * MLF_THUMB_BYTES; i++)
        b.thumbs[i] = (unsigned char)(mlf_rng_next(&rng) & 255);
    if (mlf_dictionary_learn(&dictionary, &recipe, recipe.sides[0], b.thumbs, PICTURES, mlf_common.jobs, err) ||
        mlf_encoder_make(&b.encoder, &dictionary, &recipe, err))
        goto done;
    b.room = (mlf_encoder_scratch(&b.encoder) + 15) / 16 * 16;
    b.scratch = mlf_alloc_matrix((size_t)mlf_common.jobs * b.room, sizeof *b.scratch, err);
    b.features = mlf_alloc_matrix(PICTURES * mlf_encoder_width(&b.encoder), sizeof *b.features, err);
    if (!b.scratch || !b.features)
        goto done;
    memset(b.scratch, 0, (size_t)mlf_common.jobs * b.room * sizeof *b.scratch);
    status = measure(&b, err);
done:
    free(b.thumbs);
    free(b.scratch);
    free(b.features);
    mlf_encoder_free(&b.encoder);
    mlf_dictionary_free(&dictionary);
    return status;
}

int main(int argc, char **argv)
{
    struct mlf_err err = {""};
    mlf_cli_start(&command, argc, argv);
    return mlf_cli_finish(run(&err), &err);
}
