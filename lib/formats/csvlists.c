/* Tables with a row for each photo and a column with a list of its labels, "cat|dog": ChestX-ray14, Planet, Google's
 * AutoML of old, and what people write themselves. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "csvlists-columns.h"
#include "mlfix/annotation/annotation-files.h"
#include "mlfix/annotation/csv-rows.h"
#include "mlfix/annotation/placed-objects.h"
#include "mlfix/annotation/text-files.h"
#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/path.h"
#include "mlfix/base/portable.h"
#include "mlfix/dataset/files.h"
#include "mlfix/dataset/mapping.h"
#include "mlfix/dataset/photos.h"
#include "mlfix/record/table.h"

static int looks_so(const char *head, size_t length, int is_given)
{
    const char *end = length == MLF_TEXT_HEAD ? mlf_find_last(head, '\n', length) : NULL;
    struct lists lists = {.is_given = is_given};
    int fits = lists_open(&lists, "", head, end ? (size_t)(end - head) : length, NULL) > 0;

    lists_close(&lists);
    return fits;
}

static int head_fits(const char *head, size_t length)
{
    return looks_so(head, length, 0);
}

/* Of a head by which such tables are not known, but which the user calls one. */
static int head_may_fit(const char *head, size_t length)
{
    return looks_so(head, length, 1);
}

static int list_files(const struct mlf_dataset *dataset, struct mlf_string_set *files, struct mlf_err *err)
{
    return mlf_text_files_by_head(dataset, ".csv", dataset->format_given ? head_may_fit : head_fits, files, err);
}

static int probe(const struct mlf_dataset *dataset, char **evidence, struct mlf_err *err)
{
    return mlf_probe_files(dataset, list_files, evidence, err);
}

static int locate(struct mlf_dataset *dataset, struct mlf_err *err)
{
    return mlf_set_images(dataset, "", err);
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
    list = result ? (struct mlf_span){0, 0} : lists_inside(lists, table->row.fields[lists->label]);
    at = list.offset;
    while (!result && lists_next_part(lists, list, &at, &part)) {
        char *label = part.length ? lists_decode(lists, part, err) : NULL;
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

/* A list has no way to hold a label with such signs; with brackets around them, lists are others. */
static int check_label(const struct placed *placed, const char *label, struct mlf_err *err)
{
    const struct lists *lists = placed->context;
    size_t length = strlen(label);

    if ((!lists->brackets && (label[0] == '[' || label[length - 1] == ']')) ||
        strpbrk(label, lists->brackets ? "\"'\\[]\r\n" : "\"\r\n") || strchr(label, lists->separator) ||
        strchr(label, lists->table.delimiter) || strchr(" \t", label[0]) || strchr(" \t", label[length - 1]))
        return mlf_fail(err, "'%s' has lists of labels, in which '%s' cannot stand", placed->file, label);
    return 0;
}

static int is_space(char c)
{
    return c == ' ' || c == '\t';
}

/* The first offset of the blanks that end at `offset`. */
static size_t before_blanks(const struct placed *placed, size_t offset)
{
    while (offset > 0 && is_space(placed->text.data[offset - 1]))
        offset--;
    return offset;
}

/* Whether the object's field has brackets, where fields have them; *in_quotes: it has quotes. */
static int check_brackets(const struct placed *placed, size_t at, int *in_quotes, struct mlf_err *err)
{
    const struct lists *lists = placed->context;
    size_t offset = before_blanks(placed, placed->items[at].element.offset);
    int has = offset > 0 && placed->text.data[offset - 1] == '[';

    if (lists->brackets && !has)
        return mlf_fail(err, "'%s' has lists in brackets, and the photo '%s' an empty field: write [] there first",
                        placed->file, placed->items[at].photo);
    offset = before_blanks(placed, offset - (size_t)(lists->brackets != 0));
    *in_quotes = offset > 0 && placed->text.data[offset - 1] == '"';
    return 0;
}

static int put_label(struct placed *placed, size_t at, const char *label, struct mlf_edits *edits, struct mlf_err *err)
{
    int in_quotes;
    char *part =
        check_brackets(placed, at, &in_quotes, err) ? NULL : lists_encode(placed->context, label, in_quotes, err);
    int result = part ? placed_put(placed, placed->items[at].label_span, part, edits, err) : -1;

    free(part);
    return result;
}

/* Whether another label of the list will be this one; of two that become it, the one that stands first. */
static int is_there(const struct placed *placed, size_t at, const char *label)
{
    size_t first, end;

    find_list(placed, at, &first, &end);
    for (size_t i = first; i < end; i++) {
        const struct placed_object *other = &placed->items[i];
        const char *stays = other->becomes ? other->becomes : other->label;

        if (i != at && !other->gone && stays && !strcmp(stays, label) && (!other->becomes || i < at))
            return 1;
    }
    return 0;
}

static int relabel(struct placed *placed, size_t at, const char *label, struct mlf_edits *edits, struct mlf_err *err)
{
    if (check_label(placed, label, err))
        return -1;
    if (is_there(placed, at, label)) {
        placed->items[at].gone = 1;
        return take_out(placed, at, edits, err);
    }
    return put_label(placed, at, label, edits, err);
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
    if (lists->brackets && from > 0 && text[from - 1] == '[' && to < placed->text.length && text[to] == ']') {
        for (from--; from > 0 && is_space(text[from - 1]);)
            from--;
        for (to++; to < placed->text.length && is_space(text[to]);)
            to++;
    }
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
    char *part;
    int in_quotes;
    int result = -1;

    if (check_label(placed, label, err) || check_brackets(placed, at, &in_quotes, err))
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
        mlf_buf_puts(&buf, lists->brackets ? " " : "");
    }
    placed->items[at].is_kept = 1;                           /* it has a label now */
    in_quotes |= lists->separator == lists->table.delimiter; /* put_behind adds them */
    if ((part = lists_encode(lists, label, in_quotes, err)))
        mlf_buf_puts(&buf, part);
    if (part && !mlf_buf_check(&buf, err))
        result = put_behind(placed, first, behind, buf.data, edits, err);
    free(part);
    mlf_buf_free(&buf);
    return result;
}

static const struct placed_format format = {
    .parse = parse, .relabel = relabel, .remove = take_out, .add = add, .folders = placed_usual_folders};

static int read_all(const struct mlf_dataset *dataset, mlf_object_sink *sink, void *context, struct mlf_err *err)
{
    struct lists lists = {.is_given = dataset->format_given};
    int result = placed_read(dataset, list_files, &format, &lists, sink, context, err);

    lists_close(&lists);
    return result;
}

static int edit(const struct mlf_dataset *dataset, const char *file, const struct mlf_change *changes, size_t n,
                struct mlf_edits *edits, struct mlf_err *err)
{
    struct lists lists = {.is_given = dataset->format_given};
    int result = placed_edit(dataset, file, changes, n, &format, &lists, edits, err);

    lists_close(&lists);
    return result;
}

static int add_labels(const struct mlf_dataset *dataset, const char *file, const struct mlf_change *changes, size_t n,
                      struct mlf_edits *edits, struct mlf_err *err)
{
    struct lists lists = {.is_given = dataset->format_given};
    int result = placed_add_labels(dataset, file, changes, n, &format, &lists, edits, err);

    lists_close(&lists);
    return result;
}

static int open_mapped(struct lists *lists, struct mlf_mapping *text, const struct mlf_dataset *dataset,
                       const char *file, struct mlf_err *err)
{
    int found;

    *lists = (struct lists){.is_given = dataset->format_given};
    found = mlf_map(text, dataset, file, err) ? -1 : lists_open(lists, text->path, text->data, text->length, err);
    return found < 0 ? -1 : 0;
}

/* Whether a list holds the mark. */
static int holds_mark(const struct lists *lists, char mark)
{
    struct mlf_table table = lists->table;
    int holds = 0;

    while (!holds && mlf_table_next(&table, NULL) > 0)
        if (lists->label < table.row.n) {
            struct mlf_span list = lists_inside(lists, table.row.fields[lists->label]);

            holds = memchr(table.text + list.offset, mark, list.length) != NULL;
        }
    return holds;
}

/* Where each photo has one label, and neither mark stands in it or beside it, nothing is read otherwise. */
static int table_stays(const struct mlf_dataset *before, const struct mlf_dataset *after, const char *file,
                       struct mlf_err *err)
{
    struct mlf_mapping texts[2] = {{.data = ""}, {.data = ""}};
    struct lists old = {0}, now = {0};
    int result =
        open_mapped(&old, &texts[0], before, file, err) || open_mapped(&now, &texts[1], after, file, err) ? -1 : 0;

    if (!result && now.separator != old.separator &&
        (now.several || holds_mark(&now, old.separator) || holds_mark(&now, now.separator)))
        result = mlf_fail(err,
                          "after these changes '%c' would separate the labels of '%s', no longer '%c', since a mark is "
                          "known by lists that share a label",
                          now.separator, file, old.separator);
    lists_close(&old);
    lists_close(&now);
    mlf_unmap(&texts[0]);
    mlf_unmap(&texts[1]);
    return result;
}

static int stays(const struct mlf_dataset *before, const struct mlf_dataset *after, struct mlf_err *err)
{
    struct mlf_string_set old = {0}, now = {0};
    int result = list_files(before, &old, err) || list_files(after, &now, err) ? -1 : 0;

    for (size_t i = 0; i < old.n && !result; i++)
        result = mlf_string_set_find(&now, old.items[i]) != MLF_NO_STRING
                     ? table_stays(before, after, old.items[i], err)
                     : mlf_fail(err,
                                "after these changes '%s' would have no list any more that shares a label with another "
                                "row, by which lists are known: say --format csvlists, now and whenever it is read",
                                old.items[i]);
    mlf_string_set_free(&old);
    mlf_string_set_free(&now);
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
    .stays = stays,
    .no_mark = "a list of labels has no place for a mark: take the label out (--invalid remove)",
};
