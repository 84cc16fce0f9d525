/* What a detector is worth on a dataset. See mlfix/boxes.h. */
#ifndef MLFIX_JUDGE_BOX_LIMITS_H
#define MLFIX_JUDGE_BOX_LIMITS_H

#include <stddef.h>

struct mlf_box_photo;
struct mlf_box_limits;
struct mlf_err;

/* What the detector is worth on this dataset, from all photos (`photos` of them):
 *   sure   the least confidence such that, of the detections at or above it, at
 *          least 0.95 times as many agree with a box (same label, iou >= 0.5, one
 *          to one) as among the surest tenth (at least 20), though not less than
 *          0.5; 0.95 where there are fewer than 20 detections;
 *   low    0.5, or `sure` where that is less;
 *   shift  the median of the ious of agreeing pairs from `low` on, of boxes of that
 *          size, less four deviations (1.4826 times the median absolute deviation), kept
 *          between 0.4 and 0.7; 0.5 where there are fewer than 20 such pairs.
 * `sure` above 0 is taken as given. */
int mlf_box_limits_learn(const struct mlf_box_photo *photos, size_t n, double sure, struct mlf_box_limits *limits,
                         struct mlf_err *err);

#endif
