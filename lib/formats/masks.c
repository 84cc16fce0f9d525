/* Pictures of classes and objects in PNG files: Pascal VOC's SegmentationClass and SegmentationObject, as its
 * development kit, CVAT, Datumaro and LabelMe write them; CamVid's; Cityscapes' labelIds and instanceIds. An object has
 * no place in them but its pixels, so that its id is made of its position: FILE#INDEX. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "masks-classes.h"
#include "masks-edit.h"
#include "masks-layout.h"
#include "masks-objects.h"
#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/dataset/labels.h"
#include "mlfix/dataset/mapping.h"
#include "mlfix/dataset/photos.h"
#include "mlfix/dataset/splits.h"
#include "mlfix/record/mask.h"

static int probe(const struct mlf_dataset *dataset, char **evidence, struct mlf_err *err)
{
    enum masks_kind kind = masks_kind_of(dataset, NULL);
    struct mlf_string_set files = {0};
    int others;
    int sure = 0;

    if (kind == MASKS_NONE)
        return 0;
    others = masks_beside_others(dataset, kind, err);
    if (others < 0 || masks_files(dataset, kind, &files, err))
        sure = -1;
    else if (files.n > 0)
        sure = !(*evidence = mlf_strdup(files.items[0], err)) ? -1 : others ? 1 : 3;
    mlf_string_set_free(&files);
    return sure;
}

static int locate(struct mlf_dataset *dataset, struct mlf_err *err)
{
    enum masks_kind kind = masks_kind_of(dataset, err);

    if (kind == MASKS_NONE)
        return mlf_fail(err,
                        "'%s' has no SegmentationClass/, no gtFine/, and no label_colors.txt, class_dict.csv or "
                        "codes.txt with folders such as train/ and trainannot/, train_labels/, or images/ and labels/",
                        dataset->root);
    return mlf_set_images(dataset, masks_photo_folder(dataset, kind), err);
}

/* ---- Reading ---- */

struct reading {
    const struct mlf_dataset *dataset;
    enum masks_kind kind;
    struct masks_classes classes;
    struct mlf_splits splits;
    struct mlf_mask mask;
    mlf_object_sink *sink;
    void *context;
    size_t n, n_lone; /* annotation files, and those without a picture of objects */
    char *lone;       /* the first of these */
};

static void say_unknown(const struct masks_photo *photo, unsigned value, char *error, size_t size)
{
    if (photo->by_class.picture.channels == 3)
        snprintf(error, size, "the colour %u,%u,%u is no class that is listed", value >> 16, value >> 8 & 255,
                 value & 255);
    else
        snprintf(error, size, "the number %u is no class that is listed", value);
}

static int report(struct reading *reading, const struct masks_photo *photo, struct mlf_object *object,
                  struct mlf_err *err)
{
    const struct masks_object *from = &photo->objects[object->index];
    char name[1024];
    char fields[64];
    char error[128];
    char *id = mlf_strf(err, "%s#%zu", object->file, object->index);
    int result = id ? 0 : -1;

    object->id = id;
    object->label = object->error = object->fields = NULL;
    if (from->class >= 0) {
        masks_class_name(&reading->classes, from->class, name, sizeof name);
        object->label = name;
    } else if (from->class == MASKS_UNKNOWN) {
        say_unknown(photo, from->value, error, sizeof error);
        object->error = error;
    }
    if (from->in_class < from->pixels && from->class >= 0) {
        snprintf(fields, sizeof fields, ",\"class_share\":%.3f", (double)from->in_class / (double)from->pixels);
        object->fields = fields;
    }
    for (int k = 0; k < 2; k++) {
        object->bbox[k] = from->box[k];
        object->bbox[k + 2] = from->box[k + 2] - from->box[k];
    }
    if (!result && reading->dataset->masks) {
        result = masks_photo_mask(photo, object->index, &reading->mask, err);
        object->mask = &reading->mask;
    }
    result = result ? -1 : reading->sink(reading->context, object, err);
    free(id);
    return result;
}

/* Says that pictures of objects or of classes are missing, where there are some. */
static int note_lone(const struct reading *reading, const struct mlf_string_set *files, struct mlf_err *err)
{
    struct mlf_string_set strays = {0};
    struct mlf_buf said = {0};
    int result = masks_strays(reading->dataset, reading->kind, files, &strays, err);

    if (!result && strays.n > 0)
        mlf_buf_printf(&said, "%zu picture%s of objects, such as '%.200s', ha%s no picture of classes beside %s",
                       strays.n, strays.n == 1 ? "" : "s", strays.items[0], strays.n == 1 ? "s" : "ve",
                       strays.n == 1 ? "it" : "them");
    if (!result && reading->n_lone > 0 && (reading->n_lone < reading->n || strays.n > 0))
        mlf_buf_printf(&said, "%s%zu of %zu pictures of classes, such as '%.200s', ha%s no picture of objects",
                       said.length ? ", and " : "", reading->n_lone, reading->n, reading->lone,
                       reading->n_lone == 1 ? "s" : "ve");
    if (!result && said.length > 0)
        result = mlf_buf_check(&said, err) ? -1 : mlf_note_said(reading->dataset, said.data, err);
    mlf_buf_free(&said);
    mlf_string_set_free(&strays);
    return result;
}

static int note_file(struct reading *reading, const struct masks_photo *photo, const char *file, struct mlf_err *err)
{
    reading->n++;
    if (photo->by_object.file)
        return 0;
    if (reading->n_lone++ == 0 && !(reading->lone = mlf_strdup(file, err)))
        return -1;
    return 0;
}

static int read_file(struct reading *reading, const char *file, struct mlf_err *err)
{
    struct masks_photo photo;
    char *stem = masks_stem(file, err);
    char *image = masks_photo(reading->dataset, reading->kind, file, err);
    int result = masks_photo_open(&photo, reading->dataset, reading->kind, &reading->classes, file, err);
    const char *split = stem ? mlf_splits_of(&reading->splits, stem) : NULL;

    if (!stem || !image || (!result && note_file(reading, &photo, file, err)))
        result = -1;
    if (!split)
        split = mlf_split_in(file);
    for (size_t i = 0; i < photo.n && !result; i++) {
        struct mlf_object object = {.image = image,
                                    .file = file,
                                    .index = i,
                                    .split = split,
                                    .has_bbox = 1,
                                    .width = photo.width,
                                    .height = photo.height};

        result = report(reading, &photo, &object, err);
    }
    masks_photo_close(&photo);
    free(image);
    free(stem);
    return result;
}

static int read_all(const struct mlf_dataset *dataset, mlf_object_sink *sink, void *context, struct mlf_err *err)
{
    struct reading reading = {
        .dataset = dataset, .kind = masks_kind_of(dataset, err), .sink = sink, .context = context};
    struct mlf_string_set files = {0};
    int result = masks_classes_read(&reading.classes, dataset, reading.kind, err);

    if (!result && reading.kind == MASKS_VOC)
        result = mlf_splits_read(&reading.splits, dataset, "ImageSets/Segmentation", err);
    if (!result)
        result = masks_files(dataset, reading.kind, &files, err);
    for (size_t i = 0; i < files.n && !result; i++)
        result = read_file(&reading, files.items[i], err);
    if (!result)
        result = note_lone(&reading, &files, err);
    free(reading.lone);
    mlf_string_set_free(&files);
    mlf_mask_free(&reading.mask);
    mlf_splits_free(&reading.splits);
    masks_classes_free(&reading.classes);
    return result;
}

static int labels(const struct mlf_dataset *dataset, struct mlf_string_set *names, struct mlf_err *err)
{
    struct masks_classes classes;
    int result = masks_classes_read(&classes, dataset, masks_kind_of(dataset, err), err);

    if (!result && classes.names.n == 0)
        result = mlf_labels_by_reading(dataset, names, err);
    for (size_t i = 0; i < classes.names.n && !result; i++)
        if (!masks_class_is_nothing(&classes, i))
            result = mlf_string_set_add(names, classes.names.items[i], NULL, NULL, err);
    masks_classes_free(&classes);
    return result;
}

static int photos(const struct mlf_dataset *dataset, struct mlf_string_set *names, struct mlf_err *err)
{
    return masks_photos(dataset, masks_kind_of(dataset, err), names, err);
}

/* ---- Editing ---- */

static int edit(const struct mlf_dataset *dataset, const char *file, const struct mlf_change *changes, size_t n,
                struct mlf_edits *edits, struct mlf_err *err)
{
    enum masks_kind kind = masks_kind_of(dataset, err);
    struct masks_classes classes;
    struct masks_photo photo;
    char *derived = masks_derived(dataset, kind, file, err);
    int result = -1;

    if (derived)
        mlf_fail(err, "'%s' would contradict '%s', which is made of the same objects: correct that, or move it away",
                 file, derived);
    free(derived);
    if (err && err->text[0])
        return -1;
    if (!masks_classes_read(&classes, dataset, kind, err)) {
        result = masks_photo_open(&photo, dataset, kind, &classes, file, err);
        if (!result)
            result = masks_edit(&photo, changes, n, edits, err);
        masks_photo_close(&photo);
    }
    masks_classes_free(&classes);
    return result;
}

const struct mlf_driver mlf_driver_masks = {
    .name = "masks",
    .description =
        "masks in PNG files: SegmentationClass/*.png (Pascal VOC, CVAT), gtFine/*_labelIds.png (Cityscapes), "
        "trainannot/*.png (CamVid)",
    .probe = probe,
    .locate = locate,
    .read = read_all,
    .labels = labels,
    .edit = edit,
    .photos = photos,
    .mark = "the object's pixels become void (255)",
    .masks = 1,
    .file_is_photo = 1,
};
