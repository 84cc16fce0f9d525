/* Visiting every item of a model's output once, on several threads. A mapped file is read
 * in order and its memory is released again, so that a few rows a thread are in memory
 * however large the file is. */
#ifndef MLFIX_JUDGE_MODEL_OUTPUTS_WALK_H
#define MLFIX_JUDGE_MODEL_OUTPUTS_WALK_H

#include <stddef.h>

struct mlf_err;
struct mlf_model_outputs;

struct mlf_model_outputs_walk {
    const struct mlf_model_outputs *outputs;
    /* Called for each item, from several threads; `row` and `scratch` have room
     * for C numbers; `worker` is below `jobs` and names the thread. */
    int (*visit)(void *context, size_t item, int worker, double *row, double *scratch, struct mlf_err *err);
    void *context;
    int jobs; /* at least 1 */
};

/* Visits the items in no order that could be relied on, until one fails. */
int mlf_model_outputs_walk(const struct mlf_model_outputs_walk *walk, struct mlf_err *err);

#endif
