/* Plain CSV: a row an object, of a whole photo or with a box. */
#include <stdlib.h>
#include <string.h>

#include "csv-tables.h"
#include "mlfix/annotation/csv-guess.h"
#include "mlfix/annotation/csv-rows-edit.h"
#include "mlfix/annotation/csv-rows.h"
#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/files.h"
#include "mlfix/dataset/numbers.h"
#include "mlfix/dataset/photos.h"
#include "mlfix/dataset/split-names.h"

static char *joined(const struct mlf_string_set *names, struct mlf_err *err)
{
    struct mlf_buf buf = {0};

    for (size_t i = 0; i < names->n; i++)
        mlf_buf_printf(&buf, "%s%s", i ? ", " : "", names->items[i]);
    return mlf_buf_take(&buf, err);
}

static int probe(const struct mlf_dataset *dataset, char **evidence, struct mlf_err *err)
{
    struct mlf_string_set tables = {0};
    int sure = 0;

    if (dataset->start)
        return csv_is_table_name(dataset->start) ? 2 : 0; /* there are formats made of CSV files */
    if (csv_list_tables(dataset, &tables, err))
        sure = -1;
    else if (tables.n > 0)
        sure = (*evidence = joined(&tables, err)) ? 2 : -1;
    mlf_string_set_free(&tables);
    return sure;
}

/* Settles on the table where there is one; several are read where they are one for each split. */
static int settle_file(struct mlf_dataset *dataset, struct mlf_err *err)
{
    struct mlf_string_set tables = {0};
    char *list = NULL;
    int result = -1;

    if (csv_list_tables(dataset, &tables, err))
        goto done;
    if (tables.n == 0) {
        mlf_fail(err, "no CSV file in '%s' has columns for image and label, say which with --columns", dataset->root);
        goto done;
    }
    if (tables.n > 1) {
        if (csv_are_splits(&tables))
            result = 0;
        else if ((list = joined(&tables, err)))
            mlf_fail(err, "'%s' holds several CSV files (%s): name the one that is meant, such as '%s/%s'",
                     dataset->root, list, dataset->root, tables.items[0]);
        goto done;
    }
    if (!(dataset->owned_start = mlf_strdup(tables.items[0], err)))
        goto done;
    dataset->start = dataset->owned_start;
    result = 0;
done:
    free(list);
    mlf_string_set_free(&tables);
    return result;
}

/* The number of the first folder that holds one of the table's first photos; -1: none, -2 with an error. */
static int look_for_photos(const struct mlf_dataset *dataset, const struct mlf_string_set *folders, struct mlf_err *err)
{
    struct csv_rows rows;
    int found = -1;

    if (csv_rows_open(&rows, dataset, dataset->start, err))
        found = -2;
    for (int row = 0; row < 20 && found == -1; row++) {
        int more = mlf_table_next(&rows.table, err);
        char *name = more > 0 ? mlf_table_field(&rows.table, rows.columns.at[CSV_IMAGE], err) : NULL;

        if (more < 0)
            found = -2;
        for (size_t i = 0; name && i < folders->n && found == -1; i++) {
            char *photo = mlf_find_photo_ending(dataset, (const char *const *)&folders->items[i], 1, name, err);

            if (photo)
                found = (int)i;
            free(photo);
        }
        free(name);
    }
    csv_rows_close(&rows);
    return found;
}

/* The first folder that holds one of the first photos; for tables in folders the root, since each has photos of its
 * own. */
static int locate(struct mlf_dataset *dataset, struct mlf_err *err)
{
    struct mlf_string_set folders = {0};
    int found;
    int result;

    if (!dataset->start && settle_file(dataset, err))
        return -1;
    if (dataset->images_given)
        return 0;
    if (mlf_set_images(dataset, "", err))
        return -1;
    if (!dataset->start || strchr(dataset->start, '/'))
        return 0;
    result = csv_photo_folders(dataset->start, &folders, err);
    if (!result) {
        found = look_for_photos(dataset, &folders, err);
        result = found == -2 ? -1 : found > 0 ? mlf_set_images(dataset, folders.items[found], err) : 0;
    }
    mlf_string_set_free(&folders);
    return result;
}

/* What is the same for all rows of a table. */
struct reading {
    struct mlf_string_set folders; /* of photos */
    const char *split;
    int alone; /* the dataset is this table, in its root */
};

/* The row's photo, as a path relative to dataset->images: new memory, "" where it names none. */
static char *photo_of(const struct reading *reading, const struct csv_rows *rows, const char *name, struct mlf_err *err)
{
    char *photo = NULL;

    if (*name && (!reading->alone || !mlf_path_is_image(name) || strpbrk(name, "/\\:")))
        photo = mlf_find_photo_ending(rows->dataset, (const char *const *)reading->folders.items,
                                      reading->alone ? 1 : reading->folders.n, name, err);
    if (photo || (err && err->text[0]))
        return photo;
    return reading->alone || !mlf_path_is_inside(name) ? mlf_strdup(name, err)
                                                       : mlf_below(reading->folders.items[0], name, err);
}

static int report(const struct reading *reading, struct csv_rows *rows, size_t index, mlf_object_sink *sink,
                  void *context, struct mlf_err *err)
{
    const struct mlf_table *table = &rows->table;
    const size_t *at = rows->columns.at;
    int boxes = csv_has_boxes(&rows->columns);
    struct mlf_object object = {.file = table->file, .index = index};
    char *name = mlf_table_field(table, at[CSV_IMAGE], err);
    char *label = mlf_table_field(table, at[CSV_LABEL], err);
    char *split = at[CSV_SPLIT] == CSV_NONE ? NULL : mlf_table_field(table, at[CSV_SPLIT], err);
    char *photo = NULL;
    char *id = NULL;
    double width = 0;
    double height = 0;
    size_t before;
    int result = -1;

    if (!name || !label || csv_count(&rows->counts, name, &before, err))
        goto done;
    if (!strncmp(label, "[{", 2) || !strncmp(label, "{\"", 2)) {
        mlf_fail(err, "%s: the labels are JSON, as %s: export as JSON instead", table->path,
                 strstr(label, "labels\"") ? "Label Studio's CSV has regions" : "some tools' CSV has regions");
        goto done;
    }
    if (boxes)
        csv_rows_box(rows, &object, err);
    if (boxes && !object.has_bbox && !object.error && !*label) { /* a photo without objects */
        result = 0;
        goto done;
    }
    photo = photo_of(reading, rows, name, err);
    id = boxes    ? mlf_strf(err, "%s#%zu", name, before)
         : before ? mlf_strf(err, "%s#%zu", name, before + 1)
                  : mlf_strdup(name, err);
    if (!id || !photo)
        goto done;
    if (at[CSV_WIDTH] != CSV_NONE && at[CSV_HEIGHT] != CSV_NONE) {
        csv_number(table, at[CSV_WIDTH], &width, err);
        csv_number(table, at[CSV_HEIGHT], &height, err);
    }
    object.id = id;
    object.issue = csv_is_true(table, at[CSV_IGNORE], err) ? "ignored" : NULL;
    object.image = *name ? photo : NULL;
    object.label = *label ? label : NULL;
    object.split = !split || !*split ? reading->split : mlf_split_of(split) ? mlf_split_of(split) : split;
    object.width = mlf_size(width);
    object.height = mlf_size(height);
    if (!csv_rows_say(rows, err))
        result = sink(context, &object, err);
done:
    free(name);
    free(label);
    free(split);
    free(photo);
    free(id);
    return result;
}

static int read_table(const struct mlf_dataset *dataset, const char *file, int alone, struct csv_counts *counts,
                      mlf_object_sink *sink, void *context, struct mlf_err *err)
{
    struct reading reading = {.alone = alone, .split = alone ? NULL : csv_split_of(file)};
    struct csv_rows rows;
    size_t index = 0;
    int more = csv_rows_open(&rows, dataset, file, err);

    rows.counts = *counts;
    if (!more)
        more = csv_photo_folders(file, &reading.folders, err);
    while (!more && (more = mlf_table_next(&rows.table, err)) > 0)
        more = report(&reading, &rows, index++, sink, context, err);
    *counts = rows.counts;
    rows.counts = (struct csv_counts){0};
    csv_rows_close(&rows);
    mlf_string_set_free(&reading.folders);
    return more;
}

static int read_all(const struct mlf_dataset *dataset, mlf_object_sink *sink, void *context, struct mlf_err *err)
{
    struct mlf_string_set tables = {0};
    struct csv_counts counts = {0};
    int result = csv_list_tables(dataset, &tables, err);

    for (size_t i = 0; i < tables.n && !result; i++)
        result = read_table(dataset, tables.items[i], tables.n == 1 && !strchr(tables.items[i], '/'), &counts, sink,
                            context, err);
    csv_counts_free(&counts);
    mlf_string_set_free(&tables);
    return result;
}

static int edit(const struct mlf_dataset *dataset, const char *file, const struct mlf_change *changes, size_t n,
                struct mlf_edits *edits, struct mlf_err *err)
{
    static const struct csv_format format = {
        .mark = "1",
        .no_column = "has no column for marks: add one called 'ignore' to it, or take the rows out (--invalid remove)"};

    return csv_rows_edit(dataset, file, changes, n, &format, edits, err);
}

/* Columns may be known by what stands in the first rows, and units by that of all that are looked at. */
static int table_stays(const struct csv_rows *before, const struct csv_rows *after, const char *file,
                       struct mlf_err *err)
{
    size_t differ = 0;

    for (size_t i = 0; i < CSV_ROLES; i++)
        differ += before->columns.at[i] != after->columns.at[i];
    if (differ || before->columns.has_header != after->columns.has_header ||
        before->table.delimiter != after->table.delimiter)
        return mlf_fail(err,
                        "after these changes other columns of '%s' would be taken for image, label and box, since they "
                        "are known by what stands in them: say which they are with --columns, now and whenever it is "
                        "read",
                        file);
    if (before->fractions != after->fractions)
        return mlf_fail(
            err,
            "after these changes the boxes of '%s' would be taken for %s: which they are shows in boxes that "
            "change",
            file, after->fractions ? "fractions of the photo" : "pixels");
    return 0;
}

static int stays(const struct mlf_dataset *before, const struct mlf_dataset *after, struct mlf_err *err)
{
    struct mlf_string_set old = {0}, now = {0};
    int result = csv_list_tables(before, &old, err) || csv_list_tables(after, &now, err) ? -1 : 0;

    for (size_t i = 0; i < old.n && !result; i++) {
        struct csv_rows rows_before, rows_after = {0};

        if (mlf_string_set_find(&now, old.items[i]) == MLF_NO_STRING) {
            result = mlf_fail(err,
                              "after these changes nothing tells the columns of '%s': say which they are with "
                              "--columns, now and whenever it is read",
                              old.items[i]);
            break;
        }
        result = csv_rows_open(&rows_before, before, old.items[i], err) ||
                         csv_rows_open(&rows_after, after, old.items[i], err) ||
                         table_stays(&rows_before, &rows_after, old.items[i], err)
                     ? -1
                     : 0;
        csv_rows_close(&rows_before);
        csv_rows_close(&rows_after);
    }
    mlf_string_set_free(&old);
    mlf_string_set_free(&now);
    return result;
}

const struct mlf_driver mlf_driver_csv = {
    .name = "csv",
    .description = "CSV: a file *.csv, or one for each split, with columns for image and label, and for boxes",
    .probe = probe,
    .locate = locate,
    .read = read_all,
    .edit = edit,
    .stays = stays,
    .attributes = 1,
    .mark = "the column 'ignore', which must be there, becomes 1",
    .boxes = 1,
    .takes_columns = 1,
};
