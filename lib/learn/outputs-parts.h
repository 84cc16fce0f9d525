/* Walking over rows of a model's output, in pieces, on several threads. */
#ifndef MLFIX_LEARN_OUTPUTS_PARTS_H
#define MLFIX_LEARN_OUTPUTS_PARTS_H

#include <stddef.h>

#include "mlfix/outputs.h"

struct mlf_err;

/* Items of a piece: its rows are let go of together. */
#define MLF_WALK_ITEMS ((size_t)512)

struct mlf_walk {
    const struct mlf_outputs *outputs;
    /* `row` and `scratch` have room for C numbers; `worker` is below `jobs`. */
    int (*visit)(void *context, size_t item, int worker, double *row, double *scratch, struct mlf_err *err);
    void *context;
    int jobs; /* at least 1 */
};

/* Visits every item once, in no order that could be relied on, until one fails. */
int mlf_outputs_walk(const struct mlf_walk *walk, struct mlf_err *err);

/* The numbers of one run as they were given; 0 where the item has none. */
int mlf_run_row(const struct mlf_outputs *outputs, const struct mlf_run *run, size_t item, double *row);

/* Class of the largest number among those that reach their threshold (NULL:
 * all), the first of equals; n where none does. */
size_t mlf_row_most(const double *row, const double *threshold, size_t n);

#endif
