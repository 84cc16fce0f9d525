/* What the labels of the others say about each item: predictions in which no
 * item's own label, nor that of any other item of its group, had a part. Both
 * models have these in closed form, from one fit on all data: no folds, no
 * chance beyond the seed that deals items to blocks.
 *
 * Symbols: n items, d dimensions, C classes, Y the n x C matrix of ones and
 * zeros that says each item's given label, P the n x C predictions in the same
 * terms (about 1 for "yes", about 0 for "no", unbounded both ways). */
#ifndef MLFIX_JUDGE_LABELLED_VECTORS_H
#define MLFIX_JUDGE_LABELLED_VECTORS_H

#include <stddef.h>

struct mlf_labelled_vectors {
    const float *z; /* n x d, by rows, finite */
    size_t n, d;
    const size_t *label; /* n, each below `classes` */
    size_t classes;
    const size_t *group; /* n, each below `groups`: items of one group never vouch for each other */
    size_t groups;
    size_t parts; /* descriptions whose numbers take turns: number i of part p is z[i * parts + p]; 0 counts as 1.
                     d is a multiple of it. Only the kernel model looks at it. */
};

#endif
