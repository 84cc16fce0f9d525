/* See labelme-pose.h. */

#include "labelme-pose.h"

#include <stdlib.h>

#include "mlfix/annotation/json-path.h"
#include "mlfix/base/array.h"
#include "mlfix/json/json-members.h"

struct labelme_point {
    size_t group;
    struct mlf_pose_point point;
};

void labelme_pose_free(struct labelme_pose *pose)
{
    free(pose->points);
    mlf_string_set_free(&pose->groups);
    mlf_string_set_free(&pose->names);
    mlf_pose_free(&pose->pose);
}

/* The shape's group in `group`, new memory or NULL, and whether it is a point. */
static int look(const char *text, size_t length, struct mlf_span shape, char **group, int *is_point,
                struct mlf_err *err)
{
    struct mlf_member members[] = {{.key = "group_id"}, {.key = "shape_type"}};

    *group = NULL;
    *is_point = 0;
    if (text[shape.offset] != '{')
        return 0;
    if (mlf_json_pick(text, length, shape.offset, members, 2, NULL, err))
        return -1;
    *is_point =
        members[1].there && members[1].kind == MLF_JSON_STRING && mlf_json_string_is(text, members[1].span, "point");
    if (members[0].there && (members[0].kind == MLF_JSON_NUMBER || members[0].kind == MLF_JSON_STRING))
        *group = mlf_strndup(text + members[0].span.offset, members[0].span.length, err);
    return err && err->text[0] ? -1 : 0;
}

static int add_point(struct labelme_pose *pose, const struct mlf_mapping *text, struct mlf_span span, const char *group,
                     struct mlf_err *err)
{
    struct labelme_point point = {.point = {.said = MLF_POINT_SEEN, .mirror = -1}};
    struct json_place shape;
    struct json_place place;
    size_t end;
    char *label;

    if (json_path_top(text->data, text->length, span.offset, &shape, &end, err) ||
        mlf_string_set_add(&pose->groups, group, &point.group, NULL, err))
        return -1;
    if (!json_path_find(text->data, &shape, "points>#0>#0", &place) ||
        !json_place_number(text->data, &place, &point.point.x) ||
        !json_path_find(text->data, &shape, "points>#0>#1", &place) ||
        !json_place_number(text->data, &place, &point.point.y))
        return 0;
    if (json_path_find(text->data, &shape, "difficult", &place) && place.kind == MLF_JSON_TRUE)
        point.point.said = MLF_POINT_HIDDEN;
    label = json_path_find(text->data, &shape, "label", &place) ? json_place_text(text->data, &place, err) : NULL;
    point.point.name = label ? mlf_string_set_keep(&pose->names, label, err) : NULL;
    free(label);
    if ((err && err->text[0]) || mlf_grow(&pose->points, &pose->capacity, pose->n + 1, sizeof *pose->points, err))
        return -1;
    if (point.point.name)
        pose->points[pose->n++] = point;
    return 0;
}

static int find_points(struct labelme_pose *pose, const struct mlf_mapping *text, const struct mlf_span *shapes,
                       size_t n, struct mlf_err *err)
{
    int result = 0;

    pose->known = 1;
    for (size_t i = 0; i < n && !result; i++) {
        char *group;
        int is_point;

        result = look(text->data, text->length, shapes[i], &group, &is_point, err);
        if (!result && group && is_point)
            result = add_point(pose, text, shapes[i], group, err);
        free(group);
    }
    return result;
}

int labelme_pose_read(struct labelme_pose *pose, const struct mlf_mapping *text, const struct mlf_span *shapes,
                      size_t n, size_t index, struct mlf_err *err)
{
    size_t number = MLF_NO_STRING;
    char *group = NULL;
    int is_point;
    int result = pose->known ? 0 : find_points(pose, text, shapes, n, err);

    mlf_pose_clear(&pose->pose);
    if (!result && pose->n > 0)
        result = look(text->data, text->length, shapes[index], &group, &is_point, err);
    if (!result && group && !is_point)
        number = mlf_string_set_find(&pose->groups, group);
    free(group);
    for (size_t i = 0; i < pose->n && number != MLF_NO_STRING && !result; i++)
        if (pose->points[i].group == number)
            result = mlf_pose_add(&pose->pose, &pose->points[i].point, err);
    return result ? -1 : pose->pose.n > 0;
}
