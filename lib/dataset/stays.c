/* See stays.h. */

#include "mlfix/dataset/stays.h"

#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
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

/* What the dataset is taken for where nobody says its format, as it is or, with `edits`, as it will be; NULL and a
 * sentence where it cannot be opened then. */
static const struct mlf_driver *taken_for(const char *path, const struct mlf_hints *hints,
                                          const struct mlf_edits *edits, struct mlf_err *err)
{
    struct mlf_hints bare = *hints;
    struct mlf_dataset dataset;
    const struct mlf_driver *driver = NULL;

    bare.format = bare.label_field = NULL;
    bare.changed = edits;
    if (!mlf_dataset_open(&dataset, path, &bare, err)) {
        driver = dataset.driver;
        mlf_dataset_close(&dataset);
    }
    return driver;
}

/* Whether the format will still be known by itself. */
static int check_format(const struct mlf_dataset *dataset, const char *path, const struct mlf_hints *hints,
                        const struct mlf_edits *edits, char **warning, struct mlf_err *err)
{
    const char *name = dataset->driver->name;
    struct mlf_err why = {""};
    const struct mlf_driver *before = hints->format ? taken_for(path, hints, NULL, NULL) : dataset->driver;
    const struct mlf_driver *after = before == dataset->driver ? taken_for(path, hints, edits, &why) : before;

    if (after == before)
        return 0;
    if (!after)
        *warning = mlf_strf(err, "after these changes '%s' needs --format %s whenever it is read; without: %s", path,
                            name, why.text);
    else if (hints->format)
        *warning =
            mlf_strf(err, "after these changes '%s' needs --format %s whenever it is read; without, it is taken for %s",
                     path, name, after->name);
    else
        return mlf_fail(err,
                        "after these changes '%s' would be taken for %s, no longer for %s: if they are right, say "
                        "--format %s, now and whenever it is read",
                        path, after->name, name, name);
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

int mlf_dataset_stays(const struct mlf_dataset *dataset, const char *path, const struct mlf_hints *hints,
                      const struct mlf_edits *edits, char **warning, struct mlf_err *err)
{
    struct mlf_hints same = *hints;
    struct mlf_dataset after;
    int result;

    *warning = NULL;
    if (!changes_text(edits))
        return 0;
    if (check_format(dataset, path, hints, edits, warning, err))
        return -1;
    if (!dataset->driver->stays)
        return 0;
    same.format = dataset->driver->name;
    same.label_field = NULL;
    same.again = 0;
    same.changed = edits;
    if (mlf_dataset_open(&after, path, &same, err))
        return mlf_fail_at(err, "after these changes");
    after.format_given = dataset->format_given;
    result = dataset->driver->stays(dataset, &after, err);
    if (!result && !*warning && dataset->format_given)
        result = check_files(dataset, &after, warning, err);
    mlf_dataset_close(&after);
    return result;
}
