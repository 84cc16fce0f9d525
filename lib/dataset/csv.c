/* Plain CSV: a row an object, of a whole photo or with a box. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "csv-columns.h"
#include "mlfix/array.h"
#include "mlfix/buf.h"
#include "mlfix/err.h"
#include "mlfix/path.h"
#include "private.h"

/* Bytes of a file that are enough to know its columns. */
#define HEAD 65536

static int is_table_name(const char *name)
{
    const char *extension = mlf_path_extension(name);

    return !strcasecmp(extension, ".csv") || !strcasecmp(extension, ".tsv");
}

/* Whether the file's first line says image and label; a file that cannot be
 * understood does not. */
static int is_table(const struct mlf_dataset *dataset, const char *file)
{
    size_t length;
    char *head = mlf_head(dataset->root, file, HEAD, &length, NULL);
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
static int list_tables(const struct mlf_dataset *dataset, struct mlf_names *tables, struct mlf_err *err)
{
    struct mlf_names entries = {0};
    int status = mlf_folder_entries(dataset->root, "", 0, &entries, err);

    for (size_t i = 0; i < entries.n && !status; i++)
        if (is_table_name(entries.items[i]) && strcasecmp(entries.items[i], "truth.csv") != 0 &&
            is_table(dataset, entries.items[i]))
            status = mlf_names_add(tables, entries.items[i], NULL, NULL, err);
    mlf_names_free(&entries);
    return status;
}

static char *joined(const struct mlf_names *names, struct mlf_err *err)
{
    struct mlf_buf buf = {0};

    for (size_t i = 0; i < names->n; i++)
        mlf_buf_printf(&buf, "%s%s", i ? ", " : "", names->items[i]);
    return mlf_buf_take(&buf, err);
}

static int probe(const struct mlf_dataset *dataset, char **evidence, struct mlf_err *err)
{
    struct mlf_names tables = {0};
    int sure = 0;

    if (dataset->start)
        return is_table_name(dataset->start) ? 3 : 0;
    if (list_tables(dataset, &tables, err))
        sure = -1;
    else if (tables.n > 0)
        sure = (*evidence = joined(&tables, err)) ? 2 : -1;
    mlf_names_free(&tables);
    return sure;
}

static int settle_file(struct mlf_dataset *dataset, struct mlf_err *err)
{
    struct mlf_names tables = {0};
    char *list = NULL;
    int status = -1;

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
    status = 0;
done:
    free(list);
    mlf_names_free(&tables);
    return status;
}

struct reading {
    const struct mlf_dataset *dataset;
    struct mlf_mapping text;
    struct mlf_table table;
    struct csv_columns columns;
    struct mlf_names photos;
    size_t *counts; /* rows of each photo so far */
    size_t capacity;
};

static int reading_open(struct reading *reading, const struct mlf_dataset *dataset, const char *file,
                        struct mlf_err *err)
{
    int found;

    *reading = (struct reading){.dataset = dataset};
    if (mlf_map(&reading->text, dataset->root, file, err) ||
        mlf_table_open(&reading->table, reading->text.path, reading->text.data, reading->text.length, err))
        return -1;
    reading->table.file = file;
    found = csv_find_columns(&reading->table, dataset->columns, &reading->columns, err);
    if (found == 0)
        mlf_fail(err, "'%s' has no columns that are called image and label, say which they are with --columns", file);
    return found > 0 ? 0 : -1;
}

static void reading_close(struct reading *reading)
{
    mlf_table_close(&reading->table);
    mlf_unmap(&reading->text);
    mlf_names_free(&reading->photos);
    free(reading->counts);
}

/* The first folder that holds one of the first photos. */
static int locate(struct mlf_dataset *dataset, struct mlf_err *err)
{
    static const char *const folders[] = {"", "images", "JPEGImages", "data", "img", "imgs", "photos"};
    struct reading reading;
    int status = -1;
    int found = -1;

    if (!dataset->start && settle_file(dataset, err))
        return -1;
    if (dataset->images_given)
        return 0;
    if (mlf_set_images(dataset, "", err))
        return -1;
    if (reading_open(&reading, dataset, dataset->start, err))
        goto done;
    for (int row = 0; row < 20 && found < 0; row++) {
        int more = mlf_table_next(&reading.table, err);
        char *name = more > 0 ? mlf_table_field(&reading.table, reading.columns.at[CSV_IMAGE], err) : NULL;

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
    status = found > 0 ? mlf_set_images(dataset, folders[found], err) : 0;
done:
    reading_close(&reading);
    return status;
}

/* How many rows of this photo came before. */
static int count_photo(struct reading *reading, const char *name, size_t *before, struct mlf_err *err)
{
    size_t index;
    int added;

    if (mlf_names_add(&reading->photos, name, &index, &added, err) ||
        mlf_grow(&reading->counts, &reading->capacity, reading->photos.n, sizeof(*reading->counts), err))
        return -1;
    if (added)
        reading->counts[index] = 0;
    *before = reading->counts[index]++;
    return 0;
}

/* 1 and the number, 0 for an empty field, -1 for another text; errors of
 * memory are in err. */
static int number_field(const struct mlf_table *table, size_t column, double *number, struct mlf_err *err)
{
    char *text = mlf_table_field(table, column, err);
    int status;

    *number = 0;
    if (!text)
        return -1;
    status = !*text ? 0 : mlf_number(text, number) ? 1 : -1;
    free(text);
    return status;
}

static void read_box(const struct reading *reading, struct mlf_object *object, struct mlf_err *err)
{
    const size_t *at = reading->columns.at;
    int corner_x = at[CSV_XMAX] != CSV_NONE;
    int corner_y = at[CSV_YMAX] != CSV_NONE;
    size_t columns[] = {at[CSV_XMIN], at[CSV_YMIN], at[corner_x ? CSV_XMAX : CSV_W], at[corner_y ? CSV_YMAX : CSV_H]};
    int numbers = 0;
    int empty = 0;

    for (int i = 0; i < 4; i++) {
        int found = number_field(&reading->table, columns[i], &object->bbox[i], err);

        numbers += found > 0;
        empty += found == 0;
    }
    if (corner_x)
        object->bbox[2] -= object->bbox[0];
    if (corner_y)
        object->bbox[3] -= object->bbox[1];
    object->has_bbox = numbers == 4;
    if (numbers < 4 && empty < 4)
        object->error = "the row has no box of four numbers";
}

static int report(struct reading *reading, size_t index, mlf_object_sink *sink, void *context, struct mlf_err *err)
{
    static const char *const here[] = {""};
    const struct mlf_table *table = &reading->table;
    const size_t *at = reading->columns.at;
    int boxes = csv_has_boxes(&reading->columns);
    struct mlf_object object = {.file = table->file, .index = index};
    char *name = mlf_table_field(table, at[CSV_IMAGE], err);
    char *label = mlf_table_field(table, at[CSV_LABEL], err);
    char *split = at[CSV_SPLIT] == CSV_NONE ? NULL : mlf_table_field(table, at[CSV_SPLIT], err);
    char *photo = NULL;
    char *id = NULL;
    double width = 0;
    double height = 0;
    size_t before;
    int status = -1;

    if (!name || !label || count_photo(reading, name, &before, err))
        goto done;
    if (*name && !mlf_path_is_image(name))
        photo = mlf_find_photo(reading->dataset, here, 1, name, err);
    id = boxes    ? mlf_strf(err, "%s#%zu", name, before)
         : before ? mlf_strf(err, "%s#%zu", name, before + 1)
                  : mlf_strdup(name, err);
    if (!id)
        goto done;
    if (boxes)
        read_box(reading, &object, err);
    if (at[CSV_WIDTH] != CSV_NONE && at[CSV_HEIGHT] != CSV_NONE) {
        number_field(table, at[CSV_WIDTH], &width, err);
        number_field(table, at[CSV_HEIGHT], &height, err);
    }
    object.id = id;
    object.image = photo ? photo : *name ? name : NULL;
    object.label = *label ? label : NULL;
    object.split = split && *split ? split : NULL;
    object.width = mlf_size(width);
    object.height = mlf_size(height);
    status = sink(context, &object, err);
done:
    free(name);
    free(label);
    free(split);
    free(photo);
    free(id);
    return status;
}

static int read_all(const struct mlf_dataset *dataset, mlf_object_sink *sink, void *context, struct mlf_err *err)
{
    struct reading reading;
    size_t index = 0;
    int status = -1;
    int more = 0;

    if (reading_open(&reading, dataset, dataset->start, err))
        goto done;
    while ((more = mlf_table_next(&reading.table, err)) > 0)
        if (report(&reading, index++, sink, context, err))
            goto done;
    status = more;
done:
    reading_close(&reading);
    return status;
}

/* The label as a field, quoted where it must be or the old one was. */
static void put_field(struct mlf_buf *buf, const struct mlf_table *table, int quoted, const char *label)
{
    size_t length = strlen(label);

    if (strpbrk(label, "\"\r\n") || strchr(label, table->delimiter) ||
        (length > 0 && (strchr(" \t", label[0]) || strchr(" \t", label[length - 1]))))
        quoted = 1;
    if (!quoted) {
        mlf_buf_puts(buf, label);
        return;
    }
    mlf_buf_putc(buf, '"');
    for (; *label; label++) {
        if (*label == '"')
            mlf_buf_putc(buf, '"');
        mlf_buf_putc(buf, *label);
    }
    mlf_buf_putc(buf, '"');
}

static int relabel(const struct reading *reading, const char *label, struct mlf_edits *edits, struct mlf_err *err)
{
    const struct mlf_table *table = &reading->table;
    size_t column = reading->columns.at[CSV_LABEL];
    struct mlf_span field;
    struct mlf_buf buf = {0};
    int status = -1;

    if (column >= table->row.n) {
        mlf_fail(err, "the row has no field for a label");
        return mlf_fail_in(err, table->path, table->text, table->length, table->row.line.offset);
    }
    field = table->row.fields[column];
    put_field(&buf, table, field.length > 0 && table->text[field.offset] == '"', label);
    if (!mlf_buf_check(&buf, err))
        status = mlf_edits_replace(edits, table->file, field.offset, field.length, buf.data ? buf.data : "", buf.length,
                                   err);
    mlf_buf_free(&buf);
    return status;
}

static int edit(const struct mlf_dataset *dataset, const char *file, const struct mlf_change *changes, size_t n,
                struct mlf_edits *edits, struct mlf_err *err)
{
    struct reading reading;
    struct mlf_span gone = {0};
    size_t next = 0;
    int status = -1;

    if (reading_open(&reading, dataset, file, err))
        goto done;
    for (size_t index = 0; next < n; index++) {
        const struct mlf_table_row *row = &reading.table.row;
        int more = mlf_table_next(&reading.table, err);

        if (more == 0)
            mlf_fail(err, "'%s' has no row %zu", file, changes[next].index);
        if (more <= 0)
            goto done;
        if (changes[next].index != index)
            continue;
        if (changes[next].action == MLF_RELABEL) {
            if (relabel(&reading, changes[next].label, edits, err))
                goto done;
        } else if (mlf_remove_line(&gone, row->line, file, reading.text.data, edits, err)) {
            goto done;
        }
        next++;
    }
    status = mlf_remove_lines(gone, file, reading.text.data, edits, err);
done:
    reading_close(&reading);
    return status;
}

const struct mlf_driver mlf_driver_csv = {
    .name = "csv",
    .description = "CSV: a file *.csv with columns for image and label, and for boxes",
    .probe = probe,
    .locate = locate,
    .read = read_all,
    .labels = mlf_labels_by_reading,
    .edit = edit,
};
