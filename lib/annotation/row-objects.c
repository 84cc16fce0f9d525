/* See row-objects.h. */

#include "mlfix/annotation/row-objects.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/annotation/annotation-errors.h"
#include "mlfix/annotation/digits.h"
#include "mlfix/annotation/word-rows.h"
#include "mlfix/base/array.h"
#include "mlfix/base/utf8.h"
#include "mlfix/dataset/numbers.h"
#include "name-list.h"

/* Rows that are looked at to know a file by. */
#define FEW_ROWS 20
/* No sequence has as many frames, no file as many classes. */
#define MOST_NUMBER 1e9

/* Whether the word is a whole number, from `least` on. */
static int whole_number(const struct word_rows *rows, size_t word, double least, double *number)
{
    return word_rows_numbers(rows, word, 1, number) && *number == floor(*number) && *number >= least &&
           *number <= MOST_NUMBER;
}

static int row_fits(const struct word_rows *rows, const struct row_columns *columns)
{
    double number;
    double box[4];
    size_t n = rows->n - (columns->comma_ends && rows->n > 0 && rows->words[rows->n - 1].length == 0);
    int is_number = columns->label != ROW_NONE && word_rows_numbers(rows, columns->label, 1, &number);

    return n >= columns->least && n <= columns->most && word_rows_numbers(rows, columns->box, 4, box) &&
           (columns->frame == ROW_NONE || whole_number(rows, columns->frame, 0, &number)) &&
           (columns->track == ROW_NONE || whole_number(rows, columns->track, -MOST_NUMBER, &number)) &&
           (columns->label == ROW_NONE || is_number == (columns->names != NULL)) &&
           (columns->flag == ROW_NONE || (whole_number(rows, columns->flag, 0, &number) && number <= 1));
}

int row_file_fits(const struct mlf_dataset *dataset, const struct row_columns *columns, const char *file)
{
    struct word_rows rows;
    int open = !word_rows_open(&rows, dataset, file, NULL);
    int fits = 0;

    rows.separator = columns->separator;
    for (int seen = 0; open && !fits && seen < FEW_ROWS && word_rows_next(&rows, NULL) > 0; seen++)
        fits = row_fits(&rows, columns);
    word_rows_close(&rows);
    return fits;
}

static int fail_row(const struct word_rows *rows, struct mlf_err *err)
{
    return mlf_fail_in(err, rows->text.path, rows->text.data, rows->text.length, rows->line.offset);
}

/* The name of the class that has the number of the word: "" with a text in `error` where it is none. NULL: memory is
 * short. */
static char *class_of(const struct row_file *file, const struct word_rows *rows, const char **error,
                      struct mlf_err *err)
{
    const struct row_columns *columns = file->columns;
    double number;
    size_t at = 0;

    if (!whole_number(rows, columns->label, 0, &number)) {
        *error = "the row has no number of a class";
        return mlf_strdup("", err);
    }
    if (file->names && file->names->n > 0) {
        at = number < (double)columns->base ? file->names->n : (size_t)number - columns->base;
        if (at < file->names->n)
            return mlf_strdup(file->names->items[at], err);
        *error = "the number of the class has no name";
        return mlf_strdup("", err);
    }
    while (columns->names[at] && (double)(at + columns->base) < number)
        at++;
    return columns->names[at] && (double)(at + columns->base) <= number ? mlf_strdup(columns->names[at], err)
                                                                        : mlf_strf(err, "%.0f", number);
}

static char *label_of(const struct row_file *file, const struct word_rows *rows, const char **error,
                      struct mlf_err *err)
{
    const struct row_columns *columns = file->columns;

    if (columns->only)
        return mlf_strdup(columns->only, err);
    return columns->names ? class_of(file, rows, error, err) : word_rows_text(rows, columns->label, err);
}

/* Whether all words but the label are numbers. Where one is not, the row may have a word more than it should, and what
 * stands where the box would be is another thing. */
static int all_are_numbers(const struct word_rows *rows, const struct row_columns *columns)
{
    size_t n = rows->n - (columns->comma_ends && rows->words[rows->n - 1].length == 0);
    double number;

    for (size_t i = 0; i < n; i++)
        if (i != columns->label && !word_rows_numbers(rows, i, 1, &number))
            return 0;
    return 1;
}

static void read_box(const struct row_file *file, const struct word_rows *rows, struct mlf_object *object)
{
    double numbers[4];

    object->has_bbox = all_are_numbers(rows, file->columns) && word_rows_numbers(rows, file->columns->box, 4, numbers);
    if (!object->has_bbox)
        object->error = "a word of the row is no number, so that it has no box that is certain";
    for (int k = 0; k < 4 && object->has_bbox; k++)
        object->bbox[k] = k >= 2 && file->columns->corners ? numbers[k] - numbers[k - 2] : numbers[k];
    object->two_corners = file->columns->corners;
}

/* "SEQUENCE#NUMBER", where the row has one: it is of its sequence only. */
static int put_track(const struct row_file *file, const struct word_rows *rows, char **track, struct mlf_err *err)
{
    double number;

    if (file->columns->track == ROW_NONE || !whole_number(rows, file->columns->track, 0, &number))
        return 0;
    return (*track = mlf_strf(err, "%s#%.0f", file->sequence, number)) ? 0 : -1;
}

static int report(const struct row_file *file, const struct word_rows *rows, mlf_object_sink *sink, void *context,
                  struct mlf_err *err)
{
    const struct row_columns *columns = file->columns;
    struct mlf_object object = {.file = file->file,
                                .index = rows->next - 1,
                                .split = file->split,
                                .width = file->width,
                                .height = file->height};
    char *track = NULL;
    double number;
    char *label = label_of(file, rows, &object.error, err);
    char *photo = file->photo ? mlf_strdup(file->photo, err) : NULL;
    char *id = mlf_strf(err, "%s#%zu", file->file, object.index);
    int result = -1;

    if (label && columns->nothing && !strcmp(label, columns->nothing)) {
        result = 0;
        goto done;
    }
    if (!file->photo && whole_number(rows, columns->frame, 0, &number))
        photo = frames_photo(file->frames, number, err);
    else if (!file->photo) {
        mlf_fail(err, "the row has no number of a frame");
        fail_row(rows, err);
        goto done;
    }
    if (!label || !photo || !id || put_track(file, rows, &track, err))
        goto done;
    read_box(file, rows, &object);
    if (columns->flag != ROW_NONE && word_rows_numbers(rows, columns->flag, 1, &number) && !(fabs(number) > 0))
        object.issue = "ignored";
    object.id = id;
    object.image = photo;
    object.label = *label ? label : NULL;
    object.track = track;
    if (columns->frame != ROW_NONE && whole_number(rows, columns->frame, 0, &number))
        object.frame = (long)number;
    if (!word_rows_say(rows, columns->attributes, file->dataset->attributes, err))
        result = sink(context, &object, err);
done:
    free(label);
    free(photo);
    free(id);
    free(track);
    return result;
}

int row_file_read(const struct row_file *file, mlf_object_sink *sink, void *context, struct mlf_err *err)
{
    const struct row_columns *columns = file->columns;
    struct word_rows rows;
    int more = word_rows_open(&rows, file->dataset, file->file, err) ? -1 : 1;

    rows.separator = columns->separator;
    if (more > 0 && (!mlf_utf8_is_valid(rows.text.data, rows.text.length, NULL) ||
                     memchr(rows.text.data, '\0', rows.text.length))) {
        mlf_fail(err, "the file is no text in UTF-8");
        more = mlf_fail_at(err, "%s", rows.text.path);
    }
    while (more > 0 && (more = word_rows_next(&rows, err)) > 0) {
        if (rows.n < columns->least || rows.n > columns->most + (size_t)columns->comma_ends) {
            mlf_fail(err, "the row has %zu words, where an object has %zu%s%.0zu", rows.n, columns->least,
                     columns->most > columns->least ? " to " : "", columns->most > columns->least ? columns->most : 0);
            more = fail_row(&rows, err);
        } else if (report(file, &rows, sink, context, err)) {
            more = -1;
        }
    }
    word_rows_close(&rows);
    return more;
}

struct editing {
    const struct row_file *file;
    const char *list;
    struct mlf_edits *edits;
    struct mlf_string_set added; /* names that the edit appends to the list */
};

/* The number that stands for the label. */
static char *number_of(struct editing *editing, const char *label, struct mlf_err *err)
{
    const struct row_file *file = editing->file;
    const struct row_columns *columns = file->columns;
    size_t number = 0;
    char *end;

    if (file->names && file->names->n > 0) {
        number = mlf_string_set_find(file->names, label);
        if (number == MLF_NO_STRING && name_list_append(file->dataset, editing->list, file->names->n, &editing->added,
                                                        label, &number, editing->edits, err))
            return NULL;
        return mlf_strf(err, "%zu", number + columns->base);
    }
    while (columns->names[number] && strcmp(columns->names[number], label) != 0)
        number++;
    if (columns->names[number])
        return mlf_strf(err, "%zu", number + columns->base);
    if (*label >= '0' && *label <= '9' && strlen(label) <= 9 && (strtoul(label, &end, 10), !*end))
        return mlf_strdup(label, err);
    mlf_fail(err, "'%s' is no class of a %s dataset, whose numbers mean '%s' and so on and cannot be added to", label,
             file->dataset->driver->name, columns->names[0]);
    return NULL;
}

static char *word_of(void *context, const char *label, struct mlf_err *err)
{
    struct editing *editing = context;
    const struct row_columns *columns = editing->file->columns;

    if (columns->nothing && !strcmp(label, columns->nothing)) {
        mlf_fail(err, "'%s' marks regions to be ignored and is no label: flag the object as invalid instead", label);
        return NULL;
    }
    if (columns->names)
        return number_of(editing, label, err);
    if (!*label || strpbrk(label, " \t\r\n\v\f") || (columns->separator && strchr(label, columns->separator))) {
        mlf_fail(err, "'%s' is no label that %s can write: it holds what parts words", label,
                 editing->file->dataset->driver->name);
        return NULL;
    }
    return mlf_strdup(label, err);
}

static struct mlf_span place_of_label(void *context, const struct word_rows *rows, struct mlf_err *err)
{
    const struct editing *editing = context;
    size_t word = editing->file->columns->label;

    if (word < rows->n && rows->words[word].length > 0)
        return rows->words[word];
    mlf_fail(err, "all objects of '%s' are '%s': its rows have no place for another label", rows->file,
             editing->file->columns->only ? editing->file->columns->only : "");
    return (struct mlf_span){0};
}

static int rebox(void *context, const struct word_rows *rows, const struct mlf_change *change, struct mlf_edits *edits,
                 struct mlf_err *err)
{
    const struct editing *editing = context;
    const struct row_columns *columns = editing->file->columns;
    double now[4];
    double wanted[4];
    const struct mlf_measure measure = {.pixels = {1, 1}, .whole = columns->whole};

    if (!word_rows_numbers(rows, columns->box, 4, now))
        return mlf_fail(err, "row %zu of '%s' has no box of four numbers", rows->next - 1, rows->file);
    mlf_corners(change->bbox, wanted);
    for (int k = 2; k < 4 && !columns->corners; k++)
        wanted[k] = change->bbox[k];
    return mlf_edits_box(edits, rows->file, rows->text.data, &rows->words[columns->box], now, wanted, &measure,
                         columns->corners, err);
}

int row_file_edit(const struct row_file *file, const struct mlf_change *changes, size_t n, const char *list,
                  struct mlf_edits *edits, struct mlf_err *err)
{
    const struct row_columns *columns = file->columns;
    struct editing editing = {.file = file, .list = list, .edits = edits};
    struct word_rows_format format = {.separator = columns->separator,
                                      .word = word_of,
                                      .label = place_of_label,
                                      .attributes = columns->attributes,
                                      .mark = columns->flag == ROW_NONE ? columns->nothing : "0",
                                      .mark_word = columns->flag == ROW_NONE ? columns->label : columns->flag,
                                      .rebox = rebox,
                                      .context = &editing};
    int result = word_rows_edit(file->dataset, file->file, changes, n, &format, edits, err);

    mlf_string_set_free(&editing.added);
    return result;
}

int row_columns_labels(const struct row_columns *columns, struct mlf_string_set *names, struct mlf_err *err)
{
    for (size_t i = 0; columns->names && columns->names[i]; i++)
        if ((!columns->nothing || strcmp(columns->names[i], columns->nothing) != 0) &&
            mlf_string_set_add(names, columns->names[i], NULL, NULL, err))
            return -1;
    return 0;
}
