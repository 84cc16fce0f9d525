/* Tables with a column for each class and a row for each photo, in which 1 says that the photo shows the class and 0
 * (or -1) that it does not: Roboflow's _classes.csv, ISIC's and Kaggle's tables of several labels, CelebA's attributes.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mlfix/annotation/annotation-files.h"
#include "mlfix/annotation/csv-rows.h"
#include "mlfix/annotation/placed-objects.h"
#include "mlfix/annotation/text-files.h"
#include "mlfix/base/array.h"
#include "mlfix/base/path.h"
#include "mlfix/base/portable.h"
#include "mlfix/dataset/files.h"
#include "mlfix/dataset/photos.h"
#include "mlfix/record/table.h"

/* Rows that are looked at to know which columns are classes. */
#define FEW_ROWS 50

/* What a column is by the rows so far. */
enum { IS_EMPTY, IS_TRUTHS, IS_OTHER };

/* What the columns are. */
struct columns {
    struct mlf_table table;
    size_t image, split;         /* CSV_NONE: there is none */
    size_t *classes;             /* numbers of columns */
    struct mlf_string_set names; /* of these */
    size_t n, capacity;
};

/* How tables write that a class is there, and that it is not. In CheXpert's -1 stands for what is uncertain, and
 * nothing for what the report does not mention: neither is a label. */
static const char *const yes_words[] = {"1", "1.0", "true", "yes", "t", "y", "x"};
static const char *const no_words[] = {"0", "0.0", "false", "no", "f", "n", "-1", "-1.0", ""};

/* The truth of a field: 1, 0, or -1 where it is neither or not there. */
static int truth_of(const struct mlf_table *table, size_t column)
{
    char *text = column < table->row.n ? mlf_table_field(table, column, NULL) : NULL;
    int is = -1;

    for (size_t i = 0; text && i < sizeof yes_words / sizeof *yes_words; i++)
        is = strcasecmp(text, yes_words[i]) ? is : 1;
    for (size_t i = 0; text && is < 0 && i < sizeof no_words / sizeof *no_words; i++)
        is = strcasecmp(text, no_words[i]) ? is : 0;
    free(text);
    return is;
}

/* The span of a field's word: without the blanks around it, and without its quotes. */
static struct mlf_span word_span(const char *text, struct mlf_span field)
{
    struct mlf_span span = csv_trimmed(text, field);

    if (span.length >= 2 && text[span.offset] == '"' && text[span.offset + span.length - 1] == '"')
        return csv_trimmed(text, (struct mlf_span){span.offset + 1, span.length - 2});
    return span;
}

static void columns_close(struct columns *columns)
{
    mlf_table_close(&columns->table);
    mlf_string_set_free(&columns->names);
    free(columns->classes);
    *columns = (struct columns){0};
}

static int add_class(struct columns *columns, size_t column, struct mlf_err *err)
{
    char *name = mlf_table_field(&columns->table, column, err);
    int added = 0;
    int result = name && (!*name || !mlf_string_set_add(&columns->names, name, NULL, &added, err)) ? 0 : -1;

    if (added &&
        !(result = mlf_grow(&columns->classes, &columns->capacity, columns->n + 1, sizeof *columns->classes, err)))
        columns->classes[columns->n++] = column;
    free(name);
    return result;
}

/* Of those whose first fields are all empty, columns between classes are classes that are rare. */
static void judge_empty(char *are, size_t n)
{
    size_t last = n;

    for (size_t i = 0; i < n; i++)
        last = are[i] == IS_TRUTHS ? i : last;
    for (size_t i = 0, within = 0; i < n; i++) {
        within |= are[i] == IS_TRUTHS;
        if (are[i] == IS_EMPTY)
            are[i] = within && i < last ? IS_TRUTHS : IS_OTHER;
    }
}

/* What each column is by its first fields, in the end IS_TRUTHS or IS_OTHER: new memory. The table stands behind its
 * header. */
static char *find_truths(const struct mlf_table *header, struct mlf_err *err)
{
    struct mlf_table ahead = {.path = header->path,
                              .text = header->text,
                              .length = header->length,
                              .at = header->at,
                              .delimiter = header->delimiter};
    char *are = mlf_alloc(header->row.n + 1, 1, err);

    for (int rows = 0; are && rows < FEW_ROWS && mlf_table_next(&ahead, NULL) > 0; rows++)
        for (size_t i = 0; i < header->row.n; i++) {
            if (truth_of(&ahead, i) < 0)
                are[i] = IS_OTHER;
            else if (are[i] == IS_EMPTY && word_span(ahead.text, ahead.row.fields[i]).length > 0)
                are[i] = IS_TRUTHS;
        }
    if (are)
        judge_empty(are, header->row.n);
    mlf_table_close(&ahead);
    return are;
}

/* Finds the columns: 1, 0 where it is no such table, -1. A table that has a column of labels is none. */
static int columns_open(struct columns *columns, const char *path, const char *text, size_t length, struct mlf_err *err)
{
    struct csv_columns roles;
    char *are = NULL;
    int found = -1;
    size_t start;

    *columns = (struct columns){.split = CSV_NONE};
    if (mlf_table_open(&columns->table, path, text, length, err))
        return -1;
    start = columns->table.at;
    if (csv_find_columns(&columns->table, NULL, &roles, err) < 0)
        return -1;
    columns->image = roles.at[CSV_IMAGE];
    columns->split = roles.at[CSV_SPLIT];
    if (columns->image == CSV_NONE || !roles.has_header || roles.at[CSV_LABEL] != CSV_NONE || csv_has_boxes(&roles))
        return 0;
    columns->table.at = start;
    if (mlf_table_next(&columns->table, err) <= 0 || !(are = find_truths(&columns->table, err)))
        goto done;
    found = 0;
    for (size_t i = 0; i < columns->table.row.n && found == 0; i++)
        if (are[i] == IS_TRUTHS && i != columns->image && i != columns->split && add_class(columns, i, err))
            found = -1;
    /* A table that holds more of other things is about them; VIA's has counts and numbers of regions. */
    if (found == 0)
        found = columns->n >= 2 && 2 * columns->n >= columns->table.row.n - 1 &&
                csv_find_name(&columns->table, "region_shape_attributes", err) == CSV_NONE;
done:
    free(are);
    return found;
}

static int head_fits(const char *head, size_t length)
{
    const char *end = length == MLF_TEXT_HEAD ? mlf_find_last(head, '\n', length) : NULL;
    struct columns columns;
    int fits = columns_open(&columns, "", head, end ? (size_t)(end - head) : length, NULL) > 0;

    columns_close(&columns);
    return fits;
}

static int list_files(const struct mlf_dataset *dataset, struct mlf_string_set *files, struct mlf_err *err)
{
    return mlf_text_files_by_head(dataset, ".csv", head_fits, files, err);
}

static int probe(const struct mlf_dataset *dataset, char **evidence, struct mlf_err *err)
{
    return mlf_probe_files(dataset, list_files, evidence, err);
}

static int locate(struct mlf_dataset *dataset, struct mlf_err *err)
{
    return mlf_set_images(dataset, "", err);
}

static int parse_row(struct placed *placed, const struct columns *columns, struct mlf_err *err)
{
    const struct mlf_table *table = &columns->table;
    const char *split = csv_split(&columns->table, columns->split, placed->file, &placed->texts, err);
    char *photo = mlf_table_field(table, columns->image, err);
    size_t before = placed->n;
    struct placed_object *none;
    int result = photo ? 0 : -1;

    for (size_t i = 0; i < columns->n && !result; i++) {
        size_t column = columns->classes[i];
        int is = truth_of(table, column);
        struct placed_object *object;

        if (is < 0) {
            mlf_fail(err, "the row has neither 1 nor 0 in the column '%.100s'", columns->names.items[i]);
            result = placed_fail(placed, table->row.line.offset, err);
        }
        if (is <= 0)
            continue;
        if (!(object = placed_add(placed, photo, columns->names.items[i], err))) {
            result = -1;
            continue;
        }
        object->label_span = word_span(table->text, table->row.fields[column]);
        object->element = table->row.line;
        object->at = i;
        object->split = split;
    }
    if (!result && placed->n == before) {
        if (!(none = placed_add(placed, photo, NULL, err))) {
            result = -1;
        } else {
            none->element = table->row.line;
            none->at = columns->n;
            none->split = split;
            none->no_label_set = 1;
        }
    }
    free(photo);
    return result;
}

static int parse(struct placed *placed, struct mlf_err *err)
{
    struct columns *columns = placed->context;
    int found;
    int more = 0;

    columns_close(columns);
    found = columns_open(columns, placed->text.path, placed->text.data, placed->text.length, err);
    if (found == 0)
        return mlf_fail(err, "'%s' has no column for photos and columns of 1 and 0 for classes", placed->file);
    while (found > 0 && (more = mlf_table_next(&columns->table, err)) > 0)
        if (parse_row(placed, columns, err))
            return -1;
    return found < 0 || more < 0 ? -1 : 0;
}

/* How the file writes that a class is not there: the first in the list of such words that its first rows have. */
static char *word_for_no(const struct placed *placed, const struct columns *columns, struct mlf_err *err)
{
    size_t best = sizeof no_words / sizeof *no_words;
    struct mlf_table ahead;
    char *word = NULL;
    int more = mlf_table_open(&ahead, placed->text.path, placed->text.data, placed->text.length, err) ? -1 : 0;

    if (!more)
        more = mlf_table_next(&ahead, err);
    for (int rows = 0; more > 0 && rows < FEW_ROWS && best > 0 && (more = mlf_table_next(&ahead, err)) > 0; rows++)
        for (size_t i = 0; i < columns->n && more > 0; i++) {
            char *field = mlf_table_field(&ahead, columns->classes[i], err);
            size_t k = 0;

            while (field && k < best && strcasecmp(field, no_words[k]) != 0)
                k++;
            if (k < best) {
                free(word);
                word = field;
                best = k;
            } else {
                free(field);
            }
            more = field ? more : -1;
        }
    mlf_table_close(&ahead);
    if (more < 0) {
        free(word);
        return NULL;
    }
    return word ? word : mlf_strdup("0", err);
}

static int take_out(struct placed *placed, size_t at, struct mlf_edits *edits, struct mlf_err *err)
{
    struct placed_object *object = &placed->items[at];
    char *no;
    int result;

    if (object->is_kept)
        return 0;
    if (object->no_label_set)
        return mlf_fail(err, "'%s': the photo '%s' has no label that could be taken away", placed->file, object->photo);
    no = word_for_no(placed, placed->context, err);
    result = no ? placed_put(placed, object->label_span, no, edits, err) : -1;
    object->is_out = 1;
    free(no);
    return result;
}

/* The label is one of the photo's already: it stays, also where it was to become another one itself. */
static int keep(struct placed *placed, size_t at, size_t class, const char *yes, struct mlf_edits *edits,
                struct mlf_err *err)
{
    size_t row = placed->items[at].element.offset, first = at;

    while (first > 0 && placed->items[first - 1].element.offset == row)
        first--;
    for (size_t i = first; i < placed->n && placed->items[i].element.offset == row; i++) {
        struct placed_object *object = &placed->items[i];

        if (object->at != class)
            continue;
        object->is_kept = 1;
        return object->is_out ? mlf_edits_amend(edits, placed->file, object->label_span.offset,
                                                object->label_span.length, yes, err)
                              : 0;
    }
    return 0;
}

/* How the file writes that a class is there: as its first such field does. */
static const char *word_for_yes(const struct placed *placed, size_t *length)
{
    for (size_t i = 0; i < placed->n; i++)
        if (!placed->items[i].no_label_set) {
            *length = placed->items[i].label_span.length;
            return placed->text.data + placed->items[i].label_span.offset;
        }
    *length = 1;
    return "1";
}

static int add(struct placed *placed, size_t at, const char *label, struct mlf_edits *edits, struct mlf_err *err)
{
    struct columns *columns = placed->context;
    size_t class = mlf_string_set_find(&columns->names, label);
    struct mlf_table *table = &columns->table;
    struct mlf_span field;
    size_t length;
    const char *word = word_for_yes(placed, &length);
    char *yes;
    int result;

    if (class == MLF_NO_STRING)
        return mlf_fail(err, "'%s' has no column '%s': add one to it, with 0 in each row", placed->file, label);
    table->at = placed->items[at].element.offset;
    if (mlf_table_next(table, err) <= 0)
        return -1;
    if (truth_of(table, columns->classes[class]) > 0)
        return 0;
    if (!(yes = mlf_strndup(word, length, err)))
        return -1;
    field = word_span(table->text, table->row.fields[columns->classes[class]]);
    result = mlf_edits_amend(edits, placed->file, field.offset, field.length, yes, err);
    free(yes);
    return result;
}

static int relabel(struct placed *placed, size_t at, const char *label, struct mlf_edits *edits, struct mlf_err *err)
{
    struct columns *columns = placed->context;
    const struct placed_object *object = &placed->items[at];
    size_t class = mlf_string_set_find(&columns->names, label);
    struct mlf_table *table = &columns->table;
    char *yes;
    int result = -1;

    if (class == MLF_NO_STRING)
        return mlf_fail(err, "'%s' has no column '%s': add one to it, with 0 in each row", placed->file, label);
    if (object->no_label_set) /* the photo has none that becomes another */
        return add(placed, at, label, edits, err);
    if (class == object->at)
        return 0;
    table->at = object->element.offset;
    if (mlf_table_next(table, err) <= 0)
        return -1;
    if (!(yes = mlf_strndup(table->text + object->label_span.offset, object->label_span.length, err)))
        return -1;
    if (truth_of(table, columns->classes[class]) > 0)
        result = keep(placed, at, class, yes, edits, err);
    else
        result =
            placed_put(placed, word_span(table->text, table->row.fields[columns->classes[class]]), yes, edits, err);
    free(yes);
    return result ? -1 : take_out(placed, at, edits, err);
}

static const struct placed_format format = {
    .parse = parse, .relabel = relabel, .remove = take_out, .add = add, .folders = placed_usual_folders};

static int read_all(const struct mlf_dataset *dataset, mlf_object_sink *sink, void *context, struct mlf_err *err)
{
    struct columns columns = {0};
    int result = placed_read(dataset, list_files, &format, &columns, sink, context, err);

    columns_close(&columns);
    return result;
}

static int labels(const struct mlf_dataset *dataset, struct mlf_string_set *names, struct mlf_err *err)
{
    struct mlf_string_set files = {0};
    int result = list_files(dataset, &files, err);

    for (size_t i = 0; i < files.n && !result; i++) {
        struct columns columns = {0};
        struct placed placed;

        result = placed_open(&placed, dataset, files.items[i], &format, &columns, err);
        for (size_t k = 0; k < columns.names.n && !result; k++)
            result = mlf_string_set_add(names, columns.names.items[k], NULL, NULL, err);
        placed_close(&placed);
        columns_close(&columns);
    }
    mlf_string_set_free(&files);
    return result;
}

static int edit(const struct mlf_dataset *dataset, const char *file, const struct mlf_change *changes, size_t n,
                struct mlf_edits *edits, struct mlf_err *err)
{
    struct columns columns = {0};
    int result = placed_edit(dataset, file, changes, n, &format, &columns, edits, err);

    columns_close(&columns);
    return result;
}

static int add_labels(const struct mlf_dataset *dataset, const char *file, const struct mlf_change *changes, size_t n,
                      struct mlf_edits *edits, struct mlf_err *err)
{
    struct columns columns = {0};
    int result = placed_add_labels(dataset, file, changes, n, &format, &columns, edits, err);

    columns_close(&columns);
    return result;
}

const struct mlf_driver mlf_driver_multihot = {
    .name = "multihot",
    .description = "Multi-hot CSV: a file *.csv with a column for each class, 1 where the photo shows it",
    .probe = probe,
    .locate = locate,
    .read = read_all,
    .labels = labels,
    .edit = edit,
    .add_labels = add_labels,
    .no_mark = "a table of 1 and 0 has no place for a mark: take the label out (--invalid remove)",
};
