/* The points of CVAT's skeletons (private to the driver). */
#ifndef MLFIX_FORMATS_CVAT_JOINTS_H
#define MLFIX_FORMATS_CVAT_JOINTS_H

#include <stddef.h>

#include "mlfix/base/err.h"
#include "mlfix/base/string-set.h"
#include "mlfix/record/pose.h"

struct mlf_err;

struct cvat_joint {
    long frame;
    size_t order; /* as they came */
    struct mlf_pose_point point;
};

/* Those of one skeleton, in one frame or in many. Zero-initialise. */
struct cvat_joints {
    struct cvat_joint *items;
    size_t n, capacity;
    size_t at;                   /* where the frame that was asked for last begins */
    const char *name;            /* of the points of a track that come */
    struct mlf_string_set names; /* of all skeletons */
    struct mlf_pose pose;
};

/* The points that come are called so; NULL: they have no name. */
int cvat_joints_name(struct cvat_joints *joints, const char *name, struct mlf_err *err);

/* Adds the <points> with these attributes; `name` NULL: that of the track. "outside" is not labelled, "occluded" is
 * hidden. */
int cvat_joints_add(struct cvat_joints *joints, long frame, const char *name, const char *const *attributes,
                    struct mlf_err *err);

/* Puts them in the order of frames; then _of() says those of one frame, later ones after earlier ones, NULL where there
 * are none. What it says holds until the next call. */
int cvat_joints_settle(struct cvat_joints *joints, struct mlf_err *err);
const struct mlf_pose *cvat_joints_of(struct cvat_joints *joints, long frame);

void cvat_joints_clear(struct cvat_joints *joints);
void cvat_joints_free(struct cvat_joints *joints);

#endif
