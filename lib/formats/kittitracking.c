/* KITTI object tracking (A. Geiger, P. Lenz, R. Urtasun, CVPR 2012; the tracking development kit's readme): a text
 * file a sequence, a row for each object in each frame: frame, track, type, truncated, occluded, alpha, left, top,
 * right, bottom in pixels from 0, and the box in space. The frames of label_02/0000.txt are in image_02/0000/. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mlfix/annotation/annotation-files.h"
#include "mlfix/annotation/row-objects.h"
#include "mlfix/annotation/word-rows.h"
#include "mlfix/base/array.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/files.h"
#include "mlfix/dataset/find-folders.h"
#include "mlfix/dataset/photos.h"
#include "mlfix/dataset/splits.h"

static const char labels_folder[] = "label_02";
static const char photos_folder[] = "image_02";

static const struct word_attribute attributes[] = {{"truncated", 3}, {"occluded", 4}, {"alpha", 5}, {NULL, 0}};

static const struct row_columns columns = {.least = 10,
                                           .most = 18,
                                           .frame = 0,
                                           .track = 1,
                                           .label = 2,
                                           .box = 6,
                                           .corners = 1,
                                           .flag = ROW_NONE,
                                           .attributes = attributes,
                                           .nothing = "DontCare"};

static int is_labels(const char *root, const char *relative)
{
    return mlf_folder_is_called(root, relative, labels_folder);
}

static int list_files(const struct mlf_dataset *dataset, struct mlf_string_set *files, struct mlf_err *err)
{
    if (dataset->start)
        return mlf_string_set_add(files, dataset->start, NULL, NULL, err);
    return mlf_files_in_folders(dataset->root, is_labels, ".txt", files, err);
}

/* Whether the labels lie in the root itself, so that the photos are beside it. */
static int is_inside(const struct mlf_dataset *dataset)
{
    return dataset->start || is_labels(dataset->root, "");
}

/* The name of the folder is certain. */
static int probe(const struct mlf_dataset *dataset, char **evidence, struct mlf_err *err)
{
    if (dataset->start && (strcasecmp(mlf_path_extension(dataset->start), ".txt") != 0 ||
                           (!is_labels(dataset->root, "") && !row_file_fits(dataset, &columns, dataset->start))))
        return 0;
    return mlf_probe_files(dataset, list_files, evidence, err);
}

static int locate(struct mlf_dataset *dataset, struct mlf_err *err)
{
    return mlf_set_images(dataset, is_inside(dataset) ? "../image_02" : "", err);
}

/* The folder of the frames, relative to dataset->images. */
static char *frames_folder(const struct mlf_dataset *dataset, const char *file, const char *sequence,
                           struct mlf_err *err)
{
    const char *base = mlf_path_base(file);
    const char *labels = strstr(file, labels_folder);
    char *found =
        is_inside(dataset) || !labels
            ? mlf_strdup(sequence, err)
            : mlf_strf(err, "%.*s%s%.*s%s", (int)(labels - file), file, photos_folder,
                       (int)(base - labels) - (int)strlen(labels_folder), labels + strlen(labels_folder), sequence);

    if (found && dataset->images_given && !mlf_is_folder(dataset->images, found)) {
        free(found);
        found = mlf_strdup(mlf_is_folder(dataset->images, sequence) ? sequence : "", err);
    }
    return found;
}

static int read_file(const struct mlf_dataset *dataset, const char *file, mlf_object_sink *sink, void *context,
                     struct mlf_err *err)
{
    const char *base = mlf_path_base(file);
    char *sequence = mlf_strndup(base, (size_t)(mlf_path_extension(base) - base), err);
    char *folder = sequence ? frames_folder(dataset, file, sequence, err) : NULL;
    struct frames frames = {0};
    struct row_file rows = {.dataset = dataset,
                            .columns = &columns,
                            .file = file,
                            .frames = &frames,
                            .sequence = sequence,
                            .split = mlf_split_among(file)};
    int result = folder ? frames_list(&frames, dataset, folder, err) : -1;

    if (!result)
        result = row_file_read(&rows, sink, context, err);
    frames_free(&frames);
    free(sequence);
    free(folder);
    return result;
}

static int read_all(const struct mlf_dataset *dataset, mlf_object_sink *sink, void *context, struct mlf_err *err)
{
    return mlf_read_files(dataset, list_files, read_file, sink, context, err);
}

static int edit(const struct mlf_dataset *dataset, const char *file, const struct mlf_change *changes, size_t n,
                struct mlf_edits *edits, struct mlf_err *err)
{
    struct row_file rows = {.dataset = dataset, .columns = &columns, .file = file};

    return row_file_edit(&rows, changes, n, NULL, edits, err);
}

const struct mlf_driver mlf_driver_kittitracking = {
    .name = "kittitracking",
    .description = "KITTI object tracking: label_02/*.txt, and a folder of frames for each in image_02/",
    .probe = probe,
    .locate = locate,
    .read = read_all,
    .edit = edit,
    .attributes = 1,
    .mark = "the type becomes DontCare",
    .boxes = 1,
};
