/* See cvat-shape.h. */

#include "cvat-shape.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/annotation/xml-walk.h"
#include "mlfix/base/number.h"
#include "mlfix/record/mask.h"
#include "mlfix/record/obb.h"

static void add_point(struct cvat_extent *extent, double x, double y)
{
    if (extent->n++ == 0)
        *extent = (struct cvat_extent){{x, x}, {y, y}, 1};
    extent->x[0] = fmin(extent->x[0], x);
    extent->x[1] = fmax(extent->x[1], x);
    extent->y[0] = fmin(extent->y[0], y);
    extent->y[1] = fmax(extent->y[1], y);
}

int cvat_add_points(struct cvat_extent *extent, const char *points)
{
    int n = 0;

    while (points && *points) {
        char *end;
        double x = strtod(points, &end);
        double y;

        if (end == points || *end != ',' || !isfinite(x))
            return 0;
        points = end + 1;
        y = strtod(points, &end);
        if (end == points || !isfinite(y) || (*end && *end != ';'))
            return 0;
        add_point(extent, x, y);
        n++;
        points = *end ? end + 1 : end;
    }
    return n > 0;
}

static int numbers(const char *const *attributes, const char *const names[4], double values[4])
{
    for (int i = 0; i < 4; i++) {
        const char *value = mlf_xml_attribute(attributes, names[i]);

        if (!value || !mlf_number(value, &values[i]))
            return 0;
    }
    return 1;
}

#define CUBOID_CORNERS 8

/* A cuboid's corners: attributes such as xtl1 and ytl1. */
static int add_corners(struct cvat_extent *extent, const char *const *attributes)
{
    int n = 0;

    for (; *attributes; attributes += 2) {
        char other[] = "y...";
        const char *const *pair;
        double x;
        double y;

        if (strlen(attributes[0]) != 4 || attributes[0][0] != 'x')
            continue;
        if (n == CUBOID_CORNERS)
            return 0;
        memcpy(other + 1, attributes[0] + 1, 3);
        for (pair = attributes; *pair && strcmp(*pair, other) != 0;)
            pair += 2;
        if (!*pair || !mlf_number(attributes[1], &x) || !mlf_number(pair[1], &y))
            return 0;
        add_point(extent, x, y);
        n++;
    }
    return n > 0;
}

/* The envelope of what has these half sides, turned about its centre: corners of a box,
 * or the outermost points of an ellipse. */
static void set_turned(struct cvat_object *object, double cx, double cy, double rx, double ry, int ellipse)
{
    const struct mlf_obb obb = {cx, cy, 2 * rx, 2 * ry, object->rotation};
    double c;
    double s;

    mlf_obb_envelope(&obb, object->bbox);
    mlf_obb_corners(&obb, object->corners);
    object->is_turned = object->rotation != 0 && rx > 0 && ry > 0;
    if (!ellipse)
        return;
    mlf_obb_direction(object->rotation, &c, &s);
    object->bbox[2] = 2 * hypot(rx * c, ry * s);
    object->bbox[3] = 2 * hypot(rx * s, ry * c);
    object->bbox[0] = cx - object->bbox[2] / 2;
    object->bbox[1] = cy - object->bbox[3] / 2;
}

static int read_box(struct cvat_object *object, const double v[4])
{
    double plain[] = {v[0], v[1], v[2] - v[0], v[3] - v[1]};

    memcpy(object->bbox, plain, sizeof plain);
    if (object->rotation != 0 && plain[2] > 0 && plain[3] > 0)
        set_turned(object, (v[0] + v[2]) / 2, (v[1] + v[3]) / 2, plain[2] / 2, plain[3] / 2, 0);
    return 1;
}

int cvat_read_shape(struct cvat_object *object, struct cvat_extent *extent, const char *name,
                    const char *const *attributes)
{
    static const char *const box[] = {"xtl", "ytl", "xbr", "ybr"};
    static const char *const ellipse[] = {"cx", "cy", "rx", "ry"};
    static const char *const mask[] = {"left", "top", "width", "height"};
    const char *rotation = mlf_xml_attribute(attributes, "rotation");
    double v[4];

    object->has_bbox = 1;
    if (rotation && !mlf_number(rotation, &object->rotation))
        return 0;
    if (!strcmp(name, "box"))
        return numbers(attributes, box, v) && read_box(object, v);
    if (!strcmp(name, "ellipse")) {
        if (!numbers(attributes, ellipse, v))
            return 0;
        set_turned(object, v[0], v[1], v[2], v[3], 1);
        return 1;
    }
    if (!strcmp(name, "mask"))
        return numbers(attributes, mask, object->bbox);
    if (!strcmp(name, "cuboid"))
        return add_corners(extent, attributes);
    if (!strcmp(name, "skeleton"))
        return 1; /* its points follow */
    return cvat_add_points(extent, mlf_xml_attribute(attributes, "points"));
}

int cvat_is_place(const char *name)
{
    static const char *const names[] = {"xtl",  "ytl", "xbr",   "ybr",    "points",   "cx",    "cy",  "rx",      "ry",
                                        "left", "top", "width", "height", "rotation", "frame", "rle", "outside", NULL};

    for (int i = 0; names[i]; i++)
        if (!strcmp(name, names[i]))
            return 1;
    return !strncmp(name, "xtl", 3) || !strncmp(name, "xbl", 3) || !strncmp(name, "xbr", 3) ||
           !strncmp(name, "xtr", 3) || !strncmp(name, "ytl", 3) || !strncmp(name, "ybl", 3) ||
           !strncmp(name, "ybr", 3) || !strncmp(name, "ytr", 3);
}

/* "12, 3, 5": a mask without pixels in front, then with, and so on. */
static int read_runs(struct mlf_mask *mask, const char *runs, struct mlf_err *err)
{
    while (runs && *runs) {
        char *end;
        double length = strtod(runs, &end);

        if (end == runs) {
            mask->broken = "the lengths of the mask's runs are no numbers of pixels";
            return 0;
        }
        if (mlf_mask_add_run(mask, length, err))
            return -1;
        runs = end + strspn(end, ", ");
    }
    mlf_mask_check_runs(mask);
    return 0;
}

int cvat_read_mask(struct mlf_mask *mask, const char *name, const char *const *attributes, struct mlf_err *err)
{
    static const char *const frame[] = {"left", "top", "width", "height"};
    const char *points = mlf_xml_attribute(attributes, "points");
    double v[4];

    mlf_mask_clear(mask);
    if (!strcmp(name, "mask")) {
        if (!numbers(attributes, frame, v) || !(v[2] >= 1) || !(v[3] >= 1) || v[2] > 1e6 || v[3] > 1e6 ||
            fabs(v[0]) > 1e6 || fabs(v[1]) > 1e6)
            return 0;
        mask->left = (int)v[0];
        mask->top = (int)v[1];
        mask->width = (int)v[2];
        mask->height = (int)v[3];
        mask->by_rows = 1;
        return read_runs(mask, mlf_xml_attribute(attributes, "rle"), err) ? -1 : 1;
    }
    if (strcmp(name, "polygon") != 0 || !points)
        return 0;
    while (*points) {
        char *end;
        double x = strtod(points, &end);
        double y = *end == ',' ? strtod(end + 1, &end) : NAN;

        if (mlf_mask_add_point(mask, x, y, err))
            return -1;
        if (*end != ';')
            break;
        points = end + 1;
    }
    return mlf_mask_end_ring(mask, err) ? -1 : 1;
}
