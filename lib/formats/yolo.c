/* YOLO: a text file a photo, a row an object: the number of its class and its
 * box or polygon in fractions of the photo (Ultralytics' documentation of
 * datasets; A. Bochkovskiy's Darknet). */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mlfix/annotation/annotation-errors.h"
#include "mlfix/annotation/label-folders.h"
#include "mlfix/annotation/word-rows.h"
#include "mlfix/base/array.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/files.h"
#include "mlfix/dataset/labels.h"
#include "mlfix/dataset/photos.h"
#include "mlfix/record/mask.h"
#include "yolo-catalogue.h"
#include "yolo-find.h"
#include "yolo-names.h"
#include "yolo-paths.h"
#include "yolo-photos.h"
#include "yolo-pose.h"
#include "yolo-yaml.h"

struct reading {
    const struct mlf_dataset *dataset;
    struct yolo_names names;
    struct yolo_photos photos;
    struct mlf_string_set done; /* label files */
    char *folder;               /* of the photo before ... */
    char *partner;              /* ... and the folder of its labels where the usual one is not there, or NULL */
    struct yolo_pose pose;
    struct mlf_mask mask; /* of the row being read, where it is wanted */
    mlf_object_sink *sink;
    void *context;
};

static void reading_close(struct reading *reading)
{
    yolo_names_free(&reading->names);
    yolo_photos_free(&reading->photos);
    mlf_string_set_free(&reading->done);
    free(reading->folder);
    free(reading->partner);
    mlf_mask_free(&reading->mask);
    yolo_pose_free(&reading->pose);
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

/* Whether a polygon of fractions may span this: one that does not is probably something else. */
static int is_far_beyond(const double bbox[4])
{
    int far = 0;

    for (int k = 0; k < 2; k++)
        far |= bbox[k] < -1 || bbox[k] + bbox[k + 2] > 2 - 1e-9;
    return far;
}

/* 5 words: a box; 6: a box and a confidence; 5 and key points as kpt_shape says: a box;
 * another odd number from 7: a polygon, of which 9 are also the corners of a rotated box:
 * whether they are a rectangle's shows when the photo's size is known.
 * Returns why the row is none of these, or NULL. */
static const char *read_shape(const struct reading *reading, const struct word_rows *rows, double bbox[4],
                              int *is_polygon)
{
    double numbers[4];
    int has_numbers = word_rows_numbers(rows, 1, 4, numbers);
    int is_box = rows->n == 5 || rows->n == 6 || yolo_pose_size(&reading->pose, rows, has_numbers ? numbers : NULL) > 0;

    if (is_box && has_numbers) {
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
    *is_polygon = 1;
    if (!read_polygon(rows, bbox))
        return "the row has no polygon of numbers";
    return is_far_beyond(bbox)
               ? "the row's polygon lies far beyond the photo: if these are key points, data.yaml has to "
                 "say so (kpt_shape)"
               : NULL;
}

/* The points from word 1 on as a ring. */
static int take_polygon(struct reading *reading, const struct word_rows *rows, struct mlf_err *err)
{
    double point[2];

    mlf_mask_clear(&reading->mask);
    for (size_t word = 1; word + 1 < rows->n; word += 2)
        if (word_rows_numbers(rows, word, 2, point) && mlf_mask_add_point(&reading->mask, point[0], point[1], err))
            return -1;
    return mlf_mask_end_ring(&reading->mask, err);
}

/* Whether the row has a class and four points, and no key points. */
static int is_quadrangle(const struct reading *reading, const struct word_rows *rows)
{
    return rows->n == 9 && reading->pose.points * reading->pose.size != 4;
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
    int is_polygon = 0;
    int result;

    if (!id)
        return -1;
    object.id = id;
    object.label = label && *label ? label : NULL;
    object.unnamed = *number && !label ? number : NULL;
    object.error = read_shape(reading, rows, object.bbox, &is_polygon);
    if (!object.error && is_quadrangle(reading, rows) && word_rows_numbers(rows, 1, 8, corners))
        object.corners = corners;
    if (reading->dataset->masks && is_polygon && !object.error) {
        if (take_polygon(reading, rows, err)) {
            free(id);
            return -1;
        }
        object.mask = &reading->mask;
    }
    object.has_bbox = !object.error;
    object.normalised = object.has_bbox;
    object.own_box = object.has_bbox && !is_polygon;
    if (reading->dataset->masks && !is_polygon && !object.error && yolo_pose_read(&reading->pose, rows, err) < 0) {
        free(id);
        return -1;
    }
    object.pose = reading->pose.pose.n > 0 && !is_polygon ? &reading->pose.pose : NULL;
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

/* The folder of labels of the photo's folder, in reading->partner: NULL where the usual one, or the photos' own, holds
 * any. */
static int find_partner(struct reading *reading, const char *photo, const char *usual, struct mlf_err *err)
{
    const char *base = mlf_path_base(photo);
    size_t length = base > photo ? (size_t)(base - photo) - 1 : 0;
    const char *usual_base = mlf_path_base(usual);
    char *labels;
    int has;

    if (reading->folder && strlen(reading->folder) == length && !strncmp(reading->folder, photo, length))
        return 0;
    free(reading->folder);
    free(reading->partner);
    reading->partner = NULL;
    if (!(reading->folder = mlf_strndup(photo, length, err)))
        return -1;
    labels = mlf_strndup(usual, usual_base > usual ? (size_t)(usual_base - usual) - 1 : 0, err);
    has = labels && mlf_path_is_inside(*labels ? labels : "x") ? mlf_folder_has(reading->dataset, labels, ".txt", err)
                                                               : -1;
    free(labels);
    if (has || !mlf_path_is_inside(length ? reading->folder : "x"))
        return err && err->text[0] ? -1 : 0;
    has = mlf_folder_has(reading->dataset, reading->folder, ".txt", err);
    if (has)
        return has < 0 ? -1 : 0;
    reading->partner = mlf_label_folder(reading->dataset, reading->folder, ".txt", err);
    return err && err->text[0] ? -1 : 0;
}

/* Where the mapping leads, else beside the photo, else in the folder that is its folder's partner; where photos are
 * elsewhere (--images), in labels/ or in the folder itself. A photo without a file has no objects. */
static int read_photo(struct reading *reading, size_t number, struct mlf_err *err)
{
    const struct mlf_dataset *dataset = reading->dataset;
    const char *photo = reading->photos.paths.items[number];
    int stem = (int)(mlf_path_extension(photo) - photo);
    char *files[] = {yolo_label_path(photo, err), mlf_strf(err, "%.*s.txt", stem, photo),
                     mlf_strf(err, "labels/%.*s.txt", stem, photo)};
    int result = files[0] && files[1] && files[2] ? 0 : -1;

    if (!result && !dataset->images_given) {
        const char *base = mlf_path_base(photo);

        result = find_partner(reading, photo, files[0], err);
        free(files[2]);
        files[2] = mlf_strf(err, "%s%s%.*s.txt", reading->partner ? reading->partner : "", reading->partner ? "/" : "",
                            (int)(photo + stem - base), base);
        result = files[2] ? result : -1;
    }
    for (size_t i = 0; i < (dataset->images_given || reading->partner ? 3 : 2) && !result; i++) {
        if (!mlf_path_is_inside(files[i]) || !mlf_is_file(dataset->root, files[i]) || yolo_is_names_file(files[i]))
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

    if (labels && strcmp(labels, folder) != 0 && !mlf_is_folder(reading->dataset->root, labels)) {
        char *partner = mlf_label_folder(reading->dataset, folder, ".txt", err);

        if (partner) {
            free(labels);
            labels = partner;
        }
    }
    if (labels && strcmp(labels, folder) != 0 && mlf_is_folder(reading->dataset->root, labels))
        result = mlf_files_below(reading->dataset->root, labels, ".txt", &files, err);
    for (size_t i = 0; i < files.n && !result; i++) {
        const char *rest = files.items[i] + strlen(labels) + 1;
        char *photo;

        if (yolo_is_names_file(files.items[i]) || mlf_string_set_find(&reading->done, files.items[i]) != MLF_NO_STRING)
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

    if (yolo_names_read(dataset, &reading.names, err) || yolo_pose_open(&reading.pose, dataset, err) ||
        yolo_photos_find(dataset, &reading.photos, err) ||
        (dataset->start && reading.names.n == 0 &&
         mlf_note_said(dataset,
                       "'data.yaml' or what stands in its place names no classes: their numbers are the labels", err)))
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
    .probe = yolo_probe,
    .locate = yolo_locate,
    .read = read_all,
    .labels = labels,
    .edit = edit,
    .masks = 1,
    .catalogue = yolo_catalogue,
    .no_mark = "a label file of YOLO has no place for a mark: --invalid remove takes the row out, and the journal "
               "keeps it",
    .boxes = 1,
};
