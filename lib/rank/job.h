/* A ranking while it is made: what rank.c and the orders share. */
#ifndef MLFIX_RANK_JOB_H
#define MLFIX_RANK_JOB_H

#include <stddef.h>

#include "review-order.h"
#include "sections.h"

struct mlf_err;
struct mlf_rank_options;
struct mlf_ranking;
struct mlf_vectors;

/* An order's run() fills these; what it leaves alone is one score for all, in sections by fields. */
struct mlf_rank_job {
    int keep_given; /* a label that only objects had before somebody decided on them is a class, too */
    struct mlf_ranking *ranking;
    struct mlf_vectors *vectors; /* their matrix may be reordered, and given back (mlf_vectors_drop) */
    const struct mlf_rank_options *options;
    struct mlf_sections sections; /* filled: the order makes its own */
    double *score;                /* per record, at first -1: it is not judged */
    unsigned char *suspected;     /* per record */
    unsigned char *keep;          /* per record: it is shown; set behind run() */
    float *space;                 /* per record, rows of space_d; NULL: there are no chains */
    size_t space_d;
    enum mlf_order_mode mode; /* at first MLF_ORDER_SCORE */
};

/* Makes the space of the records from rows of `width` numbers, those of records record[0..n-1];
 * other records get zeros. `rows` is taken over. */
int mlf_rank_job_set_space(struct mlf_rank_job *job, float *rows, size_t width, const size_t *record, size_t n,
                           struct mlf_err *err);

/* Scores of the ranking's items become those of their records, save where their class is too small. */
void mlf_rank_job_take_scores(struct mlf_rank_job *job);

#endif
