/* The validation photos of ImageNet's challenges (O. Russakovsky and others, "ImageNet Large Scale Visual Recognition
 * Challenge", IJCV 2015; readme.txt of ILSVRC2012_devkit_t12, section 2.2): line k of
 * ILSVRC2012_validation_ground_truth.txt is the number of the class, from 1, of ILSVRC2012_val_%08d.JPEG with the
 * number k. What the numbers mean stands in data/meta.mat, a file of MATLAB, which is not read; a list of names may lie
 * beside.
 */
#include <stdlib.h>
#include <string.h>

#include "mlfix/annotation/annotation-files.h"
#include "mlfix/annotation/placed-classes.h"
#include "mlfix/annotation/placed-objects.h"
#include "mlfix/annotation/text-files.h"
#include "mlfix/base/array.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/files.h"
#include "mlfix/dataset/find-folders.h"
#include "mlfix/dataset/photos.h"

static const struct {
    const char *file, *photos, *split;
} sets[] = {{"_validation_ground_truth.txt", "_val_", "val"}, {"_test_ground_truth.txt", "_test_", "test"}};
enum { SETS = 2 };

/* Which set the file's name is of; SETS: none. */
static int set_of(const char *file)
{
    const char *base = mlf_path_base(file);
    int set = 0;

    while (set < SETS && (strncmp(base, "ILSVRC", 6) != 0 || strlen(base) <= strlen(sets[set].file) ||
                          strcmp(base + strlen(base) - strlen(sets[set].file), sets[set].file) != 0))
        set++;
    return set;
}

static int add_truths(const char *root, const char *folder, struct mlf_string_set *files, struct mlf_err *err)
{
    struct mlf_string_set names = {0};
    int result = mlf_folder_files(root, folder, ".txt", &names, err);

    for (size_t i = 0; i < names.n && !result; i++) {
        char *file;

        if (set_of(names.items[i]) == SETS)
            continue;
        file = mlf_below(folder, names.items[i], err);
        result = file ? mlf_string_set_add(files, file, NULL, NULL, err) : -1;
        free(file);
    }
    mlf_string_set_free(&names);
    return result;
}

/* A folder whose name may be that of the files' place, and that holds one. */
static int holds_truth(const char *root, const char *relative)
{
    const char *base = mlf_path_base(relative);
    struct mlf_string_set files = {0};
    int holds = 0;

    if (!*relative || strstr(base, "devkit") || !strcmp(base, "data"))
        holds = !add_truths(root, relative, &files, NULL) && files.n > 0;
    mlf_string_set_free(&files);
    return holds;
}

static int list_files(const struct mlf_dataset *dataset, struct mlf_string_set *files, struct mlf_err *err)
{
    struct mlf_string_set folders = {0};
    int result;

    if (dataset->start)
        return set_of(dataset->start) < SETS ? mlf_string_set_add(files, dataset->start, NULL, NULL, err) : 0;
    result = mlf_folders_that_are(dataset->root, holds_truth, &folders, err);
    for (size_t i = 0; i < folders.n && !result; i++)
        result = add_truths(dataset->root, folders.items[i], files, err);
    mlf_string_set_free(&folders);
    return result;
}

static int probe(const struct mlf_dataset *dataset, char **evidence, struct mlf_err *err)
{
    return mlf_probe_files(dataset, list_files, evidence, err);
}

static int locate(struct mlf_dataset *dataset, struct mlf_err *err)
{
    return mlf_set_images(dataset, "", err);
}

/* The photos whose names end in a number, by these. */
struct truth {
    struct placed_classes classes;
    struct mlf_string_set photos, numbers; /* in the same order */
};

static int list_photos(struct truth *truth, const struct mlf_dataset *dataset, struct mlf_err *err)
{
    struct mlf_string_set all = {0};
    int result = truth->photos.n > 0 ? 0 : mlf_files_below(dataset->images, "", NULL, &all, err);

    for (size_t i = 0; i < all.n && !result; i++) {
        const char *base = mlf_path_base(all.items[i]);
        int added;

        if (strncmp(base, "ILSVRC", 6) != 0)
            continue;
        result = mlf_string_set_add_bytes(&truth->numbers, base, (size_t)(mlf_path_extension(base) - base), NULL,
                                          &added, err);
        if (added && !result)
            result = mlf_string_set_add(&truth->photos, all.items[i], NULL, NULL, err);
    }
    mlf_string_set_free(&all);
    return result;
}

static int add_line(struct placed *placed, const char *year, size_t length, int set, size_t number,
                    struct mlf_span line, struct mlf_err *err)
{
    struct truth *truth = placed->context;
    char *label = mlf_strndup(placed->text.data + line.offset, line.length, err);
    char *stem = mlf_strf(err, "%.*s%s%08zu", (int)length, year, sets[set].photos, number);
    char *missing = mlf_strf(err, "%s/%s.JPEG", sets[set].split, stem ? stem : "");
    size_t at = stem ? mlf_string_set_find(&truth->numbers, stem) : MLF_NO_STRING;
    struct placed_object *object = NULL;

    if (label && (!*label || label[strspn(label, "0123456789")])) {
        mlf_fail(err, "the line is no number of a class");
        placed_fail(placed, line.offset, err);
    } else if (label && stem && missing) {
        object = placed_add(placed, at == MLF_NO_STRING ? missing : truth->photos.items[at], label, err);
    }
    free(label);
    free(stem);
    free(missing);
    if (!object)
        return -1;
    object->label_span = line;
    object->element = line;
    object->split = sets[set].split;
    return 0;
}

static int parse(struct placed *placed, struct mlf_err *err)
{
    struct truth *truth = placed->context;
    const char *base = mlf_path_base(placed->file);
    int set = set_of(placed->file);
    size_t length = set < SETS ? strlen(base) - strlen(sets[set].file) : 0;
    struct mlf_span line;
    size_t at = 0;
    size_t number = 0;

    if (set == SETS)
        return mlf_fail(err, "'%s' is not called like ILSVRC2012_validation_ground_truth.txt", placed->file);
    if (list_photos(truth, placed->dataset, err))
        return -1;
    while (mlf_next_line(placed->text.data, placed->text.length, &at, &line, NULL)) {
        number++;
        if (line.length == 0 && at == placed->text.length)
            break;
        if (add_line(placed, base, length, set, number, line, err))
            return -1;
    }
    return placed_classes_name(&truth->classes, placed, 0, err);
}

static int relabel(struct placed *placed, size_t object, const char *label, struct mlf_edits *edits,
                   struct mlf_err *err)
{
    struct truth *truth = placed->context;
    char *word = placed_classes_word(&truth->classes, placed, label, edits, err);
    int result = -1;

    if (word && (!*word || word[strspn(word, "0123456789")]))
        mlf_fail(err, "'%s' is no number of a class, and no list of names lies beside '%s'", word, placed->file);
    else if (word)
        result = placed_put(placed, placed->items[object].label_span, word, edits, err);
    free(word);
    return result;
}

static int take_out(struct placed *placed, size_t object, struct mlf_edits *edits, struct mlf_err *err)
{
    (void)edits;
    return mlf_fail(err,
                    "line %zu of '%s' cannot be taken out, since lines belong to photos by their numbers: give '%s' "
                    "another label, or leave the photo out where the dataset is used",
                    object + 1, placed->file, placed->items[object].photo);
}

static const char *const folders[] = {"", NULL};

static const struct placed_format format = {
    .parse = parse, .relabel = relabel, .remove = take_out, .folders = folders, .photo_once = 1};

static void truth_free(struct truth *truth)
{
    placed_classes_free(&truth->classes);
    mlf_string_set_free(&truth->photos);
    mlf_string_set_free(&truth->numbers);
}

static int read_all(const struct mlf_dataset *dataset, mlf_object_sink *sink, void *context, struct mlf_err *err)
{
    struct truth truth = {0};
    int result = placed_read(dataset, list_files, &format, &truth, sink, context, err);

    truth_free(&truth);
    return result;
}

static int edit(const struct mlf_dataset *dataset, const char *file, const struct mlf_change *changes, size_t n,
                struct mlf_edits *edits, struct mlf_err *err)
{
    struct truth truth = {0};
    int result = placed_edit(dataset, file, changes, n, &format, &truth, edits, err);

    truth_free(&truth);
    return result;
}

const struct mlf_driver mlf_driver_imagenet = {
    .name = "imagenet",
    .keeps_objects = 1,
    .description = "ImageNet's validation photos: ILSVRC*_validation_ground_truth.txt of the development kit",
    .probe = probe,
    .locate = locate,
    .read = read_all,
    .edit = edit,
    .no_mark = "a line of ImageNet's ground truth is the number of a class and has no place for a mark",
};
