/* See json-box.h. */

#include "json-box.h"

#include <math.h>
#include <string.h>

#include "mlfix/annotation/digits.h"
#include "mlfix/annotation/json-points.h"
#include "mlfix/dataset/numbers.h"

void json_photo_size(const struct json_item *item, double size[2])
{
    const struct json_layout *layout = item->file->layout;
    const char *paths[] = {layout->width, layout->height};
    const char *text = item->file->text.data;
    struct json_place place;

    for (int i = 0; i < 2; i++)
        if (!paths[i] || !json_path_find(text, &item->entry, paths[i], &place) ||
            !json_place_number(text, &place, &size[i]))
            size[i] = 0;
    if (!(mlf_size(size[0]) && mlf_size(size[1])))
        size[0] = size[1] = 0;
}

/* ---- Points ---- */

/* Points seen so far: their envelope, and the first four of them. */
struct points {
    double low[2], high[2], four[8];
    size_t n;
};

static void add_point(struct points *points, const double point[2])
{
    for (int k = 0; k < 2; k++) {
        points->low[k] = points->n ? fmin(points->low[k], point[k]) : point[k];
        points->high[k] = points->n ? fmax(points->high[k], point[k]) : point[k];
        if (points->n < 4)
            points->four[2 * points->n + (size_t)k] = point[k];
    }
    points->n++;
}

struct gathering {
    struct points points;
    double x;
    int skip; /* so many numbers are none of a point's, */
    int odd;  /* so that x stands where y does otherwise */
};

static int gather(void *context, struct mlf_span span, double number, int axis, struct mlf_err *err)
{
    struct gathering *gathering = context;

    (void)span;
    (void)err;
    if (axis == JSON_END_OF_RING)
        return 0;
    if (gathering->skip > 0)
        gathering->skip--;
    else if (axis == gathering->odd)
        gathering->x = number;
    else
        add_point(&gathering->points, (double[]){gathering->x, number});
    return 0;
}

/* ---- Reading ---- */

/* The four numbers of the box and their places: 1, or 0 where they are not all there. */
static int find_numbers(const char *text, const struct json_box *box, const struct json_place *at,
                        struct mlf_span spans[4], double numbers[4])
{
    static const char *const plain[] = {"#0", "#1", "#2", "#3"};
    int found = 0;

    for (int i = 0; i < 4; i++) {
        struct json_place place;

        spans[i].length = 0;
        numbers[i] = 0;
        if (!json_path_find(text, at, box->numbers[0] ? box->numbers[i] : plain[i], &place))
            continue;
        if (!json_place_number(text, &place, &numbers[i]))
            return 0;
        spans[i] = place.value;
        found++;
    }
    return found == 4 || (box->omits_zeros && found > 0);
}

static void to_sizes(const struct json_box *box, const double numbers[4], double sizes[4])
{
    memcpy(sizes, numbers, 4 * sizeof *sizes);
    for (int i = 0; i < 2; i++) {
        if (box->kind == JSON_CENTRE)
            sizes[i] -= sizes[i + 2] / 2;
        if (box->kind == JSON_CORNERS) {
            sizes[i] = fmin(numbers[i], numbers[i + 2]);
            sizes[i + 2] = fabs(numbers[i + 2] - numbers[i]);
        }
    }
}

static int is_of_points(const struct json_box *box)
{
    return box->kind == JSON_POINTS || box->kind == JSON_ROTATED;
}

/* The box as the object's file has it: 1, or 0 where this way is not the object's. */
static int read_way(const struct json_item *item, const struct json_box *box, double sizes[4], double corners[8],
                    int *rotated)
{
    const char *text = item->file->text.data;
    struct gathering gathering = {.skip = box->skip, .odd = box->skip % 2};
    struct json_place at;
    struct mlf_span spans[4];
    double numbers[4];

    *rotated = 0;
    if ((box->only && !json_item_find(item, box->only, &at)) || !json_item_find(item, box->at, &at))
        return 0;
    if (box->kind == JSON_WHOLE)
        return !box->measure || box->measure(text, &at, sizes);
    if (box->kind == JSON_OTHER)
        return box->measure(text, &at, sizes);
    if (is_of_points(box) && at.kind != MLF_JSON_ARRAY && at.kind != MLF_JSON_OBJECT)
        return 0;
    if (!is_of_points(box)) {
        if (!find_numbers(text, box, &at, spans, numbers))
            return 0;
        to_sizes(box, numbers, sizes);
        return 1;
    }
    if (json_each_number(text, &at, gather, &gathering, NULL) || gathering.points.n == 0)
        return 0;
    for (int i = 0; i < 2; i++) {
        sizes[i] = gathering.points.low[i];
        sizes[i + 2] = gathering.points.high[i] - gathering.points.low[i];
    }
    *rotated = box->kind == JSON_ROTATED && gathering.points.n == 4;
    memcpy(corners, gathering.points.four, sizeof gathering.points.four);
    return 1;
}

void json_box_read(const struct json_item *item, struct mlf_object *object, double corners[8])
{
    const struct json_box *box = item->what->boxes;
    double scale[2] = {1, 1};
    double size[2];
    int rotated = 0;

    json_photo_size(item, size);
    object->width = mlf_size(size[0]);
    object->height = mlf_size(size[1]);
    if (!box || item->object.kind == MLF_JSON_STRING || item->object.kind == MLF_JSON_NUMBER)
        return;
    while (box->at && !read_way(item, box, object->bbox, corners, &rotated))
        box++;
    if (!box->at) {
        memset(object->bbox, 0, sizeof object->bbox);
        object->error = "the object has no box that can be read";
        return;
    }
    if (box->kind == JSON_WHOLE)
        return;
    object->has_bbox = 1;
    object->own_box = !is_of_points(box);
    object->two_corners = box->kind == JSON_CORNERS;
    object->corners = rotated ? corners : NULL;
    if (box->unit == 0)
        return;
    object->normalised = size[0] == 0;
    for (int i = 0; i < 2; i++)
        scale[i] = (size[0] > 0 ? size[i] : 1) / box->unit;
    for (int i = 0; i < 4; i++)
        object->bbox[i] *= scale[i % 2];
    for (int i = 0; i < 8; i++)
        corners[i] *= scale[i % 2];
}

/* ---- Editing ---- */

/* What the numbers become that say the box `sizes`, in their own unit; corners stay in their order. */
static void from_sizes(const struct json_box *box, const double now[4], const double sizes[4], double wanted[4])
{
    memcpy(wanted, sizes, 4 * sizeof *wanted);
    for (int i = 0; i < 2; i++) {
        if (box->kind == JSON_CENTRE)
            wanted[i] += sizes[i + 2] / 2;
        if (box->kind == JSON_CORNERS) {
            int turned = now[i] > now[i + 2];

            wanted[i] = turned ? sizes[i] + sizes[i + 2] : sizes[i];
            wanted[i + 2] = turned ? sizes[i] : sizes[i] + sizes[i + 2];
        }
    }
}

/* Points that lie on the edges of the old box, moved to those of the new one. */
struct outline {
    const struct json_item *item;
    double old[4], new[4]; /* left, top, right, bottom, in pixels as the points are */
    struct mlf_edits *edits;
};

static int move_point(void *context, struct mlf_span span, double number, int axis, struct mlf_err *err)
{
    const struct outline *outline = context;

    for (int side = axis; side < 4 && axis < JSON_END_OF_RING; side += 2)
        if (fabs(number - outline->old[side]) < 0.01)
            return mlf_edits_number(outline->edits, outline->item->file->file, outline->item->file->text.data, span,
                                    number, outline->new[side], err);
    return 0;
}

static int edit_numbers(const struct json_item *item, const struct json_box *box, const struct mlf_change *change,
                        const struct mlf_span spans[4], const double now[4], struct mlf_edits *edits,
                        struct mlf_err *err)
{
    struct mlf_measure measure = {.pixels = {1, 1}, .whole = box->whole};
    struct outline outline = {.item = item, .edits = edits};
    struct json_place points;
    double sizes[4];
    double old[4];
    double size[2];
    double wanted[4];

    json_photo_size(item, size);
    for (int i = 0; i < 4; i++) {
        double pixels = change->pixels[i % 2]; /* of a unit of the change's box */
        double unit = box->unit == 0 ? 1 : size[0] > 0 ? size[i % 2] / box->unit : 1 / box->unit;

        sizes[i] = change->bbox[i] / unit;
        measure.pixels[i % 2] = unit * (pixels > 0 ? pixels : 1);
    }
    from_sizes(box, now, sizes, wanted);
    if (mlf_edits_box(edits, item->file->file, item->file->text.data, spans, now, wanted, &measure,
                      box->kind == JSON_CORNERS, err))
        return -1;
    if (!box->outline || !json_item_find(item, box->outline, &points))
        return 0;
    to_sizes(box, now, old);
    mlf_corners(old, outline.old);
    mlf_corners(sizes, outline.new);
    return json_each_number(item->file->text.data, &points, move_point, &outline, err);
}

int json_box_edit(const struct json_item *item, const struct mlf_change *change, struct mlf_edits *edits,
                  struct mlf_err *err)
{
    int is_bare = item->object.kind == MLF_JSON_STRING || item->object.kind == MLF_JSON_NUMBER;
    double sizes[4];
    double corners[8];
    int rotated;

    for (const struct json_box *box = item->what->boxes; !is_bare && box && box->at; box++) {
        struct json_place at;
        struct mlf_span spans[4];
        double now[4];

        if (!read_way(item, box, sizes, corners, &rotated))
            continue;
        if (box->kind == JSON_WHOLE)
            break;
        if (is_of_points(box) || box->kind == JSON_OTHER)
            return mlf_fail(err, "object %zu of '%s' is no upright box: its box follows from its shape", change->index,
                            item->file->file);
        if (!json_item_find(item, box->at, &at) || !find_numbers(item->file->text.data, box, &at, spans, now))
            return -1;
        for (int i = 0; i < 4; i++)
            if (spans[i].length == 0)
                return mlf_fail(err, "object %zu of '%s' leaves out a number of its box, which cannot be changed so",
                                change->index, item->file->file);
        return edit_numbers(item, box, change, spans, now, edits, err);
    }
    return mlf_fail(err, "object %zu of '%s' has no box that could be changed", change->index, item->file->file);
}
