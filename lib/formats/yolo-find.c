/* See yolo-find.h. */

#include "yolo-find.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mlfix/annotation/label-folders.h"
#include "mlfix/annotation/word-rows.h"
#include "mlfix/base/array.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/files.h"
#include "mlfix/dataset/photos.h"
#include "yolo-names.h"
#include "yolo-yaml.h"

/* Of more folders in the root none is looked into. */
#define MOST_FOLDERS 64

/* Whether the file's first row is a class and a box or polygon in fractions, which may reach beyond the photo a little.
 */
static int looks_like_labels(const struct mlf_dataset *dataset, const char *file)
{
    size_t outside = 0;

    struct word_rows rows;
    double numbers[5];
    int is = !word_rows_open(&rows, dataset, file, NULL) && word_rows_next(&rows, NULL) > 0 && rows.n >= 5 &&
             word_rows_numbers(&rows, 0, 5, numbers) && numbers[0] >= 0 && numbers[0] == floor(numbers[0]);

    for (size_t i = 1; i < 5 && is; i++)
        outside += numbers[i] < -1 || numbers[i] > 2;
    word_rows_close(&rows);
    return is && !outside;
}

/* Whether one of the first label files of a folder looks like one; 1 or 0, -1 on error. */
static int has_labels(const struct mlf_dataset *dataset, const char *folder, char **evidence, struct mlf_err *err)
{
    struct mlf_string_set files = {0};
    int result = mlf_files_below(dataset->root, folder, ".txt", &files, err);

    for (size_t i = 0; i < files.n && i < 20 && !result; i++)
        if (looks_like_labels(dataset, files.items[i]))
            result = (*evidence = mlf_strdup(files.items[i], err)) ? 1 : -1;
    mlf_string_set_free(&files);
    return result;
}

/* Whether a YAML file names classes, and perhaps photos; or says how many classes the photos have. */
static int is_configuration(const struct mlf_dataset *dataset, const char *file)
{
    size_t length;
    char *text = mlf_head(dataset, file, (size_t)1 << 20, &length, NULL);
    struct yolo_yaml yaml = {0};
    int is = 0;

    if (text && yolo_is_yaml(file))
        is = !yolo_yaml_read(&yaml, text, length, NULL) &&
             (yaml.n > 0 ? yaml.has_names || yaml.places.count.length > 0 : yaml.names.n > 0);
    else if (text)
        is = yolo_data_value(text, length, "names").length > 0;
    yolo_yaml_free(&yaml);
    free(text);
    return is;
}

/* data.yaml, else the first YAML file of that kind, else a *.data; NULL without an error
 * where there is none. */
static char *find_configuration(const struct mlf_dataset *dataset, struct mlf_err *err)
{
    struct mlf_string_set entries = {0};
    const char *found = NULL;
    char *copy = NULL;
    int result;

    if (dataset->start)
        return mlf_strdup(dataset->start, err);
    result = mlf_folder_entries(dataset->root, "", 0, &entries, err);
    if (!result && mlf_is_file(dataset->root, "data.yaml") && is_configuration(dataset, "data.yaml"))
        found = "data.yaml";
    for (size_t i = 0; i < entries.n && !result && !found; i++)
        if (yolo_is_yaml(entries.items[i]) && is_configuration(dataset, entries.items[i]))
            found = entries.items[i];
    for (size_t i = 0; i < entries.n && !result && !found; i++)
        if (!strcasecmp(mlf_path_extension(entries.items[i]), ".data") && is_configuration(dataset, entries.items[i]))
            found = entries.items[i];
    if (found)
        copy = mlf_strdup(found, err);
    mlf_string_set_free(&entries);
    return copy;
}

/* Whether a folder between the root and that file is a dataset of its own: the file with the names lies in it. */
static int is_wrapped(const struct mlf_dataset *dataset, const char *file)
{
    int is = 0;

    for (const char *slash = file; (slash = strchr(slash, '/')) && !is; slash++) {
        struct mlf_string_set entries = {0};
        char *folder = mlf_strndup(file, (size_t)(slash - file), NULL);

        if (folder && !mlf_folder_entries(dataset->root, folder, 0, &entries, NULL))
            for (size_t i = 0; i < entries.n; i++)
                is |= yolo_is_names_file(entries.items[i]) || !strcmp(entries.items[i], "data.yaml");
        mlf_string_set_free(&entries);
        free(folder);
    }
    return is;
}

/* has_labels() of a folder that is no part of another dataset. */
static int has_own_labels(const struct mlf_dataset *dataset, const char *folder, char **evidence, struct mlf_err *err)
{
    int has = has_labels(dataset, folder, evidence, err);
    char *names = has > 0 ? yolo_names_file(dataset, err) : NULL;

    if (has > 0 && !names && is_wrapped(dataset, *evidence)) {
        free(*evidence);
        *evidence = NULL;
        has = 0;
    }
    free(names);
    return has;
}

/* Looks for rows in the folders of labels, where no file says that this is YOLO. */
static int look_for_labels(const struct mlf_dataset *dataset, char **evidence, struct mlf_err *err)
{
    struct mlf_string_set folders = {0};
    int failed = mlf_label_folders(dataset, has_own_labels, evidence, &folders, err);
    int found = folders.n > 0;

    mlf_string_set_free(&folders);
    return failed ? -1 : found;
}

/* `names` is the file of names, or NULL. Whether rows lie beside photos. No other text that lies there begins with the
 * number of a class and a box in fractions. */
static int look_beside(const struct mlf_dataset *dataset, const char *names, char **evidence, struct mlf_err *err)
{
    static const char *const here[] = {""};
    struct mlf_string_set files = {0};
    int found = mlf_files_below(dataset->root, "", ".txt", &files, err);

    for (size_t i = 0; i < files.n && i < 20 && !found; i++) {
        const char *file = files.items[i];
        char *stem = mlf_strndup(file, (size_t)(mlf_path_extension(file) - file), err);
        struct mlf_dataset whole = {.images = dataset->images_given ? dataset->images : dataset->root};
        char *photo = stem && looks_like_labels(dataset, file) ? mlf_find_photo(&whole, here, 1, stem, err) : NULL;

        if (photo && (names || !is_wrapped(dataset, file)))
            found = (*evidence = mlf_strdup(file, err)) ? 1 : -1;
        free(stem);
        free(photo);
    }
    mlf_string_set_free(&files);
    return found;
}

/* DOTA's labelTxt where a folder of YOLO's labels would be: a data.yaml beside it is Roboflow's and tells only names.
 */
static int is_dota(const struct mlf_dataset *dataset, struct mlf_err *err)
{
    struct mlf_string_set tops = {0};
    int is = mlf_is_folder(dataset->root, "labelTxt");

    if (mlf_folder_entries(dataset->root, "", 1, &tops, err))
        is = -1;
    for (size_t i = 0; i < tops.n && i < MOST_FOLDERS && !is; i++) {
        char *folder = mlf_below(tops.items[i], "labelTxt", err);
        char *labels = mlf_below(tops.items[i], "labels", err);

        is = folder && labels && mlf_is_folder(dataset->root, folder) && !mlf_is_folder(dataset->root, labels);
        free(folder);
        free(labels);
    }
    mlf_string_set_free(&tops);
    return is;
}

int yolo_probe(const struct mlf_dataset *dataset, char **evidence, struct mlf_err *err)
{
    int found = 0;
    char *names;

    if (dataset->start) {
        int configures = yolo_is_yaml(dataset->start) || !strcasecmp(mlf_path_extension(dataset->start), ".data");

        return yolo_is_names_file(dataset->start) || (configures && is_configuration(dataset, dataset->start)) ? 3 : 0;
    }
    *evidence = find_configuration(dataset, err);
    if (*evidence || (err && err->text[0])) {
        found = *evidence ? is_dota(dataset, err) : -1;
        return found < 0 ? -1 : found ? 1 : 3;
    }
    found = look_for_labels(dataset, evidence, err);
    names = found < 0 ? NULL : yolo_names_file(dataset, err);
    if (!found)
        found = look_beside(dataset, names, evidence, err);
    free(names);
    return found < 0 || (err && err->text[0]) ? -1 : !found ? 0 : names ? 3 : 2;
}

/* A data.yaml that cannot be read is an error, not a dataset without names. */
int yolo_locate(struct mlf_dataset *dataset, struct mlf_err *err)
{
    if (!dataset->start) {
        dataset->owned_start =
            mlf_is_file(dataset->root, "data.yaml") ? mlf_strdup("data.yaml", err) : find_configuration(dataset, err);
        dataset->start = dataset->owned_start;
        if (!dataset->start && err && err->text[0])
            return -1;
    }
    return mlf_set_images(dataset, "", err);
}
