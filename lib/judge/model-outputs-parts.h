/* Walking over rows of a model's output, in pieces, on several threads. */
#ifndef MLFIX_JUDGE_MODEL_OUTPUTS_PARTS_H
#define MLFIX_JUDGE_MODEL_OUTPUTS_PARTS_H

#include <stddef.h>

struct mlf_err;
struct mlf_model_outputs;

/* Items of a piece: its rows are let go of together. */
#define MLF_WALK_ITEMS ((size_t)512)

struct mlf_walk {
    const struct mlf_model_outputs *outputs;
    /* `row` and `scratch` have room for C numbers; `worker` is below `jobs`. */
    int (*visit)(void *context, size_t item, int worker, double *row, double *scratch, struct mlf_err *err);
    void *context;
    int jobs; /* at least 1 */
};

#endif
