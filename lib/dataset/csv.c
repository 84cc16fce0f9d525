/* Plain CSV: a row an object, of a whole photo or with a box. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "csv-rows-edit.h"
#include "csv-rows.h"
#include "files.h"
#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/path.h"
#include "numbers.h"
#include "photos.h"

/* Bytes of a file that are enough to know its columns. */
#define HEAD 65536

static int is_table_name(const char *name)
{
    const char *extension = mlf_path_extension(name);

    return !strcasecmp(extension, ".csv") || !strcasecmp(extension, ".tsv");
}

/* Whether the file's first line names an image and a label. A file that cannot be read as CSV is no
 * table, and no error. */
static int is_table(const struct mlf_dataset *dataset, const char *file)
{
    size_t length;
    char *head = mlf_head(dataset, file, HEAD, &length, NULL);
    char *newline = head ? strchr(head, '\n') : NULL;
    struct mlf_table table = {0};
    struct csv_columns columns;
    int known = 0;

    if (head && !mlf_table_open(&table, file, head, newline ? (size_t)(newline - head) : length, NULL))
        known = csv_find_columns(&table, dataset->columns, &columns, NULL) > 0;
    mlf_table_close(&table);
    free(head);
    return known;
}

/* The tables in the root. truth.csv is what others call the file of right
 * answers: it is read only when it is named. */
static int list_tables(const struct mlf_dataset *dataset, struct mlf_string_set *tables, struct mlf_err *err)
{
    struct mlf_string_set entries = {0};
    int result = mlf_folder_entries(dataset->root, "", 0, &entries, err);

    for (size_t i = 0; i < entries.n && !result; i++)
        if (is_table_name(entries.items[i]) && strcasecmp(entries.items[i], "truth.csv") != 0 &&
            is_table(dataset, entries.items[i]))
            result = mlf_string_set_add(tables, entries.items[i], NULL, NULL, err);
    mlf_string_set_free(&entries);
    return result;
}

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
        return is_table_name(dataset->start) ? 2 : 0; /* there are formats made of CSV files */
    if (list_tables(dataset, &tables, err))
        sure = -1;
    else if (tables.n > 0)
        sure = (*evidence = joined(&tables, err)) ? 2 : -1;
    mlf_string_set_free(&tables);
    return sure;
}

static int settle_file(struct mlf_dataset *dataset, struct mlf_err *err)
{
    struct mlf_string_set tables = {0};
    char *list = NULL;
    int result = -1;

    if (list_tables(dataset, &tables, err))
        goto done;
    if (tables.n == 0) {
        mlf_fail(err, "no CSV file in '%s' has columns for image and label, say which with --columns", dataset->root);
        goto done;
    }
    if (tables.n > 1) {
        if ((list = joined(&tables, err)))
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

/* The first folder that holds one of the first photos. */
static int locate(struct mlf_dataset *dataset, struct mlf_err *err)
{
    static const char *const folders[] = {"", "images", "JPEGImages", "data", "img", "imgs", "photos"};
    struct csv_rows rows;
    int result = -1;
    int found = -1;

    if (!dataset->start && settle_file(dataset, err))
        return -1;
    if (dataset->images_given)
        return 0;
    if (mlf_set_images(dataset, "", err))
        return -1;
    if (csv_rows_open(&rows, dataset, dataset->start, err))
        goto done;
    for (int row = 0; row < 20 && found < 0; row++) {
        int more = mlf_table_next(&rows.table, err);
        char *name = more > 0 ? mlf_table_field(&rows.table, rows.columns.at[CSV_IMAGE], err) : NULL;

        if (more < 0)
            goto done;
        for (int i = 0; name && i < 7 && found < 0; i++) {
            char *photo = mlf_find_photo(dataset, &folders[i], 1, name, err);

            if (photo)
                found = i;
            free(photo);
        }
        free(name);
    }
    result = found > 0 ? mlf_set_images(dataset, folders[found], err) : 0;
done:
    csv_rows_close(&rows);
    return result;
}

static int report(struct csv_rows *rows, size_t index, mlf_object_sink *sink, void *context, struct mlf_err *err)
{
    static const char *const here[] = {""};
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
    if (!strncmp(label, "[{", 2) && strstr(label, "labels\"")) {
        mlf_fail(err, "%s: the labels are regions as JSON text, as Label Studio's CSV has them: export as JSON instead",
                 table->path);
        goto done;
    }
    if (boxes)
        csv_rows_box(rows, &object, err);
    if (boxes && !object.has_bbox && !object.error && !*label) { /* a photo without objects */
        result = 0;
        goto done;
    }
    if (*name && !mlf_path_is_image(name))
        photo = mlf_find_photo(rows->dataset, here, 1, name, err);
    id = boxes    ? mlf_strf(err, "%s#%zu", name, before)
         : before ? mlf_strf(err, "%s#%zu", name, before + 1)
                  : mlf_strdup(name, err);
    if (!id)
        goto done;
    if (at[CSV_WIDTH] != CSV_NONE && at[CSV_HEIGHT] != CSV_NONE) {
        csv_number(table, at[CSV_WIDTH], &width, err);
        csv_number(table, at[CSV_HEIGHT], &height, err);
    }
    object.id = id;
    object.issue = csv_is_true(table, at[CSV_IGNORE], err) ? "ignored" : NULL;
    object.image = photo ? photo : *name ? name : NULL;
    object.label = *label ? label : NULL;
    object.split = split && *split ? split : NULL;
    object.width = mlf_size(width);
    object.height = mlf_size(height);
    result = sink(context, &object, err);
done:
    free(name);
    free(label);
    free(split);
    free(photo);
    free(id);
    return result;
}

static int read_all(const struct mlf_dataset *dataset, mlf_object_sink *sink, void *context, struct mlf_err *err)
{
    struct csv_rows rows;
    size_t index = 0;
    int result = -1;
    int more = 0;

    if (csv_rows_open(&rows, dataset, dataset->start, err))
        goto done;
    while ((more = mlf_table_next(&rows.table, err)) > 0)
        if (report(&rows, index++, sink, context, err))
            goto done;
    result = more;
done:
    csv_rows_close(&rows);
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

const struct mlf_driver mlf_driver_csv = {
    .name = "csv",
    .description = "CSV: a file *.csv with columns for image and label, and for boxes",
    .probe = probe,
    .locate = locate,
    .read = read_all,
    .edit = edit,
    .mark = "the column 'ignore', which must be there, becomes 1",
    .boxes = 1,
    .takes_columns = 1,
};
