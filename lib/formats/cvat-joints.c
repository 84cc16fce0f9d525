/* See cvat-joints.h. */

#include "cvat-joints.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/annotation/xml-walk.h"
#include "mlfix/base/array.h"

int cvat_joints_name(struct cvat_joints *joints, const char *name, struct mlf_err *err)
{
    joints->name = name ? mlf_string_set_keep(&joints->names, name, err) : NULL;
    return name && !joints->name ? -1 : 0;
}

static int is_true(const char *value)
{
    return value && (!strcmp(value, "1") || !strcmp(value, "true"));
}

int cvat_joints_add(struct cvat_joints *joints, long frame, const char *name, const char *const *attributes,
                    struct mlf_err *err)
{
    struct cvat_joint joint = {.frame = frame, .order = joints->n, .point = {NAN, NAN, MLF_POINT_SEEN, NULL, -1}};
    const char *points = mlf_xml_attribute(attributes, "points");
    char *end = NULL;

    if (name && cvat_joints_name(joints, name, err))
        return -1;
    joint.point.name = joints->name;
    if (is_true(mlf_xml_attribute(attributes, "outside")))
        joint.point.said = MLF_POINT_ABSENT;
    else if (is_true(mlf_xml_attribute(attributes, "occluded")))
        joint.point.said = MLF_POINT_HIDDEN;
    if (points) {
        joint.point.x = strtod(points, &end);
        joint.point.y = end != points && *end == ',' ? strtod(end + 1, NULL) : NAN;
    }
    if (mlf_grow(&joints->items, &joints->capacity, joints->n + 1, sizeof *joints->items, err))
        return -1;
    joints->items[joints->n++] = joint;
    return 0;
}

static int by_frame(const void *a, const void *b)
{
    const struct cvat_joint *x = a;
    const struct cvat_joint *y = b;

    if (x->frame != y->frame)
        return x->frame < y->frame ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

int cvat_joints_settle(struct cvat_joints *joints, struct mlf_err *err)
{
    if (joints->n > 0)
        qsort(joints->items, joints->n, sizeof *joints->items, by_frame);
    joints->at = 0;
    while (joints->pose.capacity < joints->n) { /* so that _of() needs no memory */
        const struct mlf_pose_point none = {0};

        if (mlf_pose_add(&joints->pose, &none, err))
            return -1;
    }
    mlf_pose_clear(&joints->pose);
    return 0;
}

const struct mlf_pose *cvat_joints_of(struct cvat_joints *joints, long frame)
{
    mlf_pose_clear(&joints->pose);
    while (joints->at < joints->n && joints->items[joints->at].frame < frame)
        joints->at++;
    while (joints->at < joints->n && joints->items[joints->at].frame == frame)
        mlf_pose_add(&joints->pose, &joints->items[joints->at++].point, NULL);
    return joints->pose.n > 0 ? &joints->pose : NULL;
}

void cvat_joints_clear(struct cvat_joints *joints)
{
    joints->n = joints->at = 0;
}

void cvat_joints_free(struct cvat_joints *joints)
{
    free(joints->items);
    mlf_string_set_free(&joints->names);
    mlf_pose_free(&joints->pose);
}
