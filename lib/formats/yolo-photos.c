/* The photos of a YOLO dataset and where their labels are. See yolo-photos.h. */

#include "yolo-photos.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mlfix/annotation/annotation-errors.h"
#include "mlfix/base/array.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/files.h"
#include "mlfix/dataset/mapping.h"
#include "mlfix/dataset/splits.h"
#include "yolo-names.h"
#include "yolo-paths.h"
#include "yolo-yaml.h"

/* Adds a photo. One that belongs to two splits gets none. */
static int add_photo(struct yolo_photos *photos, const char *path, const char *split, struct mlf_err *err)
{
    size_t index;
    int added;

    if (mlf_string_set_add(&photos->paths, path, &index, &added, err) ||
        mlf_grow(&photos->splits, &photos->capacity, photos->paths.n, sizeof *photos->splits, err))
        return -1;
    if (added)
        photos->splits[index] = split;
    else if (split != photos->splits[index])
        photos->splits[index] = NULL;
    return 0;
}

/* All photos below a folder of the dataset; `split` NULL: what their paths say. */
static int add_folder(const struct mlf_dataset *dataset, struct yolo_photos *photos, const char *folder,
                      const char *split, struct mlf_err *err)
{
    struct mlf_string_set found = {0};
    int result = mlf_files_below(dataset->images, folder, NULL, &found, err);

    if (!result)
        result = mlf_string_set_add(&photos->folders, folder, NULL, NULL, err);
    for (size_t i = 0; i < found.n && !result; i++)
        result = add_photo(photos, found.items[i], split ? split : mlf_split_in(found.items[i]), err);
    mlf_string_set_free(&found);
    return result;
}

/* The longest ending of a photo's path for which there are labels; else the whole path.
 * So the labels of a photo that is nowhere are not forgotten. New memory. */
static char *resolve_labelled(const struct mlf_dataset *dataset, const char *path, struct mlf_err *err)
{
    for (const char *at = yolo_skip_dots(path); *at && strlen(at) <= 4096;) {
        char *label = yolo_label_path(at, err);
        const char *slash = strchr(at, '/');
        int there = label && mlf_path_is_inside(label) && mlf_is_file(dataset->root, label);

        free(label);
        if (!label)
            return NULL;
        if (there)
            return mlf_strdup(at, err);
        at = slash ? yolo_skip_dots(slash + 1) : "";
    }
    return mlf_strdup(path, err);
}

/* A line of a list: below the list's own folder, else wherever its ending leads. */
static int add_line(const struct mlf_dataset *dataset, struct yolo_photos *photos, const char *list, const char *line,
                    const char *split, struct mlf_err *err)
{
    const char *base = mlf_path_base(list);
    char *folder = mlf_strndup(list, base > list ? (size_t)(base - list) - 1 : 0, err);
    char *beside = folder ? mlf_below(folder, yolo_skip_dots(line), err) : NULL;
    char *path = NULL;
    int result = -1;

    if (beside && strlen(beside) <= 4096 && mlf_path_is_inside(beside) && mlf_is_file(dataset->root, beside)) {
        path = beside;
        beside = NULL;
    } else if (beside) {
        path = yolo_resolve(dataset, line, err);
        if (!path && !(err && err->text[0]))
            path = resolve_labelled(dataset, line, err);
    }
    if (path)
        result = add_photo(photos, path, split, err);
    free(folder);
    free(beside);
    free(path);
    return result;
}

static int add_list(const struct mlf_dataset *dataset, struct yolo_photos *photos, const char *list, const char *split,
                    struct mlf_err *err)
{
    struct mlf_mapping text;
    size_t at = 0;
    int result = mlf_map(&text, dataset, list, err);

    if (!result && memchr(text.data, '\0', text.length))
        result = mlf_fail(err, "%s: the list of photos holds a NUL", text.path);
    while (!result && at < text.length) {
        const char *newline = memchr(text.data + at, '\n', text.length - at);
        size_t end = newline ? (size_t)(newline - text.data) : text.length;
        size_t next = end + 1;
        char *line;

        while (at < end && strchr(" \t", text.data[at]))
            at++;
        while (end > at && strchr(" \t\r", text.data[end - 1]))
            end--;
        line = end > at ? mlf_strndup(text.data + at, end - at, err) : NULL;
        if (line)
            result = add_line(dataset, photos, list, line, split, err);
        else if (end > at)
            result = -1;
        free(line);
        at = next;
    }
    mlf_unmap(&text);
    return result;
}

/* A folder or list that is not there is passed over and said: many name a test set that was not
 * given away. *found counts the others. */
static int add_entry(const struct mlf_dataset *dataset, struct yolo_photos *photos, const char *path, const char *split,
                     size_t *found, struct mlf_err *err)
{
    char *there = yolo_resolve(dataset, path, err);
    int result = -1;

    if (!there && !(err && err->text[0])) {
        char *said = mlf_strf(err, "'%.200s' names '%.200s'%s%s, which is not there: nothing of it is read",
                              dataset->start, path, split ? " for " : "", split ? split : "");

        result = said ? mlf_note_said(dataset, said, err) : -1;
        free(said);
        return result;
    }
    if (!there)
        return -1;
    ++*found;
    result = mlf_is_folder(dataset->root, there) ? add_folder(dataset, photos, there, split, err)
                                                 : add_list(dataset, photos, there, split, err);
    free(there);
    return result;
}

static int add_from_yaml(const struct mlf_dataset *dataset, struct yolo_photos *photos, const char *text, size_t length,
                         size_t *found, struct mlf_err *err)
{
    struct yolo_yaml yaml;
    int result = yolo_yaml_read(&yaml, text, length, err);

    if (result)
        return mlf_fail_json(err, dataset->start);
    for (size_t i = 0; i < yaml.n && !result; i++)
        result = add_entry(dataset, photos, yaml.entries[i].path, yaml.entries[i].split, found, err);
    yolo_yaml_free(&yaml);
    return result;
}

/* Darknet's obj.data: "train = data/train.txt". */
static int add_from_data(const struct mlf_dataset *dataset, struct yolo_photos *photos, const char *text, size_t length,
                         size_t *found, struct mlf_err *err)
{
    static const char *const keys[] = {"train", "valid", "val", "test"};
    int result = 0;

    for (size_t i = 0; i < sizeof keys / sizeof *keys && !result; i++) {
        struct mlf_span span = yolo_data_value(text, length, keys[i]);
        char *path = span.length ? mlf_strndup(text + span.offset, span.length, err) : NULL;

        if (span.length)
            result = path ? add_entry(dataset, photos, path, mlf_split_of(keys[i]), found, err) : -1;
        free(path);
    }
    return result;
}

/* images/, or SPLIT/images/, or wherever photos are. */
static int add_by_looking(const struct mlf_dataset *dataset, struct yolo_photos *photos, struct mlf_err *err)
{
    static const char *const folders[] = {"images", "train/images", "valid/images", "val/images", "test/images"};
    int result = 0;

    for (size_t i = 0; i < sizeof folders / sizeof *folders && !result; i++)
        if (mlf_is_folder(dataset->root, folders[i]) && (i == 0 || !mlf_is_folder(dataset->root, folders[0])))
            result = add_folder(dataset, photos, folders[i], NULL, err);
    if (!result && photos->folders.n == 0)
        result = add_folder(dataset, photos, "", NULL, err);
    return result;
}

int yolo_photos_find(const struct mlf_dataset *dataset, struct yolo_photos *photos, struct mlf_err *err)
{
    struct mlf_mapping text = {.data = ""};
    int is_data = dataset->start && !strcasecmp(mlf_path_extension(dataset->start), ".data");
    size_t found = 0;
    int result = 0;

    *photos = (struct yolo_photos){0};
    if (dataset->images_given)
        return add_folder(dataset, photos, "", NULL, err);
    if (dataset->start && (is_data || yolo_is_yaml(dataset->start))) {
        result = mlf_map(&text, dataset, dataset->start, err);
        if (!result)
            result = (is_data ? add_from_data : add_from_yaml)(dataset, photos, text.data, text.length, &found, err);
    }
    if (!result && found == 0)
        result = add_by_looking(dataset, photos, err);
    mlf_unmap(&text);
    if (result)
        yolo_photos_free(photos);
    return result;
}

void yolo_photos_free(struct yolo_photos *photos)
{
    mlf_string_set_free(&photos->paths);
    mlf_string_set_free(&photos->folders);
    free(photos->splits);
    *photos = (struct yolo_photos){0};
}
