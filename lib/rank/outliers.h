/* Items that look like nothing else. */
#ifndef MLFIX_RANK_OUTLIERS_H
#define MLFIX_RANK_OUTLIERS_H

#include <stddef.h>

struct mlf_err;

/* After S. Ramaswamy, R. Rastogi, K. Shim, "Efficient algorithms for mining
 * outliers from large data sets" (2000), with the mean of the distances (F.
 * Angiulli, C. Pizzuti, "Fast outlier detection in high dimensional spaces",
 * 2002). Ours: the 10 are those of largest cosine in the similarity space
 * (neighbours.h), the distance is that of the whole vectors. With
 *     d_i = mean of |z_i - z_j| over the 10 items j most similar to i
 * the deviation is (log d_i - median) / max(0.01, 1.4826 MAD), median and
 * median absolute deviation being those of the logarithms of all items. */
#define MLF_OUTLIER_NEIGHBOURS ((size_t)10)

/* An item that deviates by more than this is one. Measured: 25 photos among the
 * 4,260 signs of gtsrb-speed: 22 found, 1 sign with them. */
#define MLF_OUTLIER_DEVIATION 3.0

/* deviation[0..n-1] for the rows of z (n x d); x is their similarity space (n x
 * space_d). An item alone deviates by 0. */
int mlf_outlier_deviations(const float *z, size_t n, size_t d, const float *x, size_t space_d, int jobs,
                           double *deviation, struct mlf_err *err);

/* (1 + v / (1 + |v|)) / 2 of the deviation v: 0..1, 0.5 for the usual, 0.875
 * at v = 3; it grows with v however large v is. */
double mlf_outlier_score(double deviation);

#endif
