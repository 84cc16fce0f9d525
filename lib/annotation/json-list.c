/* Edits of the objects in a JSON array. See json-list.h. */

#include "mlfix/annotation/json-list.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/annotation/annotation-errors.h"
#include "mlfix/annotation/digits.h"
#include "mlfix/annotation/json-attributes.h"
#include "mlfix/base/array.h"
#include "mlfix/dataset/mapping.h"
#include "mlfix/json/json-members.h"

int mlf_list_open(struct mlf_list *list, struct mlf_err *err)
{
    if (!list->array.length)
        return mlf_fail(err, "'%s' has no objects", list->file);
    if (mlf_json_members(list->text, list->array, &list->members, &list->n, err))
        return mlf_fail_json(err, list->path);
    return 0;
}

/* Takes out the members first..last with the comma and the blanks behind them. Where the last member
 * of the array goes, the comma and blanks before the run go instead; where all go, the array becomes empty. */
static int remove_run(const struct mlf_list *list, size_t first, size_t last, struct mlf_edits *edits,
                      struct mlf_err *err)
{
    size_t begin = list->array.offset + 1;
    size_t end = list->array.offset + list->array.length - 1;

    if (last + 1 < list->n) {
        begin = list->members[first].offset;
        end = list->members[last + 1].offset;
    } else if (first > 0) {
        begin = list->members[first - 1].offset + list->members[first - 1].length;
        end = list->members[last].offset + list->members[last].length;
    }
    return mlf_edits_replace(edits, list->file, begin, end - begin, "", 0, err);
}

int mlf_list_remove(const struct mlf_list *list, const struct mlf_change *changes, size_t n, struct mlf_edits *edits,
                    struct mlf_err *err)
{
    size_t i = 0;

    while (i < n) {
        size_t first = changes[i].index;
        size_t last = first;

        if (first >= list->n)
            return mlf_fail(err, "'%s' has no object %zu", list->file, first);
        if (changes[i++].action != MLF_REMOVE)
            continue;
        for (; i < n && changes[i].action == MLF_REMOVE && changes[i].index == last + 1; i++)
            last++;
        if (last >= list->n)
            return mlf_fail(err, "'%s' has no object %zu", list->file, last);
        if (remove_run(list, first, last, edits, err))
            return -1;
    }
    return 0;
}

/* Writes `value` (JSON text) as the member `key` of the object at `offset`, which gets the member as
 * its first where it has none. */
static int set_in_object(const struct mlf_list *list, size_t offset, const char *key, const char *value,
                         struct mlf_edits *edits, struct mlf_err *err)
{
    struct mlf_member member = {.key = key};
    size_t end;
    size_t inside;
    char *text;
    int result;

    if (mlf_json_pick(list->text, list->length, offset, &member, 1, &end, err))
        return mlf_fail_json(err, list->path);
    if (member.there)
        return mlf_edits_replace(edits, list->file, member.span.offset, member.span.length, value, strlen(value), err);
    inside = offset + 1;
    text = mlf_strf(err, "\"%s\": %s%s", key, value, list->text[inside] == '}' ? "" : ", ");
    result = text ? mlf_edits_replace(edits, list->file, inside, 0, text, strlen(text), err) : -1;
    free(text);
    return result;
}

int mlf_list_set(const struct mlf_list *list, size_t index, const char *key, const char *value, struct mlf_edits *edits,
                 struct mlf_err *err)
{
    if (index >= list->n)
        return mlf_fail(err, "'%s' has no object %zu", list->file, index);
    return set_in_object(list, list->members[index].offset, key, value, edits, err);
}

int mlf_list_set_inside(const struct mlf_list *list, size_t index, const char *outer, const char *key,
                        const char *value, struct mlf_edits *edits, struct mlf_err *err)
{
    struct mlf_member member = {.key = outer};
    char *whole;
    int result;

    if (index >= list->n)
        return mlf_fail(err, "'%s' has no object %zu", list->file, index);
    if (mlf_json_pick(list->text, list->length, list->members[index].offset, &member, 1, NULL, err))
        return mlf_fail_json(err, list->path);
    if (member.there && member.kind == MLF_JSON_OBJECT)
        return set_in_object(list, member.span.offset, key, value, edits, err);
    whole = mlf_strf(err, "{\"%s\": %s}", key, value);
    result = whole ? mlf_list_set(list, index, outer, whole, edits, err) : -1;
    free(whole);
    return result;
}

int mlf_list_set_bbox(const struct mlf_list *list, size_t index, const double bbox[4], struct mlf_edits *edits,
                      struct mlf_err *err)
{
    struct mlf_member member = {.key = "bbox"};
    struct mlf_digits plain = {0};
    struct mlf_buf buf = {0};
    struct mlf_span spans[4];
    double now[4];
    int result = -1;

    if (index >= list->n)
        return mlf_fail(err, "'%s' has no object %zu", list->file, index);
    if (mlf_json_pick(list->text, list->length, list->members[index].offset, &member, 1, NULL, err))
        return mlf_fail_json(err, list->path);
    if (mlf_json_four(list->text, list->length, &member, spans, now))
        return mlf_edits_box(edits, list->file, list->text, spans, now, bbox, &mlf_measure_pixels, 0, err);
    for (int i = 0; i < 4; i++) {
        mlf_buf_puts(&buf, i ? ", " : "[");
        mlf_digits_put(&plain, bbox[i], 1, &buf);
    }
    mlf_buf_putc(&buf, ']');
    if (!mlf_buf_check(&buf, err))
        result = mlf_list_set(list, index, "bbox", buf.data, edits, err);
    mlf_buf_free(&buf);
    return result;
}

int mlf_list_set_string(const struct mlf_list *list, size_t index, const char *key, const char *value,
                        struct mlf_edits *edits, struct mlf_err *err)
{
    struct mlf_buf buf = {0};
    int result = -1;

    mlf_json_put_string(&buf, value);
    if (!mlf_buf_check(&buf, err))
        result = mlf_list_set(list, index, key, buf.data, edits, err);
    mlf_buf_free(&buf);
    return result;
}

static int set_label(const struct mlf_attributes *attributes, const struct mlf_list *list, const char *key,
                     const struct mlf_change *change, struct mlf_edits *edits, struct mlf_err *err)
{
    if (!attributes || change->index >= list->n)
        return mlf_list_set_string(list, change->index, key, change->label, edits, err);
    return json_attributes_edit(attributes, list->file, list->text, list->length, list->members[change->index].offset,
                                change->label, edits, err);
}

int mlf_list_edit(const struct mlf_attributes *attributes, const char *file, const struct mlf_mapping *text,
                  struct mlf_span array, const char *key, const struct mlf_change *changes, size_t n,
                  mlf_list_apply *apply, void *context, struct mlf_edits *edits, struct mlf_err *err)
{
    struct mlf_list list = {
        .file = file, .path = text->path, .text = text->data, .length = text->length, .array = array};
    int result = mlf_list_open(&list, err);

    for (size_t i = 0; i < n && !result; i++) {
        const struct mlf_change *change = &changes[i];

        if (change->action == MLF_RELABEL || (change->action == MLF_REBOX && change->label))
            result = set_label(attributes, &list, key, change, edits, err);
        if (!result && (change->action == MLF_REBOX || change->action == MLF_MARK))
            result = apply(context, &list, change, edits, err);
    }
    if (!result)
        result = mlf_list_remove(&list, changes, n, edits, err);
    free(list.members);
    return result;
}
