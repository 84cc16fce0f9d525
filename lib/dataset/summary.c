#include "mlfix/dataset/summary.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/dataset/attributes.h"
#include "mlfix/dataset/driver.h"
#include "mlfix/dataset/files.h"
#include "mlfix/dataset/finding.h"
#include "mlfix/dataset/objects.h"
#include "mlfix/dataset/opened.h"
#include "unread.h"

/* How many annotation files were read and fit. */
static size_t count_read(const struct mlf_dataset *dataset)
{
    size_t n = 0;

    for (size_t i = 0; dataset->opened && i < dataset->opened->read.n; i++)
        n += mlf_string_set_find(&dataset->opened->unfit, dataset->opened->read.items[i]) == MLF_NO_STRING;
    return n;
}

/* "coco (a.json), 2 annotation files" */
static void put_format(const struct mlf_dataset *dataset, struct mlf_buf *buf)
{
    const char *evidence = dataset->evidence ? dataset->evidence : dataset->start;
    size_t n = count_read(dataset);

    mlf_buf_puts(buf, dataset->driver->name);
    if (evidence)
        mlf_buf_printf(buf, " (%.200s)", evidence);
    if (n > 0)
        mlf_buf_printf(buf, ", %zu annotation file%s", n, n == 1 ? "" : "s");
}

/* Photos of which something is said and that are not there, and photos of which nothing is said. */
static int count_photos(const struct mlf_dataset *dataset, const struct mlf_objects *objects, size_t *missing,
                        size_t *bare, struct mlf_err *err)
{
    struct mlf_string_set photos = {0};
    int result = dataset->driver->photos ? dataset->driver->photos(dataset, &photos, err)
                                         : mlf_files_below(dataset->images, "", NULL, &photos, err);

    *missing = *bare = 0;
    for (size_t i = 0; i < objects->photo_count && !result; i++) {
        const struct mlf_photo_group *photo = &objects->photos[i];

        *missing += photo->n > 0 && (objects->items[photo->objects[0]].issues & 1U << MLF_ISSUE_MISSING) != 0;
    }
    for (size_t i = 0; i < photos.n && !result; i++)
        *bare += mlf_string_set_find(&objects->list.paths, photos.items[i]) == MLF_NO_STRING;
    mlf_string_set_free(&photos);
    return result;
}

char *mlf_dataset_summary(const struct mlf_dataset *dataset, const struct mlf_objects *objects, struct mlf_err *err)
{
    char *said = mlf_objects_summary(objects, err);
    struct mlf_buf buf = {0};
    size_t missing;
    size_t bare;

    if (!said || count_photos(dataset, objects, &missing, &bare, err)) {
        free(said);
        return NULL;
    }
    put_format(dataset, &buf);
    mlf_buf_printf(&buf, ": %s", said);
    if (dataset->attributes)
        mlf_buf_printf(&buf, "; their labels are '%.200s'", dataset->attributes->field);
    if (objects->without_field)
        mlf_buf_printf(&buf, ", which no object of the classes of %zu others has: these are left out",
                       objects->without_field);
    if (missing)
        mlf_buf_printf(&buf, "; %zu photo%s missing", missing, missing == 1 ? " is" : "s are");
    if (bare)
        mlf_buf_printf(&buf, "; %zu photo%s without annotations", bare, bare == 1 ? "" : "s");
    free(said);
    return mlf_buf_take(&buf, err);
}

char *mlf_dataset_leftovers(const struct mlf_dataset *dataset, struct mlf_err *err)
{
    struct mlf_string_set files = {0};
    struct mlf_buf lines = {0};
    char *list = NULL;
    int result = mlf_list_unread(dataset, &files, err);

    for (size_t i = 0; dataset->opened && i < dataset->opened->said.n; i++)
        mlf_buf_printf(&lines, "%s\n", dataset->opened->said.items[i]);
    if (dataset->opened && dataset->opened->empty.n > 0)
        mlf_buf_printf(&lines, "%zu annotation file%s empty: '%.200s'%s\n", dataset->opened->empty.n,
                       dataset->opened->empty.n == 1 ? " is" : "s are", dataset->opened->empty.items[0],
                       dataset->opened->empty.n == 1 ? "" : ", ...");
    if (!result && files.n > 0) {
        result = (list = mlf_name_unread(dataset, &files, 0, err)) ? 0 : -1;
        if (list)
            mlf_buf_printf(&lines, "left unread: %s\n", list);
    }
    free(list);
    mlf_string_set_free(&files);
    if (!result)
        return mlf_buf_take(&lines, err);
    mlf_buf_free(&lines);
    return NULL;
}

int mlf_dataset_check_objects(const struct mlf_dataset *dataset, const struct mlf_objects *objects, struct mlf_err *err)
{
    struct mlf_buf buf = {0};
    char *left;
    size_t missing;
    size_t bare;

    if (objects->n > 0)
        return 0;
    if (count_photos(dataset, objects, &missing, &bare, err) || !(left = mlf_dataset_leftovers(dataset, err)))
        return -1;
    put_format(dataset, &buf);
    for (char *end = left; (end = strchr(end, '\n'));)
        *end = end[1] ? ';' : '\0';
    if (!mlf_buf_check(&buf, err))
        mlf_fail(err, "no object in '%s', read as %s: looked for %s; photos below '%s': %zu%s%s",
                 dataset->folder ? dataset->folder : dataset->root, buf.data, dataset->driver->description,
                 dataset->images, bare, *left ? "; " : "", left);
    free(left);
    mlf_buf_free(&buf);
    return -1;
}
