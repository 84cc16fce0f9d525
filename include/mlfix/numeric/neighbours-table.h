/* The parts that both searches for neighbours share. */
#ifndef MLFIX_NUMERIC_NEIGHBOURS_TABLE_H
#define MLFIX_NUMERIC_NEIGHBOURS_TABLE_H

#include <stddef.h>
#include <stdint.h>

struct mlf_err;

/* The k nearest others of every row, nearest first. */
struct mlf_neighbours {
    /* Set before the search: n kinds (labels, say), of which rows of the same one
     * are no neighbours; borrowed. NULL: all others are. */
    const uint32_t *kind;
    size_t n, k;     /* k: what was asked for, or n - 1 where that is less */
    uint32_t *index; /* n x k */
    float *cosine;   /* n x k, rounded to 6 decimals */
};

void mlf_neighbours_free(struct mlf_neighbours *neighbours);

/* Room for n x k; freed by mlf_neighbours_free. */
int mlf_neighbours_begin(struct mlf_neighbours *neighbours, size_t n, size_t d, size_t k, struct mlf_err *err);

/* Takes into the line of `row` those of `count` others of another kind that are
 * nearer than its k-th so far, of which *found are there; cosines[j] is that of the row item[j],
 * or without items of the row first + j. */
void mlf_neighbours_scan(struct mlf_neighbours *to, size_t row, const float *cosines, const uint32_t *item,
                         size_t first, size_t count, size_t *found);

/* Fills the line of a row of which fewer than k were found. */
void mlf_neighbours_fill(struct mlf_neighbours *to, size_t row, size_t found);

#endif
