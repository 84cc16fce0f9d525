/* Finding the format of a dataset. See mlfix/dataset.h. */

#include "mlfix/dataset/dataset.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "encoding.h"
#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/compressed.h"
#include "mlfix/base/nearest-word.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/attributes.h"
#include "mlfix/dataset/files.h"
#include "mlfix/dataset/labels.h"
#include "mlfix/dataset/mapping.h"
#include "mlfix/dataset/opened.h"
#include "recognise.h"
#include "unread.h"
#include "wrapped.h"

char *mlf_dataset_folder(const char *path, const struct mlf_hints *hints, struct mlf_err *err)
{
    const struct wrapped_edits edits = {hints ? hints->changed : NULL, hints ? hints->changed_root : NULL};
    const struct mlf_driver *wanted = NULL;
    const char *base = mlf_path_base(path);
    size_t length = strlen(path);
    struct stat info;
    char *plain;
    char *folder;

    for (size_t i = 0; hints && hints->format && mlf_drivers[i]; i++)
        if (!strcmp(mlf_drivers[i]->name, hints->format))
            wanted = mlf_drivers[i];
    if (stat(path, &info)) {
        mlf_fail_errno(err, "cannot open dataset '%s'", path);
        return NULL;
    }
    if (!S_ISDIR(info.st_mode))
        return base == path       ? mlf_strdup(".", err)
               : base == path + 1 ? mlf_strdup("/", err)
                                  : mlf_strndup(path, (size_t)(base - path) - 1, err);
    while (length > 1 && path[length - 1] == '/')
        length--;
    if (!(plain = mlf_strndup(path, length, err)) || (hints && hints->format && (!wanted || wanted->moves)) ||
        (hints && hints->class_depth))
        return plain;
    folder = mlf_unwrap(plain, wanted, &edits, err);
    free(plain);
    return folder;
}

/* Splits `path` into root and start. */
static int set_root(struct mlf_dataset *dataset, const char *path, const struct mlf_hints *hints, struct mlf_err *err)
{
    struct stat info;

    if (!(dataset->owned_root = mlf_dataset_folder(path, hints, err)))
        return -1;
    dataset->root = dataset->owned_root;
    if (hints->changed && !strcmp(hints->changed_root, dataset->root))
        dataset->changed = hints->changed;
    if (stat(path, &info))
        return mlf_fail_errno(err, "cannot open dataset '%s'", path);
    if (S_ISDIR(info.st_mode)) {
        dataset->folder = path;
        return 0;
    }
    if (!S_ISREG(info.st_mode))
        return mlf_fail(err, "dataset '%s' is neither a folder nor a file", path);
    dataset->owned_start = mlf_strdup(mlf_path_base(path), err);
    dataset->start = dataset->owned_start;
    return dataset->start ? 0 : -1;
}

/* A compressed file as dataset, where its driver does not know such files. */
static int refuse_compressed(const struct mlf_dataset *dataset, const char *path, struct mlf_err *err)
{
    struct mlf_mapping text;
    char *evidence = NULL;
    int result = 0;

    if (!dataset->start || mlf_map(&text, dataset, dataset->start, NULL))
        return 0;
    if (mlf_compressed_kind(text.data, text.length) &&
        (!dataset->driver || dataset->driver->probe(dataset, &evidence, NULL) <= 0))
        result = mlf_compressed_refuse(path, text.data, text.length, err);
    free(evidence);
    mlf_unmap(&text);
    return result;
}

static int take_named(struct mlf_dataset *dataset, const char *path, const char *format, struct mlf_err *err)
{
    struct mlf_buf known = {0};
    struct mlf_nearest nearest;

    mlf_nearest_begin(&nearest, format);
    for (size_t i = 0; mlf_drivers[i]; i++) {
        mlf_nearest_offer(&nearest, mlf_drivers[i]->name);
        mlf_buf_printf(&known, "%s%s", i ? ", " : "", mlf_drivers[i]->name);
        if (!strcmp(mlf_drivers[i]->name, format))
            dataset->driver = mlf_drivers[i];
    }
    const char *near = mlf_nearest_found(&nearest);
    if (!dataset->driver && !mlf_buf_check(&known, err))
        mlf_fail(err, "unknown format '%s'; known are %s%s%s%s", format, known.data, near ? "; did you mean '" : "",
                 near ? near : "", near ? "'?" : "");
    mlf_buf_free(&known);
    dataset->format_given = 1;
    if (!dataset->driver || refuse_compressed(dataset, path, err))
        return -1;
    if (dataset->driver->probe(dataset, &dataset->evidence, NULL) <= 0) {
        free(dataset->evidence);
        dataset->evidence = NULL;
    }
    return 0;
}

/* Names some of what is in the folder, so that the user sees a mistyped path. */
static int put_contents(const struct mlf_dataset *dataset, struct mlf_buf *buf, struct mlf_err *err)
{
    size_t put = 0;
    size_t count = 0;

    for (int folders = 1; folders >= 0; folders--) {
        struct mlf_string_set entries = {0};

        if (mlf_folder_entries(dataset->root, "", folders, &entries, err)) {
            mlf_string_set_free(&entries);
            return -1;
        }
        for (size_t i = 0; i < entries.n && i < 4; i++, put++)
            mlf_buf_printf(buf, "%s%.60s%s", put ? ", " : "it holds ", entries.items[i], folders ? "/" : "");
        count += entries.n;
        mlf_string_set_free(&entries);
    }
    if (count > put)
        mlf_buf_printf(buf, " and %zu more", count - put);
    mlf_buf_puts(buf, count ? "" : "it is empty");
    return 0;
}

/* Puts what the files are that might be annotations. */
static int put_unread(const struct mlf_dataset *dataset, struct mlf_buf *buf, struct mlf_err *err)
{
    struct mlf_string_set files = {0};
    int result = mlf_list_unread(dataset, &files, err);
    char *list = !result && files.n > 0 ? mlf_name_unread(dataset, &files, 1, err) : NULL;

    if (list)
        mlf_buf_printf(buf, "; %s", list);
    else if (files.n > 0)
        result = -1;
    free(list);
    mlf_string_set_free(&files);
    return result;
}

static int nothing_found(const struct mlf_dataset *dataset, const char *path, struct mlf_err *err)
{
    static const char advice[] = "name it with --format; 'mlfix-crop --format list' says what each looks like";
    struct mlf_buf holds = {0};
    char *what = NULL;

    if (refuse_compressed(dataset, path, err))
        return -1;
    if (dataset->start) {
        if ((what = mlf_recognise(dataset, dataset->start, err)))
            mlf_fail(err, "'%s' is of no known dataset format by its name and beginning (%s): %s", path, what, advice);
        free(what);
        return -1;
    }
    if (!put_contents(dataset, &holds, err) && !put_unread(dataset, &holds, err) && !mlf_buf_check(&holds, err))
        mlf_fail(err, "no known dataset format in '%s' (%s): %s", path, holds.data, advice);
    mlf_buf_free(&holds);
    return -1;
}

static int take_surest(struct mlf_dataset *dataset, const char *path, struct mlf_err *err)
{
    int best = 0;
    int ties = 0;
    struct mlf_buf claims = {0};
    struct mlf_buf choices = {0};
    int result = -1;

    for (size_t i = 0; mlf_drivers[i]; i++) {
        char *evidence = NULL;
        int sure = mlf_drivers[i]->probe(dataset, &evidence, err);

        if (sure < 0)
            goto done;
        if (sure > best) {
            mlf_buf_clear(&claims);
            mlf_buf_clear(&choices);
            best = sure;
            ties = 0;
            dataset->driver = mlf_drivers[i];
            free(dataset->evidence);
            dataset->evidence = evidence ? mlf_strdup(evidence, NULL) : NULL;
        }
        if (sure > 0 && sure == best) {
            mlf_buf_printf(&claims, "%s%s (%s)", ties ? ", " : "", mlf_drivers[i]->name,
                           evidence ? evidence : mlf_drivers[i]->description);
            mlf_buf_printf(&choices, "%s--format %s", ties ? " or " : "", mlf_drivers[i]->name);
            ties++;
        }
        free(evidence);
    }
    if (best == 0)
        nothing_found(dataset, path, err);
    else if (ties > 1 && !mlf_buf_check(&claims, err) && !mlf_buf_check(&choices, err))
        mlf_fail(err, "'%s' may be several formats: %s; say which it is with %s", path, claims.data, choices.data);
    else if (ties == 1)
        result = 0;
done:
    mlf_buf_free(&claims);
    mlf_buf_free(&choices);
    return result;
}

int mlf_dataset_open(struct mlf_dataset *dataset, const char *path, const struct mlf_hints *hints, struct mlf_err *err)
{
    static const struct mlf_hints none = {0};

    if (!hints)
        hints = &none;
    *dataset = (struct mlf_dataset){.images = hints->images,
                                    .images_given = hints->images != NULL,
                                    .columns = hints->columns,
                                    .encoding = hints->encoding,
                                    .class_depth = hints->class_depth,
                                    .masks = hints->masks};
    if ((hints->encoding && mlf_encoding_check(hints->encoding, err)) || set_root(dataset, path, hints, err) ||
        (hints->format ? take_named(dataset, path, hints->format, err) : take_surest(dataset, path, err)))
        goto failed;
    if (dataset->driver->moves && !dataset->format_given && !hints->class_depth && mlf_refuse_unread(dataset, err))
        goto failed;
    if (hints->images && !mlf_is_folder(hints->images, "")) {
        mlf_fail(err, "image folder '%s' is not there", hints->images);
        goto failed;
    }
    if (hints->columns && !dataset->driver->takes_columns) {
        mlf_fail(err, "--columns is for CSV, and '%s' is %s", path, dataset->driver->name);
        goto failed;
    }
    if (hints->class_depth && !dataset->driver->classes_are_folders) {
        mlf_fail(err, "--class-depth is for a folder per class, and '%s' is %s", path, dataset->driver->name);
        goto failed;
    }
    if (hints->label_field && mlf_attributes_ask(dataset, hints->label_field, err))
        goto failed;
    if (dataset->driver->locate(dataset, err) || !(dataset->opened = mlf_alloc(1, sizeof *dataset->opened, err)))
        goto failed;
    if (hints->again && dataset->driver->forget && !(dataset->kept = mlf_alloc(1, sizeof *dataset->kept, err)))
        goto failed;
    return 0;
failed:
    mlf_dataset_close(dataset);
    return -1;
}

int mlf_dataset_labels(const struct mlf_dataset *dataset, struct mlf_string_set *names, struct mlf_err *err)
{
    if (dataset->attributes)
        return mlf_attributes_values(dataset, names, err);
    return dataset->driver->labels ? dataset->driver->labels(dataset, names, err)
                                   : mlf_labels_by_reading(dataset, names, err);
}

/* The longest part of the path that exists, with links resolved: new memory, or NULL. */
static char *resolve_existing(const char *path, struct mlf_err *err)
{
    char *part = mlf_strdup(path, err);
    char *resolved = NULL;

    while (part && !(resolved = realpath(*part ? part : ".", NULL)) && errno == ENOENT && *part) {
        char *slash = strrchr(part, '/');

        *(slash && slash > part ? slash : part) = '\0';
    }
    if (part && !resolved)
        mlf_fail_errno(err, "cannot look at folder '%s'", path);
    free(part);
    return resolved;
}

int mlf_dataset_check_output(const struct mlf_dataset *dataset, const char *folder, struct mlf_err *err)
{
    char *root = NULL;
    char *output = NULL;
    int result = -1;

    if (!dataset->driver->classes_are_folders)
        return 0;
    root = resolve_existing(dataset->root, err);
    output = root ? resolve_existing(folder, err) : NULL;
    if (output) {
        size_t length = strlen(root);
        int inside = !strncmp(root, output, length) && (output[length] == '/' || !output[length]);

        result =
            inside ? mlf_fail(err, "crops in '%s' would become photos of the dataset: put them elsewhere", folder) : 0;
    }
    free(root);
    free(output);
    return result;
}

void mlf_dataset_close(struct mlf_dataset *dataset)
{
    if (dataset->kept)
        dataset->driver->forget(*dataset->kept);
    free(dataset->kept);
    if (dataset->opened) {
        mlf_string_set_free(&dataset->opened->read);
        mlf_string_set_free(&dataset->opened->unfit);
        mlf_string_set_free(&dataset->opened->said);
        mlf_string_set_free(&dataset->opened->empty);
    }
    free(dataset->opened);
    if (dataset->attributes)
        mlf_attributes_free(dataset->attributes);
    free(dataset->attributes);
    free(dataset->evidence);
    free(dataset->owned_root);
    free(dataset->owned_start);
    free(dataset->owned_images);
    *dataset = (struct mlf_dataset){0};
}
