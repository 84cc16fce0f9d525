/* Limbs of poses that are longer than they can be. */
#ifndef MLFIX_DOCTOR_DOCTOR_POSE_LIMBS_H
#define MLFIX_DOCTOR_DOCTOR_POSE_LIMBS_H

#include "doctor-posed.h"
#include "mlfix/base/err.h"

struct mlf_err;
struct mlf_posed;

/* A limb is too long where its length, in the box's longer sides, is more deviations above the median than this, one
 * being 1.4826 times the median of how far those above the median are above it, and at least this part of the median.
 * Shorter ones are no finding: a limb that points at the camera has no length. */
#define MLF_LIMB_DEVIATIONS 5.0
#define MLF_LIMB_LEAST 0.1

/* Which points a limb joins is found out: limbs are the tree that joins all kinds of points by the least lengths, of
 * each pair that which nine tenths do not exceed; what is bound together never is far apart, whatever the pose. Notes
 * keypoint-limb. */
int mlf_doctor_examine_limbs(const struct mlf_posed *posed, struct mlf_err *err);

#endif
