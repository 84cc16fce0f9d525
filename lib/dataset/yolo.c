/* YOLO: a text file a photo, a row an object: the number of its class and its
 * box or polygon in fractions of the photo (Ultralytics' documentation of
 * datasets; A. Bochkovskiy's Darknet). */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "annotation-errors.h"
#include "files.h"
#include "labels.h"
#include "mlfix/base/array.h"
#include "mlfix/base/path.h"
#include "photos.h"
#include "word-rows.h"
#include "yolo-catalogue.h"
#include "yolo-names.h"
#include "yolo-paths.h"
#include "yolo-photos.h"
#include "yolo-yaml.h"

/* Whether the file's first row is a class and a box or polygon. */
static int looks_like_labels(const struct mlf_dataset *dataset, const char *file)
{
    struct word_rows rows;
    double numbers[5];
    int is = !word_rows_open(&rows, dataset, file, NULL) && word_rows_next(&rows, NULL) > 0 && rows.n >= 5 &&
             word_rows_numbers(&rows, 0, 5, numbers) && numbers[0] >= 0 && numbers[0] == floor(numbers[0]);

    word_rows_close(&rows);
    return is;
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
    char *text = mlf_head(dataset->root, file, (size_t)1 << 20, &length, NULL);
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

static int is_names_file(const char *file)
{
    return !strcmp(mlf_path_base(file), "classes.txt") || !strcasecmp(mlf_path_extension(file), ".names");
}

static int probe(const struct mlf_dataset *dataset, char **evidence, struct mlf_err *err)
{
    static const char *const folders[] = {"labels", "train/labels"};
    int found = 0;
    char *names;

    if (dataset->start) {
        int configures = yolo_is_yaml(dataset->start) || !strcasecmp(mlf_path_extension(dataset->start), ".data");

        return is_names_file(dataset->start) || (configures && is_configuration(dataset, dataset->start)) ? 3 : 0;
    }
    *evidence = find_configuration(dataset, err);
    if (*evidence || (err && err->text[0]))
        return *evidence ? 3 : -1;
    for (size_t i = 0; i < 2 && !found; i++)
        if (mlf_is_folder(dataset->root, folders[i]))
            found = has_labels(dataset, folders[i], evidence, err);
    names = yolo_names_file(dataset, err);
    if (names && !found)
        found = has_labels(dataset, "", evidence, err);
    free(names);
    return found < 0 || (err && err->text[0]) ? -1 : !found ? 0 : names ? 3 : 2;
}

/* A data.yaml that cannot be read is an error, not a dataset without names. */
static int locate(struct mlf_dataset *dataset, struct mlf_err *err)
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

struct reading {
    const struct mlf_dataset *dataset;
    struct yolo_names names;
    struct yolo_photos photos;
    struct mlf_string_set done; /* label files */
    size_t keypoints, keypoint_size;
    mlf_object_sink *sink;
    void *context;
};

static void reading_close(struct reading *reading)
{
    yolo_names_free(&reading->names);
    yolo_photos_free(&reading->photos);
    mlf_string_set_free(&reading->done);
}

static int read_keypoints(struct reading *reading, struct mlf_err *err)
{
    const struct mlf_dataset *dataset = reading->dataset;
    struct mlf_mapping text;
    struct yolo_yaml yaml = {0};

    if (!dataset->start || !yolo_is_yaml(dataset->start))
        return 0;
    if (mlf_map(&text, dataset->root, dataset->start, err))
        return -1;
    if (yolo_yaml_read(&yaml, text.data, text.length, err)) {
        mlf_unmap(&text);
        return mlf_fail_json(err, dataset->start);
    }
    reading->keypoints = yaml.keypoints;
    reading->keypoint_size = yaml.keypoint_size;
    yolo_yaml_free(&yaml);
    mlf_unmap(&text);
    return 0;
}

/* The envelope of the points from word 1 on: 1, or 0 where one is no number. */
static int read_polygon(const struct word_rows *rows, double bbox[4])
{
    double low[2] = {INFINITY, INFINITY};
    double high[2] = {-INFINITY, -INFINITY};

    for (size_t word = 1; word + 1 < rows->n; word += 2) {
        double point[2];

        if (!word_rows_numbers(rows, word, 2, point))
            return 0;
        for (int k = 0; k < 2; k++) {
            low[k] = fmin(low[k], point[k]);
            high[k] = fmax(high[k], point[k]);
        }
    }
    for (int k = 0; k < 2; k++) {
        bbox[k] = low[k];
        bbox[k + 2] = high[k] - low[k];
    }
    return 1;
}

/* 5 words: a box; 6: a box and a confidence; 5 and key points as kpt_shape says: a box;
 * another odd number from 7: a polygon, of which 9 are also the corners of a rotated box:
 * whether they are a rectangle's shows when the photo's size is known.
 * Returns why the row is none of these, or NULL. */
static const char *read_shape(const struct reading *reading, const struct word_rows *rows, double bbox[4])
{
    size_t keypoint_words = reading->keypoints * reading->keypoint_size;
    int is_box = rows->n == 5 || rows->n == 6 || (keypoint_words && rows->n == 5 + keypoint_words);
    double numbers[4];

    if (is_box && word_rows_numbers(rows, 1, 4, numbers)) {
        bbox[0] = numbers[0] - numbers[2] / 2;
        bbox[1] = numbers[1] - numbers[3] / 2;
        bbox[2] = numbers[2];
        bbox[3] = numbers[3];
        return NULL;
    }
    if (is_box)
        return "the row has no box of four numbers";
    if (rows->n < 7 || rows->n % 2 == 0)
        return "the row has the numbers of neither a box nor a polygon";
    return read_polygon(rows, bbox) ? NULL : "the row has no polygon of numbers";
}

/* Whether the row has a class and four points, and no key points. */
static int is_quadrangle(const struct reading *reading, const struct word_rows *rows)
{
    return rows->n == 9 && reading->keypoints * reading->keypoint_size != 4;
}

/* The label of the row; NULL with a text in `error` where there is none. */
static const char *read_class(const struct reading *reading, const struct word_rows *rows, char number[32],
                              char error[128])
{
    double value;

    if (!word_rows_numbers(rows, 0, 1, &value) || value < 0 || value > 1e9 || value != floor(value)) {
        snprintf(error, 128, "the row begins with no number of a class");
        return NULL;
    }
    snprintf(number, 32, "%.0f", value);
    if (reading->names.n == 0)
        return number;
    if (value >= (double)reading->names.n || !reading->names.items[(size_t)value]) {
        snprintf(error, 128, "class %s is not among the names", number);
        return NULL;
    }
    return reading->names.items[(size_t)value];
}

static int report(struct reading *reading, const struct word_rows *rows, const char *photo, const char *split,
                  struct mlf_err *err)
{
    struct mlf_object object = {.image = photo, .file = rows->file, .index = rows->next - 1, .split = split};
    char number[32] = "";
    char error[128] = "";
    const char *label = read_class(reading, rows, number, error);
    char *id = mlf_strf(err, "%s#%zu", photo, object.index);
    double corners[8];
    int result;

    if (!id)
        return -1;
    object.id = id;
    object.label = label && *label ? label : NULL;
    object.unnamed = *number && !label ? number : NULL;
    object.error = read_shape(reading, rows, object.bbox);
    if (!object.error && is_quadrangle(reading, rows) && word_rows_numbers(rows, 1, 8, corners))
        object.corners = corners;
    object.has_bbox = !object.error;
    object.normalised = object.has_bbox;
    if (*error)
        object.error = error;
    result = reading->sink(reading->context, &object, err);
    free(id);
    return result;
}

/* A label file that was read for another photo of that name is not read again. */
static int read_labels(struct reading *reading, const char *file, const char *photo, const char *split,
                       struct mlf_err *err)
{
    struct word_rows rows;
    int added;
    int more = mlf_string_set_add(&reading->done, file, NULL, &added, err);

    if (more || !added)
        return more;
    more = word_rows_open(&rows, reading->dataset, file, err) ? -1 : 1;
    while (more > 0 && (more = word_rows_next(&rows, err)) > 0)
        if (report(reading, &rows, photo, split, err))
            more = -1;
    word_rows_close(&rows);
    return more;
}

/* Where the mapping leads, else beside the photo; where photos are elsewhere (--images), in
 * labels/ or in the folder itself. A photo without a file has no objects. */
static int read_photo(struct reading *reading, size_t number, struct mlf_err *err)
{
    const struct mlf_dataset *dataset = reading->dataset;
    const char *photo = reading->photos.paths.items[number];
    int stem = (int)(mlf_path_extension(photo) - photo);
    char *files[] = {yolo_label_path(photo, err), mlf_strf(err, "%.*s.txt", stem, photo),
                     mlf_strf(err, "labels/%.*s.txt", stem, photo)};
    size_t n = dataset->images_given ? 3 : 2;
    int result = files[0] && files[1] && files[2] ? 0 : -1;

    for (size_t i = 0; i < n && !result; i++) {
        if (!mlf_path_is_inside(files[i]) || !mlf_is_file(dataset->root, files[i]) || is_names_file(files[i]))
            continue;
        result = read_labels(reading, files[i], photo, reading->photos.splits[number], err);
        break;
    }
    for (size_t i = 0; i < 3; i++)
        free(files[i]);
    return result;
}

/* Label files that belong to no photo, where there is a folder of labels. */
static int read_orphans(struct reading *reading, const char *folder, struct mlf_err *err)
{
    char *inside = mlf_below(folder, "x", err);
    char *label = inside && *folder ? yolo_label_path(inside, err) : NULL;
    char *labels = label ? mlf_strndup(label, strlen(label) - strlen("/x.txt"), err) : NULL;
    struct mlf_string_set files = {0};
    int result = labels || (inside && !*folder) ? 0 : -1;

    if (labels && strcmp(labels, folder) != 0 && mlf_is_folder(reading->dataset->root, labels))
        result = mlf_files_below(reading->dataset->root, labels, ".txt", &files, err);
    for (size_t i = 0; i < files.n && !result; i++) {
        const char *rest = files.items[i] + strlen(labels) + 1;
        char *photo;

        if (is_names_file(files.items[i]) || mlf_string_set_find(&reading->done, files.items[i]) != MLF_NO_STRING)
            continue;
        photo = mlf_strf(err, "%s/%.*s.jpg", folder, (int)(mlf_path_extension(rest) - rest), rest);
        result = photo ? read_labels(reading, files.items[i], photo, NULL, err) : -1;
        free(photo);
    }
    free(inside);
    free(label);
    free(labels);
    mlf_string_set_free(&files);
    return result;
}

static int read_all(const struct mlf_dataset *dataset, mlf_object_sink *sink, void *context, struct mlf_err *err)
{
    struct reading reading = {.dataset = dataset, .sink = sink, .context = context};
    int result = -1;

    if (yolo_names_read(dataset, &reading.names, err) || read_keypoints(&reading, err) ||
        yolo_photos_find(dataset, &reading.photos, err))
        goto done;
    result = 0;
    for (size_t i = 0; i < reading.photos.paths.n && !result; i++)
        result = read_photo(&reading, i, err);
    for (size_t i = 0; i < reading.photos.folders.n && !result; i++)
        result = read_orphans(&reading, reading.photos.folders.items[i], err);
done:
    reading_close(&reading);
    return result;
}

static int labels(const struct mlf_dataset *dataset, struct mlf_string_set *names, struct mlf_err *err)
{
    struct yolo_names known;
    int result = yolo_names_read(dataset, &known, err);

    if (!result && known.n == 0)
        return mlf_labels_by_reading(dataset, names, err);
    for (size_t i = 0; i < known.n && !result; i++)
        if (known.items[i] && *known.items[i])
            result = mlf_string_set_add(names, known.items[i], NULL, NULL, err);
    yolo_names_free(&known);
    return result;
}

struct editing {
    const struct mlf_dataset *dataset;
    struct yolo_names names; /* before the edits */
    struct mlf_edits *edits;
};

static char *number_of(void *context, const char *label, struct mlf_err *err)
{
    struct editing *editing = context;
    size_t number;

    if (!yolo_names_find(&editing->names, label, &number) &&
        yolo_names_number(editing->dataset, label, &number, editing->edits, err))
        return NULL;
    return mlf_strf(err, "%zu", number);
}

static size_t set_box(const struct word_rows *rows, const double bbox[4], double numbers[4], struct mlf_err *err)
{
    if (rows->n != 5 && rows->n != 6) {
        mlf_fail(err, "row %zu of '%s' is no plain box: it follows from a polygon, corners or key points",
                 rows->next - 1, rows->file);
        return 0;
    }
    for (int i = 0; i < 4; i++)
        numbers[i] = i < 2 ? bbox[i] + bbox[i + 2] / 2 : bbox[i];
    return 1;
}

static int edit(const struct mlf_dataset *dataset, const char *file, const struct mlf_change *changes, size_t n,
                struct mlf_edits *edits, struct mlf_err *err)
{
    struct editing editing = {.dataset = dataset, .edits = edits};
    struct word_rows_format format = {.word = number_of, .box = set_box, .context = &editing};
    int result = yolo_names_read(dataset, &editing.names, err);

    if (!result)
        result = word_rows_edit(dataset, file, changes, n, &format, edits, err);
    yolo_names_free(&editing.names);
    return result;
}

const struct mlf_driver mlf_driver_yolo = {
    .name = "yolo",
    .description = "YOLO: data.yaml (Ultralytics), obj.data (Darknet) or classes.txt, and labels/*.txt",
    .probe = probe,
    .locate = locate,
    .read = read_all,
    .labels = labels,
    .edit = edit,
    .catalogue = yolo_catalogue,
    .no_mark = "a label file of YOLO has no place for a mark: --invalid remove takes the row out, and the journal "
               "keeps it",
    .boxes = 1,
};
