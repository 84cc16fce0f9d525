/* Label Studio's export "JSON": tasks with the annotations of one or more
 * annotators. Each annotator's regions are objects of their own. */
#include <stdlib.h>
#include <string.h>

#include "labelstudio-choices.h"
#include "labelstudio-edit.h"
#include "labelstudio-mask.h"
#include "labelstudio-parse.h"
#include "mlfix/annotation/annotation-errors.h"
#include "mlfix/annotation/json-files.h"
#include "mlfix/annotation/object-ids.h"
#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/files.h"
#include "mlfix/dataset/mapping.h"
#include "mlfix/dataset/photo-names.h"
#include "mlfix/dataset/photos.h"

static int looks(const char *text, size_t length)
{
    return studio_look(text, length) != STUDIO_NONE;
}

static int list_files(const struct mlf_dataset *dataset, struct mlf_string_set *files, struct mlf_err *err)
{
    if (dataset->start)
        return mlf_string_set_add(files, dataset->start, NULL, NULL, err);
    if (mlf_json_files(dataset, "", looks, files, err))
        return -1;
    return files->n > 0 ? 0 : mlf_json_files(dataset, "completions", looks, files, err); /* of old versions */
}

static int probe(const struct mlf_dataset *dataset, char **evidence, struct mlf_err *err)
{
    return mlf_json_probe(dataset, list_files, looks, evidence, err);
}

static int locate(struct mlf_dataset *dataset, struct mlf_err *err)
{
    return mlf_set_images(dataset, mlf_is_folder(dataset->root, "images") ? "images" : "", err);
}

/* ---- Photos ---- */

/* Behind "abcdef12-", which Label Studio puts in front of what is uploaded. */
static const char *without_prefix(const char *base)
{
    size_t length = strspn(base, "0123456789abcdef");

    return length == 8 && base[8] == '-' && base[9] ? base + 9 : base;
}

/* The longest ending of the path that is a photo's, at most this many folders deep. */
#define DEEP 8

static char *find_photo(const struct mlf_dataset *dataset, const char *path, struct mlf_err *err)
{
    static const char *const folders[] = {"", "upload", "media/upload"};
    const char *base = mlf_path_base(path);
    const char *ends[DEEP + 2];
    size_t n = 0;
    char *photo = NULL;

    ends[n++] = without_prefix(base);
    ends[n++] = base;
    for (const char *at = base; n < DEEP + 2 && at > path;) {
        at--; /* onto the slash */
        while (at > path && at[-1] != '/')
            at--;
        if (*at != '/')
            ends[n++] = at;
    }
    while (n > 0 && !photo && !(err && err->text[0]))
        photo = mlf_find_photo(dataset, folders, 3, ends[--n], err);
    return photo;
}

/* The photo that the task means; *base is the last part of the path that it says. Both are new memory. */
static char *resolve(const struct mlf_dataset *dataset, const char *image, char **base, struct mlf_err *err)
{
    struct mlf_string_set paths = {0};
    const char *likeliest = NULL;
    char *photo = NULL;

    *base = NULL;
    if (mlf_photo_paths(image, &paths, err))
        goto done;
    for (size_t i = 0; i < paths.n; i++)
        if (!likeliest && mlf_path_is_image(paths.items[i]))
            likeliest = paths.items[i];
    if (!likeliest)
        likeliest = paths.n ? paths.items[0] : image;
    *base = mlf_strdup(mlf_path_base(likeliest), err);
    for (size_t i = 0; i < paths.n && !photo && !(err && err->text[0]); i++)
        photo = find_photo(dataset, paths.items[i], err);
    if (!photo && !(err && err->text[0])) /* a name that no other photo has */
        photo = mlf_strdup(mlf_path_is_inside(likeliest) ? likeliest : mlf_path_base(likeliest), err);
done:
    mlf_string_set_free(&paths);
    return photo;
}

/* ---- Objects ---- */

struct reading {
    const struct mlf_dataset *dataset;
    const char *file;
    struct mlf_ids ids;
    mlf_object_sink *sink;
    void *context;
    char *image; /* of the task before: its photo was looked for */
    char *base;
    char *photo;
    struct mlf_string_set images; /* the photos of all tasks */
    size_t *tasks;                /* the first task of each */
    size_t task_capacity;
    size_t task;          /* of the photo */
    int twice;            /* an earlier task is about the same photo */
    struct mlf_mask mask; /* of the region being read, where it is wanted */
    const char *text;     /* of the file */
    size_t length;
    size_t objects;               /* of the file */
    size_t choices, shapes, bare; /* of all files: labels of whole photos, regions, tasks without either */
};

static void forget_photo(struct reading *reading)
{
    free(reading->image);
    free(reading->base);
    free(reading->photo);
    reading->image = reading->base = reading->photo = NULL;
}

static int take_photo(struct reading *reading, const char *image, size_t task, struct mlf_err *err)
{
    size_t index;
    int added;

    if (reading->image && image && !strcmp(reading->image, image)) {
        reading->twice |= reading->task != task;
        reading->task = task;
        return 0;
    }
    forget_photo(reading);
    reading->task = task;
    reading->twice = 0;
    if (!image)
        return (reading->base = mlf_strdup(reading->file, err)) ? 0 : -1;
    reading->photo = resolve(reading->dataset, image, &reading->base, err);
    reading->image = mlf_strdup(image, err);
    if (!reading->base || !reading->photo || !reading->image ||
        mlf_string_set_add(&reading->images, reading->photo, &index, &added, err) ||
        mlf_grow(&reading->tasks, &reading->task_capacity, index + 1, sizeof *reading->tasks, err))
        return -1;
    if (added)
        reading->tasks[index] = task;
    reading->twice = reading->tasks[index] != task;
    return 0;
}

static int put_fields(struct mlf_buf *fields, const struct studio_object *from, struct mlf_err *err)
{
    if (from->rotation != 0 && from->has_bbox) {
        mlf_buf_puts(fields, ",\"rotation\":");
        mlf_json_put_number(fields, from->rotation);
    }
    if (from->annotator)
        mlf_buf_printf(fields, ",\"annotator\":%s", from->annotator);
    return mlf_buf_check(fields, err);
}

/* Counts what there is: 1 where it is to be reported. */
static int is_told(struct reading *reading, const struct studio_object *from)
{
    int is_shape = from->has_bbox || from->error;

    reading->bare += (size_t)from->is_bare;
    reading->shapes += (size_t)is_shape;
    reading->choices += (size_t)(!from->is_bare && !is_shape && from->label);
    return !from->is_bare;
}

/* A task without choices, whose number is behind those of the file's objects. */
static int report_bare(void *context, const struct studio_object *from, struct mlf_err *err)
{
    struct reading *reading = context;
    struct mlf_object object = {
        .file = reading->file, .index = reading->objects + from->index, .no_labels = 1, .no_label_set = 1};
    char *id = NULL;
    char *unique = NULL;
    int result = -1;

    if (!from->is_bare || !from->image)
        return 0;
    if (take_photo(reading, from->image, from->task, err))
        return -1;
    if (reading->twice)
        return 0;
    id = mlf_strf(err, "%s#%s", reading->base, from->annotation ? from->annotation : "0");
    if (id && (unique = mlf_ids_unique(&reading->ids, id, err))) {
        object.id = unique;
        object.image = reading->photo;
        object.named = from->image;
        result = reading->sink(reading->context, &object, err);
    }
    free(id);
    free(unique);
    return result;
}

static int report(void *context, const struct studio_object *from, struct mlf_err *err)
{
    struct reading *reading = context;
    struct mlf_object object = {.file = reading->file,
                                .label = from->label,
                                .key = from->key,
                                .index = from->index,
                                .has_bbox = from->has_bbox,
                                .bbox = {from->bbox[0], from->bbox[1], from->bbox[2], from->bbox[3]},
                                .corners = from->corners,
                                .annotator = from->annotator,
                                .turned = from->turned,
                                .width = from->width,
                                .height = from->height,
                                .issue = from->ignored ? "ignored" : NULL,
                                .error = from->error};
    struct mlf_buf fields = {0};
    char *id = NULL;
    char *unique = NULL;
    int result = -1;

    if (!is_told(reading, from))
        return 0;
    if (take_photo(reading, from->image, from->task, err) || put_fields(&fields, from, err))
        goto done;
    if (from->id)
        id = mlf_strf(err, "%s#%s%s%s", reading->base, from->annotation ? from->annotation : "",
                      from->annotation ? "-" : "", from->id);
    else
        id = mlf_strf(err, "%s#%zu", reading->base, from->index);
    if (!id || !(unique = mlf_ids_unique(&reading->ids, id, err)))
        goto done;
    object.id = unique;
    object.image = reading->photo;
    object.named = from->image;
    if (reading->photo && reading->twice && !object.issue)
        object.issue = "image-twice";
    object.fields = fields.data;
    if (reading->dataset->masks && object.has_bbox && from->turned == 0) {
        int has = studio_read_mask(&reading->mask, reading->text, reading->length, from->value.offset, from->width,
                                   from->height, err);

        if (has < 0)
            goto done;
        object.mask = has ? &reading->mask : NULL;
    }
    result = reading->sink(reading->context, &object, err);
done:
    mlf_buf_free(&fields);
    free(id);
    free(unique);
    return result;
}

static int read_file(struct reading *reading, studio_visit *visit, struct mlf_err *err)
{
    struct mlf_mapping text;
    int result;

    if (mlf_map(&text, reading->dataset, reading->file, err))
        return -1;
    reading->text = text.data;
    reading->length = text.length;
    result = studio_walk(text.data, text.length, visit, reading, &reading->objects, err);
    if (result)
        mlf_fail_json(err, text.path);
    forget_photo(reading);
    mlf_unmap(&text);
    return result;
}

static int skip(void *context, const struct studio_object *from, struct mlf_err *err)
{
    (void)context;
    (void)from;
    (void)err;
    return 0;
}

static int read_all(const struct mlf_dataset *dataset, mlf_object_sink *sink, void *context, struct mlf_err *err)
{
    struct mlf_string_set files = {0};
    struct reading reading = {.dataset = dataset, .sink = sink, .context = context};
    int result = list_files(dataset, &files, err);

    for (size_t i = 0; i < files.n && !result; i++) {
        reading.file = files.items[i];
        result = read_file(&reading, report, err);
    }
    /* Tasks without choices are photos without labels where nothing but photos has them. */
    for (size_t i = 0; i < files.n && reading.bare > 0 && reading.choices > 0 && reading.shapes == 0 && !result; i++) {
        reading.file = files.items[i];
        result = read_file(&reading, skip, err) || read_file(&reading, report_bare, err) ? -1 : 0;
    }
    mlf_string_set_free(&files);
    mlf_ids_free(&reading.ids);
    mlf_mask_free(&reading.mask);
    mlf_string_set_free(&reading.images);
    free(reading.tasks);
    return result;
}

const struct mlf_driver mlf_driver_labelstudio = {
    .name = "labelstudio",
    .description = "Label Studio: *.json, exported as JSON",
    .probe = probe,
    .locate = locate,
    .read = read_all,
    .edit = studio_edit,
    .add_labels = studio_add_labels,
    .mark = "\"ignore\" becomes a note of the region (meta.text)",
    .boxes = 1,
    .masks = 1,
};
