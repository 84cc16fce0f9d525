/* Times the searches for neighbours over the vectors of a file, scaled to unit
 * length:
 *
 *     bench-neighbours [-k N] [--space] [--lists N] [--probes N] [-j N] FILE.npy
 *
 * Prints seconds of the exact search; with --probes those by inverted lists,
 * and their recall: the share of the exact neighbours that were found. --sum
 * prints the sum of the exact cosines, to compare with another program. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "mlfix/base/array.h"
#include "mlfix/base/cli.h"
#include "mlfix/base/err.h"
#include "mlfix/base/message.h"
#include "mlfix/numeric/neighbours-table.h"
#include "mlfix/numeric/neighbours.h"
#include "mlfix/numeric/npy-rows.h"
#include "mlfix/numeric/npy.h"
#include "numeric/neighbours-lists.h"

static long k = 10, lists, probes;
static int space, sums;

static const struct mlf_option option_table[] = {
    {"neighbours", 'k', MLF_INTEGER, &k, "N", "how many (10)", 1, 1000, NULL},
    {"space", 0, MLF_FLAG, &space, NULL, "in the space that mlfix-rank searches, at most 128 columns (no)", 0, 0, NULL},
    {"lists", 0, MLF_INTEGER, &lists, "N", "inverted lists (as mlfix-rank plans)", 1, 1e6, NULL},
    {"probes", 0, MLF_INTEGER, &probes, "N", "also search N lists for each row", 1, 1e6, NULL},
    {"sum", 0, MLF_FLAG, &sums, NULL, "also print the sum of the exact cosines (no)", 0, 0, NULL},
    {0},
};

static const struct mlf_command command = {
    .name = "bench-neighbours",
    .operands = "FILE.npy",
    .summary = "time the searches for neighbours",
    .options = option_table,
    .min_operands = 1,
    .max_operands = 1,
};

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static float *read_rows(const struct mlf_npy *npy, size_t *d, struct mlf_err *err)
{
    size_t rows = npy->rows, columns = npy->columns;
    float *x = mlf_alloc_matrix(rows * columns, sizeof *x, err);
    for (size_t i = 0; x && i < rows; i++) {
        double square = 0;
        mlf_npy_row(npy, i, x + i * columns);
        for (size_t j = 0; j < columns && !space; j++)
            square += (double)x[i * columns + j] * x[i * columns + j];
        for (size_t j = 0; j < columns && square > 0; j++)
            x[i * columns + j] = (float)(x[i * columns + j] / sqrt(square));
    }
    *d = columns;
    if (!x || !space)
        return x;
    float *smaller = mlf_neighbours_space(x, rows, columns, 1, d, err);
    free(x);
    return smaller;
}

static double recall(const struct mlf_neighbours *exact, const struct mlf_neighbours *found)
{
    size_t same = 0;
    for (size_t i = 0; i < exact->n; i++)
        for (size_t a = 0; a < exact->k; a++)
            for (size_t b = 0; b < exact->k; b++)
                same += exact->index[i * exact->k + a] == found->index[i * exact->k + b];
    return (double)same / (double)(exact->n * exact->k);
}

static int run(struct mlf_err *err)
{
    struct mlf_npy npy = {0};
    struct mlf_neighbours exact = {0}, found = {0};
    struct mlf_neighbours_plan how;
    size_t d = 0;
    int result = -1;
    if (mlf_npy_open(&npy, mlf_operands[0], err))
        return -1;
    float *x = read_rows(&npy, &d, err);
    double start = now(), sum = 0;
    if (!x || mlf_neighbours_exact(&exact, x, npy.rows, d, (size_t)k, mlf_common.jobs, err))
        goto done;
    printf("exact %.3f s", now() - start);
    for (size_t i = 0; i < exact.n * exact.k; i++)
        sum += exact.cosine[i];
    if (sums)
        printf(" sum %.4f", sum);
    if (probes) {
        mlf_neighbours_plan(&how, npy.rows);
        how.lists = lists ? (size_t)lists : how.lists;
        how.probes = (size_t)probes;
        start = now();
        if (mlf_neighbours_lists(&found, &how, x, npy.rows, d, (size_t)k, mlf_common.jobs, err))
            goto done;
        printf(" lists %.3f s recall %.4f", now() - start, recall(&exact, &found));
    }
    puts("");
    result = 0;
done:
    free(x);
    mlf_npy_close(&npy);
    mlf_neighbours_free(&exact);
    mlf_neighbours_free(&found);
    return result;
}

int main(int argc, char **argv)
{
    struct mlf_err err = {""};
    mlf_cli_start(&command, argc, argv);
    return mlf_cli_finish(run(&err), &err);
}
