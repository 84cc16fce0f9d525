/* See doctor-poses.h. */

#include "doctor-poses.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "doctor-pose-limbs.h"
#include "doctor-pose-sides.h"
#include "doctor-posed.h"
#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/string-set.h"
#include "mlfix/dataset/finding.h"
#include "mlfix/json/json-text.h"
#include "mlfix/record/pose.h"

static int is_looked_at(const struct mlf_finding *finding)
{
    return finding->pose && !finding->object.earlier.failed &&
           !(finding->issues & (UINT64_C(1) << MLF_ISSUE_CROWD | UINT64_C(1) << MLF_ISSUE_IGNORED));
}

static int note(struct mlf_finding *finding, enum mlf_issue issue, const struct mlf_pose_point *point, size_t number,
                const char *key, double value, struct mlf_err *err)
{
    struct mlf_buf buf = {0};
    int result;

    mlf_buf_puts(&buf, "{\"point\":");
    if (point && point->name)
        mlf_json_put_string(&buf, point->name);
    else
        mlf_buf_printf(&buf, "%zu", number);
    mlf_buf_printf(&buf, ",\"%s\":", key);
    mlf_json_put_number(&buf, value);
    mlf_buf_putc(&buf, '}');
    result = mlf_buf_check(&buf, err) ? -1 : mlf_finding_measure(finding, issue, buf.data, err);
    mlf_buf_free(&buf);
    return result;
}

/* ---- Points one by one ---- */

/* How far the point is beyond the box or the photo. */
static double beyond(const struct mlf_pose_point *point, double x, double y, double width, double height)
{
    return fmax(fmax(x - point->x, point->x - x - width), fmax(y - point->y, point->y - y - height));
}

static int examine_outside(struct mlf_finding *finding, struct mlf_err *err)
{
    const struct mlf_object *object = &finding->object;
    const double *box = object->bbox;
    double photo[] = {object->normalised ? 1 : object->width, object->normalised ? 1 : object->height};
    double pixel = object->normalised ? 0.001 : 1;
    int has_box = object->own_box && object->has_bbox && box[2] > 0 && box[3] > 0;
    double most = 0;
    size_t which = 0;

    for (size_t i = 0; i < finding->pose->n; i++) {
        const struct mlf_pose_point *point = &finding->pose->points[i];
        double from_box = has_box && mlf_pose_is_placed(point) ? beyond(point, box[0], box[1], box[2], box[3]) : 0;
        double from_photo =
            photo[0] > 0 && photo[1] > 0 && mlf_pose_is_placed(point) ? beyond(point, 0, 0, photo[0], photo[1]) : 0;
        double far = 0;

        if (from_box > fmax(MLF_POINT_BEYOND * fmax(box[2], box[3]), MLF_POINT_BEYOND_PIXELS * pixel))
            far = from_box;
        if (from_photo > pixel / 2)
            far = fmax(far, from_photo);
        if (far > most) {
            most = far;
            which = i;
        }
    }
    return most > 0 ? note(finding, MLF_ISSUE_POINT_OUTSIDE, &finding->pose->points[which], which, "beyond",
                           round(fmin(most, 1e9) * 1e4) / 1e4, err)
                    : 0;
}

/* Whether a point counts as not labelled and has a place. */
static int is_left(const struct mlf_pose_point *point)
{
    return point->said == MLF_POINT_ABSENT && (point->x != 0 || point->y != 0);
}

/* Whether flags and places contradict each other: in the flag of a point, or in how many there are. */
static int examine_flags(struct mlf_finding *finding, int habit, struct mlf_err *err)
{
    const struct mlf_pose *pose = finding->pose;
    long labelled = 0;

    for (size_t i = 0; i < pose->n; i++) {
        const struct mlf_pose_point *point = &pose->points[i];
        int nowhere = (point->said == MLF_POINT_HIDDEN || point->said == MLF_POINT_SEEN) && !mlf_pose_is_placed(point);

        labelled += point->said != MLF_POINT_ABSENT;
        if ((nowhere || point->said == MLF_POINT_NONSENSE || (is_left(point) && !habit)) &&
            note(finding, MLF_ISSUE_POINT_VISIBLE, point, i, "flag",
                 point->said == MLF_POINT_NONSENSE ? NAN : (double)point->said, err))
            return -1;
    }
    if (pose->counts && pose->counted != labelled) {
        char value[80];

        snprintf(value, sizeof value, "{\"labelled\":%ld,\"counted\":%ld}", labelled, pose->counted);
        return mlf_finding_measure(finding, MLF_ISSUE_POINT_VISIBLE, value, err);
    }
    return 0;
}

static int examine_points(struct mlf_objects *objects, struct mlf_err *err)
{
    size_t absent = 0;
    size_t left = 0;
    int result = 0;

    for (size_t i = 0; i < objects->n; i++)
        for (size_t k = 0; objects->items[i].pose && k < objects->items[i].pose->n; k++) {
            absent += objects->items[i].pose->points[k].said == MLF_POINT_ABSENT;
            left += is_left(&objects->items[i].pose->points[k]);
        }
    for (size_t i = 0; i < objects->n && !result; i++) {
        struct mlf_finding *finding = &objects->items[i];

        if (is_looked_at(finding))
            result = examine_outside(finding, err) ||
                             examine_flags(finding, (double)left >= MLF_POINT_HABIT * (double)absent, err)
                         ? -1
                         : 0;
    }
    return result;
}

/* ---- Classes ---- */

/* Whether the bytes are a word by themselves there, or part of one that changes case: "l" in "l_eye". */
static int is_word(const char *name, size_t at, size_t length)
{
    const char *letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    return (at == 0 || !strchr(letters, name[at - 1])) &&
           (name[at + length] == '\0' || !strchr(letters, name[at + length]));
}

/* Whether the names are the same but for "left" in the one and "right" in the other, or "l" and "r" as words. */
static int are_sides(const char *a, const char *b)
{
    static const char *const words[][2] = {{"left", "right"}, {"l", "r"}};

    for (size_t at = 0; a[at] && b[at]; at++) {
        for (int k = 0; k < 2; k++) {
            size_t left = strlen(words[k][0]);
            size_t right = strlen(words[k][1]);

            if (!strncasecmp(a + at, words[k][0], left) && !strncasecmp(b + at, words[k][1], right) &&
                !strcasecmp(a + at + left, b + at + right) &&
                (k == 0 || (is_word(a, at, left) && is_word(b, at, right))))
                return 1;
        }
        if (a[at] != b[at])
            return 0;
    }
    return 0;
}

/* The kinds of points of the class: by name, or by number. kind_of[...] is not kept: points without names are their
 * numbers. */
static int collect_kinds(struct mlf_posed *posed, struct mlf_string_set *names, struct mlf_err *err)
{
    size_t most = 0;

    for (size_t i = 0; i < posed->n; i++) {
        const struct mlf_pose *pose = posed->findings[i]->pose;

        most = pose->n > most ? pose->n : most;
        for (size_t k = 0; k < pose->n; k++)
            if (pose->points[k].name && mlf_string_set_add(names, pose->points[k].name, NULL, NULL, err))
                return -1;
    }
    posed->kinds = names->n ? names->n : most;
    return 0;
}

/* The kind of the pose's point k; `kinds` where it has none. */
static size_t kind_of(const struct mlf_posed *posed, const struct mlf_string_set *names, const struct mlf_pose *pose,
                      size_t k)
{
    size_t number = k;

    if (names->n > 0)
        number = pose->points[k].name ? mlf_string_set_find(names, pose->points[k].name) : MLF_NO_STRING;
    return number < posed->kinds ? number : posed->kinds;
}

/* Without a box: the median place of the points, and four times their median distance from it, so that one point far
 * away does not count. */
static int place_points(const struct mlf_pose *pose, double middle[2], double *side, struct mlf_err *err)
{
    double *values = mlf_alloc(pose->n, sizeof *values, err);
    size_t n = 0;

    if (!values)
        return -1;
    for (int k = 0; k < 2; k++) {
        n = 0;
        for (size_t i = 0; i < pose->n; i++)
            if (mlf_pose_is_placed(&pose->points[i]))
                values[n++] = k ? pose->points[i].y : pose->points[i].x;
        middle[k] = n ? mlf_posed_quantile(values, n, 0.5) : 0;
    }
    n = 0;
    for (size_t i = 0; i < pose->n; i++)
        if (mlf_pose_is_placed(&pose->points[i]))
            values[n++] = hypot(pose->points[i].x - middle[0], pose->points[i].y - middle[1]);
    *side = n ? 4 * mlf_posed_quantile(values, n, 0.5) : 0;
    free(values);
    return 0;
}

/* What lengths of the pose are told in: the box's longer side. */
static int place_pose(const struct mlf_finding *finding, double middle[2], double *side, struct mlf_err *err)
{
    const double *box = finding->object.bbox;

    if (!finding->object.own_box || !finding->object.has_bbox)
        return place_points(finding->pose, middle, side, err);
    middle[0] = box[0] + box[2] / 2;
    middle[1] = box[1] + box[3] / 2;
    *side = fmax(box[2], box[3]);
    return 0;
}

static int fill_table(struct mlf_posed *posed, const struct mlf_string_set *names, struct mlf_err *err)
{
    if (!(posed->table = mlf_alloc(posed->n * posed->kinds, sizeof *posed->table, err)) ||
        !(posed->names = mlf_alloc(posed->kinds, sizeof *posed->names, err)) ||
        !(posed->mirrors = mlf_alloc(posed->kinds, sizeof *posed->mirrors, err)))
        return -1;
    for (size_t a = 0; a < posed->kinds; a++) {
        posed->names[a] = a < names->n ? names->items[a] : NULL;
        posed->mirrors[a] = -1;
    }
    for (size_t a = 0; a < names->n; a++)
        for (size_t b = 0; b < names->n; b++)
            if (are_sides(names->items[a], names->items[b])) {
                posed->mirrors[a] = (int)b;
                posed->mirrors[b] = (int)a;
            }
    for (size_t i = 0; i < posed->n; i++) {
        const struct mlf_pose *pose = posed->findings[i]->pose;
        struct mlf_posed_point *row = posed->table + i * posed->kinds;
        double middle[2];
        double side;

        if (place_pose(posed->findings[i], middle, &side, err))
            return -1;
        for (size_t a = 0; a < posed->kinds; a++)
            row[a].x = NAN;
        for (size_t k = 0; k < pose->n; k++) {
            const struct mlf_pose_point *point = &pose->points[k];
            size_t kind = kind_of(posed, names, pose, k);

            if (kind == posed->kinds)
                continue;
            row[kind].said = (unsigned char)point->said;
            if (names->n == 0 && point->mirror >= 0 && (size_t)point->mirror < posed->kinds)
                posed->mirrors[kind] = point->mirror;
            if (!mlf_pose_is_placed(point) || !(side > 0))
                continue;
            row[kind].x = (float)((point->x - middle[0]) / side);
            row[kind].y = (float)((point->y - middle[1]) / side);
        }
    }
    return 0;
}

static int examine_class(struct mlf_posed *posed, struct mlf_err *err)
{
    struct mlf_string_set names = {0};
    int result = posed->n < MLF_LEAST_POSES ? 0 : collect_kinds(posed, &names, err);

    if (!result && posed->kinds > 0 && posed->kinds <= MLF_MOST_POINTS)
        result = fill_table(posed, &names, err) || mlf_doctor_examine_limbs(posed, err) ||
                         mlf_doctor_examine_sides(posed, err)
                     ? -1
                     : 0;
    free(posed->table);
    free(posed->names);
    free(posed->mirrors);
    mlf_string_set_free(&names);
    return result;
}

/* By label, then in the dataset's order. */
static int by_label(const void *a, const void *b)
{
    const struct mlf_finding *x = *(struct mlf_finding *const *)a;
    const struct mlf_finding *y = *(struct mlf_finding *const *)b;
    int order = x->object.label == y->object.label ? 0 : strcmp(x->object.label, y->object.label);

    return order ? order : x < y ? -1 : x > y;
}

int mlf_doctor_examine_poses(struct mlf_objects *objects, struct mlf_err *err)
{
    struct mlf_finding **posed;
    size_t n = 0;
    int result;

    for (size_t i = 0; i < objects->n; i++)
        n += objects->items[i].pose != NULL;
    if (n == 0)
        return 0;
    if (!(posed = mlf_alloc(n, sizeof *posed, err)))
        return -1;
    n = 0;
    for (size_t i = 0; i < objects->n; i++)
        if (is_looked_at(&objects->items[i]) && objects->items[i].object.label)
            posed[n++] = &objects->items[i];
    qsort(posed, n, sizeof *posed, by_label);
    result = examine_points(objects, err);
    for (size_t start = 0, end = 0; start < n && !result; start = end) {
        while (end < n && posed[end]->object.label == posed[start]->object.label)
            end++;
        result = examine_class(&(struct mlf_posed){.findings = posed + start, .n = end - start}, err);
    }
    free(posed);
    return result;
}
