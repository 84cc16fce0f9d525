/* The table of nearest neighbours that the searches of neighbours.h fill. */
#ifndef MLFIX_NUMERIC_NEIGHBOURS_TABLE_H
#define MLFIX_NUMERIC_NEIGHBOURS_TABLE_H

#include <stddef.h>
#include <stdint.h>

struct mlf_err;

/* The k nearest others of every row, nearest first. */
struct mlf_neighbours {
    /* May be set before the search: the kind of each row, its label for example; rows of
     * the same kind are then no neighbours. n, borrowed. NULL: all other rows are. */
    const uint32_t *kind;
    size_t n, k;     /* k: what was asked for, or n - 1 where that is less */
    uint32_t *index; /* n x k */
    float *cosine;   /* n x k, rounded to 6 decimals */
};

void mlf_neighbours_free(struct mlf_neighbours *neighbours);

/* Takes memory for n x k neighbours; freed by mlf_neighbours_free. An error where n
 * rows of d numbers are too many for a search. */
int mlf_neighbours_begin(struct mlf_neighbours *neighbours, size_t n, size_t d, size_t k, struct mlf_err *err);

/* Offers `count` other rows as neighbours of `row`, of which *found were found so far:
 * takes those of another kind that are nearer than its k-th one. cosines[j] is the cosine
 * of row item[j], or of row first + j where `item` is NULL. */
void mlf_neighbours_scan(struct mlf_neighbours *to, size_t row, const float *cosines, const uint32_t *item,
                         size_t first, size_t count, size_t *found);

/* Fills the rest of a row's line where only `found` neighbours were found: with the
 * cosine -1 and the row itself. */
void mlf_neighbours_fill(struct mlf_neighbours *to, size_t row, size_t found);

#endif
