/* Tables in which one field holds all boxes of a photo. ImageNet's of Kaggle ("ImageNet Object Localization Challenge",
 * LOC_train_solution.csv): the column PredictionString with label, left, top, right, bottom again and again. Those of
 * the Global Wheat Head Dataset 2021 (zenodo.org/records/5092309, readme): the column BoxesString with left, top,
 * right, bottom, boxes parted by ';', and "no_box" where there is none. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mlfix/annotation/annotation-files.h"
#include "mlfix/annotation/csv-columns.h"
#include "mlfix/annotation/placed-objects.h"
#include "mlfix/annotation/text-files.h"
#include "mlfix/base/array.h"
#include "mlfix/base/number.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/photos.h"
#include "mlfix/dataset/split-names.h"
#include "mlfix/record/table.h"

/* How a field holds boxes. */
static const struct kind {
    const char *column;
    int labels;          /* a label stands in front of each box */
    const char *between; /* what parts boxes */
    const char *empty;   /* the field without boxes */
} kinds[] = {{"PredictionString", 1, " ", ""}, {"BoxesString", 0, ";", "no_box"}};
enum { KINDS = 2 };

static int number_at(const char *text, struct mlf_span word, double *number)
{
    char copy[48] = "";

    if (word.length >= sizeof copy)
        return 0;
    memcpy(copy, text + word.offset, word.length);
    return mlf_number(copy, number);
}

/* The next box of a field from *at on, which ends at `end`: its label and its numbers. 1, 0 at the end of the field, -1
 * where something else stands there. */
static int next_box(const struct kind *kind, const char *text, size_t *at, size_t end, struct placed_object *box)
{
    struct mlf_span word;
    size_t stop = end;
    double number;

    *box = (struct placed_object){0};
    while (*at < end && strchr(" ;\"\t", text[*at]))
        ++*at;
    box->element.offset = *at;
    if (*kind->between == ';')
        for (stop = *at; stop < end && text[stop] != ';';)
            stop++;
    if (!mlf_next_word(text, stop, at, &word))
        return 0;
    if (kind->labels) {
        box->label_span = word;
        if (number_at(text, word, &number) || !mlf_next_word(text, stop, at, &word))
            return -1;
    }
    for (int k = 0; k < 4; k++) {
        if (!number_at(text, word, &box->numbers[k]))
            return -1;
        box->spans[k] = word;
        box->element.length = word.offset + word.length - box->element.offset;
        if (k < 3 && !mlf_next_word(text, stop, at, &word))
            return -1;
    }
    box->has_bbox = 1;
    return *kind->between != ';' || !mlf_next_word(text, stop, at, &word) ? 1 : -1;
}

/* What the table's columns are: the kind, or NULL. The table stands behind its header. */
static const struct kind *find_kind(struct mlf_table *table, size_t *image, size_t *boxes, struct mlf_err *err)
{
    size_t start = table->at;
    struct csv_columns roles;
    const struct kind *kind = NULL;

    if (csv_find_columns(table, NULL, &roles, err) < 0 || roles.at[CSV_IMAGE] == CSV_NONE || !roles.has_header)
        return NULL;
    *image = roles.at[CSV_IMAGE];
    table->at = start;
    if (mlf_table_next(table, err) <= 0)
        return NULL;
    for (size_t i = 0; i < table->row.n && !kind; i++) {
        char *name = mlf_table_field(table, i, err);

        for (int k = 0; k < KINDS && name && !kind; k++)
            if (!strcasecmp(name, kinds[k].column)) {
                kind = &kinds[k];
                *boxes = i;
            }
        free(name);
    }
    return kind;
}

/* The field without quotes and blanks around what it holds. */
static struct mlf_span bare(const char *text, struct mlf_span field)
{
    while (field.length > 0 && strchr(" \t\"", text[field.offset])) {
        field.offset++;
        field.length--;
    }
    while (field.length > 0 && strchr(" \t\"", text[field.offset + field.length - 1]))
        field.length--;
    return field;
}

static int is_empty(const struct kind *kind, const char *text, struct mlf_span field)
{
    return field.length == 0 ||
           (field.length == strlen(kind->empty) && !memcmp(text + field.offset, kind->empty, field.length));
}

/* Whether the first row that has boxes is such: those of a competition's submissions, which have confidences, are
 * not. Where none has any, whether one says so. */
static int head_fits(const char *head, size_t length)
{
    struct mlf_table table = {0};
    const struct kind *kind = NULL;
    size_t image;
    size_t column;
    int fits = 0, says_none = 0, has_boxes = 0;

    if (!mlf_table_open(&table, "", head, length, NULL))
        kind = find_kind(&table, &image, &column, NULL);
    while (kind && !fits && mlf_table_next(&table, NULL) > 0 && column < table.row.n) {
        struct mlf_span field = bare(head, table.row.fields[column]);
        struct placed_object box;
        struct placed_object second;
        size_t at = field.offset;
        size_t end = at + field.length;

        if (is_empty(kind, head, field)) {
            says_none |= field.length > 0;
            continue;
        }
        has_boxes = 1;
        fits = next_box(kind, head, &at, end, &box) > 0 && next_box(kind, head, &at, end, &second) >= 0;
        break;
    }
    mlf_table_close(&table);
    return has_boxes ? fits : says_none;
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

/* The photo as the field calls it. ImageNet's of the training set lie in a folder a class: "n02017213_7894" in
 * n02017213/. */
static char *photo_of(const struct mlf_table *table, size_t image, struct mlf_err *err)
{
    char *name = mlf_table_field(table, image, err);
    size_t digits = name && *name == 'n' ? strspn(name + 1, "0123456789") : 0;
    char *photo;

    if (digits != 8 || name[9] != '_')
        return name;
    photo = mlf_strf(err, "%.9s/%s", name, name);
    free(name);
    return photo;
}

/* Adds a box; its fellows have the number of the field's offset. */
static int add_box(struct placed *placed, const char *photo, const struct placed_object *box, size_t field,
                   const char *split, struct mlf_err *err)
{
    char *label = box->label_span.length
                      ? mlf_strndup(placed->text.data + box->label_span.offset, box->label_span.length, err)
                      : NULL;
    struct placed_object *object = box->label_span.length && !label ? NULL : placed_add(placed, photo, label, err);

    free(label);
    if (!object)
        return -1;
    object->label_span = box->label_span;
    object->has_bbox = 1;
    memcpy(object->numbers, box->numbers, sizeof object->numbers);
    memcpy(object->spans, box->spans, sizeof object->spans);
    object->element = box->element;
    object->at = field;
    object->split = split;
    return 0;
}

static int parse_row(struct placed *placed, const struct mlf_table *table, const struct kind *kind, size_t image,
                     size_t column, const char *split, struct mlf_err *err)
{
    const char *text = table->text;
    char *photo = photo_of(table, image, err);
    struct mlf_span field = column < table->row.n ? bare(text, table->row.fields[column]) : (struct mlf_span){0};
    struct placed_object box;
    size_t at = field.offset;
    int more = photo ? 1 : -1;

    if (is_empty(kind, text, field))
        more = more < 0 ? -1 : 0;
    while (more > 0) {
        size_t begin = at;

        more = next_box(kind, text, &at, field.offset + field.length, &box);
        if (more < 0) {
            mlf_fail(err, "the field %s is not %s again and again", kind->column,
                     kind->labels ? "label, left, top, right, bottom" : "left, top, right, bottom, parted by ';',");
            placed_fail(placed, begin, err);
        } else if (more > 0 && add_box(placed, photo, &box, field.offset, split, err)) {
            more = -1;
        }
    }
    free(photo);
    return more;
}

static int parse(struct placed *placed, struct mlf_err *err)
{
    const char *base = mlf_path_base(placed->file);
    char *stem = mlf_strndup(base, (size_t)(mlf_path_extension(base) - base), err);
    const char *split = stem ? mlf_split_within(stem, NULL) : NULL;
    const struct kind **kind = placed->context;
    struct mlf_table table = {0};
    size_t image;
    size_t column;
    int more = -1;

    if (!stem || mlf_table_open(&table, placed->text.path, placed->text.data, placed->text.length, err))
        goto done;
    if (!(*kind = find_kind(&table, &image, &column, err))) {
        mlf_fail(err, "'%s' has no columns for photos and for PredictionString or BoxesString", placed->file);
        goto done;
    }
    while ((more = mlf_table_next(&table, err)) > 0)
        if (parse_row(placed, &table, *kind, image, column, split, err)) {
            more = -1;
            break;
        }
done:
    mlf_table_close(&table);
    free(stem);
    return more;
}

static int relabel(struct placed *placed, size_t at, const char *label, struct mlf_edits *edits, struct mlf_err *err)
{
    const struct placed_object *object = &placed->items[at];
    double number;

    if (object->label_span.length == 0)
        mlf_fail(err, "the boxes of '%s' have no place for labels", placed->file);
    else if (!*label || strpbrk(label, " \t\r\n,;\"") || mlf_number(label, &number))
        mlf_fail(err,
                 "'%s' is no label that stands among the boxes of a field: it is a number or holds what parts words",
                 label);
    else
        return placed_put(placed, object->label_span, label, edits, err);
    return placed_fail(placed, object->element.offset, err);
}

/* Whether a box of the same field stays, among those with numbers from `first` to before `end`. */
static int one_stays(const struct placed *placed, size_t first, size_t end, size_t field)
{
    for (size_t i = first; i < end; i++)
        if (placed->items[i].at == field && !placed->items[i].gone)
            return 1;
    return 0;
}

/* Takes a box out with what parts it from the one before that stays, or else from the next. */
static int take_out(struct placed *placed, size_t at, struct mlf_edits *edits, struct mlf_err *err)
{
    const struct kind *const *kind = placed->context;
    const struct placed_object *items = placed->items;
    size_t field = items[at].at;
    size_t begin = items[at].element.offset;
    size_t end = begin + items[at].element.length;
    size_t first = at;
    size_t last = at;

    while (first > 0 && items[first - 1].at == field)
        first--;
    while (last + 1 < placed->n && items[last + 1].at == field)
        last++;
    if (one_stays(placed, first, at, field))
        begin = items[at - 1].element.offset + items[at - 1].element.length;
    else if (at < last)
        end = items[at + 1].element.offset;
    return placed_put(placed, (struct mlf_span){begin, end - begin},
                      at == last && !one_stays(placed, first, last + 1, field) ? (*kind)->empty : "", edits, err);
}

/* Where the archive of Kaggle has the photos, too. */
static const char *const folders[] = {"",
                                      "ILSVRC/Data/CLS-LOC/train",
                                      "ILSVRC/Data/CLS-LOC/val",
                                      "Data/CLS-LOC/train",
                                      "Data/CLS-LOC/val",
                                      "images",
                                      "Images",
                                      "data",
                                      "img",
                                      NULL};

static const struct placed_format format = {
    .parse = parse, .relabel = relabel, .remove = take_out, .folders = folders, .corners = 1, .whole = 1};

static int read_all(const struct mlf_dataset *dataset, mlf_object_sink *sink, void *context, struct mlf_err *err)
{
    const struct kind *kind = NULL;

    return placed_read(dataset, list_files, &format, &kind, sink, context, err);
}

static int edit(const struct mlf_dataset *dataset, const char *file, const struct mlf_change *changes, size_t n,
                struct mlf_edits *edits, struct mlf_err *err)
{
    const struct kind *kind = NULL;

    return placed_edit(dataset, file, changes, n, &format, &kind, edits, err);
}

const struct mlf_driver mlf_driver_boxlists = {
    .name = "boxlists",
    .description = "tables *.csv with all boxes of a photo in one field: PredictionString of ImageNet, BoxesString",
    .probe = probe,
    .locate = locate,
    .read = read_all,
    .edit = edit,
    .no_mark = "a box of a list has no place for a mark: take it out (--invalid remove)",
    .boxes = 1,
};
