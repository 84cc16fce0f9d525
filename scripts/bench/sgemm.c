/* What this machine can do: single-precision matrix products of 768 x 768 on N
 * threads, each its own, for a second.
 *
 *     bench-sgemm [-j N]
 *
 * Prints billions of additions and multiplications a second. */
#include <stdio.h>
#include <stdlib.h>

#include <cblas.h>

#include "mlfix/base/array.h"
#include "mlfix/base/cli.h"
#include "mlfix/base/err.h"
#include "mlfix/base/message.h"
#include "mlfix/base/parallel.h"
#include "mlfix/base/rng.h"
#include "mlfix/base/clock.h"
#include "mlfix/numeric/blas-ready.h"
#include "mlfix/numeric/matrix.h"

#define SIDE ((size_t)768)
#define SECONDS 1.0

static const struct mlf_option option_table[] = {{0}};
static const struct mlf_command command = {
    .name = "bench-sgemm",
    .operands = "",
    .summary = "measure the matrix products of this machine",
    .options = option_table,
};

struct bench {
    float *numbers; /* three matrices a thread */
    double *rate;
};

static int multiply(void *context, size_t piece, int worker, struct mlf_err *err)
{
    (void)err;
    (void)worker;
    const struct bench *b = context;
    float *x = b->numbers + piece * 3 * SIDE * SIDE, *y = x + SIDE * SIDE, *z = y + SIDE * SIDE;
    double begun = mlf_clock_seconds(), taken = 0, done = 0;
    for (; taken < SECONDS; taken = mlf_clock_seconds() - begun, done++)
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int)SIDE, (int)SIDE, (int)SIDE, 1, x, (int)SIDE, y,
                    (int)SIDE, 0, z, (int)SIDE);
    b->rate[piece] = 2e-9 * done * (double)(SIDE * SIDE * SIDE) / taken;
    return 0;
}

static int run(struct mlf_err *err)
{
    size_t threads = (size_t)mlf_common.jobs;
    struct bench b = {mlf_alloc_matrix(threads * 3 * SIDE * SIDE, sizeof *b.numbers, err),
                      mlf_alloc(threads, sizeof *b.rate, err)};
    struct mlf_rng rng;
    double rate = 0;
    int status = -1;
    if (!b.numbers || !b.rate)
        goto done;
    mlf_blas_single();
    mlf_rng_seed(&rng, 1);
    for (size_t i = 0; i < threads * 3 * SIDE * SIDE; i++)
        b.numbers[i] = (float)mlf_rng_uniform(&rng);
    if (mlf_parallel(threads, mlf_common.jobs, multiply, &b, err))
        goto done;
    for (size_t i = 0; i < threads; i++)
        rate += b.rate[i];
    printf("%.1f\n", rate);
    status = 0;
done:
    free(b.numbers);
    free(b.rate);
    return status;
}

int main(int argc, char **argv)
{
    struct mlf_err err = {""};
    mlf_cli_start(&command, argc, argv);
    return mlf_cli_finish(run(&err), &err);
}
