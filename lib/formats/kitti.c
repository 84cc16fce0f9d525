/* KITTI object detection (A. Geiger, P. Lenz, R. Urtasun, "Are we ready for
 * autonomous driving? The KITTI vision benchmark suite", CVPR 2012; the object
 * development kit's readme): a text file a photo, a row an object: type, truncated, occluded,
 * alpha, left, top, right, bottom in pixels from 0, and the box in space. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mlfix/annotation/annotation-files.h"
#include "mlfix/annotation/label-folders.h"
#include "mlfix/annotation/word-rows.h"
#include "mlfix/base/array.h"
#include "mlfix/base/number.h"
#include "mlfix/base/path.h"
#include "mlfix/base/utf8.h"
#include "mlfix/dataset/attributes.h"
#include "mlfix/dataset/files.h"
#include "mlfix/dataset/numbers.h"
#include "mlfix/dataset/photos.h"

/* Words of a row without a score; the type counts as one. */
#define ROW_WORDS 15
/* Regions whose objects nobody labelled. */
#define IGNORED "DontCare"

static const struct word_attribute attributes[] = {{"truncated", 1}, {"occluded", 2}, {"alpha", 3}, {NULL, 0}};

/* Labels and their photos, as they are unpacked or put together. */
static const struct {
    const char *labels, *photos;
} layouts[] = {{"label_2", "image_2"},
               {"training/label_2", "training/image_2"},
               {"data_object_label_2/training/label_2", "data_object_image_2/training/image_2"}};

#define LAYOUTS (sizeof layouts / sizeof *layouts)

static size_t find_layout(const struct mlf_dataset *dataset)
{
    size_t i = 0;

    while (i < LAYOUTS && !mlf_is_folder(dataset->root, layouts[i].labels))
        i++;
    return i;
}

/* Makes one word of a type that has several: behind it stand 14 numbers, or 15 with a score. */
static void settle_type(struct word_rows *rows)
{
    double number;
    size_t first = rows->n;

    while (first > 1 && word_rows_numbers(rows, first - 1, 1, &number))
        first--;
    if (first < 2 || rows->n - first < ROW_WORDS - 1)
        return;
    rows->words[0].length = rows->words[first - 1].offset + rows->words[first - 1].length - rows->words[0].offset;
    memmove(rows->words + 1, rows->words + first, (rows->n - first) * sizeof *rows->words);
    rows->n -= first - 1;
}

static int looks_like_labels(const struct mlf_dataset *dataset, const char *file)
{
    struct word_rows rows;
    double numbers[ROW_WORDS];
    int is = !word_rows_open(&rows, dataset, file, NULL) && word_rows_next(&rows, NULL) > 0 &&
             !word_rows_numbers(&rows, 0, 1, numbers); /* rows of tracking begin with the frame */

    if (is)
        settle_type(&rows);
    is = is && !word_rows_numbers(&rows, 0, 1, numbers) && word_rows_numbers(&rows, 1, ROW_WORDS - 1, numbers) &&
         rows.n <= ROW_WORDS + 1;
    word_rows_close(&rows);
    return is;
}

/* Whether one of the first label files of a folder looks like one. */
static int has_labels(const struct mlf_dataset *dataset, const char *folder, char **evidence, struct mlf_err *err)
{
    struct mlf_string_set files = {0};
    int found = mlf_files_below(dataset->root, folder, ".txt", &files, err);

    for (size_t i = 0; i < files.n && i < 20 && found == 0; i++)
        if (looks_like_labels(dataset, files.items[i]))
            found = (*evidence = mlf_strdup(files.items[i], err)) ? 1 : -1;
    mlf_string_set_free(&files);
    return found;
}

/* The folders of the labels: KITTI's own, else labels/ beside images/ as NVIDIA's TAO wants them, perhaps in the folder
 * of each split, else the dataset's folder itself. */
static int list_folders(const struct mlf_dataset *dataset, struct mlf_string_set *folders, char **evidence,
                        struct mlf_err *err)
{
    size_t layout = find_layout(dataset);
    int has = 0;

    if (layout < LAYOUTS)
        return mlf_string_set_add(folders, layouts[layout].labels, NULL, NULL, err);
    if (mlf_label_folders(dataset, has_labels, evidence, folders, err))
        return -1;
    if (folders->n == 0 && mlf_folder_has(dataset, "", ".txt", err) > 0)
        has = has_labels(dataset, "", evidence, err);
    return has > 0 ? mlf_string_set_add(folders, "", NULL, NULL, err) : has;
}

static int list_files(const struct mlf_dataset *dataset, struct mlf_string_set *files, struct mlf_err *err)
{
    struct mlf_string_set folders = {0};
    char *evidence = NULL;
    int result = 0;

    if (dataset->start)
        return mlf_string_set_add(files, dataset->start, NULL, NULL, err);
    result = list_folders(dataset, &folders, &evidence, err);
    for (size_t i = 0; i < folders.n && !result; i++)
        result = mlf_files_below(dataset->root, folders.items[i], ".txt", files, err);
    mlf_string_set_free(&folders);
    free(evidence);
    return result;
}

static int probe(const struct mlf_dataset *dataset, char **evidence, struct mlf_err *err)
{
    struct mlf_string_set folders = {0};
    int sure = 0;

    if (dataset->start)
        return !strcasecmp(mlf_path_extension(dataset->start), ".txt") && looks_like_labels(dataset, dataset->start)
                   ? 3
                   : 0;
    if (list_folders(dataset, &folders, evidence, err))
        sure = -1;
    for (size_t i = 0; i < folders.n && sure == 0 && !*evidence; i++)
        sure = has_labels(dataset, folders.items[i], evidence, err);
    mlf_string_set_free(&folders);
    return sure < 0 ? -1 : *evidence ? 3 : 0;
}

static int locate(struct mlf_dataset *dataset, struct mlf_err *err)
{
    size_t layout = find_layout(dataset);
    struct mlf_string_set folders = {0};
    char *evidence = NULL;
    int result;

    if (!dataset->start && layout < LAYOUTS)
        return mlf_set_images(dataset, layouts[layout].photos, err);
    result = dataset->start ? 0 : list_folders(dataset, &folders, &evidence, err);
    if (!result && !dataset->start && folders.n == 0)
        result =
            mlf_fail(err, "'%s' has no folder label_2, training/label_2 or labels with rows of KITTI", dataset->root);
    if (!result && (dataset->start || !strcmp(folders.items[0], "")) && mlf_is_folder(dataset->root, "../image_2"))
        result = mlf_set_images(dataset, "../image_2", err);
    else if (!result)
        result = mlf_set_images(dataset, "", err);
    mlf_string_set_free(&folders);
    free(evidence);
    return result;
}

static int report(const struct mlf_dataset *dataset, const struct word_rows *rows, const char *type, const char *photo,
                  mlf_object_sink *sink, void *context, struct mlf_err *err)
{
    struct mlf_object object = {
        .image = photo, .label = type, .file = rows->file, .index = rows->next - 1, .two_corners = 1};
    double edges[4];
    char *id = mlf_strf(err, "%s#%zu", rows->file, object.index);
    int result;

    if (!id)
        return -1;
    object.id = id;
    object.has_bbox = word_rows_numbers(rows, 4, 4, edges);
    for (int k = 0; k < 4 && object.has_bbox; k++)
        object.bbox[k] = k < 2 ? edges[k] : edges[k] - edges[k - 2];
    if (!object.has_bbox)
        object.error = "the row has no box of four numbers";
    result = word_rows_say(rows, attributes, dataset->attributes, err) ? -1 : sink(context, &object, err);
    free(id);
    return result;
}

static int read_rows(const struct mlf_dataset *dataset, struct word_rows *rows, const char *photo,
                     mlf_object_sink *sink, void *context, struct mlf_err *err)
{
    size_t bad;
    int more;

    if (!mlf_utf8_is_valid(rows->text.data, rows->text.length, &bad) ||
        memchr(rows->text.data, '\0', rows->text.length)) {
        mlf_fail(err, "the file is no text in UTF-8");
        return mlf_fail_at(err, "%s", rows->text.path);
    }
    while ((more = word_rows_next(rows, err)) > 0) {
        char *type;
        int failed;

        settle_type(rows);
        type = word_rows_text(rows, 0, err);
        failed = !type || (strcmp(type, IGNORED) != 0 && report(dataset, rows, type, photo, sink, context, err));

        free(type);
        if (failed)
            return -1;
    }
    return more;
}

static int read_file(const struct mlf_dataset *dataset, const char *file, mlf_object_sink *sink, void *context,
                     struct mlf_err *err)
{
    const char *base = mlf_path_base(file);
    char *stem = mlf_strndup(base, (size_t)(mlf_path_extension(base) - base), err);
    char *beside = mlf_strndup(file, base > file ? (size_t)(base - file) - 1 : 0, err);
    char *partner = beside ? mlf_photo_folder(dataset, beside, err) : NULL;
    const char *folders[] = {"", partner, beside};
    char *photo = stem && partner ? mlf_find_photo(dataset, folders, 3, stem, err) : NULL;
    struct word_rows rows = {.text = {.data = ""}};
    int result = -1;

    if (stem && !photo && !(err && err->text[0]))
        photo = find_layout(dataset) < LAYOUTS || !partner || !*partner ? mlf_strf(err, "%s.png", stem)
                                                                        : mlf_strf(err, "%s/%s.png", partner, stem);
    if (photo && !word_rows_open(&rows, dataset, file, err))
        result = read_rows(dataset, &rows, photo, sink, context, err);
    word_rows_close(&rows);
    free(stem);
    free(beside);
    free(partner);
    free(photo);
    return result;
}

static int read_all(const struct mlf_dataset *dataset, mlf_object_sink *sink, void *context, struct mlf_err *err)
{
    return mlf_read_files(dataset, list_files, read_file, sink, context, err);
}

static char *check_type(void *context, const char *label, struct mlf_err *err)
{
    double number;

    (void)context;
    if (!*label || strpbrk(label, " \t\r\n\v\f")) {
        mlf_fail(err, "'%s' is no type that KITTI can write: it holds blanks", label);
        return NULL;
    }
    if (mlf_number(label, &number)) {
        mlf_fail(err, "'%s' is no type that KITTI can write: it reads as a number", label);
        return NULL;
    }
    if (!strcmp(label, IGNORED)) {
        mlf_fail(err, "'%s' marks regions to be ignored and is no label: flag the object as invalid instead", label);
        return NULL;
    }
    return mlf_strdup(label, err);
}

static size_t set_box(const struct word_rows *rows, const double bbox[4], double numbers[4], struct mlf_err *err)
{
    (void)rows;
    (void)err;
    mlf_corners(bbox, numbers);
    return 4;
}

static int edit(const struct mlf_dataset *dataset, const char *file, const struct mlf_change *changes, size_t n,
                struct mlf_edits *edits, struct mlf_err *err)
{
    static const struct word_rows_format format = {.word = check_type,
                                                   .attributes = attributes,
                                                   .mark = IGNORED,
                                                   .box = set_box,
                                                   .corners = 1,
                                                   .settle = settle_type};

    return word_rows_edit(dataset, file, changes, n, &format, edits, err);
}

const struct mlf_driver mlf_driver_kitti = {
    .name = "kitti",
    .description =
        "KITTI object detection: label_2/*.txt or training/label_2/*.txt, and image_2/*.png; labels/ and images/",
    .probe = probe,
    .locate = locate,
    .read = read_all,
    .edit = edit,
    .attributes = 1,
    .mark = "the type becomes DontCare",
    .boxes = 1,
};
