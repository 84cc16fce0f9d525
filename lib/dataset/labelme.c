/* LabelMe (the program labelme by K. Wada; its documentation and
 * labelme/label_file.py say what is written): a JSON file a photo, beside it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "annotation-files.h"
#include "annotation-errors.h"
#include "digits.h"
#include "files.h"
#include "json-list.h"
#include "json-members.h"
#include "labelme-groups.h"
#include "labelme-photo.h"
#include "mapping.h"
#include "mlfix/base/array.h"
#include "mlfix/base/path.h"
#include "numbers.h"
#include "photos.h"
#include "splits.h"

/* Bytes of a file that are enough to see what it is. */
#define HEAD 65536

static int looks_like_labelme(const struct mlf_dataset *dataset, const char *file)
{
    size_t length;
    char *head = mlf_head(dataset, file, HEAD, &length, NULL);
    int looks = head && ((memmem(head, length, "\"shapes\"", 8) &&
                          (memmem(head, length, "\"points\"", 8) || memmem(head, length, "\"imagePath\"", 11))) ||
                         memmem(head, length, "\"imageData\"", 11));

    free(head);
    return looks;
}

static int list_files(const struct mlf_dataset *dataset, struct mlf_string_set *files, struct mlf_err *err)
{
    if (dataset->start)
        return mlf_string_set_add(files, dataset->start, NULL, NULL, err);
    return mlf_files_below(dataset->root, "", ".json", files, err);
}

static int probe(const struct mlf_dataset *dataset, char **evidence, struct mlf_err *err)
{
    struct mlf_string_set files = {0};
    int sure = list_files(dataset, &files, err);

    for (size_t i = 0; i < files.n && i < 20 && sure == 0; i++)
        if (looks_like_labelme(dataset, files.items[i]))
            sure = (*evidence = mlf_strdup(files.items[i], err)) ? 3 : -1;
    mlf_string_set_free(&files);
    return sure;
}

static int locate(struct mlf_dataset *dataset, struct mlf_err *err)
{
    return mlf_set_images(dataset, "", err);
}

struct labelme_file {
    const char *file;
    struct mlf_mapping text;
    struct mlf_span shapes; /* length 0: this is no file of LabelMe's */
    struct mlf_span flags;  /* of the photo; length 0: there are none */
    char *image_path;
    double width, height;
};

static void close_file(struct labelme_file *file)
{
    mlf_unmap(&file->text);
    free(file->image_path);
    *file = (struct labelme_file){.text = {.data = ""}};
}

/* Other JSON files may lie in the same folders; a file that is an array is none of LabelMe's. */
static int is_array(const struct mlf_mapping *text)
{
    size_t at = 0;

    while (at < text->length && strchr("\xef\xbb\xbf \t\r\n", text->data[at]))
        at++;
    return at < text->length && text->data[at] == '[';
}

static int open_file(struct labelme_file *opened, const struct mlf_dataset *dataset, const char *file,
                     struct mlf_err *err)
{
    struct mlf_member members[] = {
        {.key = "shapes"}, {.key = "imagePath"}, {.key = "imageWidth"}, {.key = "imageHeight"}, {.key = "flags"}};
    const char *text;

    *opened = (struct labelme_file){.file = file};
    if (mlf_map(&opened->text, dataset, file, err))
        return -1;
    if (!dataset->start && is_array(&opened->text))
        return mlf_note_unread(dataset, file, err);
    if (mlf_json_top(&opened->text, members, 5, err))
        return -1;
    text = opened->text.data;
    if (members[0].there && members[0].kind == MLF_JSON_ARRAY)
        opened->shapes = members[0].span;
    else if (dataset->start)
        return mlf_fail(err, "%s: no array 'shapes'", opened->text.path);
    else if (mlf_note_unread(dataset, file, err))
        return -1;
    if (members[4].there && members[4].kind == MLF_JSON_OBJECT)
        opened->flags = members[4].span;
    mlf_member_number(text, &members[2], &opened->width);
    mlf_member_number(text, &members[3], &opened->height);
    opened->image_path = mlf_member_text(text, &members[1], err);
    return err && err->text[0] ? -1 : 0;
}

/* The points of a shape. */
struct points {
    double box[4]; /* what they span: left, top, right, bottom */
    double first[2], last[2];
    double four[8]; /* the first four */
    size_t n;
};

/* 1, or 0 where they are no pairs of numbers. */
static int read_points(const struct labelme_file *file, const struct mlf_member *member, struct points *points)
{
    struct mlf_json json = {file->text.data, file->text.length, member->span.offset};
    double *first = points->first;
    double *last = points->last;
    double *box = points->box;
    int begin = 1;
    int more = -1;
    size_t n = 0;

    *points = (struct points){.n = 0};
    if (!member->there || member->kind != MLF_JSON_ARRAY || mlf_json_enter(&json, MLF_JSON_ARRAY, NULL))
        return 0;
    for (; (more = mlf_json_next(&json, MLF_JSON_ARRAY, &begin, NULL, NULL)) > 0; n++) {
        int inner = 1;
        int k = 0;

        if (mlf_json_enter(&json, MLF_JSON_ARRAY, NULL))
            return 0;
        for (; (more = mlf_json_next(&json, MLF_JSON_ARRAY, &inner, NULL, NULL)) > 0; k++) {
            struct mlf_member number = {.there = 1};

            if (k == 2 || mlf_json_value(&json, &number.span, &number.kind, NULL) ||
                !mlf_member_number(file->text.data, &number, &last[k]))
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

/* The envelope of the shape. A circle's points are its middle and one of its rim. */
static void place(struct mlf_object *object, const struct points *points, const char *type)
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

/* Widens the object's box by that of another of its shapes. */
static void add_part(const struct labelme_file *file, struct mlf_span span, struct mlf_object *object)
{
    struct mlf_member members[] = {{.key = "points"}, {.key = "shape_type"}};
    struct mlf_object part = {.image = object->image};
    struct points points;
    char *type;

    if (mlf_json_pick(file->text.data, file->text.length, span.offset, members, 2, NULL, NULL) ||
        !read_points(file, &members[0], &points))
        return;
    type = mlf_member_text(file->text.data, &members[1], NULL);
    place(&part, &points, type);
    free(type);
    for (int k = 0; k < 2; k++) {
        double high = fmax(object->bbox[k] + object->bbox[k + 2], part.bbox[k] + part.bbox[k + 2]);

        object->bbox[k] = fmin(object->bbox[k], part.bbox[k]);
        object->bbox[k + 2] = high - object->bbox[k];
    }
    object->corners = NULL;
}

/* The instance that begins with shape `index`; `first` tells which other shapes are parts of it (labelme_groups). */
static int report(const struct labelme_file *file, const char *photo, const struct mlf_span *shapes,
                  const size_t *first, size_t n, size_t index, mlf_object_sink *sink, void *context,
                  struct mlf_err *err)
{
    struct mlf_member members[] = {
        {.key = "label"}, {.key = "points"}, {.key = "shape_type"}, {.key = "direction"}, {.key = "flags"}};
    struct mlf_member ignore = {.key = "ignore"};
    struct mlf_object object = {.image = photo,
                                .file = file->file,
                                .index = index,
                                .split = mlf_split_in(file->file),
                                .width = mlf_size(file->width),
                                .height = mlf_size(file->height)};
    struct mlf_span span = shapes[index];
    struct points points;
    double direction = 0;
    char *label;
    char *type;
    char *id;
    int result = -1;

    if (file->text.data[span.offset] != '{') {
        mlf_fail(err, "a shape that is no object");
        return mlf_fail_in(err, file->text.path, file->text.data, file->text.length, span.offset);
    }
    if (mlf_json_pick(file->text.data, file->text.length, span.offset, members, 5, NULL, err) ||
        (members[4].there && members[4].kind == MLF_JSON_OBJECT &&
         mlf_json_pick(file->text.data, file->text.length, members[4].span.offset, &ignore, 1, NULL, err)))
        return mlf_fail_json(err, file->text.path);
    object.issue = ignore.there && ignore.kind == MLF_JSON_TRUE ? "ignored" : NULL;
    type = mlf_member_text(file->text.data, &members[2], err);
    label = mlf_member_text(file->text.data, &members[0], err);
    id = mlf_strf(err, "%s#%zu", file->file, index);
    object.has_bbox = read_points(file, &members[1], &points);
    if (object.has_bbox)
        place(&object, &points, type);
    for (size_t i = index + 1; i < n && object.has_bbox; i++)
        if (first[i] == index)
            add_part(file, shapes[i], &object);
    if (mlf_member_number(file->text.data, &members[3], &direction))
        object.turned = direction * (180 / M_PI);
    if (!object.has_bbox)
        object.error = "the shape has no points of two numbers each";
    object.id = id;
    object.label = label && *label ? label : NULL;
    if (label && !strcmp(label, "__ignore__")) /* of LabelMe's own lists of labels */
        object.issue = "ignored";
    if (err && err->text[0])
        mlf_fail_json(err, file->text.path);
    else if (id)
        result = sink(context, &object, err);
    free(label);
    free(type);
    free(id);
    return result;
}

/* The context of report_flag(). */
struct flag_report {
    const struct labelme_file *file;
    const char *photo;
    mlf_object_sink *sink;
    void *context;
};

/* A flag of the photo is a label of the whole of it. */
static int report_flag(void *context, size_t index, const char *name, struct mlf_span key, struct mlf_span value,
                       struct mlf_err *err)
{
    struct flag_report *report = context;
    char *id = mlf_strf(err, "%s#%zu", report->file->file, index);
    struct mlf_object object = {.id = id,
                                .image = report->photo,
                                .label = name,
                                .file = report->file->file,
                                .index = index,
                                .split = mlf_split_in(report->file->file),
                                .width = mlf_size(report->file->width),
                                .height = mlf_size(report->file->height)};
    int result = id ? report->sink(report->context, &object, err) : -1;

    (void)key;
    (void)value;
    free(id);
    return result;
}

static int read_file(const struct mlf_dataset *dataset, const char *name, mlf_object_sink *sink, void *context,
                     struct mlf_err *err)
{
    struct labelme_file file;
    struct mlf_span *shapes = NULL;
    size_t *first = NULL;
    char *photo = NULL;
    size_t n = 0;
    int grouped;
    int result = open_file(&file, dataset, name, err);

    if (!result && file.shapes.length) {
        if (mlf_json_members(file.text.data, file.shapes, &shapes, &n, err))
            result = mlf_fail_json(err, file.text.path);
        else if (!(photo = labelme_photo(dataset, name, file.image_path, err)) ||
                 !(first = mlf_alloc(n + 1, sizeof *first, err)) ||
                 labelme_groups(file.text.data, file.text.length, shapes, n, first, &grouped, err))
            result = -1;
    }
    for (size_t i = 0; i < n && !result; i++)
        if (first[i] == i)
            result = report(&file, photo, shapes, first, grouped ? n : 0, i, sink, context, err);
    if (!result && photo && n == 0 && file.flags.length) {
        struct flag_report flags = {.file = &file, .photo = photo, .sink = sink, .context = context};

        result = labelme_flags(file.text.data, file.text.length, file.flags, report_flag, &flags, err);
    }
    free(shapes);
    free(first);
    free(photo);
    close_file(&file);
    return result;
}

static int read_all(const struct mlf_dataset *dataset, mlf_object_sink *sink, void *context, struct mlf_err *err)
{
    return mlf_read_files(dataset, list_files, read_file, sink, context, err);
}

/* Two corners of a rectangle, in the order they stand in. */
static int rebox(const struct labelme_file *file, const struct mlf_list *list, const struct mlf_change *change,
                 struct mlf_edits *edits, struct mlf_err *err)
{
    struct mlf_member members[] = {{.key = "points"}, {.key = "shape_type"}};
    struct mlf_json json;
    struct mlf_span spans[4];
    double now[4] = {0};
    double edges[4];
    double wanted[4];
    int outer = 1;
    int n = 0;

    if (mlf_json_pick(list->text, list->length, list->members[change->index].offset, members, 2, NULL, err))
        return mlf_fail_json(err, list->path);
    if (!members[1].there || members[1].kind != MLF_JSON_STRING ||
        !mlf_json_string_is(list->text, members[1].span, "rectangle") || !members[0].there ||
        members[0].kind != MLF_JSON_ARRAY)
        return mlf_fail(err, "shape %zu of '%s' is no rectangle: its box follows from its points", change->index,
                        file->file);
    json = (struct mlf_json){list->text, list->length, members[0].span.offset};
    if (mlf_json_enter(&json, MLF_JSON_ARRAY, err))
        return -1;
    while (mlf_json_next(&json, MLF_JSON_ARRAY, &outer, NULL, NULL) > 0) {
        int inner = 1;

        if (mlf_json_enter(&json, MLF_JSON_ARRAY, err))
            return -1;
        while (mlf_json_next(&json, MLF_JSON_ARRAY, &inner, NULL, NULL) > 0) {
            struct mlf_member number = {.there = 1};
            double value;

            if (mlf_json_value(&json, &number.span, &number.kind, err))
                return -1;
            if (n < 4 && mlf_member_number(list->text, &number, &value)) {
                now[n] = value;
                spans[n] = number.span;
            }
            n++;
        }
    }
    if (n != 4)
        return mlf_fail(err, "shape %zu of '%s' has not two corners", change->index, file->file);
    mlf_corners(change->bbox, edges);
    for (int k = 0; k < 2; k++) {
        int turned = now[k] > now[k + 2];

        wanted[k] = edges[turned ? k + 2 : k];
        wanted[k + 2] = edges[turned ? k : k + 2];
    }
    return mlf_edits_box(edits, list->file, list->text, spans, now, wanted, &mlf_measure_pixels, 1, err);
}

static int apply(void *context, const struct mlf_list *list, const struct mlf_change *change, struct mlf_edits *edits,
                 struct mlf_err *err)
{
    if (change->index >= list->n)
        return mlf_fail(err, "'%s' has no object %zu", list->file, change->index);
    if (change->action == MLF_MARK)
        return mlf_list_set_inside(list, change->index, "flags", "ignore", "true", edits, err);
    return rebox(context, list, change, edits, err);
}

static int edit_shapes(struct labelme_file *file, const struct mlf_span *shapes, size_t count,
                       const struct mlf_change *changes, size_t n, struct mlf_edits *edits, struct mlf_err *err)
{
    size_t *first = mlf_alloc(count + 1, sizeof *first, err);
    struct mlf_change *all = NULL;
    size_t n_all = 0;
    int grouped;
    int result = -1;

    if (first && !labelme_groups(file->text.data, file->text.length, shapes, count, first, &grouped, err) &&
        !labelme_spread(file->file, first, count, changes, n, &all, &n_all, err))
        result = mlf_list_edit(file->file, &file->text, file->shapes, "label", all, n_all, apply, file, edits, err);
    free(first);
    free(all);
    return result;
}

static int edit(const struct mlf_dataset *dataset, const char *name, const struct mlf_change *changes, size_t n,
                struct mlf_edits *edits, struct mlf_err *err)
{
    struct labelme_file file;
    struct mlf_span *shapes = NULL;
    size_t count = 0;
    int result = open_file(&file, dataset, name, err);

    if (!result && file.shapes.length && mlf_json_members(file.text.data, file.shapes, &shapes, &count, err))
        result = mlf_fail_json(err, file.text.path);
    if (!result && count == 0 && file.flags.length)
        result = labelme_edit_flags(name, file.text.data, file.text.length, file.flags, changes, n, edits, err);
    else if (!result)
        result = edit_shapes(&file, shapes, count, changes, n, edits, err);
    free(shapes);
    close_file(&file);
    return result;
}

const struct mlf_driver mlf_driver_labelme = {
    .name = "labelme",
    .description = "LabelMe: *.json with shapes, beside the photos",
    .probe = probe,
    .locate = locate,
    .read = read_all,
    .edit = edit,
    .mark = "the shape's flags get \"ignore\": true",
    .boxes = 1,
    .file_is_photo = 1,
};
