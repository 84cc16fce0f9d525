/* Clustering patches into the filters of a dictionary by gain-shape k-means. */
#ifndef MLFIX_EMBED_DICTIONARY_CLUSTER_H
#define MLFIX_EMBED_DICTIONARY_CLUSTER_H

#include <stddef.h>

struct mlf_err;
struct mlf_rng;

/* k-means on n whitened patches (n x size) with centroids of unit length and signed gains
 * (A. Coates, A. Y. Ng, "Learning feature representations with k-means", 2012, section
 * 2): a patch belongs to the centroid for which |z| is largest, z being their product;
 * in each iteration a centroid becomes itself plus the sum of its patches weighted by z,
 * scaled to unit length. Fills centroids (filters x size). */
int mlf_dictionary_cluster(const float *patches, size_t n, size_t size, size_t filters, size_t iterations,
                           struct mlf_rng *rng, float *centroids, int jobs, struct mlf_err *err);

#endif
