/* COCO: JSON files that list images, categories and annotations (T.-Y. Lin et
 * al., "Microsoft COCO: Common Objects in Context", 2014; cocodataset.org, "Data
 * format"). Boxes are [x, y, width, height] from 0. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "coco-box.h"
#include "coco-catalogue.h"
#include "coco-edit.h"
#include "coco-file.h"
#include "coco-list.h"
#include "coco-mask.h"
#include "coco-photos.h"
#include "coco-pose.h"
#include "coco-segments.h"
#include "mlfix/annotation/annotation-errors.h"
#include "mlfix/annotation/json-attributes.h"
#include "mlfix/annotation/object-ids.h"
#include "mlfix/base/array.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/files.h"
#include "mlfix/json/json-members.h"

/* One annotation file being read. */
struct reading {
    const struct mlf_dataset *dataset;
    struct coco_file *coco;
    char *subset;
    char *prefix; /* folder of its photos below dataset->images */
    const char *split;
    struct mlf_ids *ids;
    struct mlf_mask mask; /* of the annotation being read, where it is wanted */
    struct coco_pose pose;
    unsigned char *labelled; /* of each image: an annotation is of it */
    char *photo;             /* id of the image whose segments are being read; NULL: annotations say their own */
    int others;              /* an annotation is no label of a whole image */
};

/* What an annotation says, decoded; the strings are owned. */
struct annotation {
    char *key; /* JSON text */
    char *id;  /* decoded */
    char *image_id;
    char *category_id;
    char *photo;
    char *name; /* unique id of the object */
    char *track;
    int crowd;
};

static void annotation_free(struct annotation *annotation)
{
    free(annotation->key);
    free(annotation->id);
    free(annotation->image_id);
    free(annotation->category_id);
    free(annotation->photo);
    free(annotation->name);
    free(annotation->track);
}

/* Looks up the image and the category. */
static int resolve(struct reading *reading, struct annotation *annotation, struct mlf_object *object, char error[128],
                   struct mlf_err *err)
{
    struct coco_file *coco = reading->coco;
    const char *file_name = NULL;
    char *base = NULL;
    char *name;
    size_t index = MLF_NO_STRING;

    if (annotation->image_id)
        index = mlf_string_set_find(&coco->image_ids, annotation->image_id);
    if (index != MLF_NO_STRING) {
        reading->labelled[index] = 1;
        file_name = coco->images[index].file_name;
        object->named = file_name;
        object->issue = coco->images[index].twice ? "image-twice" : NULL;
        object->width = coco->images[index].width;
        object->height = coco->images[index].height;
        if (coco->images[index].ambiguous)
            snprintf(error, 128, "image_id %.60s is the id of two images", annotation->image_id);
    }
    if (!file_name)
        snprintf(error, 128, "image_id %.60s names no photo", annotation->image_id ? annotation->image_id : "(none)");
    index = MLF_NO_STRING;
    if (annotation->category_id)
        index = mlf_string_set_find(&coco->category_ids, annotation->category_id);
    if (index != MLF_NO_STRING && coco->ambiguous.n > 0 && !*error &&
        mlf_string_set_find(&coco->ambiguous, annotation->category_id) != MLF_NO_STRING)
        snprintf(error, 128, "category_id %.60s is the id of two categories", annotation->category_id);
    else if (index != MLF_NO_STRING)
        object->label = *coco->categories[index] ? coco->categories[index] : NULL;
    else if (annotation->category_id && !*error)
        snprintf(error, 128, "category_id %.60s is not among the categories", annotation->category_id);
    if (file_name) {
        if (!(base = coco_photo_name(file_name, err)))
            return -1;
        annotation->photo = mlf_path_is_inside(base) ? mlf_below(reading->prefix, base, err) : mlf_strdup(base, err);
        free(base);
        if (!annotation->photo)
            return -1;
    }
    name = annotation->id ? mlf_strf(err, "%s#%s", file_name ? file_name : coco->file, annotation->id)
                          : mlf_strf(err, "%s#@%zu", file_name ? file_name : coco->file, object->index);
    annotation->name = name ? mlf_ids_unique(reading->ids, name, err) : NULL;
    free(name);
    return annotation->name ? 0 : -1;
}

static int is_true(const char *text, const struct mlf_member *member)
{
    double number = 0;

    mlf_member_number(text, member, &number);
    return number != 0 || (member->there && member->kind == MLF_JSON_TRUE);
}

/* The track of an annotation whose image is a frame of a video: "track_id" (TAO), "instance_id" (MMTracking's CocoVID),
 * or "track_id" among the attributes (CVAT). */
static int read_track(const struct reading *reading, struct annotation *annotation, const struct mlf_member *attributes,
                      size_t offset, struct mlf_object *object, struct mlf_err *err)
{
    struct mlf_member own[] = {{.key = "track_id"}, {.key = "instance_id"}};
    struct mlf_member inner = {.key = "track_id"};
    const struct coco_file *coco = reading->coco;
    const char *text = coco->text.data;
    size_t index = annotation->image_id ? mlf_string_set_find(&coco->image_ids, annotation->image_id) : MLF_NO_STRING;
    char *number;

    if (index == MLF_NO_STRING || !coco->images[index].video)
        return 0;
    if (mlf_json_pick(text, coco->text.length, offset, own, 2, NULL, err) ||
        (attributes->there && attributes->kind == MLF_JSON_OBJECT &&
         mlf_json_pick(text, coco->text.length, attributes->span.offset, &inner, 1, NULL, err)))
        return mlf_fail_json(err, coco->text.path);
    number = mlf_member_text(text, own[0].there ? &own[0] : own[1].there ? &own[1] : &inner, err);
    if (!number)
        return err && err->text[0] ? -1 : 0;
    annotation->track = mlf_strf(err, "%s#%s", coco->images[index].video, number);
    object->track = annotation->track;
    object->frame = coco->images[index].frame;
    free(number);
    return annotation->track ? 0 : -1;
}

/* Reports the annotation that begins at `offset`; *end is the offset behind it. */
static int report(struct reading *reading, size_t offset, size_t index, size_t *end, mlf_object_sink *sink,
                  void *context, struct mlf_err *err)
{
    struct mlf_member members[] = {{.key = "id"},      {.key = "image_id"},   {.key = "category_id"}, {.key = "bbox"},
                                   {.key = "iscrowd"}, {.key = "attributes"}, {.key = "ignore"}};
    struct coco_file *coco = reading->coco;
    const char *text = coco->text.data;
    struct mlf_object object = {.file = coco->file, .index = index, .split = reading->split};
    struct annotation annotation = {0};
    struct coco_place place = {.n = 0};
    char error[128] = "";
    const char *why;
    int placed;
    int result = -1;

    if (mlf_json_pick(text, coco->text.length, offset, members, 7, end, err))
        return mlf_fail_json(err, coco->text.path);
    annotation.id = mlf_member_text(text, &members[0], err);
    annotation.image_id = reading->photo ? mlf_strdup(reading->photo, err) : mlf_member_text(text, &members[1], err);
    annotation.category_id = mlf_member_text(text, &members[2], err);
    if (annotation.id && !(annotation.key = mlf_strndup(text + members[0].span.offset, members[0].span.length, err)))
        goto done;
    if (err && err->text[0])
        goto done;
    placed = coco_read_place(&place, coco, offset, &members[3], &members[5], &reading->mask, &object, &why, err);
    if (placed < 0)
        goto done;
    if (why)
        snprintf(error, sizeof error, "%s", why);
    if (resolve(reading, &annotation, &object, error, err))
        goto done;
    if (reading->dataset->masks) {
        int has = coco_read_mask(&reading->mask, text, coco->text.length, offset, err);
        int posed = has < 0 ? -1 : coco_pose_read(&reading->pose, coco, offset, annotation.category_id, err);

        if (posed < 0)
            goto done;
        object.mask = has ? &reading->mask : NULL;
        object.pose = posed ? &reading->pose.pose : NULL;
        object.own_box = place.n > 0;
    }
    if (coco->videos && read_track(reading, &annotation, &members[5], offset, &object, err))
        goto done;
    if (is_true(text, &members[6]))
        object.issue = "ignored";
    else if (is_true(text, &members[4]))
        object.issue = "crowd";
    object.id = annotation.name;
    object.key = annotation.key;
    object.image = annotation.photo;
    object.error = *error ? error : NULL;
    reading->others |= object.has_bbox || object.error || object.track || !object.label;
    if (!json_attributes_say(reading->dataset->attributes, text, coco->text.length, offset, err))
        result = sink(context, &object, err);
done:
    annotation_free(&annotation);
    return result;
}

/* Reports what begins at json->at, as the next object, and notes where that is. */
static int report_next(struct reading *reading, struct mlf_json *json, int note, mlf_object_sink *sink, void *context,
                       struct mlf_err *err)
{
    struct coco_file *coco = reading->coco;
    size_t begin = json->at;
    size_t n = coco->annotation_count;

    if (report(reading, begin, n, &json->at, sink, context, err))
        return -1;
    if (note && mlf_grow(&coco->annotations, &coco->annotation_capacity, n + 1, sizeof *coco->annotations, err))
        return -1;
    if (note)
        coco->annotations[n] = (struct mlf_span){begin, json->at - begin};
    coco->annotation_count = n + 1;
    return 0;
}

/* Reports the segments of the annotation at json->at, which is of a photo. */
static int report_segments(struct reading *reading, struct mlf_json *json, int note, mlf_object_sink *sink,
                           void *context, struct mlf_err *err)
{
    struct coco_segments segments;
    int more = coco_segments_begin(&segments, reading->coco, json->at, &reading->photo, err);

    while (more >= 0 && (more = coco_segments_next(&segments, err)) > 0)
        if (report_next(reading, &segments.json, note, sink, context, err))
            more = -1;
    json->at = segments.end;
    free(reading->photo);
    reading->photo = NULL;
    return more;
}

static int report_all(struct reading *reading, mlf_object_sink *sink, void *context, struct mlf_err *err)
{
    struct coco_file *coco = reading->coco;
    struct mlf_json json = {coco->text.data, coco->text.length, coco->annotation_array.offset};
    size_t forgotten = 0;
    int note = reading->dataset->kept && !coco->annotations; /* edits need their places */
    int first = 1;
    int more;

    coco->annotation_count = 0;
    if (!coco->annotation_array.length)
        return 0;
    if (mlf_json_enter(&json, MLF_JSON_ARRAY, err))
        return -1;
    while ((more = mlf_json_next(&json, MLF_JSON_ARRAY, &first, NULL, err)) > 0) {
        enum mlf_json_kind kind;

        if (mlf_json_peek(&json, &kind, err))
            return -1;
        if (kind != MLF_JSON_OBJECT) {
            mlf_fail(err, "an annotation that is no object");
            return mlf_fail_in(err, coco->text.path, coco->text.data, coco->text.length, json.at);
        }
        if (coco->kind == COCO_SEGMENTS ? report_segments(reading, &json, note, sink, context, err)
                                        : report_next(reading, &json, note, sink, context, err))
            return -1;
        mlf_map_forget(&coco->text, &forgotten, json.at);
    }
    return more;
}

/* Where annotations are nothing but labels of whole images, an image without any is one without labels. Its number is
 * behind those of the annotations. */
static int report_unlabelled(struct reading *reading, mlf_object_sink *sink, void *context, struct mlf_err *err)
{
    const struct coco_file *coco = reading->coco;
    int result = 0;

    if (coco->annotation_count == 0 || reading->others || coco->videos || reading->dataset->attributes)
        return 0;
    for (size_t i = 0; i < coco->image_count && !result; i++) {
        struct annotation none = {0};
        struct mlf_object object = {.file = coco->file,
                                    .index = coco->annotation_count + i,
                                    .split = reading->split,
                                    .no_labels = 1,
                                    .no_label_set = 1};
        char error[128] = "";

        if (reading->labelled[i] || coco->images[i].twice || coco->images[i].ambiguous || !coco->images[i].file_name)
            continue;
        none.image_id = mlf_strdup(coco->image_ids.items[i], err);
        none.id = mlf_strdup("0", err);
        result = none.image_id && none.id ? resolve(reading, &none, &object, error, err) : -1;
        object.id = none.name;
        object.image = none.photo;
        if (!result)
            result = sink(context, &object, err);
        annotation_free(&none);
    }
    return result;
}

/* A file without labels is none that was read; where it is the only one, there is nothing to do. */
static int leave(const struct mlf_dataset *dataset, const struct coco_file *coco, const char *file, size_t files,
                 struct mlf_err *err)
{
    if (files > 1)
        return mlf_note_unread(dataset, file, err);
    if (coco->kind == COCO_CAPTIONS)
        return mlf_fail(err,
                        "'%s' has captions, which are no labels: give the file that has 'category_id' of the same "
                        "photos (COCO's instances_*.json)",
                        file);
    return mlf_fail(err,
                    "'%s' looks like COCO, but its annotations have no 'image_id', 'category_id' or 'bbox': it is of "
                    "another format, none that is known",
                    file);
}

static int read_all(const struct mlf_dataset *dataset, mlf_object_sink *sink, void *context, struct mlf_err *err)
{
    struct mlf_string_set files = {0};
    struct mlf_ids ids = {0};
    int result = coco_list(dataset, &files, err);

    for (size_t i = 0; i < files.n && !result; i++) {
        struct reading reading = {.dataset = dataset, .ids = &ids, .subset = coco_subset(files.items[i], err)};

        reading.coco = reading.subset ? coco_borrow(dataset, files.items[i], err) : NULL;
        reading.labelled = reading.coco ? mlf_alloc(reading.coco->image_count + 1, 1, err) : NULL;
        result = reading.labelled ? 0 : -1;
        if (!result) {
            reading.split = coco_split(files.items[i], reading.subset);
            result = coco_prefix(dataset, reading.coco, reading.subset, &reading.prefix, err);
        }
        if (!result && reading.coco->kind >= COCO_CAPTIONS)
            result = leave(dataset, reading.coco, files.items[i], files.n, err);
        else if (!result)
            result =
                report_all(&reading, sink, context, err) || report_unlabelled(&reading, sink, context, err) ? -1 : 0;
        free(reading.labelled);
        free(reading.subset);
        free(reading.prefix);
        mlf_mask_free(&reading.mask);
        coco_pose_free(&reading.pose);
        coco_return(dataset, reading.coco);
    }
    mlf_string_set_free(&files);
    mlf_ids_free(&ids);
    return result;
}

static int labels(const struct mlf_dataset *dataset, struct mlf_string_set *names, struct mlf_err *err)
{
    struct mlf_string_set files = {0};
    int result = coco_list(dataset, &files, err);

    for (size_t i = 0; i < files.n && !result; i++) {
        struct coco_file *coco = coco_borrow(dataset, files.items[i], err);

        result = coco ? 0 : -1;
        for (size_t k = 0; coco && k < coco->labels.n && !result; k++)
            result = mlf_string_set_add(names, coco->labels.items[k], NULL, NULL, err);
        coco_return(dataset, coco);
    }
    mlf_string_set_free(&files);
    return result;
}

const struct mlf_driver mlf_driver_coco = {
    .name = "coco",
    .description = "COCO: *.json or annotations/*.json with images, annotations and categories",
    .probe = coco_probe,
    .locate = coco_locate,
    .read = read_all,
    .labels = labels,
    .edit = coco_edit,
    .add_labels = coco_add_labels,
    .attributes = 1,
    .masks = 1,
    .catalogue = coco_catalogue,
    .photos = coco_photos,
    .forget = coco_forget,
    .mark = "iscrowd and ignore become 1",
    .boxes = 1,
};
