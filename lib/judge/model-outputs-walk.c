#include "model-outputs-walk.h"

#include <stdlib.h>

#include "mlfix/base/array.h"
#include "mlfix/base/parallel.h"
#include "mlfix/judge/model-outputs.h"
#include "mlfix/numeric/npy-rows.h"

/* Items in a piece of the walk; the memory of their rows is released together. */
#define ITEMS ((size_t)512)

struct walking {
    const struct mlf_model_outputs_walk *walk;
    double *rows; /* `width` numbers a worker */
    size_t width;
};

/* Releases the memory of the rows of items first .. end - 1, if these stand together in the
 * file. */
static void forget(const struct mlf_model_outputs_run *run, size_t first, size_t end)
{
    size_t low = run->row ? run->row[first] : first, high = run->row ? run->row[end - 1] : end - 1;
    if (run->npy && low <= high && high < MLF_NO_ROW && high - low < 2 * ITEMS)
        mlf_npy_forget(run->npy, low, high - low + 1);
}

static int walk_piece(void *context, size_t piece, int worker, struct mlf_err *err)
{
    const struct walking *walking = context;
    const struct mlf_model_outputs_walk *walk = walking->walk;
    const struct mlf_model_outputs *outputs = walk->outputs;
    size_t first = piece * ITEMS;
    size_t end = outputs->n - first < ITEMS ? outputs->n : first + ITEMS;
    double *row = walking->rows + (size_t)worker * walking->width;
    for (size_t i = first; i < end; i++)
        if (walk->visit(walk->context, i, worker, row, row + outputs->classes, err))
            return -1;
    for (size_t r = 0; r < outputs->run_n; r++)
        forget(&outputs->runs[r], first, end);
    return 0;
}

int mlf_model_outputs_walk(const struct mlf_model_outputs_walk *walk, struct mlf_err *err)
{
    struct walking walking = {.walk = walk};
    walking.width = 2 * walk->outputs->classes;
    walking.rows = mlf_alloc_matrix((size_t)walk->jobs * walking.width, sizeof *walking.rows, err);
    if (!walking.rows)
        return -1;
    int result = mlf_parallel((walk->outputs->n + ITEMS - 1) / ITEMS, walk->jobs, walk_piece, &walking, err);
    free(walking.rows);
    return result;
}
