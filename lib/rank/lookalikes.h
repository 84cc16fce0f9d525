/* The same look under different labels: objects that stand across the border
 * between two classes, in pairs. */
#ifndef MLFIX_RANK_LOOKALIKES_H
#define MLFIX_RANK_LOOKALIKES_H

#include <stddef.h>
#include <stdint.h>

struct mlf_err;

/* Of each object so many of the most similar objects with another label are
 * asked to be its partner. */
#define MLF_LOOKALIKE_ASKED ((size_t)10)

/* How near is alike: as near as an ordinary object's so-many-th nearest is. */
#define MLF_LOOKALIKE_NEIGHBOUR ((size_t)5)

struct mlf_lookalike {
    size_t a, b; /* a < b: rows with different labels */
    float cosine;
};

struct mlf_lookalikes {
    struct mlf_lookalike *pairs; /* the most similar first, equal ones by (a, b); no row stands in two */
    size_t n;
    float least; /* what is less similar than this is no look-alike */
};

/* Two objects with different labels look alike where their cosine is at least
 * the median, over all objects, of that with the fifth most similar one, whatever
 * its label (cifar10n-10k: 0.42, gtsrb-speed: 0.57). Pairs are made greedily, the most similar ones
 * first, among each object's MLF_LOOKALIKE_ASKED nearest ones of another label;
 * an object in a pair is in no other. Of these pairings it has at least half the
 * largest sum of cosines (D. Avis, "A survey of heuristics for the weighted
 * matching problem", 1983).
 *
 * x: n x d, rows of unit length or of zeros (which look like nothing); label[i]:
 * any number, equal for equal labels. Cost: two searches for neighbours; memory
 * in proportion to n. Freed by mlf_lookalikes_free, also after a failure. */
int mlf_lookalikes_find(struct mlf_lookalikes *found, const float *x, size_t n, size_t d, const uint32_t *label,
                        int jobs, struct mlf_err *err);
void mlf_lookalikes_free(struct mlf_lookalikes *found);

#endif
