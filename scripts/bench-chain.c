/* The chain of look-alikes beside the plain greedy nearest-neighbour chain (what
 * MLfix sorts by): length and time.
 *
 *     bench-chain [-j N]
 *
 * Items lie about 200 centres in 128 dimensions. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "mlfix/array.h"
#include "mlfix/chain.h"
#include "mlfix/cli.h"
#include "mlfix/err.h"
#include "mlfix/rng.h"

#define DIMENSIONS ((size_t)128)
#define CENTRES ((size_t)200)

static const struct mlf_option option_table[] = {{0}};

static const struct mlf_command command = {
    .name = "bench-chain",
    .operands = "",
    .summary = "measure the chain of look-alikes beside a plain greedy one",
    .options = option_table,
};

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void fill(float *x, size_t n, float *centre)
{
    struct mlf_rng rng;
    mlf_rng_seed(&rng, 1);
    for (size_t i = 0; i < CENTRES * DIMENSIONS; i++)
        centre[i] = (float)mlf_rng_normal(&rng);
    for (size_t i = 0; i < n; i++) {
        float *row = x + i * DIMENSIONS;
        double square = 0;
        size_t c = mlf_rng_below(&rng, CENTRES);
        for (size_t j = 0; j < DIMENSIONS; j++) {
            row[j] = centre[c * DIMENSIONS + j] + (float)mlf_rng_normal(&rng);
            square += (double)row[j] * row[j];
        }
        for (size_t j = 0; j < DIMENSIONS; j++)
            row[j] /= (float)sqrt(square);
    }
}

/* All that are left are compared with the last one, again and again. */
static void walk_plainly(const float *x, size_t n, size_t *left, size_t *tour)
{
    size_t remaining = n, at = 0;
    for (size_t i = 0; i < n; i++)
        left[i] = i;
    for (size_t done = 0; done < n; done++) {
        const float *row = x + left[at] * DIMENSIONS;
        float most = -INFINITY;
        tour[done] = left[at];
        left[at] = left[--remaining];
        for (size_t i = 0; i < remaining; i++) {
            const float *other = x + left[i] * DIMENSIONS;
            float sums[8] = {0};
            for (size_t j = 0; j < DIMENSIONS; j += 8)
                for (size_t lane = 0; lane < 8; lane++)
                    sums[lane] += row[j + lane] * other[j + lane];
            float dot = (sums[0] + sums[1] + sums[2] + sums[3]) + (sums[4] + sums[5] + sums[6] + sums[7]);
            if (dot > most) {
                most = dot;
                at = i;
            }
        }
    }
}

static int measure(size_t n, struct mlf_err *err)
{
    int status = -1;
    float *x = mlf_alloc_matrix(n * DIMENSIONS, sizeof *x, err);
    float *centre = mlf_alloc_matrix(CENTRES * DIMENSIONS, sizeof *centre, err);
    size_t *tour = mlf_alloc(n, sizeof *tour, err), *left = mlf_alloc(n, sizeof *left, err);
    if (!x || !centre || !tour || !left)
        goto done;
    fill(x, n, centre);
    double start = now();
    walk_plainly(x, n, left, tour);
    double plain_s = now() - start, plain = mlf_chain_length(x, DIMENSIONS, tour, n);
    start = now();
    if (mlf_chain_make(x, n, DIMENSIONS, mlf_common.jobs, tour, err))
        goto done;
    double ours_s = now() - start, ours = mlf_chain_length(x, DIMENSIONS, tour, n);
    printf("| %zu | %.2f | %.3f | %.2f | %.3f | %.4f |\n", n, plain, plain_s, ours, ours_s, ours / plain);
    status = 0;
done:
    free(x);
    free(centre);
    free(tour);
    free(left);
    return status;
}

static int run(struct mlf_err *err)
{
    static const size_t sizes[] = {1000, 4000, 7000, 20000};
    puts("| items | greedy | s | ours | s | ratio |");
    puts("| --- | --- | --- | --- | --- | --- |");
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        if (measure(sizes[i], err))
            return -1;
    return 0;
}

int main(int argc, char **argv)
{
    struct mlf_err err = {""};
    mlf_cli_start(&command, argc, argv);
    return mlf_cli_finish(run(&err), &err);
}
