/* A chain of look-alikes: items in an order in which every one stands beside
 * items that are like it. */
#ifndef MLFIX_RANK_CHAIN_H
#define MLFIX_RANK_CHAIN_H

#include <stddef.h>

struct mlf_err;

/* Nearest others that each item knows of. */
#define MLF_CHAIN_NEIGHBOURS ((size_t)16)

/* tour[0..m-1] becomes a short open path over the rows of the unit-length m x d
 * matrix x, from row 0 on; the length of a step is the distance of its rows,
 * sqrt(2 - 2 cos).
 *
 * First the greedy tour: on to the most similar one not yet visited, ties (of
 * cosines rounded to 6 decimals) to the earlier. An item asks its nearest others
 * first and all that are left only when those are gone, which changes nothing
 * but the time. Then 2-opt (G. A. Croes, "A method for solving traveling-salesman
 * problems", 1958) among the nearest others, a few rounds: part of the path is
 * turned round where that makes the path shorter. So it is never longer than the
 * greedy tour. Cost 2 m^2 d; memory in proportion to m. */
int mlf_chain_make(const float *x, size_t m, size_t d, int jobs, size_t *tour, struct mlf_err *err);

/* The sum of the steps. */
double mlf_chain_length(const float *x, size_t d, const size_t *tour, size_t m);

#endif
