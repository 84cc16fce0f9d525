/* Pictures that are there twice: copies that were resized, recompressed,
 * brightened or cut a little differently, and frames of one object a moment
 * apart. */
#ifndef MLFIX_RANK_DUPLICATES_H
#define MLFIX_RANK_DUPLICATES_H

#include <stddef.h>
#include <stdint.h>

struct mlf_err;
struct mlf_groups_pair;

/* Items a and b, one of the other's 10 nearest, are duplicates when their
 * contrast (groups.h; here m = n / 30 within 5 .. 30) is below 0.3, or below 0.6
 * and their perceptual hashes (hash.h) differ in at most 10 of 64 bits.
 * Measured: of 100 pictures of cifar10n-10k that were recompressed, enlarged,
 * brightened or cut by a pixel all are found (contrast at most 0.22); of the
 * pairs found in gtsrb-speed 98 in 100 are frames of one sign. */
#define MLF_TWIN_CONTRAST 0.3
#define MLF_TWIN_CONTRAST_HASH 0.6
#define MLF_TWIN_BITS 10

struct mlf_twin {
    size_t of; /* the item it is most alike, (size_t)-1 where it has no duplicate */
    double cosine;
    double contrast;
    int bits; /* that differ between their hashes, -1: one has none */
};

struct mlf_duplicates {
    size_t n;
    size_t *cluster; /* n: below `clusters`, by first appearance; an item without duplicates is alone in its own */
    size_t clusters;
    struct mlf_twin *twin;         /* n */
    struct mlf_groups_pair *pairs; /* every pair found, groups.h; some in both directions */
    size_t count;
};

/* Clusters are what pairs connect. x: n x d, rows of unit length or of zeros
 * (which have no duplicates); hash[i] is read where has_hash[i]. The result is
 * freed by mlf_duplicates_free, also after a failure. */
int mlf_duplicates_find(struct mlf_duplicates *duplicates, const float *x, size_t n, size_t d, const uint64_t *hash,
                        const unsigned char *has_hash, int jobs, struct mlf_err *err);
void mlf_duplicates_free(struct mlf_duplicates *duplicates);

#endif
