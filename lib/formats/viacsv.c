/* The CSV export of the VGG Image Annotator (www.robots.ox.ac.uk/~vgg/software/via, versions 1 and 2): a row a region,
 * with its shape and its attributes as JSON in the fields region_shape_attributes and region_attributes. A photo
 * without regions has a row with an empty shape; what its file_attributes say is about all of it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/annotation/annotation-files.h"
#include "mlfix/annotation/placed-objects.h"
#include "mlfix/annotation/text-files.h"
#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/photos.h"
#include "mlfix/dataset/split-names.h"
#include "mlfix/json/json-members.h"
#include "mlfix/record/table.h"

enum { FILENAME, FILE_ATTRIBUTES, SHAPE, ATTRIBUTES, COLUMNS };

static const char *const names[COLUMNS] = {"filename", "file_attributes", "region_shape_attributes",
                                           "region_attributes"};

/* Reads the header: 1 if it is that of the export, 0, -1. */
static int read_header(struct mlf_table *table, size_t columns[COLUMNS], struct mlf_err *err)
{
    int more = mlf_table_next(table, err);
    int found = 0;

    for (size_t i = 0; more > 0 && i < table->row.n; i++) {
        char *name = mlf_table_field(table, i, err);

        if (!name)
            return -1;
        for (int k = 0; k < COLUMNS; k++)
            if (!strcmp(name + (name[0] == '#'), names[k])) {
                found |= 1 << k;
                columns[k] = i;
            }
        free(name);
    }
    return more <= 0 ? more : found == (1 << COLUMNS) - 1;
}

static int head_fits(const char *head, size_t length)
{
    struct mlf_table table = {0};
    const char *newline = memchr(head, '\n', length);
    size_t columns[COLUMNS];
    int fits = !mlf_table_open(&table, "", head, newline ? (size_t)(newline - head) : length, NULL) &&
               read_header(&table, columns, NULL) > 0;

    mlf_table_close(&table);
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

/* A field that holds JSON, and where in the file each of its bytes stands. */
struct json_field {
    char *text;
    size_t length;
    size_t *places; /* length + 1 */
};

static void field_free(struct json_field *field)
{
    free(field->text);
    free(field->places);
}

static int field_open(struct json_field *field, const struct mlf_table *table, size_t column, struct mlf_err *err)
{
    struct mlf_span span = column < table->row.n ? table->row.fields[column] : (struct mlf_span){0};
    size_t end = span.offset + span.length;
    int quoted = span.length > 1 && table->text[span.offset] == '"';

    *field = (struct json_field){.text = mlf_alloc(span.length + 1, 1, err),
                                 .places = mlf_alloc(span.length + 2, sizeof *field->places, err)};
    if (!field->text || !field->places)
        return -1;
    end -= quoted;
    for (size_t at = span.offset + quoted; at < end; at++) {
        field->places[field->length] = at;
        field->text[field->length++] = table->text[at];
        at += quoted && table->text[at] == '"';
    }
    field->places[field->length] = end;
    return 0;
}

/* Where a part of the field stands in the file. */
static struct mlf_span place_of(const struct json_field *field, struct mlf_span span)
{
    return (struct mlf_span){field->places[span.offset],
                             field->places[span.offset + span.length] - field->places[span.offset]};
}

/* Widens the box, left, top, right, bottom, by the numbers of a list along one axis. */
static int widen(const struct json_field *field, const struct mlf_member *list, int axis, double box[4])
{
    struct mlf_span *items = NULL;
    size_t n = 0;
    int there =
        list->there && list->kind == MLF_JSON_ARRAY && !mlf_json_members(field->text, list->span, &items, &n, NULL);

    for (size_t i = 0; i < n; i++) {
        double number;

        if (mlf_json_number(field->text, items[i], &number, NULL))
            there = 0;
        else if (i == 0)
            box[axis] = box[axis + 2] = number;
        else {
            box[axis] = fmin(box[axis], number);
            box[axis + 2] = fmax(box[axis + 2], number);
        }
    }
    free(items);
    return there && n > 0;
}

/* Half the width and height of a turned ellipse. */
static void half_sizes(double rx, double ry, double theta, double half[2])
{
    double c = cos(theta);
    double s = sin(theta);

    half[0] = sqrt(rx * rx * c * c + ry * ry * s * s);
    half[1] = sqrt(rx * rx * s * s + ry * ry * c * c);
}

enum { NAME, X, Y, WIDTH, HEIGHT, CX, CY, R, RX, RY, THETA, POINTS_X, POINTS_Y, SHAPE_MEMBERS };

/* The envelope of a shape that is no rectangle. */
static int envelope(const struct json_field *field, const struct mlf_member *members, struct placed_object *object)
{
    double value[SHAPE_MEMBERS] = {0};
    double box[4];
    double half[2];
    int there[SHAPE_MEMBERS] = {0};

    for (int i = CX; i <= THETA; i++)
        there[i] = members[i].there && mlf_member_number(field->text, &members[i], &value[i]);
    if (there[CX] && there[CY] && (there[R] || (there[RX] && there[RY]))) {
        half_sizes(there[R] ? value[R] : value[RX], there[R] ? value[R] : value[RY], value[THETA], half);
        for (int i = 0; i < 2; i++) {
            object->numbers[i] = value[CX + i] - half[i];
            object->numbers[i + 2] = 2 * half[i];
        }
        return 1;
    }
    if (!widen(field, &members[POINTS_X], 0, box) || !widen(field, &members[POINTS_Y], 1, box))
        return 0;
    for (int i = 0; i < 2; i++) {
        object->numbers[i] = box[i];
        object->numbers[i + 2] = box[i + 2] - box[i];
    }
    return 1;
}

/* Takes the box from the shape; *empty: there is none. Errors name no place. */
static int read_shape(const struct json_field *field, struct placed_object *object, int *empty, struct mlf_err *err)
{
    struct mlf_member members[SHAPE_MEMBERS] = {{.key = "name"},        {.key = "x"},      {.key = "y"},
                                                {.key = "width"},       {.key = "height"}, {.key = "cx"},
                                                {.key = "cy"},          {.key = "r"},      {.key = "rx"},
                                                {.key = "ry"},          {.key = "theta"},  {.key = "all_points_x"},
                                                {.key = "all_points_y"}};
    int n = 0;

    if (mlf_json_pick(field->text, field->length, 0, members, SHAPE_MEMBERS, NULL, err))
        return -1;
    *empty = !members[NAME].there;
    for (int i = 0; i < 4; i++) {
        object->spans[i] = (struct mlf_span){0};
        if (members[X + i].there && mlf_member_number(field->text, &members[X + i], &object->numbers[i])) {
            object->spans[i] = place_of(field, members[X + i].span);
            n++;
        }
    }
    object->has_bbox = n == 4;
    if (n < 4) {
        memset(object->spans, 0, sizeof object->spans);
        object->has_bbox = envelope(field, members, object);
    }
    if (!*empty && !object->has_bbox)
        object->error = "the shape is no area";
    return 0;
}

enum { OTHER = 9 };

/* How good a name of an attribute is for that of the class, from 0; OTHER. */
static int rank_of(const char *key)
{
    static const char *const known[] = {"label", "class", "name", "category", "type"};
    int rank = 0;

    while (rank < 5 && strcmp(key, known[rank]) != 0)
        rank++;
    return rank < 5 ? rank : OTHER;
}

/* The label that an attribute's value says: a text, or the chosen one of several ("{"cat": true}"); *place is that of
 * its quoted text. NULL where it says none. */
static char *label_in(const struct json_field *field, struct mlf_span value, enum mlf_json_kind kind,
                      struct mlf_span *place, struct mlf_err *err)
{
    struct mlf_json json = {field->text, field->length, value.offset};
    struct mlf_span key;
    int first = 1;

    *place = value;
    if (kind == MLF_JSON_STRING)
        return mlf_json_string(field->text, value, err);
    if (kind == MLF_JSON_NUMBER)
        return mlf_strndup(field->text + value.offset, value.length, err);
    if (kind != MLF_JSON_OBJECT || mlf_json_enter(&json, MLF_JSON_OBJECT, err))
        return NULL;
    while (mlf_json_next(&json, MLF_JSON_OBJECT, &first, &key, err) > 0) {
        if (mlf_json_value(&json, &value, &kind, err))
            return NULL;
        if (kind != MLF_JSON_TRUE)
            continue;
        *place = key;
        return mlf_json_string(field->text, key, err);
    }
    return NULL;
}

/* The label among the attributes: that of a usual name, or, where `any`, the first, as in VIA's JSON (via.c). New
 * memory, "" where there is none, with *place in the file. */
static char *read_label(const struct json_field *field, int any, struct mlf_span *place, struct mlf_err *err)
{
    struct mlf_json json = {field->text, field->length, 0};
    char *best = NULL;
    int rank = 10;
    int first = 1;
    struct mlf_span key;

    *place = (struct mlf_span){0};
    if (mlf_json_enter(&json, MLF_JSON_OBJECT, err))
        return NULL;
    while (mlf_json_next(&json, MLF_JSON_OBJECT, &first, &key, err) > 0) {
        struct mlf_span value;
        struct mlf_span at;
        enum mlf_json_kind kind;
        char *name = mlf_json_string(field->text, key, err);
        char *label =
            name && !mlf_json_value(&json, &value, &kind, err) ? label_in(field, value, kind, &at, err) : NULL;

        if (label && *label && rank_of(name) < rank) {
            rank = rank_of(name);
            *place = place_of(field, at);
            free(best);
            best = label;
            label = NULL;
        }
        free(name);
        free(label);
        if (err && err->text[0])
            break;
    }
    if ((err && err->text[0]) || (rank == OTHER && !any)) {
        free(best);
        return err && err->text[0] ? NULL : mlf_strdup("", err);
    }
    return best ? best : mlf_strdup("", err);
}

static int parse_row(struct placed *placed, const struct mlf_table *table, const size_t columns[COLUMNS],
                     const char *split, struct mlf_err *err)
{
    struct json_field shape = {0};
    struct json_field attributes = {0};
    struct placed_object read = {0};
    struct placed_object *object;
    char *photo = mlf_table_field(table, columns[FILENAME], err);
    char *label = NULL;
    int empty = 0;
    int result = -1;

    if (!photo || field_open(&shape, table, columns[SHAPE], err) || read_shape(&shape, &read, &empty, err) ||
        field_open(&attributes, table, columns[empty ? FILE_ATTRIBUTES : ATTRIBUTES], err) ||
        !(label = read_label(&attributes, !empty, &read.label_span, err))) {
        placed_fail(placed, table->row.line.offset, err);
    } else if (empty && !*label) {
        result = 0;
    } else if ((object = placed_add(placed, photo, label, err))) {
        read.photo = object->photo;
        read.label = object->label;
        read.element = table->row.line;
        read.split = split;
        *object = read;
        result = 0;
    }
    field_free(&shape);
    field_free(&attributes);
    free(photo);
    free(label);
    return result;
}

static int parse(struct placed *placed, struct mlf_err *err)
{
    struct mlf_table table = {0};
    size_t columns[COLUMNS];
    const char *split = mlf_split_in(placed->file);
    int more = mlf_table_open(&table, placed->text.path, placed->text.data, placed->text.length, err);

    if (!more && (more = read_header(&table, columns, err)) == 0)
        more = mlf_fail(err, "'%s' has not the columns of VIA's CSV export", placed->file);
    while (more > 0 && (more = mlf_table_next(&table, err)) > 0)
        if (parse_row(placed, &table, columns, split, err))
            more = -1;
    mlf_table_close(&table);
    return more;
}

/* Writes the label as a JSON text into its field, whose quotes it doubles. */
static int relabel(struct placed *placed, size_t at, const char *label, struct mlf_edits *edits, struct mlf_err *err)
{
    struct mlf_span place = placed->items[at].label_span;
    const char *old = placed->text.data + place.offset;
    struct mlf_buf json = {0};
    struct mlf_buf field = {0};
    int doubled = place.length > 1 && old[0] == '"' && old[1] == '"';
    int result = -1;

    if (place.length == 0) {
        mlf_fail(err, "the region has no attribute for a label: give it one in VIA");
        return placed_fail(placed, placed->items[at].element.offset, err);
    }
    if (!doubled) {
        mlf_fail(err, "the label stands there as a number or without quotes, and cannot be changed to a text");
        return placed_fail(placed, place.offset, err);
    }
    mlf_json_put_string(&json, label);
    for (size_t i = 0; i < json.length; i++) {
        if (json.data[i] == '"')
            mlf_buf_putc(&field, '"');
        mlf_buf_putc(&field, json.data[i]);
    }
    if (!mlf_buf_check(&json, err) && !mlf_buf_check(&field, err))
        result = mlf_edits_replace(edits, placed->file, place.offset, place.length, field.data, field.length, err);
    mlf_buf_free(&json);
    mlf_buf_free(&field);
    return result;
}

static const struct placed_format format = {
    .parse = parse, .relabel = relabel, .folders = placed_usual_folders, .whole = 1};

static int read_all(const struct mlf_dataset *dataset, mlf_object_sink *sink, void *context, struct mlf_err *err)
{
    return placed_read(dataset, list_files, &format, NULL, sink, context, err);
}

static int edit(const struct mlf_dataset *dataset, const char *file, const struct mlf_change *changes, size_t n,
                struct mlf_edits *edits, struct mlf_err *err)
{
    return placed_edit(dataset, file, changes, n, &format, NULL, edits, err);
}

const struct mlf_driver mlf_driver_viacsv = {
    .name = "viacsv",
    .description = "VGG Image Annotator's CSV: a file *.csv with the column region_shape_attributes",
    .probe = probe,
    .locate = locate,
    .read = read_all,
    .edit = edit,
    .no_mark = "a region of VIA has no place for a mark: take it out (--invalid remove)",
    .boxes = 1,
};
