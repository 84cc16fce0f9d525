/* How far a segmentation network can be trusted on a dataset, and what follows for its objects (mask-errors.h). */
#ifndef MLFIX_JUDGE_MASK_LIMITS_H
#define MLFIX_JUDGE_MASK_LIMITS_H

#include <stddef.h>

#include "mlfix/judge/mask-scene.h"

struct mlf_err;
struct mlf_mask_verdict;

/* An object's label is doubted where its own class has at most this part of the other's probability. */
#define MLF_MASKS_SWAP_OWN 0.5

/* Limits of the boundary IoU are learnt by thirds of the objects, from the smallest to the largest part of the photo:
 * the median of those that the network sees as they are labelled, less so many deviations (mlfix/numeric/robust.h),
 * kept between LEAST and MOST; FEW where there are fewer than 20. */
#define MLF_MASKS_SHIFT_DEVIATIONS 2.5
#define MLF_MASKS_SHIFT_LEAST 0.1
#define MLF_MASKS_SHIFT_MOST 0.7
#define MLF_MASKS_SHIFT_FEW 0.3

struct mlf_mask_limits {
    double sure;     /* probability from which the network tells of what is missing and of wrong labels */
    double parts[2]; /* of the photo: where the second and the last third of the objects begin */
    double shift[3]; /* boundary IoU */
};

/* Learns from n measured objects and m regions that are missing, with the probability of each. An object agrees where
 * the network sees it as it is labelled with an IoU of at least 0.5; a missing one never does. `sure` is the least
 * probability from MLF_MASKS_SURE on such that of all at or above it at least 0.95 times that share agree which does
 * among the surest tenth (of at least 20; else MLF_MASKS_SURE); what the caller gives (above 0) is taken instead. */
int mlf_mask_limits_learn(const struct mlf_mask_verdict *verdicts, const size_t *class_of, size_t n,
                          const double *missing, size_t m, double sure, struct mlf_mask_limits *limits,
                          struct mlf_err *err);

/* Finds which of n measured objects are shifted, swapped or not seen. class_of: of each; is_object as in the scenes. */
void mlf_mask_limits_decide(const struct mlf_mask_limits *limits, struct mlf_mask_verdict *verdicts,
                            const size_t *class_of, size_t n, const unsigned char *is_object);

#endif
