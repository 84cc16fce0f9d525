/* Mapillary Traffic Sign Dataset v2: one JSON file a photo (C. Ertler et al.,
 * "The Mapillary Traffic Sign Dataset for Detection and Classification on a
 * Global Scale", ECCV 2020; the dataset's README). */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mlfix/annotation/annotation-errors.h"
#include "mlfix/annotation/digits.h"
#include "mlfix/annotation/json-attributes.h"
#include "mlfix/annotation/json-list.h"
#include "mlfix/annotation/json-whole.h"
#include "mlfix/annotation/object-ids.h"
#include "mlfix/base/array.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/files.h"
#include "mlfix/dataset/mapping.h"
#include "mlfix/dataset/numbers.h"
#include "mlfix/dataset/photos.h"
#include "mlfix/dataset/splits.h"

static const char *annotation_folder(const struct mlf_dataset *dataset)
{
    static const char *const folders[] = {"mtsd_v2_fully_annotated/annotations", "mtsd_fully_annotated/annotations",
                                          "mtsd_v2_partially_annotated/annotations",
                                          "mtsd_partially_annotated/annotations", "annotations"};

    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        if (mlf_is_folder(dataset->root, folders[i]))
            return folders[i];
    return "";
}

static int list_files(const struct mlf_dataset *dataset, struct mlf_string_set *files, struct mlf_err *err)
{
    struct mlf_string_set entries = {0};
    const char *folder = annotation_folder(dataset);
    int result;

    if (dataset->start)
        return mlf_string_set_add(files, dataset->start, NULL, NULL, err);
    result = mlf_folder_entries(dataset->root, folder, 0, &entries, err);
    for (size_t i = 0; i < entries.n && !result; i++) {
        char *file;

        if (strcasecmp(mlf_path_extension(entries.items[i]), ".json") != 0)
            continue;
        file = mlf_below(folder, entries.items[i], err);
        result = file ? mlf_string_set_add(files, file, NULL, NULL, err) : -1;
        free(file);
    }
    mlf_string_set_free(&entries);
    return result;
}

static int probe(const struct mlf_dataset *dataset, char **evidence, struct mlf_err *err)
{
    struct mlf_string_set files = {0};
    char *head = NULL;
    size_t length;
    int sure = list_files(dataset, &files, err);

    if (!sure && files.n > 0)
        sure = (head = mlf_head(dataset, files.items[0], 4096, &length, err)) ? 0 : -1;
    if (head && strstr(head, "\"objects\"") && (strstr(head, "\"ispano\"") || strstr(head, "\"xmin\"")))
        sure = 3;
    if (sure > 0 && !(*evidence = mlf_strdup(files.items[0], err)))
        sure = -1;
    free(head);
    mlf_string_set_free(&files);
    return sure;
}

static int locate(struct mlf_dataset *dataset, struct mlf_err *err)
{
    static const char *const folders[] = {"images", "../images", "../../images"};

    for (size_t i = 0; i < (dataset->start ? 3 : 1); i++)
        if (mlf_is_folder(dataset->root, folders[i]))
            return mlf_set_images(dataset, folders[i], err);
    return mlf_set_images(dataset, "", err);
}

/* What is read from one annotation file. */
struct photo {
    struct mlf_attributes *attributes;
    const char *file;
    const char *path; /* for messages */
    const char *text;
    size_t length;
    char *stem; /* the image key */
    char *image;
    const char *split;
    double width, height;
    int panorama;
    struct mlf_span objects; /* the array; length 0: there is none */
};

/* A box whose left edge is right of its right one crosses the seam of a
 * panorama: its part behind the seam is laid on beyond the right edge. */
static void read_box(const struct photo *photo, const double edges[4], struct mlf_object *object)
{
    double width = edges[2] - edges[0];

    if (width < 0 && photo->panorama && photo->width > 0) {
        width += photo->width;
        object->issue = "bbox-seam";
    }
    object->two_corners = 1;
    object->bbox[0] = edges[0];
    object->bbox[1] = edges[1];
    object->bbox[2] = width;
    object->bbox[3] = edges[3] - edges[1];
    object->has_bbox = 1;
}

static int report(const struct photo *photo, struct mlf_ids *ids, struct mlf_span span, size_t index,
                  mlf_object_sink *sink, void *context, struct mlf_err *err)
{
    struct mlf_member members[] = {{.key = "key"}, {.key = "label"}, {.key = "bbox"}, {.key = "properties"}};
    struct mlf_member sides[] = {{.key = "xmin"}, {.key = "ymin"}, {.key = "xmax"}, {.key = "ymax"}};
    struct mlf_member ignore = {.key = "ignore"};
    struct mlf_object object = {.image = photo->image,
                                .file = photo->file,
                                .index = index,
                                .split = photo->split,
                                .width = mlf_size(photo->width),
                                .height = mlf_size(photo->height)};
    double edges[4] = {0};
    int sides_found = 0;
    char *key = NULL;
    char *label = NULL;
    char *id = NULL;
    char *unique = NULL;
    char *key_json = NULL;
    int result = -1;

    if (mlf_json_pick(photo->text, photo->length, span.offset, members, 4, NULL, err))
        return mlf_fail_json(err, photo->path);
    if (members[2].there && members[2].kind == MLF_JSON_OBJECT) {
        if (mlf_json_pick(photo->text, photo->length, members[2].span.offset, sides, 4, NULL, err))
            return mlf_fail_json(err, photo->path);
        for (int i = 0; i < 4; i++)
            sides_found += mlf_member_number(photo->text, &sides[i], &edges[i]);
    }
    if (sides_found == 4)
        read_box(photo, edges, &object);
    else
        object.error = "the object has no box of four numbers";
    if (members[3].there && members[3].kind == MLF_JSON_OBJECT) {
        if (mlf_json_pick(photo->text, photo->length, members[3].span.offset, &ignore, 1, NULL, err))
            return mlf_fail_json(err, photo->path);
        if (ignore.there && ignore.kind == MLF_JSON_TRUE)
            object.issue = "ignored";
    }
    key = mlf_member_text(photo->text, &members[0], err);
    label = mlf_member_text(photo->text, &members[1], err);
    id = key ? mlf_strf(err, "%s#%s", photo->stem, key) : mlf_strf(err, "%s#@%zu", photo->stem, index);
    if (!id || !(unique = mlf_ids_unique(ids, id, err)))
        goto done;
    if (key && !(key_json = mlf_strndup(photo->text + members[0].span.offset, members[0].span.length, err)))
        goto done;
    object.id = unique;
    object.key = key_json;
    object.label = label && *label ? label : NULL;
    if (!json_attributes_say(photo->attributes, photo->text, photo->length, span.offset, err))
        result = sink(context, &object, err);
done:
    free(key);
    free(label);
    free(id);
    free(unique);
    free(key_json);
    return result;
}

/* Checks the whole text and finds what stands above the objects. */
static int open_file(const struct mlf_dataset *dataset, struct photo *photo, const struct mlf_mapping *text,
                     const char *file, struct mlf_err *err)
{
    struct mlf_member members[] = {{.key = "width"}, {.key = "height"}, {.key = "ispano"}, {.key = "objects"}};

    *photo = (struct photo){.attributes = dataset->attributes,
                            .file = file,
                            .path = text->path,
                            .text = text->data,
                            .length = text->length};
    if (mlf_json_whole(text, members, 4, err))
        return -1;
    mlf_member_number(text->data, &members[0], &photo->width);
    mlf_member_number(text->data, &members[1], &photo->height);
    photo->panorama = members[2].there && members[2].kind == MLF_JSON_TRUE;
    if (members[3].there && members[3].kind != MLF_JSON_ARRAY)
        return mlf_fail(err, "%s: 'objects' is no array", text->path);
    if (members[3].there)
        photo->objects = members[3].span;
    return 0;
}

static int find_image(const struct mlf_dataset *dataset, struct photo *photo, struct mlf_err *err)
{
    static const char *const folders[] = {"", "train", "val", "test"};
    const char *base = mlf_path_base(photo->file);

    if (!(photo->stem = mlf_strndup(base, (size_t)(mlf_path_extension(photo->file) - base), err)))
        return -1;
    photo->image = mlf_find_photo(dataset, folders, 4, photo->stem, err);
    if (!photo->image)
        photo->image = mlf_strf(err, "%s.jpg", photo->stem);
    return photo->image ? 0 : -1;
}

/* What is kept from file to file while reading. */
struct reading {
    const struct mlf_dataset *dataset;
    struct mlf_ids ids;
    struct mlf_splits splits;
};

static int read_file(struct reading *reading, const char *file, mlf_object_sink *sink, void *context,
                     struct mlf_err *err)
{
    struct mlf_mapping text;
    struct photo photo = {0};
    struct mlf_span *objects = NULL;
    size_t n = 0;
    int result = -1;

    if (mlf_map(&text, reading->dataset, file, err))
        return -1;
    if (open_file(reading->dataset, &photo, &text, file, err) || find_image(reading->dataset, &photo, err))
        goto done;
    photo.split = mlf_splits_of(&reading->splits, photo.stem);
    if (photo.objects.length && mlf_json_members(text.data, photo.objects, &objects, &n, err)) {
        mlf_fail_json(err, text.path);
        goto done;
    }
    for (size_t i = 0; i < n; i++)
        if (report(&photo, &reading->ids, objects[i], i, sink, context, err))
            goto done;
    result = 0;
done:
    free(objects);
    free(photo.stem);
    free(photo.image);
    mlf_unmap(&text);
    return result;
}

/* The lists stand beside the folder of the annotations. */
static int read_splits(struct reading *reading, struct mlf_err *err)
{
    const char *annotations = annotation_folder(reading->dataset);
    const char *base = mlf_path_base(annotations);
    char *folder = mlf_strf(err, "%.*s%s", (int)(base - annotations), annotations, *base ? "splits" : "../splits");
    int result = folder ? mlf_splits_read(&reading->splits, reading->dataset, folder, err) : -1;

    free(folder);
    return result;
}

static int read_all(const struct mlf_dataset *dataset, mlf_object_sink *sink, void *context, struct mlf_err *err)
{
    struct reading reading = {.dataset = dataset};
    struct mlf_string_set files = {0};
    int result = list_files(dataset, &files, err);

    if (!result)
        result = read_splits(&reading, err);
    for (size_t i = 0; i < files.n && !result; i++)
        result = read_file(&reading, files.items[i], sink, context, err);
    mlf_string_set_free(&files);
    mlf_ids_free(&reading.ids);
    mlf_splits_free(&reading.splits);
    return result;
}

/* Sets the sides of the box. One that reaches over the right edge of a panorama goes on at the left one. */
static int rebox(const struct photo *photo, const struct mlf_list *list, const struct mlf_change *change,
                 struct mlf_edits *edits, struct mlf_err *err)
{
    struct mlf_member box = {.key = "bbox"};
    struct mlf_member sides[] = {{.key = "xmin"}, {.key = "ymin"}, {.key = "xmax"}, {.key = "ymax"}};
    struct mlf_span spans[4];
    double now[4];
    double wanted[4];
    int found = 0;

    if (mlf_json_pick(list->text, list->length, list->members[change->index].offset, &box, 1, NULL, err) ||
        (box.there && box.kind == MLF_JSON_OBJECT &&
         mlf_json_pick(list->text, list->length, box.span.offset, sides, 4, NULL, err)))
        return mlf_fail_json(err, list->path);
    for (int i = 0; i < 4; i++) {
        found += box.there && box.kind == MLF_JSON_OBJECT && mlf_member_number(list->text, &sides[i], &now[i]);
        spans[i] = sides[i].span;
    }
    if (found < 4)
        return mlf_fail(err, "object %zu of '%s' has no box that could be changed", change->index, list->file);
    mlf_corners(change->bbox, wanted);
    if (photo->panorama && photo->width > 0 && wanted[2] > photo->width && now[2] < now[0])
        wanted[2] -= photo->width;
    return mlf_edits_box(edits, list->file, list->text, spans, now, wanted, &mlf_measure_pixels, 1, err);
}

static int apply(void *context, const struct mlf_list *list, const struct mlf_change *change, struct mlf_edits *edits,
                 struct mlf_err *err)
{
    if (change->index >= list->n)
        return mlf_fail(err, "'%s' has no object %zu", list->file, change->index);
    if (change->action == MLF_MARK)
        return mlf_list_set_inside(list, change->index, "properties", "ignore", "true", edits, err);
    return rebox(context, list, change, edits, err);
}

static int edit(const struct mlf_dataset *dataset, const char *file, const struct mlf_change *changes, size_t n,
                struct mlf_edits *edits, struct mlf_err *err)
{
    struct mlf_mapping text;
    struct photo photo = {0};
    int result = -1;

    if (mlf_map(&text, dataset, file, err))
        return -1;
    if (!open_file(dataset, &photo, &text, file, err))
        result = mlf_list_edit(dataset->attributes, file, &text, photo.objects, "label", changes, n, apply, &photo,
                               edits, err);
    mlf_unmap(&text);
    return result;
}

const struct mlf_driver mlf_driver_mtsd = {
    .name = "mtsd",
    .description = "Mapillary Traffic Sign Dataset v2: mtsd_v2_fully_annotated/annotations/*.json",
    .probe = probe,
    .locate = locate,
    .read = read_all,
    .edit = edit,
    .attributes = 1,
    .mark = "the object's properties get \"ignore\": true",
    .boxes = 1,
    .file_is_photo = 1,
};
