/* VisDrone (P. Zhu and others, "Detection and Tracking Meet Drones Challenge", IEEE TPAMI 44, 2022; the toolkits'
 * readmes): text files in annotations/. In those of photos a row is left, top, width, height, score, category,
 * truncation, occlusion; in those of videos, whose frames are in sequences/NAME/, frame and track stand in front. A
 * score of 0 says that the object does not count, the category 0 that a region is not to be looked at. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mlfix/annotation/row-objects.h"
#include "mlfix/annotation/word-rows.h"
#include "mlfix/base/array.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/files.h"
#include "mlfix/dataset/find-folders.h"
#include "mlfix/dataset/photos.h"
#include "mlfix/dataset/splits.h"

static const char ignored[] = "ignored regions";
static const char *const names[] = {ignored,    "pedestrian",      "people", "bicycle", "car",    "van", "truck",
                                    "tricycle", "awning-tricycle", "bus",    "motor",   "others", NULL};

static const struct word_attribute photo_attributes[] = {{"truncation", 6}, {"occlusion", 7}, {NULL, 0}};
static const struct word_attribute video_attributes[] = {{"truncation", 8}, {"occlusion", 9}, {NULL, 0}};

static const struct row_columns of_photos = {.separator = ',',
                                             .least = 8,
                                             .most = 8,
                                             .comma_ends = 1,
                                             .frame = ROW_NONE,
                                             .track = ROW_NONE,
                                             .box = 0,
                                             .whole = 1,
                                             .flag = 4,
                                             .label = 5,
                                             .names = names,
                                             .attributes = photo_attributes,
                                             .nothing = ignored};
static const struct row_columns of_videos = {.separator = ',',
                                             .least = 10,
                                             .most = 10,
                                             .comma_ends = 1,
                                             .frame = 0,
                                             .track = 1,
                                             .box = 2,
                                             .whole = 1,
                                             .flag = 6,
                                             .label = 7,
                                             .attributes = video_attributes,
                                             .names = names,
                                             .nothing = ignored};

static int is_annotations(const char *root, const char *relative)
{
    return mlf_folder_is_called(root, relative, "annotations");
}

static int list_files(const struct mlf_dataset *dataset, struct mlf_string_set *files, struct mlf_err *err)
{
    if (dataset->start)
        return mlf_string_set_add(files, dataset->start, NULL, NULL, err);
    return mlf_files_in_folders(dataset->root, is_annotations, ".txt", files, err);
}

static const struct row_columns *columns_of(const struct mlf_dataset *dataset, const char *file)
{
    return row_file_fits(dataset, &of_photos, file)   ? &of_photos
           : row_file_fits(dataset, &of_videos, file) ? &of_videos
                                                      : NULL;
}

static int probe(const struct mlf_dataset *dataset, char **evidence, struct mlf_err *err)
{
    struct mlf_string_set files = {0};
    int sure = 0;

    if (dataset->start &&
        (strcasecmp(mlf_path_extension(dataset->start), ".txt") != 0 || !is_annotations(dataset->root, "")))
        return 0;
    if (list_files(dataset, &files, err))
        sure = -1;
    for (size_t i = 0; i < files.n && i < 20 && sure == 0; i++)
        if (columns_of(dataset, files.items[i]))
            sure = (*evidence = mlf_strdup(files.items[i], err)) ? 3 : -1;
    mlf_string_set_free(&files);
    return sure;
}

/* Whether annotations/ is the root itself, so that the photos are beside it. */
static int is_inside(const struct mlf_dataset *dataset)
{
    return dataset->start || is_annotations(dataset->root, "");
}

static int locate(struct mlf_dataset *dataset, struct mlf_err *err)
{
    return mlf_set_images(dataset, is_inside(dataset) ? ".." : "", err);
}

/* The folder `name` beside the folder of the file, relative to dataset->images. */
static char *beside(const struct mlf_dataset *dataset, const char *file, const char *name, struct mlf_err *err)
{
    const char *base = mlf_path_base(file);
    char *part = mlf_strndup(file, base > file ? (size_t)(base - file) - 1 : 0, err);
    char *slash = part ? strrchr(part, '/') : NULL;
    char *found;

    if (part && is_inside(dataset))
        *part = '\0';
    else if (part)
        *(slash ? slash : part) = '\0';
    found = part ? mlf_below(part, name, err) : NULL;
    free(part);
    return found;
}

/* A photo of the file's name. */
static int read_photo(struct row_file *rows, const char *stem, mlf_object_sink *sink, void *context,
                      struct mlf_err *err)
{
    char *folder = beside(rows->dataset, rows->file, "images", err);
    const char *folders[] = {folder, "", "images"};
    char *photo =
        folder ? mlf_find_photo(rows->dataset, folders, rows->dataset->images_given ? 3 : 1, stem, err) : NULL;
    int result = -1;

    if (folder && !photo && !(err && err->text[0]))
        photo = mlf_strf(err, "%s/%s.jpg", folder, stem);
    rows->photo = photo;
    if (photo)
        result = row_file_read(rows, sink, context, err);
    free(photo);
    free(folder);
    return result;
}

/* Frames of a sequence of the file's name. */
static int read_sequence(struct row_file *rows, const char *stem, mlf_object_sink *sink, void *context,
                         struct mlf_err *err)
{
    const struct mlf_dataset *dataset = rows->dataset;
    struct frames frames = {0};
    char *sequences = beside(dataset, rows->file, "sequences", err);
    char *folder = sequences ? mlf_below(sequences, stem, err) : NULL;
    int result = -1;

    if (folder && dataset->images_given && !mlf_is_folder(dataset->images, folder)) {
        free(folder);
        folder = mlf_strdup(mlf_is_folder(dataset->images, stem) ? stem : "", err);
    }
    rows->frames = &frames;
    rows->sequence = stem;
    if (folder && !frames_list(&frames, dataset, folder, err))
        result = row_file_read(rows, sink, context, err);
    frames_free(&frames);
    free(folder);
    free(sequences);
    return result;
}

static int read_all(const struct mlf_dataset *dataset, mlf_object_sink *sink, void *context, struct mlf_err *err)
{
    struct mlf_string_set files = {0};
    int result = list_files(dataset, &files, err);

    for (size_t i = 0; i < files.n && !result; i++) {
        const char *base = mlf_path_base(files.items[i]);
        char *stem = mlf_strndup(base, (size_t)(mlf_path_extension(base) - base), err);
        struct row_file rows = {.dataset = dataset, .file = files.items[i], .split = mlf_split_among(files.items[i])};

        if (!(rows.columns = columns_of(dataset, rows.file)))
            rows.columns = &of_photos; /* whose reading says what is wrong, or that there is nothing */
        result = !stem                        ? -1
                 : rows.columns == &of_photos ? read_photo(&rows, stem, sink, context, err)
                                              : read_sequence(&rows, stem, sink, context, err);
        free(stem);
    }
    mlf_string_set_free(&files);
    return result;
}

static int labels(const struct mlf_dataset *dataset, struct mlf_string_set *found, struct mlf_err *err)
{
    (void)dataset;
    return row_columns_labels(&of_photos, found, err);
}

static int edit(const struct mlf_dataset *dataset, const char *file, const struct mlf_change *changes, size_t n,
                struct mlf_edits *edits, struct mlf_err *err)
{
    struct row_file rows = {.dataset = dataset, .file = file};

    if (!(rows.columns = columns_of(dataset, file)))
        rows.columns = &of_photos;
    return row_file_edit(&rows, changes, n, NULL, edits, err);
}

const struct mlf_driver mlf_driver_visdrone = {
    .name = "visdrone",
    .description = "VisDrone: annotations/*.txt, and images/*.jpg or a folder of frames for each in sequences/",
    .probe = probe,
    .locate = locate,
    .read = read_all,
    .labels = labels,
    .edit = edit,
    .attributes = 1,
    .mark = "the score becomes 0",
    .boxes = 1,
};
