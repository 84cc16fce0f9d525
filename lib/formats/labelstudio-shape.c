/* Label Studio's results (Label Studio's documentation, "Label Studio JSON format
 * of annotated tasks"). See labelstudio-shape.h. */

#include "labelstudio-shape.h"

#include <math.h>
#include <string.h>

#include "labelstudio-mask.h"
#include "mlfix/json/json-members.h"
#include "mlfix/record/obb.h"

enum {
    X,
    Y,
    WIDTH,
    HEIGHT,
    RADIUS_X,
    RADIUS_Y,
    ROTATION,
    POINTS,
    RECTANGLE,
    POLYGON,
    ELLIPSE,
    LABELS,
    CHOICES,
    SEQUENCE,
    RLE,
    BRUSH,
    MEMBERS
};

static void set_bbox(struct studio_shape *shape, double left, double top, double right, double bottom)
{
    double bbox[] = {left, top, right - left, bottom - top};

    memcpy(shape->bbox, bbox, sizeof bbox);
    shape->is_placed = 1;
}

static void take_corners(struct studio_shape *shape, const struct mlf_obb *obb)
{
    mlf_obb_corners(obb, shape->corners);
    shape->has_corners = obb->w > 0 && obb->h > 0;
}

static void place_rectangle(struct studio_shape *shape, const double v[4])
{
    struct mlf_obb obb = {0, 0, v[2], v[3], shape->rotation};
    double c;
    double s;
    double bbox[4];

    mlf_obb_direction(shape->rotation, &c, &s);
    obb.cx = v[0] + (v[2] * c - v[3] * s) / 2;
    obb.cy = v[1] + (v[2] * s + v[3] * c) / 2;
    take_corners(shape, &obb);
    if (shape->rotation == 0 || !shape->has_corners) {
        set_bbox(shape, v[0], v[1], v[0] + v[2], v[1] + v[3]);
        shape->bbox[2] = v[2];
        shape->bbox[3] = v[3];
        return;
    }
    mlf_obb_envelope(&obb, bbox);
    set_bbox(shape, bbox[0], bbox[1], bbox[0] + bbox[2], bbox[1] + bbox[3]);
}

static void place_ellipse(struct studio_shape *shape, const double v[4])
{
    const struct mlf_obb obb = {v[0], v[1], 2 * v[2], 2 * v[3], shape->rotation};
    double c;
    double s;
    double w;
    double h;

    mlf_obb_direction(shape->rotation, &c, &s);
    w = hypot(v[2] * c, v[3] * s);
    h = hypot(v[2] * s, v[3] * c);
    take_corners(shape, &obb);
    set_bbox(shape, v[0] - w, v[1] - h, v[0] + w, v[1] + h);
}

/* [[x, y], ...] in percent. */
static void place_polygon(const char *text, size_t length, struct mlf_span points, double width, double height,
                          struct studio_shape *shape)
{
    struct mlf_json json = {text, length, points.offset};
    double low[2] = {INFINITY, INFINITY};
    double high[2] = {-INFINITY, -INFINITY};
    int first = 1;

    if (mlf_json_enter(&json, MLF_JSON_ARRAY, NULL))
        return;
    while (mlf_json_next(&json, MLF_JSON_ARRAY, &first, NULL, NULL) > 0) {
        int inner = 1;
        int n = 0;

        if (mlf_json_enter(&json, MLF_JSON_ARRAY, NULL))
            return;
        while (mlf_json_next(&json, MLF_JSON_ARRAY, &inner, NULL, NULL) > 0) {
            struct mlf_member value = {.there = 1};
            double number;

            if (mlf_json_value(&json, &value.span, &value.kind, NULL) || n > 1 ||
                !mlf_member_number(text, &value, &number))
                return;
            low[n] = fmin(low[n], number);
            high[n] = fmax(high[n], number);
            n++;
        }
        if (n != 2)
            return;
    }
    if (!(low[0] <= high[0]))
        return;
    set_bbox(shape, low[0] * width / 100, low[1] * height / 100, high[0] * width / 100, high[1] * height / 100);
    take_corners(shape, &(struct mlf_obb){shape->bbox[0] + shape->bbox[2] / 2, shape->bbox[1] + shape->bbox[3] / 2,
                                          shape->bbox[2], shape->bbox[3], 0});
}

/* The envelope of what was painted. */
static int place_brush(const char *text, size_t length, struct mlf_span value, double width, double height,
                       struct studio_shape *shape, struct mlf_err *err)
{
    struct mlf_mask mask = {.width = 0};
    int result = studio_read_mask(&mask, text, length, value.offset, width, height, err);

    if (result > 0 && mlf_mask_envelope(&mask, shape->bbox))
        shape->is_placed = 1;
    else
        shape->why = mask.broken ? mask.broken : "nothing is painted with the brush";
    mlf_mask_free(&mask);
    return result < 0 ? -1 : 0;
}

static int is_list(const struct mlf_member *member)
{
    return member->there && member->kind == MLF_JSON_ARRAY;
}

/* Which list of labels counts, and how much. */
static void judge(struct studio_shape *shape, const struct mlf_member *members)
{
    static const int own[] = {RECTANGLE, POLYGON, ELLIPSE, BRUSH};
    const struct mlf_member *list = NULL;
    int has_place = (members[X].there && members[Y].there) || members[POINTS].there || is_list(&members[RLE]);

    for (int i = 0; i < 4 && !list; i++)
        if (is_list(&members[own[i]]) && (own[i] != BRUSH || is_list(&members[RLE])))
            list = &members[own[i]];
    if (list) {
        shape->rank = STUDIO_SHAPE;
    } else if (is_list(&members[LABELS]) && has_place) {
        list = &members[LABELS];
        shape->rank = STUDIO_LABELS;
    } else if (is_list(&members[CHOICES])) {
        list = &members[CHOICES];
        shape->rank = has_place ? STUDIO_CHOICE : STUDIO_WHOLE;
    } else if ((members[WIDTH].there && members[HEIGHT].there) || members[RADIUS_X].there || members[POINTS].there) {
        shape->rank = STUDIO_BARE;
    }
    if (list)
        shape->list = list->span;
}

int studio_read_shape(const char *text, size_t length, struct mlf_span value, double width, double height,
                      struct studio_shape *shape, struct mlf_err *err)
{
    struct mlf_member members[MEMBERS] = {{.key = "x"},
                                          {.key = "y"},
                                          {.key = "width"},
                                          {.key = "height"},
                                          {.key = "radiusX"},
                                          {.key = "radiusY"},
                                          {.key = "rotation"},
                                          {.key = "points"},
                                          {.key = "rectanglelabels"},
                                          {.key = "polygonlabels"},
                                          {.key = "ellipselabels"},
                                          {.key = "labels"},
                                          {.key = "choices"},
                                          {.key = "sequence"},
                                          {.key = "rle"},
                                          {.key = "brushlabels"}};
    int ellipse;
    double v[4];
    int found = 0;

    *shape = (struct studio_shape){.rank = STUDIO_IGNORED};
    if (mlf_json_pick(text, length, value.offset, members, MEMBERS, NULL, err))
        return -1;
    judge(shape, members);
    if (members[SEQUENCE].there && members[SEQUENCE].kind == MLF_JSON_ARRAY) { /* a video's: a place in each frame */
        shape->is_video = 1;
        shape->rank = STUDIO_BARE;
        if (members[LABELS].there && members[LABELS].kind == MLF_JSON_ARRAY)
            shape->list = members[LABELS].span;
        return 0;
    }
    if (members[ROTATION].there && !mlf_member_number(text, &members[ROTATION], &shape->rotation))
        return 0;
    if (is_list(&members[RLE]))
        return place_brush(text, length, value, width, height, shape, err);
    if (members[POINTS].there) {
        place_polygon(text, length, members[POINTS].span, width, height, shape);
        return 0;
    }
    ellipse = members[RADIUS_X].there;
    for (int i = 0; i < 4; i++) {
        const struct mlf_member *member = &members[i < 2 || !ellipse ? X + i : RADIUS_X + i - 2];

        found += mlf_member_number(text, member, &v[i]);
        v[i] *= (i % 2 ? height : width) / 100;
    }
    if (found == 4 && ellipse)
        place_ellipse(shape, v);
    else if (found == 4)
        place_rectangle(shape, v);
    return 0;
}
