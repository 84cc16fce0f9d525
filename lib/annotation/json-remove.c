/* See json-remove.h. */

#include "json-remove.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/annotation/json-files.h"
#include "mlfix/base/array.h"

int json_remove(struct json_removals *removals, const struct json_place *place, struct mlf_err *err)
{
    if (mlf_grow(&removals->items, &removals->capacity, removals->n + 1, sizeof *removals->items, err))
        return -1;
    removals->items[removals->n++] = *place;
    return 0;
}

/* By container, then by place in it; lines, which are in none, by where they are. */
static int by_place(const void *a, const void *b)
{
    const struct json_place *left = a;
    const struct json_place *right = b;

    if (left->container.offset != right->container.offset)
        return left->container.offset < right->container.offset ? -1 : 1;
    if (left->container.length != right->container.length)
        return left->container.length < right->container.length ? -1 : 1;
    return (left->value.offset > right->value.offset) - (left->value.offset < right->value.offset);
}

static int remove_line(const struct json_place *place, const char *file, const struct mlf_mapping *text,
                       struct mlf_edits *edits, struct mlf_err *err)
{
    size_t first = mlf_json_begin(text->data, text->length).at;
    size_t begin = place->value.offset;
    size_t end = begin + place->value.length;

    while (begin > first && text->data[begin - 1] != '\n')
        begin--;
    while (end < text->length && text->data[end++] != '\n')
        ;
    if (end == text->length && text->data[end - 1] != '\n' && begin > first)
        begin--; /* the last line has no newline of its own: it takes that before it along */
    return mlf_edits_replace(edits, file, begin, end - begin, "", 0, err);
}

/* Where the members of a container begin and end. New memory. */
static struct mlf_span *list_members(const struct mlf_mapping *text, struct mlf_span container, size_t *n,
                                     struct mlf_err *err)
{
    struct mlf_json json = {text->data, container.offset + container.length, container.offset};
    enum mlf_json_kind kind = text->data[container.offset] == '{' ? MLF_JSON_OBJECT : MLF_JSON_ARRAY;
    struct mlf_span *members = NULL;
    struct mlf_span key = {0, 0};
    size_t capacity = 0;
    int first = 1;
    int more;

    *n = 0;
    if (mlf_json_enter(&json, kind, err))
        return NULL;
    while ((more = mlf_json_next(&json, kind, &first, &key, err)) > 0) {
        struct mlf_span value;
        enum mlf_json_kind other;
        size_t begin;

        if (mlf_grow(&members, &capacity, *n + 1, sizeof *members, err) || mlf_json_value(&json, &value, &other, err)) {
            more = -1;
            break;
        }
        begin = kind == MLF_JSON_OBJECT ? key.offset : value.offset;
        members[(*n)++] = (struct mlf_span){begin, value.offset + value.length - begin};
    }
    if (more < 0) {
        free(members);
        return NULL;
    }
    return members;
}

/* Members first..last of n. */
static int remove_run(const char *file, struct mlf_span container, const struct mlf_span *members, size_t n,
                      size_t first, size_t last, struct mlf_edits *edits, struct mlf_err *err)
{
    size_t begin = container.offset + 1;
    size_t end = container.offset + container.length - 1;

    if (last + 1 < n) {
        begin = members[first].offset;
        end = members[last + 1].offset;
    } else if (first > 0) {
        begin = members[first - 1].offset + members[first - 1].length;
        end = members[last].offset + members[last].length;
    }
    return mlf_edits_replace(edits, file, begin, end - begin, "", 0, err);
}

/* What goes out of one container: `n` places that are sorted. */
static int remove_from(const struct json_place *places, size_t n, const char *file, const struct mlf_mapping *text,
                       struct mlf_edits *edits, struct mlf_err *err)
{
    struct mlf_span container = places->container;
    size_t count;
    struct mlf_span *members = list_members(text, container, &count, err);
    int result = members ? 0 : -1;

    for (size_t i = 0; i < n && !result;) {
        size_t first = places[i].number;
        size_t last = first;

        for (i++; i < n && places[i].number <= last + 1; i++)
            last = places[i].number;
        result = remove_run(file, container, members, count, first, last, edits, err);
    }
    free(members);
    return result;
}

int json_removals_edit(struct json_removals *removals, const char *file, const struct mlf_mapping *text,
                       struct mlf_edits *edits, struct mlf_err *err)
{
    struct json_place *items = removals->items;
    int result = 0;

    if (removals->n > 1)
        qsort(items, removals->n, sizeof *items, by_place);
    for (size_t i = 0; i < removals->n && !result;) {
        size_t n = 1;

        while (i + n < removals->n && items[i].container.length > 0 &&
               items[i + n].container.offset == items[i].container.offset)
            n++;
        if (items[i].container.length > 0)
            result = remove_from(items + i, n, file, text, edits, err);
        else if (i == 0 || items[i - 1].value.offset != items[i].value.offset)
            result = remove_line(&items[i], file, text, edits, err);
        i += n;
    }
    return result;
}
