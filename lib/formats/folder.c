/* A folder per class. The first folder of a photo is its label, deeper ones say
 * nothing; folders train, val and test may stand above those of the classes.
 * Where the user says how deep the classes are (--class-depth), the folders above say nothing either. */
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/files.h"
#include "mlfix/dataset/labels.h"
#include "mlfix/dataset/layout-names.h"
#include "mlfix/dataset/photos.h"
#include "mlfix/dataset/splits.h"
#include "mlfix/json/json-text.h"

/* Where the class folders are: "images" or else the root, and below that any
 * folder that is alone and holds only folders. New memory. */
static char *class_folder(const struct mlf_dataset *dataset, struct mlf_err *err)
{
    char *folder = mlf_strdup(mlf_is_folder(dataset->root, "images") ? "images" : "", err);

    for (int depth = 0; folder && depth < 8 && !dataset->class_depth; depth++) {
        struct mlf_string_set inside = {0};
        struct mlf_string_set below = {0};
        char *next = NULL;
        int failed = mlf_folder_entries(dataset->root, folder, 1, &inside, err);

        if (!failed && inside.n == 1) {
            next = mlf_below(folder, inside.items[0], err);
            failed = !next || mlf_folder_entries(dataset->root, next, 1, &below, err);
        }
        mlf_string_set_free(&inside);
        if (failed || !below.n) {
            mlf_string_set_free(&below);
            free(next);
            if (!failed)
                return folder;
            free(folder);
            return NULL;
        }
        mlf_string_set_free(&below);
        free(folder);
        folder = next;
    }
    return folder;
}

/* Whether all folders there are called train, val or the like, or seg_train, seg_test: alike but for that word. */
static int has_splits(const struct mlf_dataset *dataset, const char *folder, int *splits, struct mlf_err *err)
{
    struct mlf_string_set inside = {0};
    char first[64] = "";
    char rest[64] = "";
    int result = mlf_folder_entries(dataset->root, folder, 1, &inside, err);

    *splits = inside.n > 0;
    for (size_t i = 0; i < inside.n; i++) {
        if (!mlf_split_within(inside.items[i], rest) || (i > 0 && strcmp(rest, first) != 0))
            *splits = 0;
        memcpy(first, rest, sizeof first);
    }
    mlf_string_set_free(&inside);
    return result;
}

/* The classes' folder, whether splits stand between it and them, and the photos. */
struct tree {
    char *folder;
    int splits;
    long depth; /* which folder below is the class, from 1; behind the splits */
    struct mlf_string_set photos;
};

static void tree_free(struct tree *tree)
{
    free(tree->folder);
    mlf_string_set_free(&tree->photos);
}

/* Fills everything but tree->photos. */
static int tree_start(struct tree *tree, const struct mlf_dataset *dataset, struct mlf_err *err)
{
    *tree =
        (struct tree){.folder = class_folder(dataset, err), .depth = dataset->class_depth ? dataset->class_depth : 1};
    if (!tree->folder)
        return -1;
    return dataset->class_depth ? 0 : has_splits(dataset, tree->folder, &tree->splits, err);
}

static int tree_open(struct tree *tree, const struct mlf_dataset *dataset, struct mlf_err *err)
{
    if (tree_start(tree, dataset, err) || mlf_files_below(dataset->root, tree->folder, NULL, &tree->photos, err)) {
        tree_free(tree);
        return -1;
    }
    return 0;
}

/* The span of the class in the photo's path; length 0 where it stands in no class folder. */
static struct mlf_span class_of(const struct tree *tree, const char *photo, struct mlf_span *split)
{
    size_t at = *tree->folder ? strlen(tree->folder) + 1 : 0;
    const char *slash = strchr(photo + at, '/');

    *split = (struct mlf_span){at, 0};
    for (long i = tree->splits ? 0 : 1; i < tree->depth && slash; i++) {
        if (split->length == 0)
            split->length = (size_t)(slash - photo) - at;
        at = (size_t)(slash - photo) + 1;
        slash = strchr(photo + at, '/');
        if (tree->splits && i == 0 && slash && (size_t)(slash - photo) - at == split->length &&
            !strncmp(photo + at, photo + split->offset, split->length)) { /* seg_train/seg_train/CLASS */
            at = (size_t)(slash - photo) + 1;
            slash = strchr(photo + at, '/');
        }
    }
    return (struct mlf_span){at, slash ? (size_t)(slash - photo) - at : 0};
}

/* A single folder of photos may be anything; two or more are taken for classes. */
static int probe(const struct mlf_dataset *dataset, char **evidence, struct mlf_err *err)
{
    struct tree tree;
    const char *photo = NULL;
    struct mlf_span found = {0};
    int sure = 0;

    if (dataset->start)
        return 0;
    if (tree_open(&tree, dataset, err))
        return -1;
    for (size_t i = 0; i < tree.photos.n && sure < 2; i++) {
        const char *next = tree.photos.items[i];
        struct mlf_span split;
        struct mlf_span span = class_of(&tree, next, &split);

        if (span.length == 0)
            continue;
        if (photo &&
            (span.length != found.length || strncmp(photo + found.offset, next + span.offset, span.length) != 0))
            sure = 2;
        else
            sure = 1;
        photo = next;
        found = span;
    }
    if (photo && !(*evidence = mlf_strdup(photo, err)))
        sure = -1;
    tree_free(&tree);
    return sure;
}

/* Folders that are hardly classes are taken for such only where the user says so: train or images, and one alone. */
static int refuse_layout(const struct mlf_dataset *dataset, struct mlf_err *err)
{
    struct mlf_string_set names = {0};
    const char *doubtful = NULL;
    int result = mlf_labels_by_reading(dataset, &names, err);

    for (size_t i = 0; i < names.n && !doubtful; i++)
        if (names.n == 1 || mlf_is_layout_name(names.items[i]))
            doubtful = names.items[i];
    if (!result && doubtful)
        result = mlf_fail(err,
                          "'%s' holds photos and no annotations, and its folder '%s' would be %s class%s; if that is "
                          "meant, say --format folder; --class-depth N says which folder of a photo's path is the "
                          "class, --format flat that there are none",
                          dataset->folder ? dataset->folder : dataset->root, doubtful, names.n == 1 ? "the only" : "a",
                          names.n == 1 ? "" : ", though by its name it is a part of a layout");
    mlf_string_set_free(&names);
    return result;
}

static int locate(struct mlf_dataset *dataset, struct mlf_err *err)
{
    if (dataset->images_given)
        return mlf_fail(err, "--images has no meaning for a folder per class: name the folder of the classes itself");
    if (!dataset->format_given && !dataset->class_depth && refuse_layout(dataset, err))
        return -1;
    return mlf_set_images(dataset, "", err);
}

static int report(const struct tree *tree, const char *photo, mlf_object_sink *sink, void *context, struct mlf_err *err)
{
    struct mlf_span split_span;
    struct mlf_span label_span = class_of(tree, photo, &split_span);
    char *label = mlf_strndup(photo + label_span.offset, label_span.length, err);
    char *split = mlf_strndup(photo + split_span.offset, split_span.length, err);
    int result = -1;

    if (label && split) {
        struct mlf_object object = {.id = photo,
                                    .image = photo,
                                    .file = photo,
                                    .label = *label ? label : NULL,
                                    .split = *split ? mlf_split_within(split, NULL) : NULL};

        result = sink(context, &object, err);
    }
    free(label);
    free(split);
    return result;
}

static int read_all(const struct mlf_dataset *dataset, mlf_object_sink *sink, void *context, struct mlf_err *err)
{
    struct tree tree;
    int result = 0;

    if (tree_open(&tree, dataset, err))
        return -1;
    for (size_t i = 0; i < tree.photos.n && !result; i++)
        result = report(&tree, tree.photos.items[i], sink, context, err);
    tree_free(&tree);
    return result;
}

/* Every class folder is a label, even an empty one. With --class-depth they are those that hold photos. */
static int labels(const struct mlf_dataset *dataset, struct mlf_string_set *names, struct mlf_err *err)
{
    struct mlf_string_set tops = {0};
    struct tree tree;
    int result;

    if (dataset->class_depth > 1)
        return mlf_labels_by_reading(dataset, names, err);
    result = tree_start(&tree, dataset, err);
    if (!result)
        result = mlf_folder_entries(dataset->root, tree.folder, 1, tree.splits ? &tops : names, err);
    for (size_t i = 0; i < tops.n && !result; i++) {
        char *top = mlf_below(tree.folder, tops.items[i], err);
        char *again = top ? mlf_below(top, tops.items[i], err) : NULL; /* seg_train/seg_train/CLASS */

        if (again && mlf_is_folder(dataset->root, again)) {
            free(top);
            top = again;
            again = NULL;
        }
        free(again);
        result = top ? mlf_folder_entries(dataset->root, top, 1, names, err) : -1;
        free(top);
    }
    tree_free(&tree);
    mlf_string_set_free(&tops);
    return result;
}

/* Whether a folder for the label would change what the other folders mean: a folder images/ would be the only one that
 * is read, photos that lie beside train/ and val/ have no place among their classes, and a folder val/ that is alone
 * would be no split any more but the place of the classes, beside which nothing is read. */
static int is_misread(const struct mlf_dataset *dataset, const struct tree *tree, const char *photo,
                      struct mlf_span old, struct mlf_span split, const char *label, int *is, struct mlf_err *err)
{
    struct mlf_string_set folders = {0};
    int result = 0;

    *is = (!*tree->folder && old.offset == 0 && !strcmp(label, "images")) ||
          (tree->splits && old.length == 0 && split.length == 0) ||
          (tree->splits && split.length == strlen(label) && !strncmp(photo + split.offset, label, split.length));
    if (*is || (tree->splits ? old.length > 0 : dataset->class_depth || !mlf_split_within(label, NULL)))
        return 0;
    result = mlf_folder_entries(dataset->root, tree->folder, 1, &folders, err);
    *is = !tree->splits || folders.n == 1;
    for (size_t i = 0; i < folders.n && !tree->splits; i++)
        *is &= mlf_split_within(folders.items[i], NULL) != NULL;
    mlf_string_set_free(&folders);
    return result;
}

static int edit(const struct mlf_dataset *dataset, const char *file, const struct mlf_change *changes, size_t n,
                struct mlf_edits *edits, struct mlf_err *err)
{
    struct tree tree;
    struct mlf_span split;
    struct mlf_span label = {0};
    char *to = NULL;
    int result = -1;
    int misread;

    if (tree_start(&tree, dataset, err))
        goto done;
    if (n != 1 || changes[0].index != 0) {
        mlf_fail(err, "photo '%s' holds one object, and not object %zu", file, n ? changes[n - 1].index : 0);
        goto done;
    }
    label = class_of(&tree, file, &split);
    if (changes[0].action == MLF_REMOVE) {
        to = mlf_below(MLF_INVALID_FOLDER, file + split.offset, err);
    } else if (!mlf_path_is_inside(changes[0].label) || strchr(changes[0].label, '/') || changes[0].label[0] == '.' ||
               !strcmp(changes[0].label, MLF_INVALID_FOLDER)) {
        mlf_fail(err, "label '%s' cannot be the name of a class folder", changes[0].label);
    } else if (label.length == 0 && dataset->class_depth > 1) {
        mlf_fail(err, "photo '%s' lies less than %ld folders deep, it has no class", file, dataset->class_depth);
    } else if (is_misread(dataset, &tree, file, label, split, changes[0].label, &misread, err) || misread) {
        mlf_fail(err, "photo '%s' cannot go to a folder '%s': the other folders would mean something else", file,
                 changes[0].label);
    } else {
        to = mlf_strf(err, "%.*s%s%s%s", (int)label.offset, file, changes[0].label, label.length ? "" : "/",
                      file + label.offset + label.length);
    }
    result = to ? mlf_edits_move_free(dataset, file, to, edits, err) : -1;
done:
    free(to);
    tree_free(&tree);
    return result;
}

const struct mlf_driver mlf_driver_folder = {
    .name = "folder",
    .description = "a folder per class: CLASS/* or images/CLASS/*",
    .probe = probe,
    .locate = locate,
    .read = read_all,
    .labels = labels,
    .edit = edit,
    .no_mark = "folders of photos have no place for a mark: --invalid move puts the photo below _invalid/",
    .moves = 1,
    .classes_are_folders = 1,
};
