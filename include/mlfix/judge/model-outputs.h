/* A model's word about n items: for each the probabilities of C classes, from
 * one run of the model or from several, in memory or left in a mapped file. */
#ifndef MLFIX_JUDGE_MODEL_OUTPUTS_H
#define MLFIX_JUDGE_MODEL_OUTPUTS_H

#include <stddef.h>

struct mlf_npy;

#define MLF_NO_ROW ((size_t)-1)

/* One run. Its numbers are where the first of these says that is not NULL. */
struct mlf_run {
    const struct mlf_npy *npy; /* borrowed: column j is class j, classes beyond its columns have nothing */
    const float *predictions;  /* borrowed, n x C by rows: no probabilities, softmax(x / temperature) is */
    double *p;                 /* owned, n x C by rows; an item whose first number is NAN has no row */
    size_t *row;        /* with npy; owned, n: row of each item, MLF_NO_ROW: it has none; NULL: row i for item i */
    int logits;         /* the numbers are logits, or logarithms: softmax(x) is the probability */
    double temperature; /* of `predictions` */
};

struct mlf_model_outputs {
    size_t n, classes;
    const size_t *label; /* n, each below `classes`; borrowed */
    struct mlf_run *runs;
    size_t run_n;
};

/* Frees the runs and what they own. */
void mlf_model_outputs_free(struct mlf_model_outputs *outputs);

/* Whether any run has the item. */
int mlf_model_outputs_has(const struct mlf_model_outputs *outputs, size_t item);

/* What became of a row, the worst of its runs last. */
enum mlf_row_state {
    MLF_ROW_FINE,
    MLF_ROW_SCALED,     /* added up to something else than 1, by more than MLF_ROW_TOLERANCE, and was scaled */
    MLF_ROW_ABSENT,     /* no run has it */
    MLF_ROW_NOTHING,    /* adds up to 0 */
    MLF_ROW_NEGATIVE,   /* has a negative number, although these are not logits */
    MLF_ROW_NOT_FINITE, /* has an infinite number or a NaN */
};

#define MLF_ROW_TOLERANCE 0.01

/* One item's C probabilities: the mean of the runs that it has. Where the state
 * says that there are none, the numbers mean nothing. `scratch` has room for C. `odd`, which may be NULL, gets the
 * number behind the state: the sum, or the number that is negative. */
enum mlf_row_state mlf_model_outputs_row(const struct mlf_model_outputs *outputs, size_t item, double *row,
                                         double *scratch, double *odd);

#define MLF_LEAST_LOG (-700.0)

enum mlf_measure {
    /* s / (1 + s), s = -log p(label; x): self-confidence, as score.h. */
    MLF_MEASURE_SELF_CONFIDENCE,
    /* (1 - m) / 2, m = p(label; x) - max over k != label of p(k; x): normalised margin. */
    MLF_MEASURE_MARGIN,
    /* The entropy of p(.; x) over log C: how undecided the model is, whatever
     * the label. */
    MLF_MEASURE_ENTROPY,
    /* (1 - a / (1 + |a|)) / 2, a = mean over the runs of z(label) - max over
     * k != label of z(k), z the logits: the area under the margin (G. Pleiss,
     * T. Zhang, E. Elenberg, K. Weinberger, "Identifying mislabeled data using
     * the area under the margin ranking", 2020, section 3), the runs being
     * epochs. Differences of logits are those of log-probabilities, so either
     * will do; a probability that was rounded to 0 counts as the least number
     * that its file can hold. */
    MLF_MEASURE_AUM,
};

/* The numbers of one run as they were given; 0 where the item has none. */
int mlf_run_row(const struct mlf_model_outputs *outputs, const struct mlf_run *run, size_t item, double *row);

/* Class of the largest number among those that reach their threshold (NULL:
 * all), the first of equals; n where none does. */
size_t mlf_row_most(const double *row, const double *threshold, size_t n);

#endif
