/* Gain-shape k-means. See mlf_dictionary_cluster in dictionary.h. */
#ifndef MLFIX_EMBED_DICTIONARY_CLUSTER_H
#define MLFIX_EMBED_DICTIONARY_CLUSTER_H

#include <stddef.h>

struct mlf_err;
struct mlf_rng;

/* k-means with unit centroids and signed gains on n whitened patches (n x
 * size): a patch belongs to the centroid with the largest |z|, z its
 * product with it; a centroid becomes itself plus the z-weighted sum of its
 * patches, at unit length. centroids: filters x size, out. */
int mlf_dictionary_cluster(const float *patches, size_t n, size_t size, size_t filters, size_t iterations,
                           struct mlf_rng *rng, float *centroids, int jobs, struct mlf_err *err);

#endif
