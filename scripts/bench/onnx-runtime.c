/* How fast ONNX Runtime alone is: one batch in memory, run again and again.
 *
 *     bench-onnx-runtime [--side N] [--batch N] [--pictures N] [--within] [-j N] [--library FILE] MODEL OUTPUT
 *
 * Prints the seconds of the clock for so many pictures. As mlfix-embed does it: -j threads that each run batches of
 * their own on one thread of ONNX Runtime's; --within: one batch at a time, on -j threads of ONNX Runtime's. */
#include <stdio.h>
#include <stdlib.h>

#include "mlfix/base/array.h"
#include "mlfix/base/cli.h"
#include "mlfix/base/err.h"
#include "mlfix/base/message.h"
#include "mlfix/base/parallel.h"
#include "mlfix/base/rng.h"
#include "mlfix/base/clock.h"
#include "network/runtime-table.h"
#include "network/session.h"

static long side = 128, batch = 8, pictures = 1000;
static int within;
static const char *library;

static const struct mlf_option table[] = {
    {"side", 0, MLF_INTEGER, &side, "N", "side of the pictures (128)", 1, 4096, NULL},
    {"batch", 0, MLF_INTEGER, &batch, "N", "pictures of one run (8)", 1, 1024, NULL},
    {"pictures", 0, MLF_INTEGER, &pictures, "N", "pictures in all (1000)", 1, 1e9, NULL},
    {"within", 0, MLF_FLAG, &within, NULL, "ONNX Runtime's own threads (no)", 0, 0, NULL},
    {"library", 0, MLF_TEXT, &library, "FILE", "ONNX Runtime", 0, 0, NULL},
    {0},
};

static const struct mlf_command command = {
    .name = "bench-onnx-runtime",
    .operands = "MODEL OUTPUT",
    .summary = "time ONNX Runtime alone",
    .options = table,
    .min_operands = 2,
    .max_operands = 2,
};

/* The session is loaded again, with threads of its own within a run. */
static int reload(struct mlf_session *s, struct mlf_err *err)
{
    const struct ort_table *call = s->runtime.call;
    struct ort_session_options *options = NULL;
    call->free_session(s->session);
    s->session = NULL;
    int result = mlf_runtime_check(&s->runtime, call->create_options(&options), "options", err);
    if (result == 0)
        result = mlf_runtime_check(&s->runtime, call->set_threads_within(options, mlf_common.jobs), "threads", err);
    if (result == 0)
        result = mlf_runtime_check(&s->runtime, call->create_session(s->runtime.env, s->path, options, &s->session),
                                   "session", err);
    if (options)
        call->free_options(options);
    return result;
}

static void *new_batch(const struct mlf_session *s, struct mlf_err *err)
{
    size_t n = (size_t)batch * 3 * (size_t)side * (size_t)side;
    float *numbers = mlf_alloc_matrix(n, sizeof *numbers, err);
    struct mlf_rng rng;
    mlf_rng_seed(&rng, 1);
    for (size_t i = 0; numbers && i < n; i++)
        numbers[i] = (float)mlf_rng_below(&rng, 256);
    if (s->element != ORT_FLOAT32) {
        mlf_fail(err, "only networks of float32 are timed");
        free(numbers);
        return NULL;
    }
    return numbers;
}

static int run_piece(void *context, size_t piece, int worker, struct mlf_err *err)
{
    (void)piece, (void)worker;
    const struct mlf_session *s = context;
    static _Thread_local void *numbers;
    float *vectors = NULL;
    size_t dim;
    if (!numbers && !(numbers = new_batch(s, err)))
        return -1;
    int result = mlf_session_run(s, numbers, (size_t)batch, (int)side, (int)side, &vectors, &dim, err);
    free(vectors);
    return result;
}

static int run(struct mlf_err *err)
{
    struct mlf_session session;
    if (mlf_session_open(&session, mlf_operands[0], library, mlf_operands[1], err))
        return -1;
    int result = within ? reload(&session, err) : 0;
    if (result == 0)
        result = mlf_parallel(2, 1, run_piece, &session, err); /* what is done once */
    double begun = mlf_clock_seconds();
    size_t runs = ((size_t)pictures + (size_t)batch - 1) / (size_t)batch;
    if (result == 0)
        result = mlf_parallel(runs, within ? 1 : mlf_common.jobs, run_piece, &session, err);
    if (result == 0)
        printf("%.3f\n", mlf_clock_seconds() - begun);
    mlf_session_close(&session);
    return result;
}

int main(int argc, char **argv)
{
    struct mlf_err err = {""};
    mlf_cli_start(&command, argc, argv);
    return mlf_cli_finish(run(&err), &err);
}
