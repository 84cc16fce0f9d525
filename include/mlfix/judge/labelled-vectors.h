/* Labelled vectors: the input of the models that predict each item's label from the
 * labels of all other items (ridge.h, kernel.h). Neither the item's own label nor those
 * of other items of its group take part in its prediction. Both models compute this in
 * closed form from one fit to all data: nothing is divided into folds, and nothing is
 * random except how items are dealt to blocks, which the seed decides.
 *
 * Symbols: n items, d dimensions, C classes; Y the n x C matrix of given labels, with 1
 * at an item's label and 0 elsewhere; P the n x C matrix of predictions on the same scale
 * (about 1 for "yes", about 0 for "no", but without bounds). */
#ifndef MLFIX_JUDGE_LABELLED_VECTORS_H
#define MLFIX_JUDGE_LABELLED_VECTORS_H

#include <stddef.h>

struct mlf_labelled_vectors {
    const float *z; /* n x d, by rows, finite */
    size_t n, d;
    const size_t *label; /* n, each below `classes` */
    const float *y; /* n x C: Y itself, of whole numbers, in place of labels; each row adds up to 1. NULL: by label */
    size_t classes;
    const size_t *group; /* n, each below `groups`: items of one group are never evidence for each other */
    size_t groups;
    size_t parts; /* the vectors are made of so many descriptions, whose numbers take turns: number i of part p is
                     z[i * parts + p]. 0 counts as 1; d is a multiple of it. Only the kernel model uses it. */
};

/* Y of an item and a class. */
static inline double mlf_labelled_value(const struct mlf_labelled_vectors *data, size_t item, size_t class)
{
    return data->y ? (double)data->y[item * data->classes + class] : (double)(data->label[item] == class);
}

#endif
