/* Measuring the machine, and putting an estimate together. */
#include "mlfix/estimate.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>

#include <cblas.h>

#include "mlfix/array.h"
#include "mlfix/batch.h"
#include "mlfix/buf.h"
#include "mlfix/json.h"
#include "mlfix/matrix.h"
#include "mlfix/rng.h"
#include "mlfix/stages.h"

#define SIDE ((size_t)768)
#define SECONDS 0.33

struct measuring {
    float *numbers; /* three matrices a thread */
    double *rate, *slow;
};

static double processor_time(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* The first product warms up and does not count. */
static int multiply(void *context, size_t piece, int worker, struct mlf_err *err)
{
    const struct measuring *m = context;
    float *x = m->numbers + piece * 3 * SIDE * SIDE, *y = x + SIDE * SIDE, *z = y + SIDE * SIDE;
    double begun = 0, taken = 0, worked = 0;
    size_t done = 0;
    (void)worker;
    (void)err;
    for (; taken < SECONDS; done++) {
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int)SIDE, (int)SIDE, (int)SIDE, 1, x, (int)SIDE, y,
                    (int)SIDE, 0, z, (int)SIDE);
        if (done == 0) {
            begun = mlf_stage_begin();
            worked = processor_time();
        }
        taken = mlf_stage_begin() - begun;
    }
    m->slow[piece] = fmax(1, taken / fmax(processor_time() - worked, 1e-3));
    m->rate[piece] = 2 * (double)(done - 1) * (double)(SIDE * SIDE * SIDE) / taken;
    return 0;
}

int mlf_machine_measure(struct mlf_machine *machine, int jobs, struct mlf_err *err)
{
    size_t threads = jobs < 1 ? 1 : (size_t)jobs;
    struct measuring m = {mlf_alloc_matrix(threads * 3 * SIDE * SIDE, sizeof *m.numbers, err),
                          mlf_alloc(threads, sizeof *m.rate, err), mlf_alloc(threads, sizeof *m.slow, err)};
    struct mlf_rng rng;
    int result = -1;
    *machine = (struct mlf_machine){.jobs = (int)threads};
    if (!m.numbers || !m.rate || !m.slow)
        goto done;
    mlf_blas_single();
    mlf_rng_seed(&rng, 1);
    for (size_t i = 0; i < threads * 3 * SIDE * SIDE; i++)
        m.numbers[i] = (float)mlf_rng_uniform(&rng);
    result = mlf_parallel(threads, (int)threads, multiply, &m, err);
    for (size_t i = 0; i < threads && result == 0; i++) {
        machine->rate += m.rate[i];
        machine->slow += m.slow[i] / (double)threads;
    }
done:
    free(m.numbers);
    free(m.rate);
    free(m.slow);
    return result;
}

void mlf_estimate_add(struct mlf_estimate *estimate, const char *stage, double seconds, double bytes)
{
    if (estimate->n == MLF_COSTS)
        return;
    estimate->stages[estimate->n++] = (struct mlf_cost){stage, seconds, bytes};
    estimate->seconds += seconds;
    estimate->bytes = bytes > estimate->bytes ? bytes : estimate->bytes;
}

static void put_numbers(struct mlf_buf *buf, double seconds, double bytes)
{
    mlf_buf_printf(buf, "\"seconds\":%.2f,\"bytes\":%.0f", seconds, ceil(bytes / 1e6) * 1e6);
}

void mlf_estimate_print(const struct mlf_estimate *estimate, const struct mlf_machine *machine, struct mlf_buf *buf)
{
    mlf_buf_printf(buf, "\"threads\":%d,\"gflops\":%.1f,", machine->jobs, machine->rate / 1e9);
    put_numbers(buf, estimate->seconds, estimate->bytes);
    mlf_buf_puts(buf, ",\"stages\":[");
    for (size_t i = 0; i < estimate->n; i++) {
        mlf_buf_puts(buf, i ? ",{\"stage\":" : "{\"stage\":");
        mlf_json_put_string(buf, estimate->stages[i].stage);
        mlf_buf_putc(buf, ',');
        put_numbers(buf, estimate->stages[i].seconds, estimate->stages[i].bytes);
        mlf_buf_putc(buf, '}');
    }
    mlf_buf_puts(buf, "]}\n");
}
