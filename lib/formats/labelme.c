/* LabelMe (the program labelme by K. Wada; its documentation and
 * labelme/label_file.py say what is written): a JSON file a photo, beside it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "labelme-flags.h"
#include "labelme-groups.h"
#include "labelme-mask.h"
#include "labelme-photo.h"
#include "labelme-points.h"
#include "labelme-pose.h"
#include "mlfix/annotation/annotation-errors.h"
#include "mlfix/annotation/annotation-files.h"
#include "mlfix/annotation/digits.h"
#include "mlfix/annotation/json-attributes.h"
#include "mlfix/annotation/json-list.h"
#include "mlfix/annotation/json-whole.h"
#include "mlfix/base/array.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/files.h"
#include "mlfix/dataset/mapping.h"
#include "mlfix/dataset/numbers.h"
#include "mlfix/dataset/photos.h"
#include "mlfix/dataset/splits.h"

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
    struct mlf_mask mask; /* of the object being read, where it is wanted */
    struct labelme_pose pose;
    size_t n; /* shapes */
    const struct mlf_dataset *dataset;
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
    mlf_mask_free(&file->mask);
    labelme_pose_free(&file->pose);
    *file = (struct labelme_file){.text = {.data = ""}};
}

/* Other JSON files may lie in the same folders; a file that is an array is none of LabelMe's. */
static int is_array(const struct mlf_mapping *text)
{
    size_t at = 0;

    while (at < text->length && text->data[at] && strchr("\xef\xbb\xbf \t\r\n", text->data[at]))
        at++;
    return at < text->length && text->data[at] == '[';
}

static int open_file(struct labelme_file *opened, const struct mlf_dataset *dataset, const char *file,
                     struct mlf_err *err)
{
    struct mlf_member members[] = {
        {.key = "shapes"}, {.key = "imagePath"}, {.key = "imageWidth"}, {.key = "imageHeight"}, {.key = "flags"}};
    const char *text;

    *opened = (struct labelme_file){.dataset = dataset, .file = file};
    if (mlf_map(&opened->text, dataset, file, err))
        return -1;
    if (!dataset->start && is_array(&opened->text))
        return mlf_note_unread(dataset, file, err);
    if (mlf_json_whole(&opened->text, members, 5, err))
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

/* Widens the object's box by that of another of its shapes. */
static void add_part(const struct labelme_file *file, struct mlf_span span, struct mlf_object *object)
{
    struct mlf_member members[] = {{.key = "points"}, {.key = "shape_type"}};
    struct mlf_object part = {.image = object->image};
    struct labelme_points points;
    char *type;

    if (mlf_json_pick(file->text.data, file->text.length, span.offset, members, 2, NULL, NULL) ||
        !labelme_points_read(&file->text, &members[0], &points))
        return;
    type = mlf_member_text(file->text.data, &members[1], NULL);
    labelme_points_place(&part, &points, type);
    free(type);
    for (int k = 0; k < 2; k++) {
        double high = fmax(object->bbox[k] + object->bbox[k + 2], part.bbox[k] + part.bbox[k + 2]);

        object->bbox[k] = fmin(object->bbox[k], part.bbox[k]);
        object->bbox[k + 2] = high - object->bbox[k];
    }
    object->corners = NULL;
}

/* The instance that begins with shape `index`; `first` tells which other shapes are parts of it (labelme_groups). */
static int report(struct labelme_file *file, const char *photo, const struct mlf_span *shapes, const size_t *first,
                  size_t n, size_t index, mlf_object_sink *sink, void *context, struct mlf_err *err)
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
    struct labelme_points points;
    double direction = 0;
    char *label, *type, *id;
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
    object.has_bbox = labelme_points_read(&file->text, &members[1], &points);
    if (object.has_bbox)
        labelme_points_place(&object, &points, type);
    for (size_t i = index + 1; i < n && object.has_bbox; i++)
        if (first[i] == index)
            add_part(file, shapes[i], &object);
    if (file->dataset->masks && labelme_mask(&file->mask, &file->text, shapes, first, n, index, err) > 0)
        object.mask = &file->mask;
    if (file->dataset->masks && labelme_pose_read(&file->pose, &file->text, shapes, file->n, index, err) > 0)
        object.pose = &file->pose.pose;
    object.own_box = object.pose && !object.mask;
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
    else if (id &&
             !json_attributes_say(file->dataset->attributes, file->text.data, file->text.length, span.offset, err))
        result = sink(context, &object, err);
    free(label);
    free(type);
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
    file.n = n;
    for (size_t i = 0; i < n && !result; i++)
        if (first[i] == i)
            result = report(&file, photo, shapes, first, grouped ? n : 0, i, sink, context, err);
    if (!result && photo && n == 0 && file.flags.length) {
        const struct mlf_object photo_label = {.image = photo,
                                               .file = name,
                                               .split = mlf_split_in(name),
                                               .width = mlf_size(file.width),
                                               .height = mlf_size(file.height)};

        result = labelme_read_flags(file.text.data, file.text.length, file.flags, &photo_label, sink, context, err);
    }
    free(shapes);
    free(first);
    free(photo);
    close_file(&file);
    return result;
}

/* Photos without labels, which are told only where photos have nothing but labels. */
struct unlabelled {
    mlf_object_sink *sink;
    void *context;
    struct mlf_string_set files;
    size_t labels, shapes;
};

static int hold_back(void *context, const struct mlf_object *object, struct mlf_err *err)
{
    struct unlabelled *held = context;

    if (object->no_label_set)
        return mlf_string_set_add(&held->files, object->file, NULL, NULL, err);
    held->shapes += object->has_bbox || object->error;
    held->labels += object->label && !object->has_bbox;
    return held->sink(held->context, object, err);
}

static int read_all(const struct mlf_dataset *dataset, mlf_object_sink *sink, void *context, struct mlf_err *err)
{
    struct unlabelled held = {.sink = sink, .context = context};
    int result = mlf_read_files(dataset, list_files, read_file, hold_back, &held, err);

    for (size_t i = 0; i < held.files.n && held.labels > 0 && held.shapes == 0 && !result; i++)
        result = read_file(dataset, held.files.items[i], sink, context, err);
    mlf_string_set_free(&held.files);
    return result;
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
    int grouped, result = -1;

    if (first && !labelme_groups(file->text.data, file->text.length, shapes, count, first, &grouped, err) &&
        !labelme_spread(file->file, first, count, changes, n, &all, &n_all, err))
        result = mlf_list_edit(file->dataset->attributes, file->file, &file->text, file->shapes, "label", all, n_all,
                               apply, file, edits, err);
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

static int add_labels(const struct mlf_dataset *dataset, const char *name, const struct mlf_change *changes, size_t n,
                      struct mlf_edits *edits, struct mlf_err *err)
{
    struct labelme_file file;
    int result = open_file(&file, dataset, name, err);

    if (!result && !file.flags.length)
        result = mlf_fail(err, "'%s' has no flags, which are the labels of a whole photo", name);
    if (!result)
        result = labelme_add_flags(name, file.text.data, file.text.length, file.flags, changes, n, edits, err);
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
    .add_labels = add_labels,
    .attributes = 1,
    .masks = 1,
    .mark = "the shape's flags get \"ignore\": true",
    .boxes = 1,
    .file_is_photo = 1,
};
