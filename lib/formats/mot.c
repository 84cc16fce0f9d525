/* MOTChallenge (A. Milan, L. Leal-Taixe, I. Reid, S. Roth, K. Schindler, "MOT16: A Benchmark for Multi-Object
 * Tracking", arXiv:1603.00831, section 3.3): a folder a sequence, in it gt/gt.txt with a row for each object in each
 * frame: frame, track, left, top, width, height, whether it counts, class, visibility; and the frames in img1/. The
 * rows of 2015 end in a place in space instead of the class. CVAT and Datumaro list classes of their own in
 * gt/labels.txt. */
#include <stdlib.h>
#include <string.h>

#include "mlfix/annotation/annotation-files.h"
#include "mlfix/annotation/row-objects.h"
#include "mlfix/annotation/word-rows.h"
#include "mlfix/base/array.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/files.h"
#include "mlfix/dataset/find-folders.h"
#include "mlfix/dataset/mapping.h"
#include "mlfix/dataset/photos.h"
#include "mlfix/dataset/splits.h"
#include "mot-sequence.h"

/* The names of MOT16's table 3, as the benchmark's own evaluation writes them. */
static const char *const names[] = {
    "pedestrian",      "person_on_vehicle", "car",        "bicycle",  "motorbike",
    "non_mot_vehicle", "static_person",     "distractor", "occluder", "occluder_on_ground",
    "occluder_full",   "reflection",        "crowd",      NULL};

static const struct word_attribute visibility[] = {{"visibility", 8}, {NULL, 0}};

static const struct row_columns with_class = {.separator = ',',
                                              .least = 8,
                                              .most = 9,
                                              .frame = 0,
                                              .track = 1,
                                              .box = 2,
                                              .flag = 6,
                                              .label = 7,
                                              .names = names,
                                              .base = 1,
                                              .attributes = visibility};
static const struct row_columns without_class = {.separator = ',',
                                                 .least = 7,
                                                 .most = 10,
                                                 .frame = 0,
                                                 .track = 1,
                                                 .box = 2,
                                                 .flag = 6,
                                                 .label = ROW_NONE,
                                                 .only = "pedestrian"};

/* What the file's rows are like. */
static const struct row_columns *columns_of(const struct mlf_dataset *dataset, const char *file)
{
    return row_file_fits(dataset, &with_class, file)      ? &with_class
           : row_file_fits(dataset, &without_class, file) ? &without_class
                                                          : NULL;
}

static int is_sequence(const char *root, const char *relative)
{
    char *file = mlf_below(relative, "gt/gt.txt", NULL);
    int is = file && mlf_is_file(root, file);

    free(file);
    return is;
}

/* The folders of sequences, relative to the root; ".." for the file gt.txt alone. */
static int list_sequences(const struct mlf_dataset *dataset, struct mlf_string_set *sequences, struct mlf_err *err)
{
    if (dataset->start)
        return mlf_string_set_add(sequences, "..", NULL, NULL, err);
    return mlf_folders_that_are(dataset->root, is_sequence, sequences, err);
}

static char *file_of(const struct mlf_dataset *dataset, const char *sequence, struct mlf_err *err)
{
    return dataset->start ? mlf_strdup(dataset->start, err) : mlf_below(sequence, "gt/gt.txt", err);
}

/* The name of the file is certain. */
static int probe(const struct mlf_dataset *dataset, char **evidence, struct mlf_err *err)
{
    struct mlf_string_set sequences = {0};
    int sure = 0;

    if (dataset->start && strcmp(dataset->start, "gt.txt") != 0)
        return 0;
    if (list_sequences(dataset, &sequences, err))
        sure = -1;
    else if (sequences.n > 0)
        sure = (*evidence = file_of(dataset, sequences.items[0], err)) ? 3 : -1;
    mlf_string_set_free(&sequences);
    return sure;
}

static int locate(struct mlf_dataset *dataset, struct mlf_err *err)
{
    return mlf_set_images(dataset, dataset->start ? ".." : "", err);
}

static int read_sequence(const struct mlf_dataset *dataset, const char *name, mlf_object_sink *sink, void *context,
                         struct mlf_err *err)
{
    struct mot_sequence sequence = {0};
    char *file = file_of(dataset, name, err);
    struct row_file rows = {.dataset = dataset, .file = file, .frames = &sequence.frames, .names = &sequence.names};
    int result = -1;

    if (!file || mot_sequence_open(&sequence, dataset, name, err))
        goto done;
    if (!(rows.columns = columns_of(dataset, file)))
        rows.columns = &with_class; /* whose reading says what is wrong, or that there is nothing */
    rows.sequence = sequence.name;
    rows.width = sequence.width;
    rows.height = sequence.height;
    rows.split = mlf_split_among(file);
    result = row_file_read(&rows, sink, context, err);
done:
    mot_sequence_close(&sequence);
    free(file);
    return result;
}

static int read_all(const struct mlf_dataset *dataset, mlf_object_sink *sink, void *context, struct mlf_err *err)
{
    return mlf_read_files(dataset, list_sequences, read_sequence, sink, context, err);
}

static int labels(const struct mlf_dataset *dataset, struct mlf_string_set *found, struct mlf_err *err)
{
    struct mlf_string_set sequences = {0};
    int result = list_sequences(dataset, &sequences, err);

    for (size_t i = 0; i < sequences.n && !result; i++) {
        char *file = file_of(dataset, sequences.items[i], err);
        struct mlf_string_set own = {0};

        result = file ? mot_read_names(dataset, file, &own, err) : -1;
        for (size_t k = 0; k < own.n && !result; k++)
            result = mlf_string_set_add(found, own.items[k], NULL, NULL, err);
        if (!result && own.n == 0)
            result = row_columns_labels(&with_class, found, err);
        mlf_string_set_free(&own);
        free(file);
    }
    mlf_string_set_free(&sequences);
    return result;
}

static int edit(const struct mlf_dataset *dataset, const char *file, const struct mlf_change *changes, size_t n,
                struct mlf_edits *edits, struct mlf_err *err)
{
    struct mlf_string_set own = {0};
    struct row_file rows = {.dataset = dataset, .file = file, .names = &own};
    char *list = mot_names_file(file, err);
    int result = list ? mot_read_names(dataset, file, &own, err) : -1;

    if (!(rows.columns = columns_of(dataset, file)))
        rows.columns = &with_class;
    if (!result)
        result = row_file_edit(&rows, changes, n, list, edits, err);
    mlf_string_set_free(&own);
    free(list);
    return result;
}

const struct mlf_driver mlf_driver_mot = {
    .name = "mot",
    .description = "MOTChallenge: a folder for each sequence with gt/gt.txt, and the frames in img1/",
    .probe = probe,
    .locate = locate,
    .read = read_all,
    .labels = labels,
    .edit = edit,
    .attributes = 1,
    .mark = "the number behind the box becomes 0",
    .boxes = 1,
    .base_is_unsure = 1,
};
