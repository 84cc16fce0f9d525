/* The key points of a LabelMe object (private to the driver). */
#ifndef MLFIX_FORMATS_LABELME_POSE_H
#define MLFIX_FORMATS_LABELME_POSE_H

#include <stddef.h>

#include "mlfix/base/err.h"
#include "mlfix/base/string-set.h"
#include "mlfix/dataset/mapping.h"
#include "mlfix/record/pose.h"

struct mlf_err;
struct mlf_span;

/* The points of a file, by their groups. Zero-initialise. */
struct labelme_pose {
    int known; /* they were looked for */
    struct labelme_point *points;
    size_t n, capacity;
    struct mlf_string_set groups; /* as they are written */
    struct mlf_string_set names;
    struct mlf_pose pose;
};

void labelme_pose_free(struct labelme_pose *pose);

/* Fills pose->pose with the shapes of the type "point" whose "group_id" is that of the shape at `index`, which is none
 * itself, each called as its label; X-AnyLabeling's "difficult" is hidden. 1, or 0 where there are none. shapes: all n
 * of the file. */
int labelme_pose_read(struct labelme_pose *pose, const struct mlf_mapping *text, const struct mlf_span *shapes,
                      size_t n, size_t index, struct mlf_err *err);

#endif
