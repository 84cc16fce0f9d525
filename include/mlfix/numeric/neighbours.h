/* Nearest neighbours by cosine, in a space made of the columns of largest variance. */
#ifndef MLFIX_NUMERIC_NEIGHBOURS_H
#define MLFIX_NUMERIC_NEIGHBOURS_H

#include <stddef.h>

struct mlf_err;
struct mlf_neighbours;

#define MLF_SPACE_DIMS ((size_t)128)

/* The space: an n x *space_d matrix in new memory, made of the columns of Z with the
 * largest variance, at most MLF_SPACE_DIMS of them, centred, and every row scaled to
 * unit length; rows of zeros stay. Only columns of the first of `parts`
 * (mlfix/judge/labelled-vectors.h) are taken. In vectors of mlfix-embed the variance
 * falls from column to column, so there the first columns are taken. */
float *mlf_neighbours_space(const float *z, size_t n, size_t d, size_t parts, size_t *space_d, struct mlf_err *err);

#define MLF_NEIGHBOURS_EXACT ((size_t)100000)

/* Finds the k nearest other rows of every row of the n x d matrix x, whose rows have
 * unit length or are zeros; of equally near ones those with the smaller index. Where
 * fewer than k rows of another kind (neighbours-table.h) are found, the rest of the
 * row's line has the cosine -1 and the index of the row itself. Exact up to
 * MLF_NEIGHBOURS_EXACT rows; beyond, approximate, by inverted lists (J. Sivic,
 * A. Zisserman, "Video Google: a text retrieval approach to object matching in videos",
 * 2003), with which at least 0.95 of the 10 nearest are found. The n x n matrix is never
 * made, and the result is the same for any number of jobs. Freed by
 * mlf_neighbours_free. */
int mlf_neighbours_find(struct mlf_neighbours *neighbours, const float *x, size_t n, size_t d, size_t k, int jobs,
                        struct mlf_err *err);

/* Every row compared with every other: 2 n^2 d operations, memory n k. */
int mlf_neighbours_exact(struct mlf_neighbours *neighbours, const float *x, size_t n, size_t d, size_t k, int jobs,
                         struct mlf_err *err);

#endif
