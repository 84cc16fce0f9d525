/* See dataset-compare.h. */

#include "dataset-compare.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "dataset-decisions.h"
#include "fuzz.h"
#include "mlfix/dataset/dataset.h"
#include "mlfix/dataset/driver.h"
#include "mlfix/dataset/finding.h"
#include "mlfix/dataset/objects.h"
#include "mlfix/record/mask.h"
#include "mlfix/record/pose.h"

static int same_number(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

static int same_box(const struct mlf_object *a, const struct mlf_object *b)
{
    if (a->has_bbox != b->has_bbox)
        return 0;
    for (int i = 0; a->has_bbox && i < 4; i++)
        if (!same_number(a->bbox[i], b->bbox[i]))
            return 0;
    return 1;
}

static int same_mask(const struct mlf_mask *a, const struct mlf_mask *b)
{
    if (!a || !b)
        return a == b;
    return a->n_points == b->n_points && a->n_rings == b->n_rings && a->n_runs == b->n_runs && a->left == b->left &&
           a->top == b->top && a->width == b->width && a->height == b->height && same_text(a->broken, b->broken) &&
           (a->n_points == 0 || !memcmp(a->points, b->points, 2 * a->n_points * sizeof *a->points)) &&
           (a->n_rings == 0 || !memcmp(a->ends, b->ends, a->n_rings * sizeof *a->ends)) &&
           (a->n_runs == 0 || !memcmp(a->runs, b->runs, a->n_runs * sizeof *a->runs));
}

static int same_pose(const struct mlf_pose *a, const struct mlf_pose *b)
{
    if (!a || !b || a->n != b->n)
        return a == b;
    for (size_t i = 0; i < a->n; i++)
        if (!same_number(a->points[i].x, b->points[i].x) || !same_number(a->points[i].y, b->points[i].y) ||
            a->points[i].said != b->points[i].said)
            return 0;
    return 1;
}

/* Masks, key points and corners of rotated boxes. */
static int same_shape(const struct mlf_object *a, const struct mlf_object *b)
{
    int same = same_mask(a->mask, b->mask) && same_pose(a->pose, b->pose) && !a->corners == !b->corners;

    for (int i = 0; same && a->corners && i < 8; i++)
        same = same_number(a->corners[i], b->corners[i]);
    return same;
}

static int is_asked_box(const struct mlf_change *change, const struct mlf_object *now, int rounded)
{
    for (int i = 0; i < 4; i++)
        if (!(fabs(now->bbox[i] - change->bbox[i]) * change->pixels[0] < (rounded ? 1.01 : 0.0101)))
            return 0;
    return now->has_bbox;
}

/* Whether the decisions are on labels of whole photos that are sets in the file: a photo that has both labels of a
 * change has one afterwards, and their order is the file's. */
static int are_sets(const struct mlf_objects *before, const struct decisions *decisions, const char *format)
{
    return decisions->added.label || !strcmp(format, "multihot") || !strcmp(format, "csvlists") ||
           !strcmp(format, "vocclasses") ||
           (!strcmp(format, "labelme") && !before->items[decisions->object[0]].object.has_bbox &&
            !before->items[decisions->object[0]].object.error);
}

/* Whether the photo of `like` has the label, among those that `decisions` (NULL: none) leave or make. */
static int has_label(const struct mlf_objects *objects, const struct decisions *decisions,
                     const struct mlf_object *like, const char *label)
{
    int has = decisions && decisions->added.label && same_text(decisions->added.label, label) &&
              same_photo(&objects->items[decisions->added_object].object, like);

    for (size_t i = 0; i < objects->n && !has; i++) {
        const struct mlf_change *change = decisions ? change_of(decisions, i) : NULL;
        const char *now = change ? change->label : objects->items[i].object.label;

        has = same_photo(&objects->items[i].object, like) && same_text(now, label) && (now || !change);
    }
    return has;
}

static int gets_label(const struct mlf_objects *before, const struct decisions *decisions,
                      const struct mlf_object *object)
{
    return decisions->added.label && same_photo(&before->items[decisions->added_object].object, object);
}

/* Each photo has the labels that it had, without those that were taken away, and with those that were given. */
static void check_sets(const struct mlf_objects *before, const struct mlf_objects *after,
                       const struct decisions *decisions, const char *what)
{
    for (size_t i = 0; i < before->n; i++) {
        const struct mlf_object *was = &before->items[i].object;
        const struct mlf_change *change = change_of(decisions, i);

        if (!change && was->no_label_set && gets_label(before, decisions, was))
            continue;
        if (!change || change->label)
            HOLDS(has_label(after, NULL, was, change ? change->label : was->label), "%s: the photo of '%s' has '%s'",
                  what, was->id, text_or(change ? change->label : was->label, "(none)"));
    }
    if (decisions->added.label)
        HOLDS(has_label(after, NULL, &before->items[decisions->added_object].object, decisions->added.label),
              "%s: the photo has got its label", what);
    for (size_t i = 0; i < after->n; i++) {
        const struct mlf_object *now = &after->items[i].object;

        if (now->no_label_set) /* its labels went; those that stay were looked for above */
            continue;
        HOLDS(has_label(before, decisions, now, now->label) || (after->items[i].issues >> MLF_ISSUE_IGNORED & 1),
              "%s: the photo of '%s' should not have '%s'", what, now->id, text_or(now->label, "(none)"));
    }
}

/* Whether an object without a label and a box gets a label. */
static int has_first_label(const struct mlf_objects *before, const struct decisions *decisions)
{
    for (size_t i = 0; i < before->n; i++) {
        const struct mlf_object *was = &before->items[i].object;
        const struct mlf_change *change = change_of(decisions, i);

        if (!was->label && !was->has_bbox && change && change->label)
            return 1;
    }
    return 0;
}

/* The object after the changes that object i of before has become, from number j on; whether it must be there. */
static void check_objects(const struct mlf_objects *before, const struct mlf_objects *after,
                          const struct decisions *decisions, int rounded, const char *what)
{
    size_t j = 0;

    for (size_t i = 0; i < before->n; i++) {
        const struct mlf_object *was = &before->items[i].object;
        const struct mlf_object *now = j < after->n ? &after->items[j].object : NULL;
        const struct mlf_change *change = change_of(decisions, i);

        if (change && change->action == MLF_REMOVE)
            continue;
        if (change && change->action == MLF_MARK) {
            j += now && same_photo(was, now) && same_box(was, now) && (after->items[j].issues >> MLF_ISSUE_IGNORED & 1);
            continue;
        }
        HOLDS(now != NULL, "%s: object %zu ('%s') is still there", what, i, was->id);
        if (change && change->label)
            HOLDS(same_text(now->label, change->label), "%s: '%s' has the label '%s' rather than '%s'", what, was->id,
                  text_or(now->label, "(none)"), change->label);
        else
            HOLDS(same_text(now->label, was->label), "%s: '%s' had the label '%s' and has '%s'", what, was->id,
                  text_or(was->label, "(none)"), text_or(now->label, "(none)"));
        if (change && change->action == MLF_REBOX)
            HOLDS(is_asked_box(change, now, rounded), "%s: '%s' has the box %g %g %g %g rather than %g %g %g %g", what,
                  was->id, now->bbox[0], now->bbox[1], now->bbox[2], now->bbox[3], change->bbox[0], change->bbox[1],
                  change->bbox[2], change->bbox[3]);
        else
            HOLDS(same_box(was, now), "%s: the box of '%s' stays", what, was->id);
        if (!change)
            HOLDS(same_shape(was, now), "%s: the shape of '%s' stays", what, was->id);
        /* A photo that was missing may be found when another one's name is gone. */
        HOLDS(same_photo(was, now) || (before->items[i].issues >> MLF_ISSUE_MISSING & 1),
              "%s: the photo of '%s' was '%s' and is '%s'", what, was->id, text_or(was->image, "(none)"),
              text_or(now->image, "(none)"));
        j++;
    }
    /* An annotation without a box that gets its first label leaves a file of labels alone, whose other photos miss
     * some. */
    while (has_first_label(before, decisions) && j < after->n && after->items[j].object.no_label_set)
        j++;
    HOLDS(j == after->n, "%s: %zu objects were expected, %zu are there", what, j, after->n);
}

/* Where photos move, their order changes: only how many they are is compared, and how many have the labels asked for.
 */
static void check_moved(const struct mlf_objects *before, const struct mlf_objects *after,
                        const struct decisions *decisions, const char *what)
{
    size_t removed = 0;

    for (size_t i = 0; i < decisions->n; i++) {
        const struct mlf_change *change = &decisions->changes[i];
        int found = change->label == NULL;

        removed += change->action == MLF_REMOVE;
        for (size_t k = 0; k < after->n && !found; k++)
            found = same_text(after->items[k].object.label, change->label);
        HOLDS(found, "%s: the label '%s' is there", what, change->label);
    }
    HOLDS(after->n + removed == before->n, "%s: %zu objects, of which %zu go, and now %zu", what, before->n, removed,
          after->n);
}

void compare_objects(const struct mlf_objects *before, const struct mlf_objects *after,
                     const struct decisions *decisions, const struct mlf_dataset *dataset, int rounded,
                     const char *what)
{
    if (dataset->driver->moves)
        check_moved(before, after, decisions, what);
    else if (are_sets(before, decisions, dataset->driver->name))
        check_sets(before, after, decisions, what);
    else
        check_objects(before, after, decisions, rounded, what);
}
