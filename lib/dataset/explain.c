#include "mlfix/dataset/explain.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/dataset.h"
#include "mlfix/dataset/driver.h"
#include "mlfix/dataset/files.h"
#include "mlfix/dataset/finding.h"
#include "mlfix/dataset/objects.h"
#include "mlfix/dataset/opened.h"
#include "recognise.h"
#include "unread.h"

/* So many of a list are named. */
#define MOST_LISTED 20

int mlf_explain_claims(const char *path, const struct mlf_hints *hints, struct mlf_buf *buf, struct mlf_err *err)
{
    static const char *const words[] = {"", "possible", "likely", "certain"};
    char *root = mlf_dataset_folder(path, hints, err);
    struct mlf_dataset dataset = {
        .root = root, .images = hints->images, .columns = hints->columns, .encoding = hints->encoding};
    struct stat info;
    int result = root ? 0 : -1;
    int n = 0;

    dataset.class_depth = hints->class_depth;
    dataset.images_given = hints->images != NULL;
    if (root && !stat(path, &info) && S_ISREG(info.st_mode))
        dataset.start = mlf_path_base(path);
    mlf_buf_printf(buf, "looked at:    '%s'%s%s\n", root ? root : path, dataset.start ? ", the file " : "",
                   dataset.start ? dataset.start : "");
    for (size_t i = 0; mlf_drivers[i] && !result; i++) {
        char *evidence = NULL;
        int sure = mlf_drivers[i]->probe(&dataset, &evidence, err);

        if (sure < 0)
            result = -1;
        if (sure > 0)
            mlf_buf_printf(buf, "%-13s %s: %s, by '%s'\n", n++ ? "" : "may be:", mlf_drivers[i]->name, words[sure],
                           evidence        ? evidence
                           : dataset.start ? dataset.start
                                           : ".");
        free(evidence);
    }
    if (!result && !n)
        mlf_buf_puts(buf, "may be:       nothing that is known\n");
    free(root);
    return result;
}

void mlf_explain_edits(const struct mlf_driver *driver, struct mlf_buf *buf)
{
    if (!driver->edit) {
        mlf_buf_puts(buf, "nothing");
        return;
    }
    const char *can[] = {driver->moves && !driver->classes_are_folders ? NULL : "labels",
                         driver->boxes ? "boxes" : NULL, driver->mark ? "marks" : NULL,
                         driver->moves           ? "moving photos"
                         : driver->keeps_objects ? NULL
                                                 : "removal"};
    const char *before = "";

    for (size_t i = 0; i < sizeof can / sizeof *can; i++) {
        if (!can[i])
            continue;
        mlf_buf_printf(buf, "%s%s", before, can[i]);
        before = ", ";
    }
}

/* Puts the texts of a set, a line each behind the first, but no more than MOST_LISTED. */
static void put_list(const char *heading, const struct mlf_string_set *texts, const struct mlf_string_set *without,
                     struct mlf_buf *buf)
{
    size_t n = 0;

    for (size_t i = 0; i < texts->n; i++) {
        if (without && mlf_string_set_find(without, texts->items[i]) != MLF_NO_STRING)
            continue;
        if (n < MOST_LISTED)
            mlf_buf_printf(buf, "%-13s %s\n", n ? "" : heading, texts->items[i]);
        n++;
    }
    if (n > MOST_LISTED)
        mlf_buf_printf(buf, "%-13s and %zu more\n", "", n - MOST_LISTED);
}

/* Puts the number of objects of each label, in the labels' order. */
static int put_classes(const struct mlf_objects *objects, struct mlf_buf *buf, struct mlf_err *err)
{
    size_t *counts = mlf_alloc(objects->labels.n, sizeof *counts, err);
    size_t unlabelled = 0;

    if (!counts)
        return -1;
    for (size_t i = 0; i < objects->n; i++) {
        const char *label = objects->items[i].object.label;
        size_t number = label ? mlf_string_set_find(&objects->labels, label) : MLF_NO_STRING;

        if (number == MLF_NO_STRING)
            unlabelled++;
        else
            counts[number]++;
    }
    mlf_buf_printf(buf, "objects:      %zu of %zu classes\n", objects->n, objects->labels.n);
    for (size_t i = 0; i < objects->labels.n && i < MOST_LISTED; i++)
        mlf_buf_printf(buf, "%-13s %7zu %.100s\n", "", counts[i], objects->labels.items[i]);
    if (objects->labels.n > MOST_LISTED)
        mlf_buf_printf(buf, "%-13s and %zu more\n", "", objects->labels.n - MOST_LISTED);
    if (unlabelled)
        mlf_buf_printf(buf, "%-13s %7zu without a label\n", "", unlabelled);
    free(counts);
    return 0;
}

/* Puts where photos are looked for, how many are there, and which are not. */
static void put_photos(const struct mlf_dataset *dataset, const struct mlf_objects *objects, struct mlf_buf *buf)
{
    size_t there = 0;
    size_t listed = 0;

    for (size_t i = 0; i < objects->photo_count; i++)
        there += objects->list.places[i].there != 0;
    mlf_buf_printf(buf, "photos:       below '%s'%s: %zu that are named are there, %zu are not\n", dataset->images,
                   dataset->images_given ? " (--images)" : "", there, objects->photo_count - there);
    for (size_t i = 0; i < objects->photo_count && listed < MOST_LISTED; i++)
        if (!objects->list.places[i].there)
            mlf_buf_printf(buf, "%-13s '%.200s'%s%s\n", listed++ ? "" : "not there:", objects->photos[i].name,
                           objects->list.places[i].why ? ": " : "",
                           objects->list.places[i].why ? objects->list.places[i].why : "");
}

static int put_unread(const struct mlf_dataset *dataset, struct mlf_buf *buf, struct mlf_err *err)
{
    const struct mlf_dataset folder = {.root = dataset->folder, .encoding = dataset->encoding};
    struct mlf_string_set files = {0};
    int result = mlf_list_unread(dataset, &files, err);

    for (size_t i = 0; i < files.n && i < MOST_LISTED && !result; i++) {
        char *what = mlf_recognise(&folder, files.items[i], err);

        if (what)
            mlf_buf_printf(buf, "%-13s '%.200s': %s\n", i ? "" : "left unread:", files.items[i], what);
        result = what ? 0 : -1;
        free(what);
    }
    if (files.n > MOST_LISTED)
        mlf_buf_printf(buf, "%-13s and %zu more\n", "", files.n - MOST_LISTED);
    mlf_string_set_free(&files);
    return result;
}

int mlf_explain_dataset(const struct mlf_dataset *dataset, const struct mlf_objects *objects, struct mlf_buf *buf,
                        struct mlf_err *err)
{
    mlf_buf_printf(buf, "taken for:    %s (%s), %s%s\n", dataset->driver->name, dataset->driver->description,
                   dataset->format_given ? "which --format says"
                   : dataset->evidence   ? "by "
                                         : "the surest",
                   !dataset->format_given && dataset->evidence ? dataset->evidence : "");
    if (dataset->opened)
        put_list("read:", &dataset->opened->read, &dataset->opened->unfit, buf);
    put_photos(dataset, objects, buf);
    if (put_classes(objects, buf, err))
        return -1;
    if (dataset->opened)
        put_list("not so:", &dataset->opened->said, NULL, buf);
    if (put_unread(dataset, buf, err))
        return -1;
    mlf_buf_puts(buf, "edits:        ");
    mlf_explain_edits(dataset->driver, buf);
    mlf_buf_puts(buf, "\n");
    return 0;
}
