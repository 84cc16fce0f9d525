/* A model's output for n items: for each the probabilities of C classes, from one
 * run of the model or from several, in memory or left in a mapped file. */
#ifndef MLFIX_JUDGE_MODEL_OUTPUTS_H
#define MLFIX_JUDGE_MODEL_OUTPUTS_H

#include <stddef.h>

struct mlf_npy;

#define MLF_NO_ROW ((size_t)-1)

/* One run. Its numbers are in the first of `npy`, `predictions` and `p` that is
 * not NULL. */
struct mlf_model_outputs_run {
    const struct mlf_npy *npy; /* borrowed: column j is class j, classes beyond its columns have nothing */
    const float *predictions;  /* borrowed, n x C by rows: softmax(x / temperature) are the probabilities */
    double *p;                 /* owned, n x C by rows; an item whose first number is NAN has no row */
    size_t *row;               /* owned, n, with npy: the row of each item, or MLF_NO_ROW; NULL: row i for item i */
    int logits;                /* the numbers are logits or logarithms: softmax(x) are the probabilities */
    double temperature;        /* of `predictions` */
};

struct mlf_model_outputs {
    size_t n, classes;
    const size_t *label; /* n, each below `classes`; borrowed */
    struct mlf_model_outputs_run *runs;
    size_t run_n;
};

/* Frees the runs and what they own. */
void mlf_model_outputs_free(struct mlf_model_outputs *outputs);

/* Whether any run has the item. */
int mlf_model_outputs_has(const struct mlf_model_outputs *outputs, size_t item);

/* What became of an item's row: the worst of its runs, the worst state being the
 * last one here. From MLF_ROW_ABSENT on there are no probabilities. */
enum mlf_model_outputs_state {
    MLF_ROW_FINE,
    MLF_ROW_SCALED,     /* was scaled: its sum was more than MLF_ROW_TOLERANCE away from 1 */
    MLF_ROW_ABSENT,     /* no run has it */
    MLF_ROW_NOTHING,    /* adds up to 0 */
    MLF_ROW_NEGATIVE,   /* has a negative number, although these are not logits */
    MLF_ROW_NOT_FINITE, /* has an infinite number or a NaN */
};

#define MLF_ROW_TOLERANCE 0.01

/* One item's C probabilities: the mean of the runs that have the item. Where the
 * state says that there are none, the numbers mean nothing. `scratch` has room
 * for C numbers. `odd`, which may be NULL, gets the number behind the state: the
 * sum, or the number that is negative. */
enum mlf_model_outputs_state mlf_model_outputs_row(const struct mlf_model_outputs *outputs, size_t item, double *row,
                                                   double *scratch, double *odd);

/* One run's C numbers of an item as they were given: 1, or 0 where it has none. */
int mlf_model_outputs_run_row(const struct mlf_model_outputs *outputs, const struct mlf_model_outputs_run *run,
                              size_t item, double *row);

/* The class of the largest of n numbers, of those only that reach their threshold
 * (n numbers; NULL: all count); the smallest class of several that are equally
 * large; n where none reaches its threshold. */
size_t mlf_model_outputs_most(const double *row, const double *threshold, size_t n);

#endif
