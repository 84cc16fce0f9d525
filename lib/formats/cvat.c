/* "CVAT for images" and "CVAT for video" 1.1: one XML file with all photos. The
 * box of any other shape is its envelope, and so is that of a box that is turned. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cvat-edit.h"
#include "cvat-parse.h"
#include "mlfix/annotation/annotation-errors.h"
#include "mlfix/annotation/annotation-files.h"
#include "mlfix/annotation/object-ids.h"
#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/files.h"
#include "mlfix/dataset/mapping.h"
#include "mlfix/dataset/photos.h"
#include "mlfix/dataset/splits.h"
#include "mlfix/record/mask.h"

/* Bytes of a file that are enough to see what it is. */
#define HEAD 4096

static int looks_like_cvat(const struct mlf_dataset *dataset, const char *file, struct mlf_err *err)
{
    size_t length;
    char *head = mlf_head(dataset, file, HEAD, &length, err);
    const char *root = head ? strstr(head, "<annotations") : NULL;
    int is = root && (strstr(root, "<version>1") || strstr(root, "<image ") || strstr(root, "<track "));

    free(head);
    return head ? is : -1;
}

/* Of more folders none is looked into. */
#define MOST_FOLDERS 64

/* The CVAT files of one folder; nearly always one, annotations.xml. */
static int list_folder(const struct mlf_dataset *dataset, const char *folder, struct mlf_string_set *files,
                       struct mlf_err *err)
{
    struct mlf_string_set entries = {0};
    int result = mlf_folder_entries(dataset->root, folder, 0, &entries, err);

    for (size_t i = 0; i < entries.n && !result; i++) {
        char *file;
        int is;

        if (strcasecmp(mlf_path_extension(entries.items[i]), ".xml") != 0)
            continue;
        file = mlf_below(folder, entries.items[i], err);
        is = file ? looks_like_cvat(dataset, file, err) : -1;
        result = is < 0 ? -1 : is ? mlf_string_set_add(files, file, NULL, NULL, err) : 0;
        free(file);
    }
    mlf_string_set_free(&entries);
    return result;
}

/* Those of the root, else of its folders: an export for each job. */
static int list_files(const struct mlf_dataset *dataset, struct mlf_string_set *files, struct mlf_err *err)
{
    struct mlf_string_set folders = {0};
    int result;

    if (dataset->start)
        return mlf_string_set_add(files, dataset->start, NULL, NULL, err);
    result = list_folder(dataset, "", files, err);
    if (!result && files->n == 0)
        result = mlf_folder_entries(dataset->root, "", 1, &folders, err);
    for (size_t i = 0; i < folders.n && folders.n <= MOST_FOLDERS && !result; i++)
        result = list_folder(dataset, folders.items[i], files, err);
    mlf_string_set_free(&folders);
    return result;
}

static int probe(const struct mlf_dataset *dataset, char **evidence, struct mlf_err *err)
{
    int sure = 0;

    if (dataset->start) {
        if (strcasecmp(mlf_path_extension(dataset->start), ".xml") != 0)
            return 0;
        sure = looks_like_cvat(dataset, dataset->start, err);
        return sure > 0 ? 3 : sure;
    }
    return mlf_probe_files(dataset, list_files, evidence, err);
}

static int locate(struct mlf_dataset *dataset, struct mlf_err *err)
{
    return mlf_set_images(dataset, mlf_is_folder(dataset->root, "images") ? "images" : "", err);
}

struct reading {
    const struct mlf_dataset *dataset;
    const char *file;
    struct mlf_ids *ids;
    mlf_object_sink *sink;
    void *context;
    char *name;                    /* of the photo of the object before, without what the disk adds */
    char *photo;                   /* where it is, or would be; NULL: an image without a name */
    struct mlf_string_set *photos; /* of the images before */
    int twice;                     /* an image before this one has the same photo */
    struct tally *tally;
    size_t objects; /* of the file, where images without any are told */
};

/* What all files hold. Images without tags are photos without labels where nothing but images has tags. */
struct tally {
    size_t tags, shapes, bare;
};

static void forget_photo(struct reading *reading)
{
    free(reading->name);
    free(reading->photo);
    reading->name = reading->photo = NULL;
}

/* Frames of tracks are called frame_000012. The file's own folder, with its images/, comes first: each job has its own.
 */
static int find_photo_in(struct reading *reading, const struct cvat_object *from, const char *beside,
                         const char *images, struct mlf_err *err)
{
    const char *folders[] = {beside, images, "", from->subset ? from->subset : "", "default"};
    int added;

    if (from->place > 0 && !from->track_number && reading->name)
        return 0; /* the same as that of the object before */
    forget_photo(reading);
    reading->name = from->track_number ? mlf_strf(err, "frame_%06ld", from->frame)
                                       : mlf_strdup(from->photo ? from->photo : reading->file, err);
    if (!reading->name)
        return -1;
    for (char *at = reading->name; from->photo && (at = strchr(at, '\\'));)
        *at = '/';
    reading->twice = 0;
    if (!from->photo && !from->track_number)
        return 0;
    if (!from->subset || mlf_path_is_inside(from->subset))
        reading->photo = mlf_find_photo(reading->dataset, folders, 5, reading->name, err);
    if (!reading->photo)
        reading->photo = mlf_strf(err, "%s%s", reading->name, from->track_number ? ".png" : "");
    if (!reading->photo || from->track_number)
        return reading->photo ? 0 : -1;
    if (mlf_string_set_add(reading->photos, reading->photo, NULL, &added, err))
        return -1;
    reading->twice = !added;
    return 0;
}

static int find_photo(struct reading *reading, const struct cvat_object *from, struct mlf_err *err)
{
    const char *base = mlf_path_base(reading->file);
    char *beside = mlf_strndup(reading->file, base > reading->file ? (size_t)(base - reading->file) - 1 : 0, err);
    char *images = beside ? mlf_below(beside, "images", err) : NULL;
    int result = beside && images ? find_photo_in(reading, from, beside, images, err) : -1;

    free(beside);
    free(images);
    return result;
}

static void count(struct tally *tally, const struct cvat_object *from)
{
    int is_tag = from->label && !from->has_bbox && !from->error && !from->track_number;

    tally->bare += (size_t)from->is_bare;
    tally->tags += (size_t)(!from->is_bare && is_tag);
    tally->shapes += (size_t)(from->has_bbox || from->error || from->track_number);
}

static int report(void *context, const struct cvat_object *from, struct mlf_err *err)
{
    struct reading *reading = context;
    struct mlf_object object = {.file = reading->file,
                                .label = from->label,
                                .index = from->index,
                                .has_bbox = from->has_bbox,
                                .bbox = {from->bbox[0], from->bbox[1], from->bbox[2], from->bbox[3]},
                                .two_corners = 1,
                                .corners = from->is_turned ? from->corners : NULL,
                                .turned = from->rotation,
                                .mask = from->mask,
                                .pose = from->pose,
                                .width = from->width,
                                .height = from->height,
                                .split = from->subset ? mlf_split_of(from->subset) : NULL,
                                .issue = from->ignored ? "ignored" : NULL,
                                .error = from->error};
    struct mlf_buf fields = {0};
    char *track = NULL;
    char *id = NULL;
    char *unique = NULL;
    int result = -1;

    count(reading->tally, from);
    if (from->is_bare)
        return 0;
    if (from->rotation != 0) {
        mlf_buf_puts(&fields, ",\"rotation\":");
        mlf_json_put_number(&fields, from->rotation);
    }
    if (mlf_buf_check(&fields, err) || find_photo(reading, from, err))
        goto done;
    id = from->track_number ? mlf_strf(err, "%s#track%s", reading->name, from->track)
                            : mlf_strf(err, "%s#%zu", reading->name, from->place);
    if (!id || !(unique = mlf_ids_unique(reading->ids, id, err)))
        goto done;
    if (from->track_number && !(track = mlf_strf(err, "%s#%s", reading->file, from->track)))
        goto done;
    object.track = track;
    object.frame = from->frame;
    object.resumes = from->resumes;
    object.id = unique;
    object.image = reading->photo;
    if (reading->twice && !object.issue)
        object.issue = "image-twice";
    object.fields = fields.data;
    result = reading->sink(reading->context, &object, err);
done:
    mlf_buf_free(&fields);
    free(track);
    free(id);
    free(unique);
    return result;
}

/* An image without tags, whose number is behind those of the file's objects. */
static int report_bare(void *context, const struct cvat_object *from, struct mlf_err *err)
{
    struct reading *reading = context;
    struct mlf_object object = {.file = reading->file,
                                .index = reading->objects + from->index,
                                .width = from->width,
                                .height = from->height,
                                .split = from->subset ? mlf_split_of(from->subset) : NULL,
                                .no_labels = 1,
                                .no_label_set = 1};
    char *id = NULL;
    char *unique = NULL;
    int result = -1;

    if (!from->is_bare || !from->photo)
        return 0;
    if (find_photo(reading, from, err))
        return -1;
    if (reading->twice)
        return 0;
    id = mlf_strf(err, "%s#0", reading->name);
    if (id && (unique = mlf_ids_unique(reading->ids, id, err))) {
        object.id = unique;
        object.image = reading->photo;
        result = reading->sink(reading->context, &object, err);
    }
    free(id);
    free(unique);
    return result;
}

/* Puts the file's name in front of an error of the walk; errors of a sink or visitor are told so too. */
static int walk_file(const struct mlf_mapping *text, struct cvat_file *cvat, cvat_visit *visit, void *context,
                     struct mlf_err *err)
{
    if (cvat_walk(cvat, text->data, text->length, visit, context, err))
        return mlf_fail_json(err, text->path);
    return 0;
}

static int read_file(struct reading *reading, int bare, struct mlf_mask *mask, struct mlf_err *err)
{
    struct cvat_file cvat = {.attributes = reading->dataset->attributes, .mask = bare ? NULL : mask};
    struct mlf_mapping text;
    int result;

    if (mlf_map(&text, reading->dataset, reading->file, err))
        return -1;
    result = bare ? walk_file(&text, &cvat, NULL, NULL, err) : 0;
    reading->objects = cvat.objects;
    if (!result)
        result = walk_file(&text, &cvat, bare ? report_bare : report, reading, err);
    forget_photo(reading);
    free(cvat.tracks);
    mlf_unmap(&text);
    return result;
}

static int read_all(const struct mlf_dataset *dataset, mlf_object_sink *sink, void *context, struct mlf_err *err)
{
    struct mlf_string_set files = {0};
    struct mlf_string_set photos = {0};
    struct mlf_ids ids = {0};
    struct mlf_mask mask = {0};
    struct tally tally = {0};
    struct reading reading = {
        .dataset = dataset, .ids = &ids, .sink = sink, .context = context, .photos = &photos, .tally = &tally};
    int result = list_files(dataset, &files, err);

    for (int bare = 0; bare < 2 && !result; bare++) {
        if (bare && (tally.bare == 0 || tally.tags == 0 || tally.shapes > 0 || dataset->attributes))
            break;
        for (size_t i = 0; i < files.n && !result; i++) {
            reading.file = files.items[i];
            result = read_file(&reading, bare, dataset->masks ? &mask : NULL, err);
        }
    }
    mlf_string_set_free(&files);
    mlf_string_set_free(&photos);
    mlf_mask_free(&mask);
    mlf_ids_free(&ids);
    return result;
}

static int add_label(void *context, const struct cvat_object *object, struct mlf_err *err)
{
    return object->label ? mlf_string_set_add(context, object->label, NULL, NULL, err) : 0;
}

/* The labels in <meta>, and those of objects that are not listed there. */
static int labels(const struct mlf_dataset *dataset, struct mlf_string_set *names, struct mlf_err *err)
{
    struct mlf_string_set files = {0};
    int result = list_files(dataset, &files, err);

    for (size_t i = 0; i < files.n && !result; i++) {
        struct cvat_file cvat = {.labels = names};
        struct mlf_mapping text;

        if (mlf_map(&text, dataset, files.items[i], err)) {
            result = -1;
            break;
        }
        result = walk_file(&text, &cvat, add_label, names, err);
        free(cvat.tracks);
        mlf_unmap(&text);
    }
    mlf_string_set_free(&files);
    return result;
}

const struct mlf_driver mlf_driver_cvat = {
    .name = "cvat",
    .description = "CVAT for images or video 1.1: annotations.xml",
    .probe = probe,
    .locate = locate,
    .read = read_all,
    .labels = labels,
    .edit = cvat_edit,
    .add_labels = cvat_add_labels,
    .attributes = 1,
    .masks = 1,
    .mark = "the object gets an attribute 'ignore' that is true",
    .boxes = 1,
};
