/* LabelMe (the program labelme by K. Wada; its documentation and
 * labelme/label_file.py say what is written): a JSON file a photo, beside it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "annotation-errors.h"
#include "digits.h"
#include "files.h"
#include "json-list.h"
#include "json-members.h"
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
    char *head = mlf_head(dataset->root, file, HEAD, &length, NULL);
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
        {.key = "shapes"}, {.key = "imagePath"}, {.key = "imageWidth"}, {.key = "imageHeight"}};
    const char *text;

    *opened = (struct labelme_file){.file = file};
    if (mlf_map(&opened->text, dataset->root, file, err))
        return -1;
    if (!dataset->start && is_array(&opened->text))
        return 0;
    if (mlf_json_top(&opened->text, members, 4, err))
        return -1;
    text = opened->text.data;
    if (members[0].there && members[0].kind == MLF_JSON_ARRAY)
        opened->shapes = members[0].span;
    else if (dataset->start)
        return mlf_fail(err, "%s: no array 'shapes'", opened->text.path);
    mlf_member_number(text, &members[2], &opened->width);
    mlf_member_number(text, &members[3], &opened->height);
    opened->image_path = mlf_member_text(text, &members[1], err);
    return err && err->text[0] ? -1 : 0;
}

/* imagePath as it counts from the file's folder, below the root; Windows' separators read as
 * ours, "a/../" taken out. NULL without an error where it leads out. New memory. */
static char *plain_path(const char *folder, const char *path, struct mlf_err *err)
{
    char *joined = mlf_strf(err, "%s/%s", folder, path);
    struct mlf_buf plain = {0};
    int inside = joined && path[0] != '/' && path[0] != '\\' && !strstr(path, ":\\") && !strstr(path, ":/");
    char *rest = joined;

    for (char *at = joined; at && *at; at++)
        if (*at == '\\')
            *at = '/';
    for (char *part; inside && (part = strsep(&rest, "/"));) {
        if (!strcmp(part, "..")) {
            char *slash = plain.length ? strrchr(plain.data, '/') : NULL;

            inside = plain.length > 0;
            plain.length = slash ? (size_t)(slash - plain.data) : 0;
            if (plain.data)
                plain.data[plain.length] = '\0';
        } else if (*part && strcmp(part, ".") != 0) {
            mlf_buf_printf(&plain, "%s%s", plain.length ? "/" : "", part);
        }
    }
    free(joined);
    if (inside && plain.length > 0)
        return mlf_buf_take(&plain, err);
    mlf_buf_free(&plain);
    return NULL;
}

/* The photo where the file says, else one of that name, or of the file's own, beside the
 * file or in images/. */
static char *find_photo(const struct mlf_dataset *dataset, const struct labelme_file *file, struct mlf_err *err)
{
    const char *base = mlf_path_base(file->file);
    const char *named = file->image_path ? file->image_path : "";
    char *beside = mlf_strndup(file->file, base > file->file ? (size_t)(base - file->file) - 1 : 0, err);
    char *stem = mlf_strndup(base, (size_t)(mlf_path_extension(base) - base), err);
    const char *folders[] = {beside, "images", ""};
    const char *name = strrchr(named, '\\');
    char *plain = beside && *named ? plain_path(beside, named, err) : NULL;
    char *photo = NULL;

    name = name && !strchr(name, '/') ? name + 1 : mlf_path_base(named);
    if (beside && stem) {
        if (plain && mlf_is_file(dataset->images, plain))
            photo = mlf_strdup(plain, err);
        if (!photo && *name)
            photo = mlf_find_photo(dataset, folders, 3, name, err);
        if (!photo)
            photo = mlf_find_photo(dataset, folders, 3, stem, err);
        if (!photo && !(err && err->text[0]))
            photo = plain    ? mlf_strdup(plain, err)
                    : *named ? mlf_strdup(named, err)
                             : mlf_strf(err, "%s%s%s.jpg", beside, *beside ? "/" : "", stem);
    }
    free(beside);
    free(stem);
    free(plain);
    return photo;
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

static int report(const struct labelme_file *file, const char *photo, struct mlf_span span, size_t index,
                  mlf_object_sink *sink, void *context, struct mlf_err *err)
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
    if (mlf_member_number(file->text.data, &members[3], &direction))
        object.turned = direction * (180 / M_PI);
    if (!object.has_bbox)
        object.error = "the shape has no points of two numbers each";
    object.id = id;
    object.label = label && *label ? label : NULL;
    if (err && err->text[0])
        mlf_fail_json(err, file->text.path);
    else if (id)
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
    char *photo = NULL;
    size_t n = 0;
    int result = open_file(&file, dataset, name, err);

    if (!result && file.shapes.length) {
        if (mlf_json_members(file.text.data, file.shapes, &shapes, &n, err))
            result = mlf_fail_json(err, file.text.path);
        else if (!(photo = find_photo(dataset, &file, err)))
            result = -1;
    }
    for (size_t i = 0; i < n && !result; i++)
        result = report(&file, photo, shapes[i], i, sink, context, err);
    free(shapes);
    free(photo);
    close_file(&file);
    return result;
}

static int read_all(const struct mlf_dataset *dataset, mlf_object_sink *sink, void *context, struct mlf_err *err)
{
    struct mlf_string_set files = {0};
    int result = list_files(dataset, &files, err);

    for (size_t i = 0; i < files.n && !result; i++)
        result = read_file(dataset, files.items[i], sink, context, err);
    mlf_string_set_free(&files);
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

static int edit(const struct mlf_dataset *dataset, const char *name, const struct mlf_change *changes, size_t n,
                struct mlf_edits *edits, struct mlf_err *err)
{
    struct labelme_file file;
    int result = open_file(&file, dataset, name, err);

    if (!result)
        result = mlf_list_edit(name, &file.text, file.shapes, "label", changes, n, apply, &file, edits, err);
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
