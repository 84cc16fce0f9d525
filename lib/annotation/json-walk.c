/* See json-walk.h. */

#include "json-walk.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mlfix/annotation/annotation-errors.h"
#include "mlfix/annotation/json-files.h"
#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/files.h"

/* Bytes of a file that are enough to see what it is. */
#define HEAD 65536

/* How many files are looked at before a dataset is not of the format. */
#define MOST_LOOKS 20

const char *const json_one_text[] = {".json", NULL};
const char *const json_lines[] = {".jsonl", ".ndjson", ".json", ".manifest", NULL};

/* ---- Which files ---- */

/* The text has some of the marks, and breaks before it says whether it has the others. */
#define BEGUN 3

/* Whether all marks are in the text that begins here: 1, 0, JSON_PATH_ON or BEGUN. */
static int has_marks(const struct json_layout *layout, const char *text, size_t length, size_t at)
{
    int has = 1;

    for (size_t i = 0; i < sizeof layout->marks / sizeof *layout->marks && layout->marks[i] && has == 1; i++) {
        has = json_path_looks(text, length, at, layout->marks[i]);
        if (has == JSON_PATH_ON && i > 0)
            has = BEGUN;
    }
    return has;
}

static int looks_like(const struct json_layout *layout, const char *text, size_t length)
{
    size_t at = mlf_json_begin(text, length).at;
    int looks = 0;

    if (!layout->lines)
        return has_marks(layout, text, length, at);
    while (at < length && looks == 0) {
        const char *newline = memchr(text + at, '\n', length - at);
        size_t end = newline ? (size_t)(newline - text) : length;

        if (at + strspn(text + at, " \t\r") < end)
            looks = has_marks(layout, text, end, at);
        if (looks == JSON_PATH_ON && newline)
            looks = 0; /* a whole line does not go on */
        at = end + 1;
    }
    return looks ? looks : JSON_PATH_ON; /* it may be in a later line */
}

/* The layout of the text. NULL: it has none; *on tells that more of the text may tell more, or is BEGUN. */
static const struct json_layout *layout_of(const struct json_format *format, const char *text, size_t length, int *on)
{
    *on = 0;
    for (const struct json_layout *layout = format->layouts; layout->marks[0]; layout++) {
        int looks = looks_like(layout, text, length);

        if (looks == 1)
            return layout;
        *on = looks > *on ? looks : *on;
    }
    return NULL;
}

static int has_ending(const struct json_format *format, const char *file)
{
    size_t length = strlen(file);
    int has = 0;

    for (size_t i = 0; format->endings && format->endings[i]; i++) {
        size_t n = strlen(format->endings[i]);

        has |= length >= n && !strcmp(file + length - n, format->endings[i]);
    }
    return has;
}

/* Whether a file is of the format, or is one that is broken: 1, 0, or -1 on error. */
static int is_of(const struct mlf_dataset *dataset, const struct json_format *format, const char *file,
                 struct mlf_err *err)
{
    size_t length;
    char *head = mlf_head(dataset, file, HEAD, &length, err);
    int on = 0;
    int is = head ? layout_of(format, head, length, &on) != NULL : -1;

    free(head);
    if (is == 0 && on == BEGUN && length == HEAD) { /* reading all of each large file would take its time */
        struct mlf_mapping text;

        is = mlf_map(&text, dataset, file, err) ? -1 : layout_of(format, text.data, text.length, &on) != NULL;
        mlf_unmap(&text);
    }
    is = is ? is : on == BEGUN || has_ending(format, file);
    return is == 0 && mlf_note_unread(dataset, file, err) ? -1 : is;
}

static int has_extension(const struct json_format *format, const char *file)
{
    int has = 0;

    for (size_t i = 0; format->extensions[i]; i++)
        has |= !strcasecmp(mlf_path_extension(file), format->extensions[i]);
    return has;
}

int json_files_probe(const struct mlf_dataset *dataset, const struct json_format *format, char **file,
                     struct mlf_err *err)
{
    struct mlf_string_set all = {0};
    int is = 0;

    if (dataset->start)
        return has_extension(format, dataset->start) ? is_of(dataset, format, dataset->start, err) : 0;
    for (size_t i = 0; format->extensions[i] && is == 0; i++) {
        is = mlf_files_below(dataset->root, "", format->extensions[i], &all, err);
        for (size_t k = 0; k < all.n && k < MOST_LOOKS && is == 0; k++) {
            is = is_of(dataset, format, all.items[k], err);
            if (is > 0 && !(*file = mlf_strdup(all.items[k], err)))
                is = -1;
        }
        mlf_string_set_free(&all);
    }
    return is;
}

int json_files_of(const struct mlf_dataset *dataset, const struct json_format *format, struct mlf_string_set *files,
                  struct mlf_err *err)
{
    int result = 0;

    if (dataset->start)
        return mlf_string_set_add(files, dataset->start, NULL, NULL, err);
    for (size_t i = 0; format->extensions[i] && !result; i++) {
        struct mlf_string_set all = {0};

        result = mlf_files_below(dataset->root, "", format->extensions[i], &all, err);
        for (size_t k = 0; k < all.n && !result; k++) {
            int is = is_of(dataset, format, all.items[k], err);

            result = is < 0 ? -1 : is ? mlf_string_set_add(files, all.items[k], NULL, NULL, err) : 0;
        }
        mlf_string_set_free(&all);
    }
    if (!result && files->n == 0)
        return mlf_fail(err, "no file in '%s' is of the format %s", dataset->root, format->name);
    return result;
}

int json_file_open(struct json_file *file, const struct mlf_dataset *dataset, const struct json_format *format,
                   const char *name, struct mlf_err *err)
{
    struct json_place top;
    size_t end;
    int on;

    *file = (struct json_file){.dataset = dataset, .format = format, .file = name};
    if (mlf_map(&file->text, dataset, name, err))
        return -1;
    file->layout = layout_of(format, file->text.data, file->text.length, &on);
    if (file->layout)
        return 0;
    if (json_path_top(file->text.data, file->text.length, mlf_json_begin(file->text.data, file->text.length).at, &top,
                      &end, err))
        return mlf_fail_json(err, file->text.path);
    return mlf_fail(err, "%s: this is no file of the format %s", file->text.path, format->name);
}

void json_file_close(struct json_file *file)
{
    mlf_unmap(&file->text);
}

/* ---- Objects ---- */

struct walk {
    struct json_item item;
    json_item_visit *visit;
    void *context;
    /* Whether `only` holds is the same for all objects below one key of an entry, which may be many: */
    const struct json_objects *asked; /* what it was asked for; NULL: not yet of this entry */
    size_t asked_name;                /* where that key stands */
    int holds;
};

/* Whether the object is one of those that the table means. */
static int is_meant(struct walk *walk)
{
    const struct json_item *item = &walk->item;
    struct json_place found;

    if (!item->what->only)
        return 1;
    if (*item->what->only != '^' || strstr(item->what->only, "#i"))
        return json_item_find(item, item->what->only, &found);
    if (walk->asked != item->what || walk->asked_name != item->object.name.offset) {
        walk->asked = item->what;
        walk->asked_name = item->object.name.offset;
        walk->holds = json_item_find(item, item->what->only, &found);
    }
    return walk->holds;
}

static int take_object(void *context, const struct json_place *place, struct mlf_err *err)
{
    struct walk *walk = context;
    struct json_item *item = &walk->item;
    int is_bare = place->kind == MLF_JSON_STRING || place->kind == MLF_JSON_NUMBER;

    item->object = *place;
    if ((item->what->bare && !is_bare) || !is_meant(walk))
        return 0;
    if (walk->visit(walk->context, item, err))
        return -1;
    item->index++;
    return 0;
}

static int take_entry(void *context, const struct json_place *place, struct mlf_err *err)
{
    struct walk *walk = context;
    struct json_place from = *place;
    int result = 0;

    walk->item.entry = *place;
    walk->item.photo++;
    walk->asked = NULL;
    from.name.length = 0;
    for (const struct json_objects *what = walk->item.file->layout->objects; what->at && !result; what++) {
        walk->item.what = what;
        result = json_path_each(walk->item.file->text.data, &from, what->at, take_object, walk, err);
    }
    return result;
}

/* The next line that is not blank, from *at on: 1, 0 at the end, -1 on error. */
static int next_text(const struct json_file *file, size_t *at, struct json_place *top, struct mlf_err *err)
{
    const char *text = file->text.data;
    size_t length = file->text.length;
    size_t end;

    while (*at < length && text[*at] && strchr(" \t\r\n", text[*at]))
        ++*at;
    if (*at == length)
        return 0;
    if (json_path_top(text, length, *at, top, &end, err))
        return mlf_fail_json(err, file->text.path);
    while (end < length && text[end] && strchr(" \t\r", text[end]))
        end++;
    if (end < length && text[end] != '\n') {
        mlf_fail(err, "more behind the end of the JSON text");
        return mlf_fail_in(err, file->text.path, text, length, end);
    }
    *at = end;
    return 1;
}

int json_walk(const struct json_file *file, json_item_visit *visit, void *context, struct mlf_err *err)
{
    struct json_nth nth = {.used = 0};
    struct walk walk = {.item = {.file = file, .nth = &nth}, .visit = visit, .context = context};
    size_t at = mlf_json_begin(file->text.data, file->text.length).at;
    int more;

    while ((more = next_text(file, &at, &walk.item.top, err)) > 0) {
        if (json_path_each(file->text.data, &walk.item.top, file->layout->entries, take_entry, &walk, err))
            return -1;
        if (file->layout->lines)
            continue;
        while (at < file->text.length && file->text.data[at] && strchr(" \t\r\n", file->text.data[at]))
            at++;
        if (at < file->text.length) {
            mlf_fail(err, "more behind the end of the JSON text");
            return mlf_fail_in(err, file->text.path, file->text.data, file->text.length, at);
        }
    }
    return more;
}

/* ---- Paths seen from an object ---- */

/* The path with "$" and "#i" filled in; it begins behind '^' or '/'. New memory. */
static char *filled(const struct json_item *item, const char *path, struct mlf_err *err)
{
    const char *text = item->file->text.data;
    struct mlf_buf buf = {0};

    for (; *path; path++) {
        if (*path == '$') {
            char *name = item->object.name.length ? mlf_json_string(text, item->object.name, NULL) : NULL;

            mlf_buf_puts(&buf, name ? name : "");
            free(name);
        } else if (path[0] == '#' && path[1] == 'i') {
            mlf_buf_printf(&buf, "#%zu", item->object.number);
            path++;
        } else {
            mlf_buf_putc(&buf, *path);
        }
    }
    return mlf_buf_take(&buf, err);
}

int json_item_each(const struct json_item *item, const char *path, json_place_visit *visit, void *context,
                   struct mlf_err *err)
{
    const struct json_place *from = *path == '^' ? &item->entry : *path == '/' ? &item->top : &item->object;
    char *full;
    int result;

    path += *path == '^' || *path == '/';
    if (!strchr(path, '$') && !strstr(path, "#i"))
        return json_path_each(item->file->text.data, from, path, visit, context, err);
    if (!(full = filled(item, path, err)))
        return -1;
    result = json_path_each(item->file->text.data, from, full, visit, context, err);
    free(full);
    return result;
}

struct finding {
    const char *text;
    const char *wanted; /* or NULL */
    struct json_place *found;
};

/* Whether the string or number that stands there is written as it is wanted. */
static int is_said(const struct finding *finding, const struct json_place *place)
{
    if (place->kind == MLF_JSON_STRING)
        return mlf_json_string_is(finding->text, place->value, finding->wanted);
    return place->kind == MLF_JSON_NUMBER && place->value.length == strlen(finding->wanted) &&
           !memcmp(finding->text + place->value.offset, finding->wanted, place->value.length);
}

static int take_found(void *context, const struct json_place *place, struct mlf_err *err)
{
    struct finding *finding = context;

    (void)err;
    if (finding->wanted && !is_said(finding, place))
        return 0;
    *finding->found = *place;
    return 1;
}

/* Whether the path leads to the object's own member of a list: "^...>#i". */
static int is_nth(const struct json_item *item, const char *path)
{
    size_t length = strlen(path);

    return item->nth && *path == '^' && length > 4 && !strcmp(path + length - 3, ">#i") && !strpbrk(path, "*=") &&
           strstr(path, "#i") == path + length - 2;
}

static int find_nth(const struct json_item *item, const char *path, struct json_place *found)
{
    size_t entry = item->entry.value.offset, name = item->object.name.offset;
    struct json_nth_list *list = json_nth_known(item->nth, path, entry, name);

    if (!list) {
        char *outer = mlf_strndup(path, strlen(path) - 3, NULL);

        if (!outer)
            return 0;
        list = json_nth_take(item->nth, path, entry, name);
        list->is_list = json_item_find(item, outer, &list->list) && list->list.kind == MLF_JSON_ARRAY;
        free(outer);
    }
    return list->is_list && json_nth_member(list, item->file->text.data, item->object.number, found);
}

int json_item_find(const struct json_item *item, const char *path, struct json_place *found)
{
    const char *equals = strchr(path, '=');
    struct finding finding = {.text = item->file->text.data, .wanted = equals ? equals + 1 : NULL, .found = found};
    char *plain;
    int result;

    if (is_nth(item, path))
        return find_nth(item, path, found);
    if (!equals)
        return json_item_each(item, path, take_found, &finding, NULL) == 1;
    plain = mlf_strndup(path, (size_t)(equals - path), NULL);
    result = plain && json_item_each(item, plain, take_found, &finding, NULL) == 1;
    free(plain);
    return result;
}

char *json_item_text(const struct json_item *item, const char *const *paths, size_t n, struct json_place *place,
                     struct mlf_err *err)
{
    struct json_place found;
    char *best = NULL;

    for (size_t i = 0; i < n && paths[i] && !(best && *best); i++) {
        char *text;

        if (!json_item_find(item, paths[i], &found) || (found.kind != MLF_JSON_STRING && found.kind != MLF_JSON_NUMBER))
            continue;
        if (!(text = json_place_text(item->file->text.data, &found, err)))
            break;
        if (best && !*text) {
            free(text);
            continue;
        }
        free(best);
        best = text;
        if (place)
            *place = found;
    }
    if (best && err && err->text[0]) {
        free(best);
        return NULL;
    }
    return best;
}

int json_item_is_set(const struct json_item *item, const char *path)
{
    struct json_place found;
    double number;

    if (!json_item_find(item, path, &found))
        return 0;
    return found.kind == MLF_JSON_TRUE || (json_place_number(item->file->text.data, &found, &number) && number == 1);
}
