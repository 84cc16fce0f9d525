/* The key points of an object: a person's joints, the corners of a car. */
#ifndef MLFIX_RECORD_POSE_H
#define MLFIX_RECORD_POSE_H

#include <stddef.h>

#include "mlfix/base/string-set.h"

struct mlf_err;
struct mlf_string_set;

/* What the dataset says of a point beside its place, as COCO counts it. */
enum mlf_point_said {
    MLF_POINT_ABSENT,  /* 0: it was not labelled */
    MLF_POINT_HIDDEN,  /* 1: it is where it was guessed to be */
    MLF_POINT_SEEN,    /* 2 */
    MLF_POINT_UNSAID,  /* the format says nothing of it */
    MLF_POINT_NONSENSE /* it is none of these */
};

struct mlf_pose_point {
    double x, y; /* in bbox's frame and units (struct mlf_object); may be no place */
    enum mlf_point_said said;
    const char *name; /* or NULL: it is told by its number alone */
    int mirror;       /* the number of the point that is the same on the other side, where the dataset says it; or -1 */
};

/* Zero-initialise, free with mlf_pose_free. */
struct mlf_pose {
    struct mlf_pose_point *points;
    size_t n, capacity;
    int counts;   /* the dataset says how many points are labelled: */
    long counted; /* so many */
};

/* Forgets what the pose holds and keeps the memory. */
void mlf_pose_clear(struct mlf_pose *pose);
void mlf_pose_free(struct mlf_pose *pose);

int mlf_pose_add(struct mlf_pose *pose, const struct mlf_pose_point *point, struct mlf_err *err);

/* A copy in new memory, its names kept among the texts; to be freed with mlf_pose_free and free. NULL of NULL, or with
 * an error. */
struct mlf_pose *mlf_pose_keep(const struct mlf_pose *pose, struct mlf_string_set *texts, struct mlf_err *err);

/* Whether the point has a place: it was labelled, or stands elsewhere than at 0, 0, which is none. */
int mlf_pose_is_placed(const struct mlf_pose_point *point);

/* The flag as a number: 0, 1, 2, else nonsense. */
enum mlf_point_said mlf_point_said(double number);

#endif
