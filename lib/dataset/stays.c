/* See stays.h. */

#include "mlfix/dataset/stays.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/string-set.h"
#include "mlfix/dataset/dataset.h"
#include "mlfix/dataset/driver.h"
#include "mlfix/dataset/edits.h"

static int changes_text(const struct mlf_edits *edits)
{
    for (size_t i = 0; i < edits->n; i++)
        if (edits->items[i].text)
            return 1;
    return 0;
}

/* A dataset and what is to be done to it. */
struct change {
    const struct mlf_dataset *dataset;
    const char *path;
    const struct mlf_hints *hints;
    const struct mlf_edits *edits;
};

/* Opens the dataset as it is or, with `is_done`, as it will be, for who says `format`, which may be NULL. */
static int open_as(struct mlf_dataset *dataset, const struct change *change, const char *format, int is_done,
                   struct mlf_err *err)
{
    struct mlf_hints own = *change->hints;

    own.format = format;
    own.label_field = NULL;
    own.again = 0;
    own.changed = is_done ? change->edits : NULL;
    own.changed_root = change->dataset->root;
    return mlf_dataset_open(dataset, change->path, &own, err);
}

/* What it is taken for where nobody says its format; NULL and a sentence where it cannot be opened then. */
static const struct mlf_driver *taken_for(const struct change *change, int is_done, struct mlf_err *err)
{
    const struct mlf_driver *driver = NULL;
    struct mlf_dataset dataset;

    if (!open_as(&dataset, change, NULL, is_done, err)) {
        driver = dataset.driver;
        mlf_dataset_close(&dataset);
    }
    return driver;
}

/* Whether who says what was said now will come to the same format in the same folder. */
static int check_place(const struct change *change, char **warning, struct mlf_err *err)
{
    const struct mlf_dataset *dataset = change->dataset;
    const char *name = dataset->driver->name, *path = change->path;
    struct mlf_err why = {""};
    struct mlf_dataset after;
    int result = 0;

    if (open_as(&after, change, change->hints->format, 1, &why)) {
        *warning = change->hints->format
                       ? mlf_strf(err, "after these changes nothing is read of '%s': %s", path, why.text)
                       : mlf_strf(err, "after these changes '%s' needs --format %s whenever it is read; without: %s",
                                  path, name, why.text);
        return *warning ? 0 : -1;
    }
    if (after.driver != dataset->driver)
        result = mlf_fail(err,
                          "after these changes '%s' would be taken for %s, no longer for %s: if they are right, say "
                          "--format %s, now and whenever it is read",
                          path, after.driver->name, name, name);
    else if (strcmp(after.root, dataset->root) != 0)
        result = mlf_fail(err,
                          "after these changes the dataset would be found in '%s', no longer in '%s': if they are "
                          "right, name '%s' in place of '%s', now and whenever it is read",
                          after.root, dataset->root, strcmp(dataset->root, path) ? dataset->root : after.root, path);
    mlf_dataset_close(&after);
    return result;
}

/* Whether a format that is said must be said from now on. */
static int check_format(const struct change *change, char **warning, struct mlf_err *err)
{
    const struct mlf_dataset *dataset = change->dataset;
    const char *name = dataset->driver->name, *path = change->path;
    struct mlf_err why = {""};
    const struct mlf_driver *after;

    if (!change->hints->format || *warning || taken_for(change, 0, NULL) != dataset->driver ||
        (after = taken_for(change, 1, &why)) == dataset->driver)
        return 0;
    *warning = mlf_strf(err, "after these changes '%s' needs --format %s whenever it is read; without%s %s", path, name,
                        after ? ", it is taken for" : ":", after ? after->name : why.text);
    return *warning ? 0 : -1;
}

/* Whether the format is needed for some of the files only, of a dataset that is known by others. */
static int check_files(const struct mlf_dataset *dataset, const struct mlf_dataset *after, char **warning,
                       struct mlf_err *err)
{
    struct mlf_dataset before_bare = *dataset, after_bare = *after;
    struct mlf_err why = {""};

    before_bare.format_given = after_bare.format_given = 0;
    return dataset->driver->stays(&before_bare, &after_bare, &why) && !(*warning = mlf_strf(err, "%s", why.text)) ? -1
                                                                                                                  : 0;
}

/* How many objects are read of each file that is edited. */
struct counts {
    struct mlf_string_set files;
    size_t *of_file; /* by the number of the file */
    size_t last;     /* the file of the object before: the next is mostly of the same */
    size_t unseen;   /* files of which there was none yet */
    int to_the_end;  /* reading goes on when each file had one */
};

static int name_files(struct counts *counts, const struct mlf_edits *edits, struct mlf_err *err)
{
    for (size_t i = 0; i < edits->n; i++)
        if (edits->items[i].text && mlf_string_set_add(&counts->files, edits->items[i].file, NULL, NULL, err))
            return -1;
    counts->unseen = counts->files.n;
    counts->of_file = mlf_alloc(counts->files.n, sizeof *counts->of_file, err);
    return counts->of_file ? 0 : -1;
}

static void free_counts(struct counts *counts)
{
    mlf_string_set_free(&counts->files);
    free(counts->of_file);
}

static int count_object(void *context, const struct mlf_object *object, struct mlf_err *err)
{
    struct counts *counts = context;

    (void)err;
    if (!object->file)
        return 0;
    if (strcmp(counts->files.items[counts->last], object->file) != 0) {
        size_t number = mlf_string_set_find(&counts->files, object->file);

        if (number == MLF_NO_STRING)
            return 0;
        counts->last = number;
    }
    counts->unseen -= counts->of_file[counts->last]++ == 0;
    return counts->unseen || counts->to_the_end ? 0 : -1;
}

static int count_objects(const struct mlf_dataset *dataset, const struct mlf_edits *edits, struct counts *counts,
                         struct mlf_err *err)
{
    struct mlf_dataset bare = *dataset; /* masks take time, and nobody is to hear of its files again */

    bare.masks = 0;
    bare.opened = NULL;
    if (name_files(counts, edits, err))
        return -1;
    return dataset->driver->read(&bare, count_object, counts, err) && (counts->unseen || counts->to_the_end) ? -1 : 0;
}

/* Whether of each edited file objects are read, where more were than go; `why` says why nothing can be read. */
static int check_lost(const struct change *change, const struct counts *after, size_t gone, const char *why,
                      struct mlf_err *err)
{
    struct counts before = {.to_the_end = 1};
    const char *file = NULL;
    size_t lost = 0, gained = 0; /* in files that list the photos of a class, an object goes from one to another */
    int result = count_objects(change->dataset, change->edits, &before, err);

    for (size_t i = 0; i < before.files.n && !result; i++)
        if (before.of_file[i] > 0 && (*why || after->of_file[i] == 0)) {
            lost += before.of_file[i];
            file = file ? file : before.files.items[i];
        } else if (!*why && after->of_file[i] > before.of_file[i]) {
            gained += after->of_file[i] - before.of_file[i];
        }
    if (!result && lost > gone + gained)
        result =
            *why ? mlf_fail(
                       err,
                       "after these changes '%s' could not be read (%s): take out what is left, too, or leave it all",
                       change->path, why)
                 : mlf_fail(err,
                            "after these changes no object of '%s' would be read any more, since by what goes the "
                            "file was known: take out what is left of it, too",
                            file);
    free_counts(&before);
    return result;
}

/* Whether what stays is read again. */
static int check_objects(const struct change *change, size_t gone, struct mlf_err *err)
{
    struct counts counts = {.to_the_end = 0};
    struct mlf_err why = {""};
    struct mlf_dataset after;
    int is_lost = 0, result = 0;

    if (open_as(&after, change, change->dataset->driver->name, 1, &why))
        return check_lost(change, &counts, gone, why.text, err);
    after.format_given = change->dataset->format_given;
    if (count_objects(&after, change->edits, &counts, &why))
        is_lost = 1;
    for (size_t i = 0; i < counts.files.n && !is_lost; i++)
        is_lost = counts.of_file[i] == 0;
    if (is_lost)
        result = check_lost(change, &counts, gone, why.text, err);
    free_counts(&counts);
    mlf_dataset_close(&after);
    return result;
}

/* Whether the rows that stay mean what they meant. */
static int check_meaning(const struct change *change, char **warning, struct mlf_err *err)
{
    const struct mlf_dataset *dataset = change->dataset;
    struct mlf_dataset after;
    int result;

    if (!dataset->driver->stays)
        return 0;
    if (open_as(&after, change, dataset->driver->name, 1, err))
        return mlf_fail_at(err, "after these changes");
    after.format_given = dataset->format_given;
    result = dataset->driver->stays(dataset, &after, err);
    if (!result && !*warning && dataset->format_given)
        result = check_files(dataset, &after, warning, err);
    mlf_dataset_close(&after);
    return result;
}

int mlf_dataset_stays(const struct mlf_dataset *dataset, const char *path, const struct mlf_hints *hints,
                      const struct mlf_edits *edits, size_t gone, char **warning, struct mlf_err *err)
{
    const struct change change = {dataset, path, hints, edits};

    *warning = NULL;
    if (!changes_text(edits))
        return 0;
    if (check_place(&change, warning, err) || check_format(&change, warning, err) ||
        check_meaning(&change, warning, err))
        return -1;
    return check_objects(&change, gone, err);
}
