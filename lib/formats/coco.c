/* COCO: JSON files that list images, categories and annotations (T.-Y. Lin et
 * al., "Microsoft COCO: Common Objects in Context", 2014; cocodataset.org, "Data
 * format"). Boxes are [x, y, width, height] from 0. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "coco-catalogue.h"
#include "coco-edit.h"
#include "coco-file.h"
#include "coco-list.h"
#include "coco-mask.h"
#include "coco-photos.h"
#include "coco-pose.h"
#include "mlfix/annotation/annotation-errors.h"
#include "mlfix/annotation/json-attributes.h"
#include "mlfix/annotation/object-ids.h"
#include "mlfix/base/array.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/files.h"
#include "mlfix/json/json-members.h"
#include "mlfix/record/obb.h"

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
    int others;              /* an annotation is no label of a whole image */
};

/* What "bbox" and "attributes" say about where the object is. */
struct place {
    double numbers[5];
    int n;           /* of them; -1: "bbox" is no array of numbers, or of more */
    double rotation; /* "rotation" of "attributes" */
    double corners[8];
};

static void read_numbers(const struct coco_file *coco, const struct mlf_member *member, struct place *place)
{
    struct mlf_json json = {coco->text.data, coco->text.length, member->span.offset};
    int first = 1;

    place->n = -1;
    if (!member->there || member->kind != MLF_JSON_ARRAY || mlf_json_enter(&json, MLF_JSON_ARRAY, NULL))
        return;
    for (int n = 0;; n++) {
        struct mlf_member value = {.there = 1};

        if (mlf_json_next(&json, MLF_JSON_ARRAY, &first, NULL, NULL) <= 0) {
            place->n = n;
            return;
        }
        if (n == 5 || mlf_json_value(&json, &value.span, &value.kind, NULL) || value.kind != MLF_JSON_NUMBER ||
            !mlf_member_number(coco->text.data, &value, &place->numbers[n]))
            return;
    }
}

/* Four numbers are the box, which CVAT and Datumaro mean to be turned clockwise about its centre by the attribute
 * "rotation"; five are centre, size and degrees counterclockwise, as Detectron2 has them (BoxMode.XYWHA_ABS). */
static int read_box(struct place *place, struct mlf_object *object)
{
    const double *v = place->numbers;
    struct mlf_obb obb = {v[0], v[1], v[2], v[3], -v[4]};

    object->has_bbox = place->n == 4 || place->n == 5;
    if (!object->has_bbox)
        return 0;
    if (place->n == 4)
        obb = (struct mlf_obb){v[0] + v[2] / 2, v[1] + v[3] / 2, v[2], v[3], place->rotation};
    if (obb.degrees == 0 || !(obb.w > 0) || !(obb.h > 0)) {
        double left = place->n == 4 ? v[0] : obb.cx - obb.w / 2;
        double top = place->n == 4 ? v[1] : obb.cy - obb.h / 2;

        memcpy(object->bbox, (const double[]){left, top, v[2], v[3]}, sizeof object->bbox);
        return 1;
    }
    mlf_obb_envelope(&obb, object->bbox);
    mlf_obb_corners(&obb, place->corners);
    object->corners = place->corners;
    object->turned = obb.degrees;
    return 1;
}

/* The "rotation" of "attributes", in degrees. */
static int read_rotation(const struct coco_file *coco, const struct mlf_member *attributes, struct place *place,
                         struct mlf_err *err)
{
    struct mlf_member member = {.key = "rotation"};

    if (!attributes->there || attributes->kind != MLF_JSON_OBJECT)
        return 0;
    if (mlf_json_pick(coco->text.data, coco->text.length, attributes->span.offset, &member, 1, NULL, err))
        return -1;
    if (!mlf_member_number(coco->text.data, &member, &place->rotation) || !isfinite(place->rotation))
        place->rotation = 0;
    return 0;
}

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

/* Whether the annotation is a label of the whole photo: it has neither a box, but for an empty one, nor another place.
 */
static int is_whole_image(const struct coco_file *coco, const struct mlf_member *bbox, const struct place *place,
                          size_t offset)
{
    struct mlf_member members[] = {{.key = "category_id"}, {.key = "segmentation"}, {.key = "keypoints"}};
    const char *text = coco->text.data;

    if (bbox->there && bbox->kind != MLF_JSON_NULL && place->n != 0)
        return 0;
    return !mlf_json_pick(text, coco->text.length, offset, members, 3, NULL, NULL) && members[0].there &&
           (!members[1].there || members[1].kind == MLF_JSON_NULL || members[1].span.length == 2) && !members[2].there;
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
    struct place place = {.n = 0};
    char error[128] = "";
    int result = -1;

    if (mlf_json_pick(text, coco->text.length, offset, members, 7, end, err) ||
        read_rotation(coco, &members[5], &place, err))
        return mlf_fail_json(err, coco->text.path);
    annotation.id = mlf_member_text(text, &members[0], err);
    annotation.image_id = mlf_member_text(text, &members[1], err);
    annotation.category_id = mlf_member_text(text, &members[2], err);
    if (annotation.id && !(annotation.key = mlf_strndup(text + members[0].span.offset, members[0].span.length, err)))
        goto done;
    if (err && err->text[0])
        goto done;
    read_numbers(coco, &members[3], &place);
    if (!read_box(&place, &object) && !is_whole_image(coco, &members[3], &place, offset))
        snprintf(error, sizeof error, "the annotation has no bbox of four numbers");
    if (resolve(reading, &annotation, &object, error, err))
        goto done;
    if (reading->dataset->masks) {
        int has = coco_read_mask(&reading->mask, text, coco->text.length, offset, err);
        int posed = has < 0 ? -1 : coco_pose_read(&reading->pose, coco, offset, annotation.category_id, err);

        if (posed < 0)
            goto done;
        object.mask = has ? &reading->mask : NULL;
        object.pose = posed ? &reading->pose.pose : NULL;
        object.own_box = 1;
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

static int report_all(struct reading *reading, mlf_object_sink *sink, void *context, struct mlf_err *err)
{
    struct coco_file *coco = reading->coco;
    struct mlf_json json = {coco->text.data, coco->text.length, coco->annotation_array.offset};
    size_t forgotten = 0;
    size_t begin;
    int note = reading->dataset->kept && !coco->annotations; /* edits need their places */
    int first = 1;
    int more;

    if (!coco->annotation_array.length)
        return 0;
    if (mlf_json_enter(&json, MLF_JSON_ARRAY, err))
        return -1;
    for (size_t index = 0; (more = mlf_json_next(&json, MLF_JSON_ARRAY, &first, NULL, err)) > 0; index++) {
        enum mlf_json_kind kind;

        if (mlf_json_peek(&json, &kind, err))
            return -1;
        if (kind != MLF_JSON_OBJECT) {
            mlf_fail(err, "an annotation that is no object");
            return mlf_fail_in(err, coco->text.path, coco->text.data, coco->text.length, json.at);
        }
        begin = json.at;
        if (report(reading, begin, index, &json.at, sink, context, err))
            return -1;
        if (note && mlf_grow(&coco->annotations, &coco->annotation_capacity, index + 1, sizeof *coco->annotations, err))
            return -1;
        if (note)
            coco->annotations[index] = (struct mlf_span){begin, json.at - begin};
        coco->annotation_count = index + 1;
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
        if (!result)
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
    .forget = coco_forget,
    .mark = "iscrowd and ignore become 1",
    .boxes = 1,
};
