/* Learning how far a detector can be trusted on a dataset (mlfix/judge/box-errors.h). */
#ifndef MLFIX_JUDGE_BOX_LIMITS_H
#define MLFIX_JUDGE_BOX_LIMITS_H

#include <stddef.h>

struct mlf_box_photo;
struct mlf_box_limits;
struct mlf_err;

/* Learns the limits from n photos. A detection agrees with a box where they have the
 * same label and iou >= 0.5; each box agrees with at most one detection.
 *   sure   The share of detections that agree is taken among the tenth with the highest
 *          confidences (at least 20 detections). `sure` is the least confidence, not
 *          below 0.5, such that of all detections at or above it at least 0.95 times that
 *          share agree; 0.95 where there are fewer than 20 detections.
 *   low    0.5, or `sure` where that is less.
 *   shift  For each size of boxes: the median iou of agreeing pairs with confidences of
 *          at least `low`, less four deviations (mlfix/numeric/robust.h), kept between
 *          0.4 and 0.7; 0.5 where there are fewer than 20 such pairs.
 * Where the parameter `sure` is above 0 it is taken instead of learning it. */
int mlf_box_limits_learn(const struct mlf_box_photo *photos, size_t n, double sure, struct mlf_box_limits *limits,
                         struct mlf_err *err);

#endif
