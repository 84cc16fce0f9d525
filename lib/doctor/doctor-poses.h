/* Key points, by themselves and beside those of other objects. */
#ifndef MLFIX_DOCTOR_DOCTOR_POSES_H
#define MLFIX_DOCTOR_DOCTOR_POSES_H

#include "mlfix/base/err.h"
#include "mlfix/dataset/objects.h"

struct mlf_err;
struct mlf_objects;

/* A point is outside its box where it is further from it than this part of the box's longer side, and more than so
 * many pixels; outside the photo by more than half a pixel. */
#define MLF_POINT_BEYOND 0.1
#define MLF_POINT_BEYOND_PIXELS 2.0

/* Points that count as not labelled and have a place nevertheless are told of where they are less than this part of
 * those that count so in the dataset: some tools write the place of every point. */
#define MLF_POINT_HABIT 0.2

/* Notes keypoint-outside and keypoint-visible, and of classes with MLF_LEAST_POSES poses keypoint-limb and
 * keypoint-swapped (doctor-pose-limbs.h, doctor-pose-sides.h). */
int mlf_doctor_examine_poses(struct mlf_objects *objects, struct mlf_err *err);

#endif
