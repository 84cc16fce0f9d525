/* Changes of JSON files that tables describe. See json-driver.h. */

#include <stdlib.h>
#include <string.h>

#include "json-box.h"
#include "json-classes.h"
#include "json-remove.h"
#include "json-walk.h"
#include "mlfix/annotation/json-attributes.h"
#include "mlfix/annotation/json-driver.h"
#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/number.h"

struct editing {
    const struct mlf_change *changes;
    size_t n, done;
    struct json_fresh fresh;
    struct json_removals removals;
    struct mlf_edits *edits;
};

static int replace(struct editing *editing, const struct json_item *item, struct mlf_span span, const char *text,
                   struct mlf_err *err)
{
    if (strlen(text) == span.length && !memcmp(item->file->text.data + span.offset, text, span.length))
        return 0;
    return mlf_edits_replace(editing->edits, item->file->file, span.offset, span.length, text, strlen(text), err);
}

static int replace_string(struct editing *editing, const struct json_item *item, struct mlf_span span, const char *text,
                          struct mlf_err *err)
{
    struct mlf_buf buf = {0};
    int result = -1;

    mlf_json_put_string(&buf, text);
    if (!mlf_buf_check(&buf, err))
        result =
            mlf_json_string_is(item->file->text.data, span, text) ? 0 : replace(editing, item, span, buf.data, err);
    mlf_buf_free(&buf);
    return result;
}

/* Gives the value at a path of keys, seen from the object, as JSON text: a key that is not there becomes the first of
 * the object that it belongs to. */
static int set_value(struct editing *editing, const struct json_item *item, const char *path, const char *value,
                     struct mlf_err *err)
{
    const char *key = strrchr(path, '>');
    struct json_place place;
    size_t inside;
    char *outer;
    char *text;
    int result;

    if (json_item_find(item, path, &place))
        return replace(editing, item, place.value, value, err);
    if (!(outer = mlf_strndup(path, key ? (size_t)(key - path) : 0, err)))
        return -1;
    key = key ? key + 1 : path;
    if (!json_item_find(item, outer, &place) || place.kind != MLF_JSON_OBJECT) {
        if (key == path || strchr(outer, '>')) {
            free(outer);
            return mlf_fail(err, "object %zu of '%s' has no place for '%s'", item->index, item->file->file, key);
        }
        text = mlf_strf(err, "{\"%s\": %s}", key, value);
        result = text ? set_value(editing, item, outer, text, err) : -1;
        free(outer);
        free(text);
        return result;
    }
    free(outer);
    inside = place.value.offset + 1;
    inside += strspn(item->file->text.data + inside, " \t\r\n");
    text = mlf_strf(err, "\"%s\": %s%s", key, value, item->file->text.data[inside] == '}' ? "" : ", ");
    result = text ? mlf_edits_replace(editing->edits, item->file->file, inside, 0, text, strlen(text), err) : -1;
    free(text);
    return result;
}

static int count(void *context, const struct json_place *place, struct mlf_err *err)
{
    (void)place;
    (void)err;
    ++*(size_t *)context;
    return 0;
}

static size_t members_of(const char *text, struct mlf_span container)
{
    struct json_place list = {.value = container};
    size_t n = 0;

    list.kind = text[container.offset] == '{' ? MLF_JSON_OBJECT : MLF_JSON_ARRAY;
    json_path_each(text, &list, "*", count, &n, NULL);
    return n;
}

/* The label as the number of its class. */
static int set_number(struct editing *editing, const struct json_item *item, const struct json_place *place,
                      const char *label, struct mlf_err *err)
{
    const struct json_objects *what = item->what;
    struct json_place called;
    char *number = json_fresh_number(&editing->fresh, item, label, 0, editing->edits, err);
    char *text = number ? mlf_strf(err, place->kind == MLF_JSON_STRING ? "\"%s\"" : "%s", number) : NULL;
    int result = text ? replace(editing, item, place->value, text, err) : -1;

    if (!result && what->called && json_item_find(item, what->called, &called))
        result = replace_string(editing, item, called.value, label, err);
    free(number);
    free(text);
    return result;
}

/* Adds the label to the list of classes where there is one that just lists them. */
static int list_label(struct editing *editing, const struct json_item *item, const char *label, struct mlf_err *err)
{
    char *number;

    if (!item->what->names || item->what->names->by_key)
        return 0;
    if (!(number = json_fresh_number(&editing->fresh, item, label, 1, editing->edits, err)))
        return -1;
    free(number);
    return 0;
}

/* The label as a text; a list of classes that is there gets it, too. */
static int set_text(struct editing *editing, const struct json_item *item, const struct json_place *place,
                    const char *label, struct mlf_err *err)
{
    double number;

    if (list_label(editing, item, label, err))
        return -1;
    if (place->kind == MLF_JSON_STRING)
        return replace_string(editing, item, place->value, label, err);
    if (!mlf_number(label, &number))
        return mlf_fail(err, "the labels of '%s' are numbers, which '%s' is not", item->file->file, label);
    return replace(editing, item, place->value, label, err);
}

/* Gives an object a label that has none: as the member that it would be, or as the first of a list that is empty. */
static int add_label(struct editing *editing, const struct json_item *item, const char *label, struct mlf_err *err)
{
    const char *path = item->what->labels[0];
    size_t length = strlen(path);
    int is_list = length > 3 && !strcmp(path + length - 3, ">#0");
    char *list = is_list ? mlf_strndup(path, length - 3, err) : NULL;
    struct json_place place;
    struct mlf_buf buf = {0};
    int result = -1;

    mlf_json_put_string(&buf, label);
    if (!mlf_buf_check(&buf, err) && !list_label(editing, item, label, err)) {
        if (list && json_item_find(item, list, &place) && place.kind == MLF_JSON_ARRAY &&
            members_of(item->file->text.data, place.value) == 0)
            result = mlf_edits_replace(editing->edits, item->file->file, place.value.offset + 1, 0, buf.data,
                                       buf.length, err);
        else if (!strpbrk(path, "^/*#$") && !(item->what->names && !item->what->names->only_listed))
            result = set_value(editing, item, path, buf.data, err);
        else
            mlf_fail(err, "object %zu of '%s' has no place for a label", item->index, item->file->file);
    }
    mlf_buf_free(&buf);
    free(list);
    return result;
}

static int relabel(struct editing *editing, const struct json_item *item, const char *label, struct mlf_err *err)
{
    const struct json_objects *what = item->what;
    const struct mlf_attributes *attributes = item->file->dataset->attributes;
    const struct mlf_mapping *text = &item->file->text;
    struct json_place place;

    if (attributes)
        return json_attributes_edit(attributes, item->file->file, text->data, text->length, item->object.value.offset,
                                    label, editing->edits, err);
    char *old = json_item_text(item, what->labels, sizeof what->labels / sizeof *what->labels, &place, err);
    int is_number = old && *old && !old[strspn(old, "0123456789")];
    int result = -1;

    if (old && is_number && ((what->names && !what->names->only_listed) || what->called)) {
        result = set_number(editing, item, &place, label, err);
    } else if (old) {
        result = set_text(editing, item, &place, label, err);
    } else if (!(err && err->text[0])) {
        result = add_label(editing, item, label, err);
    }
    free(old);
    return result;
}

/* ---- Removing ---- */

struct companions {
    struct editing *editing;
    const struct json_item *item;
    size_t members; /* of the object's own list */
};

static int remove_companion(void *context, const struct json_place *place, struct mlf_err *err)
{
    const struct companions *companions = context;

    if (members_of(companions->item->file->text.data, place->container) != companions->members)
        return 0;
    return json_remove(&companions->editing->removals, place, err);
}

static int remove_object(struct editing *editing, const struct json_item *item, struct mlf_err *err)
{
    const struct json_objects *what = item->what;
    struct companions companions = {.editing = editing, .item = item};

    if (what->with_entry)
        return json_remove(&editing->removals, &item->entry, err);
    for (size_t i = 0; i < sizeof what->beside / sizeof *what->beside && what->beside[i]; i++) {
        if (!companions.members)
            companions.members = members_of(item->file->text.data, item->object.container);
        if (json_item_each(item, what->beside[i], remove_companion, &companions, err))
            return -1;
    }
    return json_remove(&editing->removals, &item->object, err);
}

/* ---- All changes ---- */

static int change_object(void *context, const struct json_item *item, struct mlf_err *err)
{
    struct editing *editing = context;
    const struct mlf_change *change = &editing->changes[editing->done];

    if (editing->done == editing->n || change->index != item->index)
        return 0;
    editing->done++;
    if (change->action == MLF_REMOVE)
        return remove_object(editing, item, err);
    if (change->action == MLF_MARK)
        return item->what->mark
                   ? set_value(editing, item, item->what->mark, "1", err)
                   : mlf_fail(err, "object %zu of '%s' has no place for a mark", item->index, item->file->file);
    if (change->label && relabel(editing, item, change->label, err))
        return -1;
    return change->action == MLF_REBOX ? json_box_edit(item, change, editing->edits, err) : 0;
}

int json_format_edit(const struct json_format *format, const struct mlf_dataset *dataset, const char *file,
                     const struct mlf_change *changes, size_t n, struct mlf_edits *edits, struct mlf_err *err)
{
    struct editing editing = {.changes = changes, .n = n, .edits = edits};
    struct json_file opened;
    int result = json_file_open(&opened, dataset, format, file, err);

    if (!result)
        result = json_walk(&opened, change_object, &editing, err);
    if (!result && editing.done < n)
        result = mlf_fail(err, "'%s' has no object %zu", file, changes[editing.done].index);
    if (!result)
        result = json_removals_edit(&editing.removals, file, &opened.text, edits, err);
    free(editing.removals.items);
    json_fresh_free(&editing.fresh);
    json_file_close(&opened);
    return result;
}
