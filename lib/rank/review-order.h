/* In which order a reviewer sees the items: section by section, and in each the
 * doubtful ones first, look-alikes side by side. */
#ifndef MLFIX_RANK_REVIEW_ORDER_H
#define MLFIX_RANK_REVIEW_ORDER_H

#include <stddef.h>

struct mlf_err;

enum mlf_order_mode {
    /* Suspected items strictly by score; then, by rank of the score, the rest
     * of the section's first 10 %, the next 15 %, the next 25 %, the last 50 %,
     * each as a chain of look-alikes. */
    MLF_ORDER_BANDS,
    /* Suspected items strictly by score; all others in one chain. */
    MLF_ORDER_LOOKALIKES,
    /* All strictly by score. */
    MLF_ORDER_SCORE,
    /* All in one chain, from the section's first item on. */
    MLF_ORDER_SIMILARITY,
};

struct mlf_order {
    size_t n;
    const size_t *section;          /* n: a number whose order is the order of the sections */
    const double *score;            /* n, negative: not judged, comes behind all others of its section
                                       in input order; rounded to 9 digits, ties in input order;
                                       not read in the order by similarity */
    const unsigned char *suspected; /* n; not read in the order by similarity */
    const float *space;             /* n x d, rows of unit length or of zeros; a row of zeros in the
                                       order by similarity is an item without a vector, and last */
    size_t d;
};

/* Longer chains are cut into pieces of this many items, in order of the score
 * (or of input, by similarity). */
#define MLF_CHAIN_LIMIT ((size_t)50000)

/* Fills place[0..n-1] with the items in order. A chain (chain.h) begins at its
 * first item, by score or input. Cost for m items of a section:
 * 2 m d min(m, MLF_CHAIN_LIMIT); memory in proportion to n. */
int mlf_order_make(const struct mlf_order *order, enum mlf_order_mode mode, int jobs, size_t *place,
                   struct mlf_err *err);

/* The space in which look-alikes that mean alike are near: each row of x (n x
 * d, unit length) beside the item's predictions, centred over the C classes and
 * scaled to unit length, the whole scaled to unit length. New memory, n x
 * (d + C). */
float *mlf_order_space(const float *x, size_t n, size_t d, const float *p, size_t classes, struct mlf_err *err);

#endif
