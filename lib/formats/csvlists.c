/* Tables with a row for each photo and a column with a list of its labels, "cat|dog": ChestX-ray14, Planet, Google's
 * AutoML of old, and what people write themselves. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mlfix/annotation/annotation-files.h"
#include "mlfix/annotation/csv-rows.h"
#include "mlfix/annotation/placed-objects.h"
#include "mlfix/annotation/text-files.h"
#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/path.h"
#include "mlfix/base/portable.h"
#include "mlfix/dataset/files.h"
#include "mlfix/dataset/photos.h"
#include "mlfix/record/table.h"

/* Rows that are looked at to know what separates the labels. */
#define FEW_ROWS 500

struct lists {
    struct mlf_table table;
    size_t image, label, split; /* columns; CSV_NONE: there is none */
    char separator;
};

static void lists_close(struct lists *lists)
{
    mlf_table_close(&lists->table);
    *lists = (struct lists){0};
}

/* The span of a field's text: without the blanks around it, and without its quotes. */
static struct mlf_span inside(const char *text, struct mlf_span field)
{
    field = csv_trimmed(text, field);
    if (field.length >= 2 && text[field.offset] == '"' && text[field.offset + field.length - 1] == '"')
        return csv_trimmed(text, (struct mlf_span){field.offset + 1, field.length - 2});
    return field;
}

/* The part of a list that begins at *at, which moves behind it: 1, or 0 at the end. */
static int next_part(const char *text, struct mlf_span list, char separator, size_t *at, struct mlf_span *part)
{
    size_t end = list.offset + list.length;
    const char *found;

    if (*at > end || list.length == 0)
        return 0;
    found = memchr(text + *at, separator, end - *at);
    *part = csv_trimmed(text, (struct mlf_span){*at, (found ? (size_t)(found - text) : end) - *at});
    *at = found ? (size_t)(found - text) + 1 : end + 1;
    return 1;
}

/* Where the column's name speaks of several, commas and, for tags, blanks may separate them. */
static const char *separators_of(const char *name)
{
    static const char *const plural[] = {"labels", "tags", "classes", "categories", "finding labels"};

    for (size_t i = 0; i < sizeof plural / sizeof *plural; i++)
        if (!strcasecmp(name, plural[i]))
            return i == 1 ? "|;, " : "|;,";
    return "|;";
}

/* Whether the column holds lists with this separator: some list has several parts, and one that is a
 * label of another row, too: in one that holds names with such a mark none is. */
static int separates(const struct mlf_table *begin, size_t column, char separator, struct mlf_err *err)
{
    struct mlf_table table = {.path = begin->path,
                              .text = begin->text,
                              .length = begin->length,
                              .at = begin->at,
                              .delimiter = begin->delimiter};
    struct mlf_string_set parts = {0}, values = {0};
    int lists = 0, shared = 0, result = 0;

    for (int row = 0; row < FEW_ROWS && !result && mlf_table_next(&table, NULL) > 0; row++) {
        struct mlf_span list =
            column < table.row.n ? inside(table.text, table.row.fields[column]) : (struct mlf_span){0, 0};
        struct mlf_span part;
        size_t at = list.offset, n = 0;
        char *value = mlf_strndup(table.text + list.offset, list.length, err);
        int added = 0;

        result = !value || mlf_string_set_add(&values, value, NULL, &added, err) ? -1 : 0;
        free(value);
        while (!result && added && next_part(table.text, list, separator, &at, &part)) {
            char *text = mlf_strndup(table.text + part.offset, part.length, err);
            int fresh = 0;

            result = !text || mlf_string_set_add(&parts, text, NULL, &fresh, err) ? -1 : 0;
            shared |= !fresh && part.length > 0;
            n += part.length > 0;
            free(text);
        }
        lists += n > 1;
    }
    mlf_table_close(&table);
    mlf_string_set_free(&parts);
    mlf_string_set_free(&values);
    return result ? -1 : lists > 0 && shared;
}

/* Finds columns and separator: 1, 0 where it is no such table, -1. */
static int lists_open(struct lists *lists, const char *path, const char *text, size_t length, struct mlf_err *err)
{
    struct csv_columns roles;
    size_t start;
    char *name;
    int found = 0;

    *lists = (struct lists){.split = CSV_NONE};
    if (mlf_table_open(&lists->table, path, text, length, err))
        return -1;
    start = lists->table.at;
    if (csv_find_columns(&lists->table, NULL, &roles, err) < 0)
        return -1;
    lists->image = roles.at[CSV_IMAGE];
    lists->label = roles.at[CSV_LABEL];
    lists->split = roles.at[CSV_SPLIT];
    if (!roles.has_header || lists->image == CSV_NONE || lists->label == CSV_NONE || csv_has_boxes(&roles))
        return 0;
    lists->table.at = start;
    if (mlf_table_next(&lists->table, err) <= 0 || !(name = mlf_table_field(&lists->table, lists->label, err)))
        return -1;
    for (const char *mark = separators_of(name); *mark && found == 0; mark++)
        if (*mark != lists->table.delimiter || *mark == ',')
            found = separates(&lists->table, lists->label, lists->separator = *mark, err);
    free(name);
    return found;
}

static int head_fits(const char *head, size_t length)
{
    const char *end = length == MLF_TEXT_HEAD ? mlf_find_last(head, '\n', length) : NULL;
    struct lists lists;
    int fits = lists_open(&lists, "", head, end ? (size_t)(end - head) : length, NULL) > 0;

    lists_close(&lists);
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

/* A part as it is read: two quotes are one. New memory. */
static char *decode(const char *text, struct mlf_span part, struct mlf_err *err)
{
    char *label = mlf_strndup(text + part.offset, part.length, err);
    size_t to = 0;

    for (size_t from = 0; label && label[from]; from++) {
        label[to++] = label[from];
        from += label[from] == '"' && label[from + 1] == '"';
    }
    if (label)
        label[to] = '\0';
    return label;
}

static int parse_row(struct placed *placed, const struct lists *lists, struct mlf_err *err)
{
    const struct mlf_table *table = &lists->table;
    const char *split = csv_split(&lists->table, lists->split, placed->file, &placed->texts, err);
    char *photo = mlf_table_field(table, lists->image, err);
    struct mlf_span list, part;
    size_t before = placed->n, at;
    int result = photo ? 0 : -1;

    if (photo && lists->label >= table->row.n) {
        mlf_fail(err, "the row has no field for labels");
        result = placed_fail(placed, table->row.line.offset, err);
    }
    list = result ? (struct mlf_span){0, 0} : inside(table->text, table->row.fields[lists->label]);
    at = list.offset;
    while (!result && next_part(table->text, list, lists->separator, &at, &part)) {
        char *label = part.length ? decode(table->text, part, err) : NULL;
        struct placed_object *object = label ? placed_add(placed, photo, label, err) : NULL;

        free(label);
        if (part.length == 0)
            continue;
        if (!object) {
            result = -1;
            break;
        }
        object->label_span = part;
        object->element = list;
        object->split = split;
    }
    if (!result && placed->n == before) {
        struct placed_object *none = placed_add(placed, photo, NULL, err);

        result = none ? 0 : -1;
        if (none) {
            none->label_span = none->element = list;
            none->split = split;
            none->no_label_set = 1;
        }
    }
    free(photo);
    return result;
}

static int parse(struct placed *placed, struct mlf_err *err)
{
    struct lists *lists = placed->context;
    int found;
    int more = 0;

    lists_close(lists);
    found = lists_open(lists, placed->text.path, placed->text.data, placed->text.length, err);
    if (found == 0)
        return mlf_fail(err, "'%s' has no columns for photos and for lists of labels, such as cat|dog", placed->file);
    while (found > 0 && (more = mlf_table_next(&lists->table, err)) > 0)
        if (parse_row(placed, lists, err))
            return -1;
    return found < 0 || more < 0 ? -1 : 0;
}

/* The objects of the same list: [*first, *end). */
static void find_list(const struct placed *placed, size_t at, size_t *first, size_t *end)
{
    size_t offset = placed->items[at].element.offset;

    for (*first = at; *first > 0 && placed->items[*first - 1].element.offset == offset;)
        --*first;
    for (*end = at + 1; *end < placed->n && placed->items[*end].element.offset == offset;)
        ++*end;
}

/* Of what goes, each takes the mark that stands before it, or where nothing stays before it, the one behind it. */
static int take_out(struct placed *placed, size_t at, struct mlf_edits *edits, struct mlf_err *err)
{
    struct mlf_span own = placed->items[at].label_span;
    size_t first, end, from = own.offset, to = own.offset + own.length;
    int stays = 0;

    find_list(placed, at, &first, &end);
    for (size_t i = first; i < at; i++)
        stays |= !placed->items[i].gone;
    if (stays)
        from = placed->items[at - 1].label_span.offset + placed->items[at - 1].label_span.length;
    else if (at + 1 < end)
        to = placed->items[at + 1].label_span.offset;
    return mlf_edits_replace(edits, placed->file, from, to - from, "", 0, err);
}

/* A list has no way to hold a label with such signs. */
static int check_label(const struct placed *placed, const char *label, struct mlf_err *err)
{
    const struct lists *lists = placed->context;
    size_t length = strlen(label);

    if (strpbrk(label, "\"\r\n") || strchr(label, lists->separator) || strchr(label, lists->table.delimiter) ||
        strchr(" \t", label[0]) || strchr(" \t", label[length - 1]))
        return mlf_fail(err, "'%s' has lists of labels, in which '%s' cannot stand", placed->file, label);
    return 0;
}

static int relabel(struct placed *placed, size_t at, const char *label, struct mlf_edits *edits, struct mlf_err *err)
{
    size_t first, end;

    if (check_label(placed, label, err))
        return -1;
    find_list(placed, at, &first, &end);
    for (size_t i = first; i < end; i++) {
        if (i == at || placed->items[i].gone || !placed->items[i].label || strcmp(placed->items[i].label, label) != 0)
            continue;
        placed->items[at].gone = 1; /* the photo has the label already */
        return take_out(placed, at, edits, err);
    }
    return placed_put(placed, placed->items[at].label_span, label, edits, err);
}

static int is_space(char c)
{
    return c == ' ' || c == '\t';
}

/* Finds the field that must get quotes so that commas may stand in the list: 1; 0 where it has them, or commas separate
 * no fields; -1 where it cannot get any. */
static int find_bare_field(const struct placed *placed, struct mlf_span list, struct mlf_span *field,
                           struct mlf_err *err)
{
    const struct lists *lists = placed->context;
    const char *text = placed->text.data;
    size_t from = list.offset;
    size_t to = list.offset + list.length;

    if (lists->separator != lists->table.delimiter)
        return 0;
    while (from > 0 && is_space(text[from - 1]))
        from--;
    while (to < placed->text.length && is_space(text[to]))
        to++;
    *field = (struct mlf_span){from, to - from};
    if (from > 0 && text[from - 1] == '"' && !(from > 1 && is_space(text[from - 2])))
        return 0;
    if ((from > 0 && text[from - 1] == '"') || memchr(text + from, '"', to - from))
        return mlf_fail(err,
                        "'%s' has a list whose field must be put into quotes before it can hold two labels: '%.*s'",
                        placed->file, (int)(list.length < 100 ? list.length : 100), text + list.offset);
    return 1;
}

/* The step that inserts a label into an empty list; NULL where there is none. */
static struct mlf_edit *inserted_at(const struct mlf_edits *edits, const char *file, size_t offset)
{
    for (size_t i = 0; i < edits->n; i++)
        if (edits->items[i].text && edits->items[i].offset == offset && edits->items[i].length == 0 &&
            !strcmp(edits->items[i].file, file))
            return &edits->items[i];
    return NULL;
}

/* Adds the step of the quote before the list. */
static int open_quotes(struct placed *placed, size_t begin, struct mlf_edits *edits, struct mlf_err *err)
{
    struct mlf_edit *step = inserted_at(edits, placed->file, begin);
    char *quoted;

    if (!step)
        return mlf_edits_replace(edits, placed->file, begin, 0, "\"", 1, err);
    if (!(quoted = mlf_strf(err, "\"%s", step->text)))
        return -1;
    free(step->text);
    step->text = quoted;
    step->text_length = strlen(quoted);
    return 0;
}

/* Adds the step that puts `text` behind the list, and around its field quotes, where this is the first label that it
 * gets. */
static int put_behind(struct placed *placed, size_t first, size_t behind, const char *text, struct mlf_edits *edits,
                      struct mlf_err *err)
{
    struct placed_object *list = &placed->items[first];
    struct mlf_span field = {0};
    int bare = list->is_quoted ? 0 : find_bare_field(placed, list->element, &field, err);

    list->is_quoted |= bare > 0;
    if (bare < 0 || (bare && open_quotes(placed, field.offset, edits, err)) ||
        mlf_edits_amend(edits, placed->file, behind, 0, text, err))
        return -1;
    return bare ? mlf_edits_replace(edits, placed->file, field.offset + field.length, 0, "\"", 1, err) : 0;
}

static int add(struct placed *placed, size_t at, const char *label, struct mlf_edits *edits, struct mlf_err *err)
{
    const struct lists *lists = placed->context;
    const struct placed_object *last;
    struct mlf_buf buf = {0};
    size_t first, end, behind;
    int result = -1;

    if (check_label(placed, label, err))
        return -1;
    find_list(placed, at, &first, &end);
    last = &placed->items[end - 1];
    behind = last->label_span.offset + last->label_span.length;
    if (end - first > 1) { /* separated as the labels before are */
        const struct placed_object *before = last - 1;
        size_t from = before->label_span.offset + before->label_span.length;

        mlf_buf_add(&buf, placed->text.data + from, last->label_span.offset - from);
    } else if (!last->no_label_set || last->is_kept || inserted_at(edits, placed->file, behind)) {
        mlf_buf_putc(&buf, lists->separator);
    }
    placed->items[at].is_kept = 1; /* it has a label now */
    mlf_buf_puts(&buf, label);
    if (!mlf_buf_check(&buf, err))
        result = put_behind(placed, first, behind, buf.data, edits, err);
    mlf_buf_free(&buf);
    return result;
}

static const struct placed_format format = {
    .parse = parse, .relabel = relabel, .remove = take_out, .add = add, .folders = placed_usual_folders};

static int read_all(const struct mlf_dataset *dataset, mlf_object_sink *sink, void *context, struct mlf_err *err)
{
    struct lists lists = {0};
    int result = placed_read(dataset, list_files, &format, &lists, sink, context, err);

    lists_close(&lists);
    return result;
}

static int edit(const struct mlf_dataset *dataset, const char *file, const struct mlf_change *changes, size_t n,
                struct mlf_edits *edits, struct mlf_err *err)
{
    struct lists lists = {0};
    int result = placed_edit(dataset, file, changes, n, &format, &lists, edits, err);

    lists_close(&lists);
    return result;
}

static int add_labels(const struct mlf_dataset *dataset, const char *file, const struct mlf_change *changes, size_t n,
                      struct mlf_edits *edits, struct mlf_err *err)
{
    struct lists lists = {0};
    int result = placed_add_labels(dataset, file, changes, n, &format, &lists, edits, err);

    lists_close(&lists);
    return result;
}

const struct mlf_driver mlf_driver_csvlists = {
    .name = "csvlists",
    .description = "CSV with lists: a file *.csv with a column for photos and one for their labels, as cat|dog",
    .probe = probe,
    .locate = locate,
    .read = read_all,
    .edit = edit,
    .add_labels = add_labels,
    .no_mark = "a list of labels has no place for a mark: take the label out (--invalid remove)",
};
