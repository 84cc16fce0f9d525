/* See mlfix/record/pose.h. */

#include "mlfix/record/pose.h"

#include <math.h>
#include <stdlib.h>

#include "mlfix/base/array.h"

void mlf_pose_clear(struct mlf_pose *pose)
{
    pose->n = 0;
    pose->counts = 0;
    pose->counted = 0;
}

void mlf_pose_free(struct mlf_pose *pose)
{
    free(pose->points);
    *pose = (struct mlf_pose){0};
}

int mlf_pose_add(struct mlf_pose *pose, const struct mlf_pose_point *point, struct mlf_err *err)
{
    if (mlf_grow(&pose->points, &pose->capacity, pose->n + 1, sizeof *pose->points, err))
        return -1;
    pose->points[pose->n++] = *point;
    return 0;
}

struct mlf_pose *mlf_pose_keep(const struct mlf_pose *pose, struct mlf_string_set *texts, struct mlf_err *err)
{
    struct mlf_pose *copy;

    if (!pose || !(copy = mlf_alloc(1, sizeof *copy, err)))
        return NULL;
    copy->counts = pose->counts;
    copy->counted = pose->counted;
    if (!(copy->points = mlf_alloc(pose->n, sizeof *copy->points, err)))
        goto failed;
    copy->n = copy->capacity = pose->n;
    for (size_t i = 0; i < pose->n; i++) {
        copy->points[i] = pose->points[i];
        if (pose->points[i].name && !(copy->points[i].name = mlf_string_set_keep(texts, pose->points[i].name, err)))
            goto failed;
    }
    return copy;
failed:
    mlf_pose_free(copy);
    free(copy);
    return NULL;
}

int mlf_pose_is_placed(const struct mlf_pose_point *point)
{
    return point->said != MLF_POINT_ABSENT && isfinite(point->x) && isfinite(point->y) &&
           (point->x != 0 || point->y != 0);
}

enum mlf_point_said mlf_point_said(double number)
{
    return number == 0   ? MLF_POINT_ABSENT
           : number == 1 ? MLF_POINT_HIDDEN
           : number == 2 ? MLF_POINT_SEEN
                         : MLF_POINT_NONSENSE;
}
