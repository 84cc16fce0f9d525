/* See json-classes.h. */

#include "json-classes.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/annotation/json-files.h"
#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/files.h"
#include "mlfix/dataset/labels.h"

void json_classes_free(struct json_classes *classes)
{
    for (size_t i = 0; i < classes->numbers.n; i++)
        free(classes->names[i]);
    free(classes->names);
    mlf_string_set_free(&classes->numbers);
    *classes = (struct json_classes){0};
}

/* Takes `name`, which becomes the set's or is freed. The first name of a number counts. */
static int add_class(struct json_classes *classes, const char *number, char *name, struct mlf_err *err)
{
    size_t place;
    int added = 0;

    if (name && !mlf_grow(&classes->names, &classes->capacity, classes->numbers.n + 1, sizeof *classes->names, err) &&
        !mlf_string_set_add(&classes->numbers, number, &place, &added, err) && added) {
        classes->names[place] = name;
        return 0;
    }
    free(name);
    return err && err->text[0] ? -1 : 0;
}

const char *json_classes_name(const struct json_classes *classes, const char *number)
{
    size_t place = mlf_string_set_find(&classes->numbers, number);

    return place == MLF_NO_STRING ? NULL : classes->names[place];
}

/* The number of the name, or NULL. */
static const char *number_of(const struct json_classes *classes, const char *name)
{
    for (size_t i = 0; i < classes->numbers.n; i++)
        if (!strcmp(classes->names[i], name))
            return classes->numbers.items[i];
    return NULL;
}

/* ---- Reading ---- */

/* A text that has a list, and what becomes of its members. */
struct list {
    struct json_classes *classes;
    const struct json_names *names;
    const char *text;
};

static int take_class(void *context, const struct json_place *place, struct mlf_err *err)
{
    struct list *list = context;
    struct json_place name;
    char *number;
    char *text;
    int result;

    if (!json_path_find(list->text, place, list->names->name ? list->names->name : "", &name) ||
        !(text = json_place_text(list->text, &name, err)))
        return err && err->text[0] ? -1 : 0;
    number = list->names->by_key && place->key.length ? mlf_json_string(list->text, place->key, err)
                                                      : mlf_strf(err, "%zu", place->number);
    if (!number) {
        free(text);
        return -1;
    }
    result = add_class(list->classes, number, text, err);
    free(number);
    return result;
}

/* The list's file: beside the annotations, or in a folder around them. New memory; NULL without an error where there
 * is none. */
static char *names_file(const struct json_file *file, const char *name, struct mlf_err *err)
{
    char *folder = mlf_strdup(file->file, err);
    char *found = NULL;

    while (folder && *folder && !found) {
        char *slash = strrchr(folder, '/');
        char *path;

        *(slash ? slash : folder) = '\0';
        if (!(path = mlf_below(folder, name, err)))
            break;
        if (mlf_is_file(file->dataset->root, path))
            found = path;
        else
            free(path);
    }
    free(folder);
    return found;
}

/* The first text of the file, or that of the names' own file as the edits leave it. */
struct names_text {
    char *file; /* NULL: the annotation file's own text */
    char *changed;
    const char *text;
    struct json_place top;
};

static void close_names(struct names_text *text)
{
    free(text->file);
    free(text->changed);
}

/* 1, 0 where there is no such file, -1 on error. `edits` may be NULL. */
static int open_names(struct names_text *opened, const struct json_file *file, const struct json_names *names,
                      const struct mlf_edits *edits, struct mlf_err *err)
{
    static const struct mlf_edits none = {0};
    struct mlf_mapping text;
    size_t length;
    size_t end;
    int result;

    *opened = (struct names_text){.text = file->text.data};
    if (!names->file)
        return json_path_top(file->text.data, file->text.length, mlf_json_begin(file->text.data, file->text.length).at,
                             &opened->top, &end, err)
                   ? -1
                   : 1;
    if (!(opened->file = names_file(file, names->file, err)))
        return err && err->text[0] ? -1 : 0;
    if (mlf_map(&text, file->dataset, opened->file, err))
        return -1;
    opened->changed = mlf_edits_apply(edits ? edits : &none, opened->file, text.data, text.length, &length, err);
    opened->text = opened->changed;
    result = opened->changed
                 ? json_path_top(opened->text, length, mlf_json_begin(opened->text, length).at, &opened->top, &end, err)
                 : -1;
    if (result && opened->changed)
        mlf_fail_at(err, "%s", text.path);
    mlf_unmap(&text);
    return result ? -1 : 1;
}

static int read_list(struct json_classes *classes, const struct json_item *item, const struct json_names *names,
                     const struct mlf_edits *edits, struct mlf_err *err)
{
    struct list list = {classes, names, item->file->text.data};
    struct names_text text;
    int result;

    if (*names->at == '^')
        return json_item_each(item, names->at, take_class, &list, err) < 0 ? -1 : 0;
    result = open_names(&text, item->file, names, edits, err);
    list.text = text.text;
    if (result > 0)
        result = json_path_each(text.text, &text.top, names->at, take_class, &list, err);
    close_names(&text);
    return result < 0 ? -1 : 0;
}

int json_classes_read(struct json_classes *classes, const struct json_item *item, const struct json_names *names,
                      struct mlf_err *err)
{
    return read_list(classes, item, names, NULL, err);
}

/* ---- New classes ---- */

void json_fresh_free(struct json_fresh *fresh)
{
    json_classes_free(&fresh->all);
    mlf_string_set_free(&fresh->places);
}

/* Adds the classes of an object's photo, or the one that the object tells. */
static int take_item(void *context, const struct json_item *item, struct mlf_err *err)
{
    struct json_fresh *fresh = context;
    char *number;
    int result;

    if (item->what->names && *item->what->names->at == '^')
        return read_list(&fresh->all, item, item->what->names, NULL, err);
    if (!item->what->called)
        return 0;
    if (!(number = json_item_text(item, item->what->labels, 6, NULL, err)))
        return err && err->text[0] ? -1 : 0;
    result = add_class(&fresh->all, number, json_item_text(item, &item->what->called, 1, NULL, err), err);
    free(number);
    return result;
}

static int read_all(struct json_fresh *fresh, const struct json_item *item, struct mlf_edits *edits,
                    struct mlf_err *err)
{
    const struct json_names *names = item->what->names;

    if (fresh->read)
        return 0;
    fresh->read = 1;
    return names && *names->at != '^' ? read_list(&fresh->all, item, names, edits, err)
                                      : json_walk(item->file, take_item, fresh, err);
}

/* The place of the list that the names' path goes through: the path without its last member. */
static int find_list(const struct json_item *item, const struct json_names *names, const char *text,
                     const struct json_place *top, struct json_place *list)
{
    size_t length = strlen(names->at);
    char *path = mlf_strndup(names->at, length > 1 ? length - 2 : 0, NULL);
    int found = path && (*path == '^' ? json_item_find(item, path, list) : json_path_find(text, top, path, list)) &&
                (list->kind == MLF_JSON_ARRAY || list->kind == MLF_JSON_OBJECT);

    free(path);
    return found;
}

/* Behind the last member of a list or object. */
static size_t behind_last(const char *text, const struct json_place *list, int *empty)
{
    size_t at = list->value.offset + list->value.length - 1;

    while (strchr(" \t\r\n", text[at - 1]))
        at--;
    *empty = at == list->value.offset + 1;
    return at;
}

/* Writes the name, as the class with that number, at the end of the list. */
static int append(const struct json_item *item, const struct json_names *names, const char *number, const char *label,
                  int more, int optional, struct mlf_edits *edits, struct mlf_err *err)
{
    struct names_text text;
    struct json_place list;
    struct mlf_buf name = {0};
    struct mlf_buf buf = {0};
    int opened = open_names(&text, item->file, names, NULL, err);
    int result = -1;
    int empty;
    size_t at;

    mlf_json_put_string(&name, label);
    if (opened <= 0 || mlf_buf_check(&name, err) || !find_list(item, names, text.text, &text.top, &list)) {
        if (optional && !(err && err->text[0]))
            result = 0; /* there is no list that would have to list it */
        else
            mlf_fail(err, "'%s' has no list of classes that '%s' could be added to", item->file->file, label);
        goto done;
    }
    at = behind_last(text.text, &list, &empty);
    mlf_buf_puts(&buf, empty && !more ? "" : ", ");
    if (list.kind == MLF_JSON_OBJECT)
        mlf_buf_printf(&buf, "\"%s\": ", number);
    for (const char *fresh = names->fresh ? names->fresh : "%s"; *fresh; fresh++) {
        if (fresh[0] == '%' && fresh[1] == 's')
            mlf_buf_puts(&buf, name.data), fresh++;
        else
            mlf_buf_putc(&buf, *fresh);
    }
    if (!mlf_buf_check(&buf, err))
        result = mlf_edits_amend(edits, text.file ? text.file : item->file->file, at, 0, buf.data, err);
done:
    mlf_buf_free(&name);
    mlf_buf_free(&buf);
    close_names(&text);
    return result;
}

/* The least number above all others, as a text; *added: it is new. */
static char *new_number(struct json_fresh *fresh, const struct json_item *item, const char *label, int optional,
                        struct mlf_err *err)
{
    unsigned long next = 0;
    char *number;

    for (size_t i = 0; i < fresh->all.numbers.n; i++) {
        unsigned long used = strtoul(fresh->all.numbers.items[i], NULL, 10);

        next = used >= next ? used + 1 : next;
    }
    if (!(number = mlf_strf(err, "%lu", next)))
        return NULL;
    if ((!optional && mlf_labels_number_is_free(item->file->dataset, next, label, err)) ||
        add_class(&fresh->all, number, mlf_strdup(label, err), err)) {
        free(number);
        return NULL;
    }
    return number;
}

/* Whether the photo's own list, with what was added to it, has the class; notes that it has it from now on. *more: it
 * got others before. */
static int photo_has(struct json_fresh *fresh, const struct json_item *item, const char *number, const char *label,
                     int *more, struct mlf_err *err)
{
    struct json_classes own = {0};
    struct json_place list;
    const char *name;
    char *place = NULL;
    char *any = NULL;
    int added = 0;
    int result = -1;

    *more = 0;
    if (json_classes_read(&own, item, item->what->names, err) ||
        !find_list(item, item->what->names, item->file->text.data, &item->top, &list))
        goto done;
    name = json_classes_name(&own, number);
    if (name) {
        result = !strcmp(name, label) ? 1
                                      : mlf_fail(err,
                                                 "number %s of '%s' is another class at one of the photos of '%s': "
                                                 "name the class alike at all photos first",
                                                 number, label, item->file->file);
        goto done;
    }
    any = mlf_strf(err, "%zu", list.value.offset);
    place = mlf_strf(err, "%zu %s", list.value.offset, number);
    if (!any || !place || mlf_string_set_add(&fresh->places, any, NULL, &added, err))
        goto done;
    *more = !added;
    if (!mlf_string_set_add(&fresh->places, place, NULL, &added, err))
        result = !added;
done:
    json_classes_free(&own);
    free(place);
    free(any);
    return result;
}

char *json_fresh_number(struct json_fresh *fresh, const struct json_item *item, const char *label, int optional,
                        struct mlf_edits *edits, struct mlf_err *err)
{
    const struct json_names *names = item->what->names;
    const char *known;
    char *number;
    int is_new;
    int more = 0;
    int has;

    if (read_all(fresh, item, edits, err))
        return NULL;
    known = number_of(&fresh->all, label);
    is_new = !known;
    number = known ? mlf_strdup(known, err) : new_number(fresh, item, label, optional, err);
    if (!number || !names)
        return number;
    has = *names->at == '^' ? photo_has(fresh, item, number, label, &more, err) : !is_new;
    if (*names->at != '^')
        more = fresh->all.numbers.n > 1; /* others were added before to a list that was empty */
    if (has < 0 || (!has && append(item, names, number, label, more, optional, edits, err))) {
        free(number);
        return NULL;
    }
    return number;
}
