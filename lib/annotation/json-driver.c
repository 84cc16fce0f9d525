/* See json-driver.h. */

#include "mlfix/annotation/json-driver.h"

#include <stdlib.h>
#include <string.h>

#include "json-box.h"
#include "json-classes.h"
#include "json-mask.h"
#include "json-photo.h"
#include "json-walk.h"
#include "mlfix/annotation/annotation-errors.h"
#include "mlfix/annotation/json-attributes.h"
#include "mlfix/annotation/object-ids.h"
#include "mlfix/base/array.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/labels.h"
#include "mlfix/dataset/photos.h"
#include "mlfix/dataset/split-names.h"

int json_format_probe(const struct json_format *format, const struct mlf_dataset *dataset, char **evidence,
                      struct mlf_err *err)
{
    int is = json_files_probe(dataset, format, evidence, err);

    return is > 0 ? 3 : is;
}

int json_format_locate(struct mlf_dataset *dataset, struct mlf_err *err)
{
    return mlf_set_images(dataset, "", err);
}

/* ---- Reading ---- */

struct reading {
    struct mlf_ids ids;
    mlf_object_sink *sink;
    void *context;
    size_t photo; /* the number of the entry that the next three are of */
    char *image;
    const char *split;
    struct mlf_mask mask;        /* of the object being read, where it is wanted */
    struct json_classes classes; /* those of `names`, */
    const struct json_names *names;
    size_t classes_of; /* for this photo, where each has its own */
};

/* The split that the entry says, or the folders of the file or of the photo, or perhaps the name of the file. */
static const char *split_of(const struct json_item *item, const char *image, struct mlf_err *err)
{
    const struct json_file *file = item->file;
    const char *path = file->layout->split;
    const char *base = mlf_path_base(file->file);
    const char *split = NULL;
    struct json_place place;
    char *text = NULL;

    if (path && json_path_find(file->text.data, &item->entry, path, &place))
        text = json_place_text(file->text.data, &place, err);
    if (text)
        split = mlf_split_of(text);
    free(text);
    split = split ? split : mlf_split_in(file->file);
    split = split || !image ? split : mlf_split_in(image);
    if (!split && file->format->split_in_name &&
        (text = mlf_strndup(base, (size_t)(mlf_path_extension(base) - base), err))) {
        split = mlf_split_within(text, NULL);
        free(text);
    }
    return split;
}

static int find_photo(struct reading *reading, const struct json_item *item, struct mlf_err *err)
{
    if (reading->photo == item->photo)
        return 0;
    free(reading->image);
    reading->photo = item->photo;
    reading->image = json_photo(item, err);
    reading->split = split_of(item, reading->image, err);
    return err && err->text[0] ? -1 : 0;
}

/* Turns the number of a class into its name, where it has one; *unnamed becomes it otherwise. */
static int name_class(struct reading *reading, const struct json_item *item, char **label, char **unnamed,
                      struct mlf_err *err)
{
    const struct json_names *names = item->what->names;
    const char *name;

    if (!names || names->only_listed || (*label)[strspn(*label, "0123456789")])
        return 0;
    if (reading->names != names || (*names->at == '^' && reading->classes_of != item->photo)) {
        json_classes_free(&reading->classes);
        reading->names = names;
        reading->classes_of = item->photo;
        if (json_classes_read(&reading->classes, item, names, err))
            return -1;
    }
    name = json_classes_name(&reading->classes, *label);
    *unnamed = name ? NULL : *label;
    if (name)
        free(*label);
    *label = name ? mlf_strdup(name, err) : NULL;
    return name && !*label ? -1 : 0;
}

static int read_label(struct reading *reading, const struct json_item *item, char **label, char **unnamed,
                      struct mlf_err *err)
{
    const struct json_objects *what = item->what;

    *label = json_item_text(item, what->labels, sizeof what->labels / sizeof *what->labels, NULL, err);
    if (!*label)
        return err && err->text[0] ? -1 : 0;
    if (!what->called)
        return name_class(reading, item, label, unnamed, err);
    *unnamed = *label;
    *label = json_item_text(item, &what->called, 1, NULL, err);
    if (*label) {
        free(*unnamed);
        *unnamed = NULL;
    }
    return err && err->text[0] ? -1 : 0;
}

/* The object's own identifier, as JSON and for the id. Digits alone could be taken for a position. */
static char *own_key(const struct json_item *item, char **json, struct mlf_err *err)
{
    struct json_place place;
    char *key;

    if (!item->what->key || !json_item_find(item, item->what->key, &place) || place.kind != MLF_JSON_STRING ||
        !(key = json_place_text(item->file->text.data, &place, err)))
        return NULL;
    if (key[strspn(key, "0123456789")] &&
        (*json = mlf_strndup(item->file->text.data + place.value.offset, place.value.length, err)))
        return key;
    free(key);
    return NULL;
}

static char *make_id(struct reading *reading, const struct json_item *item, char **key, struct mlf_err *err)
{
    char *own = own_key(item, key, err);
    char *id = own ? mlf_strf(err, "%s#%s", item->file->file, own) : NULL;
    char *unique;

    free(own);
    if (!id)
        return err && err->text[0] ? NULL : mlf_strf(err, "%s#%zu", item->file->file, item->index);
    unique = mlf_ids_unique(&reading->ids, id, err);
    free(id);
    return unique;
}

static int report(void *context, const struct json_item *item, struct mlf_err *err)
{
    struct reading *reading = context;
    const struct json_objects *what = item->what;
    double corners[8] = {0};
    char *label = NULL;
    char *unnamed = NULL;
    char *key = NULL;
    char *id = make_id(reading, item, &key, err);
    int result = -1;

    if (id && !find_photo(reading, item, err) && !read_label(reading, item, &label, &unnamed, err)) {
        struct mlf_object object = {.id = id,
                                    .image = reading->image,
                                    .label = label && *label ? label : NULL,
                                    .unnamed = unnamed,
                                    .file = item->file->file,
                                    .key = key,
                                    .index = item->index,
                                    .split = reading->split};

        json_box_read(item, &object, corners);
        if (item->file->dataset->masks && object.has_bbox) {
            double size[2];
            int has;

            json_photo_size(item, size);
            has = json_mask_read(&reading->mask, item, size, err);
            if (has < 0)
                goto done;
            object.mask = has ? &reading->mask : NULL;
        }
        if (what->crowd && json_item_is_set(item, what->crowd))
            object.issue = "crowd";
        if (what->ignored && json_item_is_set(item, what->ignored))
            object.issue = "ignored";
        if (!object.image)
            object.error = "the annotations name no photo for it";
        if (unnamed)
            object.error = "the number of its class is not in the list of classes";
        result = json_attributes_say(item->file->dataset->attributes, item->file->text.data, item->file->text.length,
                                     item->object.value.offset, err)
                     ? -1
                     : reading->sink(reading->context, &object, err);
    }
done:
    free(id);
    free(key);
    free(label);
    free(unnamed);
    return result;
}

static int read_file(const struct json_format *format, const struct mlf_dataset *dataset, const char *name,
                     mlf_object_sink *sink, void *context, struct mlf_err *err)
{
    struct reading reading = {.sink = sink, .context = context};
    struct json_file file;
    int result = json_file_open(&file, dataset, format, name, err);

    if (!result)
        result = json_walk(&file, report, &reading, err);
    free(reading.image);
    mlf_mask_free(&reading.mask);
    json_classes_free(&reading.classes);
    mlf_ids_free(&reading.ids);
    json_file_close(&file);
    return result;
}

int json_format_read(const struct json_format *format, const struct mlf_dataset *dataset, mlf_object_sink *sink,
                     void *context, struct mlf_err *err)
{
    struct mlf_string_set files = {0};
    int result = json_files_of(dataset, format, &files, err);

    for (size_t i = 0; i < files.n && !result; i++)
        result = read_file(format, dataset, files.items[i], sink, context, err);
    mlf_string_set_free(&files);
    return result;
}

/* ---- Labels ---- */

static int add_names(const struct json_file *file, struct mlf_string_set *names, struct mlf_err *err)
{
    int result = 0;

    for (const struct json_objects *what = file->layout->objects; what->at && !result; what++) {
        struct json_item item = {.file = file, .what = what};
        struct json_classes classes = {0};

        if (!what->names || *what->names->at == '^')
            continue;
        result = json_classes_read(&classes, &item, what->names, err);
        for (size_t i = 0; i < classes.numbers.n && !result; i++)
            result = mlf_string_set_add(names, classes.names[i], NULL, NULL, err);
        json_classes_free(&classes);
    }
    return result;
}

int json_format_labels(const struct json_format *format, const struct mlf_dataset *dataset,
                       struct mlf_string_set *names, struct mlf_err *err)
{
    struct mlf_string_set files = {0};
    int result = json_files_of(dataset, format, &files, err);

    for (size_t i = 0; i < files.n && !result; i++) {
        struct json_file file;

        result = json_file_open(&file, dataset, format, files.items[i], err);
        if (!result)
            result = add_names(&file, names, err);
        json_file_close(&file);
    }
    mlf_string_set_free(&files);
    return result ? result : mlf_labels_by_reading(dataset, names, err);
}
