/* See labelme-points.h. */

#include "labelme-points.h"

#include <math.h>
#include <string.h>

int labelme_points_read(const struct mlf_mapping *text, const struct mlf_member *member, struct labelme_points *points)
{
    struct mlf_json json = {text->data, text->length, member->span.offset};
    double *first = points->first, *last = points->last, *box = points->box;
    int begin = 1, more = -1;
    size_t n = 0;

    *points = (struct labelme_points){.n = 0};
    if (!member->there || member->kind != MLF_JSON_ARRAY || mlf_json_enter(&json, MLF_JSON_ARRAY, NULL))
        return 0;
    for (; (more = mlf_json_next(&json, MLF_JSON_ARRAY, &begin, NULL, NULL)) > 0; n++) {
        int inner = 1, k = 0;

        if (mlf_json_enter(&json, MLF_JSON_ARRAY, NULL))
            return 0;
        for (; (more = mlf_json_next(&json, MLF_JSON_ARRAY, &inner, NULL, NULL)) > 0; k++) {
            struct mlf_member number = {.there = 1};

            if (k == 2 || mlf_json_value(&json, &number.span, &number.kind, NULL) ||
                !mlf_member_number(text->data, &number, &last[k]))
                return 0;
        }
        if (more < 0 || k != 2)
            return 0;
        for (k = 0; k < 2; k++) {
            first[k] = n ? first[k] : last[k];
            box[k] = n ? fmin(box[k], last[k]) : last[k];
            box[k + 2] = n ? fmax(box[k + 2], last[k]) : last[k];
            if (n < 4)
                points->four[2 * n + (size_t)k] = last[k];
        }
    }
    points->n = n;
    return more == 0 && n > 0;
}

void labelme_points_place(struct mlf_object *object, const struct labelme_points *points, const char *type)
{
    double box[4];

    memcpy(box, points->box, sizeof box);
    if (type && !strcmp(type, "circle")) {
        double radius = hypot(points->last[0] - points->first[0], points->last[1] - points->first[1]);

        for (int k = 0; k < 2; k++) {
            box[k] = points->first[k] - radius;
            box[k + 2] = points->first[k] + radius;
        }
    }
    for (int k = 0; k < 2; k++) {
        object->bbox[k] = box[k];
        object->bbox[k + 2] = box[k + 2] - box[k];
    }
    /* labelme's oriented_rectangle; AnyLabeling's and X-AnyLabeling's rotation, whose direction is in radians. */
    if (type && points->n == 4 && (!strcmp(type, "oriented_rectangle") || !strcmp(type, "rotation")))
        object->corners = points->four;
}
