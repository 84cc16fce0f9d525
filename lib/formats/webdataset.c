/* WebDataset (T. Breuel et al., https://github.com/webdataset/webdataset): tar archives, "shards", of samples, which
 * are files that follow each other and have the same name up to the first dot. See mlfix-crop(1). */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mlfix/annotation/object-ids.h"
#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/files.h"
#include "mlfix/dataset/labels.h"
#include "mlfix/dataset/mapping.h"
#include "mlfix/dataset/numbers.h"
#include "mlfix/dataset/opened.h"
#include "mlfix/dataset/photos.h"
#include "mlfix/dataset/splits.h"
#include "webdataset-classes.h"
#include "webdataset-edit.h"
#include "webdataset-says.h"

/* Samples that are enough to see whether a shard is one. */
#define SAMPLES_LOOKED_AT 100

/* ---- Finding it ---- */

/* How a shard looks: 3 photos with annotations, 1 photos alone, 0 nothing of that; -1 on error. */
static int look(const struct mlf_dataset *dataset, const char *file, struct mlf_err *err)
{
    struct wds_shard shard;
    struct wds_sample sample;
    int sure = 0;
    int more = 1;

    if (wds_shard_open(&shard, dataset, file, err)) {
        mlf_string_set_free(&shard.keys);
        return -1;
    }
    for (int i = 0; i < SAMPLES_LOOKED_AT && sure < 3 && (more = wds_shard_next(&shard, &sample, err)) > 0; i++) {
        if (wds_picture(&sample) != WDS_NONE)
            sure = sample.n > 1 ? 3 : 1;
        wds_sample_free(&sample);
    }
    wds_shard_close(&shard);
    return more < 0 ? -1 : sure;
}

static int has_ending(const char *name, const char *ending)
{
    size_t length = strlen(name);

    return length > strlen(ending) && !strcasecmp(name + length - strlen(ending), ending);
}

/* Whether there are photos in the folder itself, or a folder images. Compressed archives beside them are not taken
 * for shards. */
static int has_photos(const struct mlf_dataset *dataset, struct mlf_err *err)
{
    struct mlf_string_set files = {0};
    int has = mlf_is_folder(dataset->root, "images");

    if (!has && mlf_folder_entries(dataset->root, "", 0, &files, err))
        has = -1;
    for (size_t i = 0; i < files.n && !has; i++)
        has = mlf_path_is_image(files.items[i]);
    mlf_string_set_free(&files);
    return has;
}

static int probe(const struct mlf_dataset *dataset, char **evidence, struct mlf_err *err)
{
    struct mlf_string_set files = {0};
    size_t best = 0;
    int sure = 0;
    int result;

    if (dataset->start)
        return has_ending(dataset->start, ".tar") || has_ending(dataset->start, ".tar.gz") ||
                       has_ending(dataset->start, ".tgz")
                   ? 3
                   : 0;
    result = wds_shards(dataset, &files, err);
    for (size_t i = 0; i < files.n && i < 4 && !result && sure < 3; i++) {
        int now = 0;

        if (has_ending(files.items[i], ".tar"))
            now = look(dataset, files.items[i], err);
        else if (sure == 0)
            now = (result = has_photos(dataset, err)) ? 0 : 1;
        if (now < 0 || result < 0)
            result = -1;
        else
            result = 0;
        if (now > sure) {
            sure = now;
            best = i;
        }
    }
    if (!result && sure > 0 && !(*evidence = mlf_strdup(files.items[best], err)))
        result = -1;
    mlf_string_set_free(&files);
    return result ? -1 : sure;
}

static int locate(struct mlf_dataset *dataset, struct mlf_err *err)
{
    if (dataset->images_given)
        return mlf_fail(err, "--images has no meaning for a WebDataset: its photos are in the shards");
    return mlf_set_images(dataset, "", err);
}

/* ---- Reading ---- */

/* The split by a folder's name, or a word of the shard's: imagenet-train-000.tar. */
static const char *split_of(const char *file)
{
    const char *split = mlf_split_in(file);
    const char *at = mlf_path_base(file);

    while (!split && *at) {
        size_t length = strcspn(at, "-_.");
        char word[16] = "";

        if (length < sizeof word) {
            memcpy(word, at, length);
            split = mlf_split_of(word);
        }
        at += length + (at[length] != '\0');
    }
    return split;
}

/* A shard that is being reported. */
struct reading {
    const struct mlf_dataset *dataset;
    struct wds_shard shard;
    struct wds_classes classes;
    struct mlf_ids ids;
    const char *split;
    size_t index; /* of the next object in the shard */
    mlf_object_sink *sink;
    void *context;
};

/* What a sample's objects have in common; owned. */
struct common {
    char *id, *key, *image, *fields;
};

static void common_free(struct common *common)
{
    free(common->id);
    free(common->key);
    free(common->image);
    free(common->fields);
}

static int common_make(struct common *common, struct reading *reading, const struct wds_sample *sample,
                       const struct wds_says *says, struct mlf_err *err)
{
    const char *file = reading->shard.file;
    char *id = *sample->key ? mlf_strf(err, "%s/%s", file, sample->key) : mlf_strf(err, "%s#damage", file);
    struct mlf_buf buf = {0};

    *common = (struct common){.id = id ? mlf_ids_unique(&reading->ids, id, err) : NULL};
    free(id);
    if (!common->id)
        return -1;
    mlf_json_put_string(&buf, sample->key);
    if (!(common->key = mlf_buf_take(&buf, err)))
        return -1;
    if (says->picture != WDS_NONE && !(common->image = mlf_strf(err, "%s/%s", file, sample->parts[says->picture].name)))
        return -1;
    if (says->caption && says->n > 0) {
        mlf_buf_puts(&buf, ",\"caption\":");
        says->caption[strcspn(says->caption, "\r\n")] = '\0';
        mlf_json_put_string(&buf, says->caption);
        if (!(common->fields = mlf_buf_take(&buf, err)))
            return -1;
    }
    return 0;
}

/* Says once that a class has no name, where there is a list of names. */
static int note_nameless(const struct reading *reading, const char *number, struct mlf_err *err)
{
    char *said = NULL;
    int result = 0;

    if (!reading->classes.file || (reading->dataset->opened && reading->dataset->opened->said.n > 0))
        return 0;
    said = mlf_strf(err, "'%.200s' has no name for the class %s: such numbers are the labels", reading->classes.file,
                    number);
    result = said ? mlf_note_said(reading->dataset, said, err) : -1;
    free(said);
    return result;
}

static int report(struct reading *reading, const struct wds_sample *sample, const struct wds_says *says,
                  const struct common *common, size_t number, struct mlf_err *err)
{
    struct mlf_object object = {.image = common->image,
                                .file = reading->shard.file,
                                .index = reading->index++,
                                .split = reading->split,
                                .no_labels = sample->error != NULL,
                                .fields = common->fields};
    struct wds_object said;
    char *id = says->listed ? mlf_strf(err, "%s#%zu", common->id, number) : mlf_strdup(common->id, err);
    int result = id ? wds_says_object(says, number, sample, &reading->classes, &said, err) : -1;

    if (!result && *said.unnamed)
        result = note_nameless(reading, said.unnamed, err);
    if (!result) {
        object.id = id;
        object.key = says->listed || !*sample->key ? NULL : common->key;
        object.label = said.label;
        object.unnamed = *said.unnamed ? said.unnamed : NULL;
        object.error = said.error;
        object.has_bbox = said.has_bbox;
        object.normalised = said.normalised;
        memcpy(object.bbox, said.bbox, sizeof object.bbox);
        if (says->listed && !said.normalised) {
            object.width = mlf_size(says->width);
            object.height = mlf_size(says->height);
        }
        if (common->image && !object.error && !mlf_path_is_inside(common->image))
            object.error = "the photo's name in the shard leads out of it, it is not opened";
        result = reading->sink(reading->context, &object, err);
        free(said.label);
    }
    free(id);
    return result;
}

static int read_sample(struct reading *reading, const struct wds_sample *sample, struct mlf_err *err)
{
    struct wds_says says;
    struct common common = {0};
    int result = wds_says_read(&says, &reading->shard, sample, err);

    if (!result) {
        result = common_make(&common, reading, sample, &says, err);
        for (size_t i = 0; i < says.n && !result; i++)
            result = report(reading, sample, &says, &common, i, err);
        wds_says_free(&says);
    }
    common_free(&common);
    return result;
}

static int read_shard(const struct mlf_dataset *dataset, const char *file, mlf_object_sink *sink, void *context,
                      struct mlf_err *err)
{
    struct reading reading = {.dataset = dataset, .split = split_of(file), .sink = sink, .context = context};
    struct wds_sample sample;
    int more = -1;

    if (!wds_shard_open(&reading.shard, dataset, file, err) &&
        !wds_classes_read(&reading.classes, dataset, file, err)) {
        while ((more = wds_shard_next(&reading.shard, &sample, err)) > 0) {
            int failed = read_sample(&reading, &sample, err);

            wds_sample_free(&sample);
            if (failed) {
                more = -1;
                break;
            }
        }
    }
    wds_shard_close(&reading.shard);
    wds_classes_free(&reading.classes);
    mlf_ids_free(&reading.ids);
    return more;
}

static int read_all(const struct mlf_dataset *dataset, mlf_object_sink *sink, void *context, struct mlf_err *err)
{
    struct mlf_string_set files = {0};
    int result = wds_shards(dataset, &files, err);

    for (size_t i = 0; i < files.n && !result; i++)
        result = read_shard(dataset, files.items[i], sink, context, err);
    mlf_string_set_free(&files);
    return result;
}

/* ---- Labels and photos ---- */

/* Those that files name, and those that stand in the samples themselves. */
static int labels(const struct mlf_dataset *dataset, struct mlf_string_set *names, struct mlf_err *err)
{
    struct mlf_string_set files = {0};
    int result = wds_shards(dataset, &files, err);

    for (size_t i = 0; i < files.n && !result; i++) {
        struct wds_classes classes;

        if ((result = wds_classes_read(&classes, dataset, files.items[i], err)))
            break;
        for (size_t k = 0; k < classes.n && !result; k++)
            if (*classes.names[k])
                result = mlf_string_set_add(names, classes.names[k], NULL, NULL, err);
        wds_classes_free(&classes);
    }
    if (!result)
        result = mlf_labels_by_reading(dataset, names, err);
    mlf_string_set_free(&files);
    return result;
}

static int add_photos(const struct mlf_dataset *dataset, const char *file, struct mlf_string_set *photos,
                      struct mlf_err *err)
{
    struct wds_shard shard;
    struct wds_sample sample;
    int result = wds_shard_open(&shard, dataset, file, err);
    int more = 0;

    while (!result && (more = wds_shard_next(&shard, &sample, err)) > 0) {
        size_t picture = wds_picture(&sample);
        char *photo = picture == WDS_NONE ? NULL : mlf_strf(err, "%s/%s", file, sample.parts[picture].name);

        if (picture != WDS_NONE)
            result = photo ? mlf_string_set_add(photos, photo, NULL, NULL, err) : -1;
        free(photo);
        wds_sample_free(&sample);
    }
    wds_shard_close(&shard);
    return more < 0 ? -1 : result;
}

static int photos(const struct mlf_dataset *dataset, struct mlf_string_set *names, struct mlf_err *err)
{
    struct mlf_string_set files = {0};
    int result = wds_shards(dataset, &files, err);

    for (size_t i = 0; i < files.n && !result; i++)
        result = add_photos(dataset, files.items[i], names, err);
    mlf_string_set_free(&files);
    return result;
}

const struct mlf_driver mlf_driver_webdataset = {
    .name = "webdataset",
    .description = "WebDataset: shards *.tar of photos with .cls or .json, and classes.txt beside them",
    .probe = probe,
    .locate = locate,
    .read = read_all,
    .labels = labels,
    .edit = wds_edit,
    .photos = photos,
};
