/* Left and right of poses. */
#ifndef MLFIX_DOCTOR_DOCTOR_POSE_SIDES_H
#define MLFIX_DOCTOR_DOCTOR_POSE_SIDES_H

#include "doctor-posed.h"
#include "mlfix/base/err.h"

struct mlf_err;
struct mlf_posed;

/* Of each pair of points, one on the left and one on the right, the side is the part of the way from the right to the
 * left one that goes across the pose, in units of the length that nine tenths of the poses do not exceed: about 1 where
 * the object faces the camera, -1 from behind, near 0 from the side. All pairs of one pose should say nearly the same.
 * A pair is swapped where it says the opposite of the median of the others, both by at least MLF_SIDE_LEAST, and the
 * difference is more deviations (1.4826 times the median absolute one, at least MLF_SIDE_DEVIATION) than is usual. */
#define MLF_SIDE_LEAST 0.25
#define MLF_SIDE_DEVIATION 0.1
#define MLF_SIDE_DEVIATIONS 4.0

/* The whole pose is swapped where its median side is at least this and no pair is more than so many deviations from it,
 * and those of its points that are seen speak for the other one at such odds (a nose that is seen, and a back): of all
 * poses whose points say that at least as clearly, less than such a part show this side, and at least MLF_LEAST_POSES
 * the other. */
#define MLF_SIDE_WHOLE 0.5
#define MLF_SIDE_UNLIKE 2.0
#define MLF_SIDE_ODDS 10.0
#define MLF_SIDE_SHARE 0.1

/* Notes keypoint-swapped. */
int mlf_doctor_examine_sides(const struct mlf_posed *posed, struct mlf_err *err);

#endif
