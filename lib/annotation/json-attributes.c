/* See json-attributes.h. */

#include "mlfix/annotation/json-attributes.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/annotation/json-path.h"
#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/number.h"
#include "mlfix/json/json-text.h"

static const char *const holders[] = {"attributes", "flags", "properties", "region_attributes", "tags"};

#define HOLDERS (sizeof holders / sizeof *holders)

/* Visits each attribute: where its name and value are. 0 to go on, 1 to stop, -1 on error. */
typedef int visit_attribute(void *context, const char *name, const struct json_place *value, struct mlf_err *err);

struct walk {
    const char *text;
    visit_attribute *visit;
    void *context;
};

static int is_scalar(enum mlf_json_kind kind)
{
    return kind == MLF_JSON_STRING || kind == MLF_JSON_NUMBER || kind == MLF_JSON_TRUE || kind == MLF_JSON_FALSE;
}

static int give(const struct walk *walk, struct mlf_span name, const struct json_place *value, struct mlf_err *err)
{
    char *decoded;
    int result;

    if (!is_scalar(value->kind))
        return 0;
    if (!(decoded = mlf_json_string(walk->text, name, err)))
        return -1;
    result = walk->visit(walk->context, decoded, value, err);
    free(decoded);
    return result;
}

/* A member of an object: the value itself, or what stands in it as "value" (FiftyOne). */
static int visit_member(void *context, const struct json_place *place, struct mlf_err *err)
{
    struct json_place inner;

    if (place->kind == MLF_JSON_OBJECT && json_path_find(((struct walk *)context)->text, place, "value", &inner))
        return give(context, place->key, &inner, err);
    return give(context, place->key, place, err);
}

static int visit_named(void *context, const struct json_place *place, struct mlf_err *err)
{
    const struct walk *walk = context;
    struct json_place name;
    struct json_place value;

    if (!json_path_find(walk->text, place, "name", &name) || name.kind != MLF_JSON_STRING ||
        !json_path_find(walk->text, place, "value", &value))
        return 0;
    return give(walk, name.value, &value, err);
}

static int walk_attributes(struct walk *walk, const struct json_place *object, struct mlf_err *err)
{
    int result = 0;

    for (size_t i = 0; i < HOLDERS && result == 0; i++) {
        struct json_place holder;

        if (json_path_find(walk->text, object, holders[i], &holder))
            result = json_path_each(walk->text, &holder, "*",
                                    holder.kind == MLF_JSON_ARRAY ? visit_named : visit_member, walk, err);
    }
    return result ? result : json_path_each(walk->text, object, "*", visit_member, walk, err);
}

/* The object at `offset`: 1, or 0 where there is none. */
static int find_object(const char *text, size_t length, size_t offset, struct json_place *object, struct mlf_err *err)
{
    size_t end;

    if (json_path_top(text, length, offset, object, &end, err))
        return -1;
    return object->kind == MLF_JSON_OBJECT;
}

/* ---- Saying ---- */

struct saying {
    const char *text;
    struct mlf_attributes *attributes;
};

static int say(void *context, const char *name, const struct json_place *value, struct mlf_err *err)
{
    const struct saying *saying = context;
    const char *bytes = saying->text + value->value.offset;
    char *decoded;
    int result;

    if (value->kind != MLF_JSON_STRING)
        return mlf_attributes_say_bytes(saying->attributes, name, bytes, value->value.length, err);
    if (!(decoded = mlf_json_string(saying->text, value->value, err)))
        return -1;
    result = mlf_attributes_say(saying->attributes, name, decoded, err);
    free(decoded);
    return result;
}

int json_attributes_say(struct mlf_attributes *attributes, const char *text, size_t length, size_t offset,
                        struct mlf_err *err)
{
    struct saying saying = {.text = text, .attributes = attributes};
    struct walk walk = {.text = text, .visit = say, .context = &saying};
    struct json_place object;
    int is = attributes ? find_object(text, length, offset, &object, err) : 0;

    return is > 0 ? walk_attributes(&walk, &object, err) : is;
}

/* ---- Changing ---- */

struct seeking {
    const char *field;
    struct json_place found;
};

static int seek(void *context, const char *name, const struct json_place *value, struct mlf_err *err)
{
    struct seeking *seeking = context;

    (void)err;
    if (strcmp(name, seeking->field) != 0)
        return 0;
    seeking->found = *value;
    return 1;
}

static int is_truth(const char *value)
{
    return !strcmp(value, "true") || !strcmp(value, "false");
}

/* The value as JSON like one of that kind; of MLF_JSON_NULL, as what it looks like. */
static int put_value(struct mlf_buf *buf, const char *field, enum mlf_json_kind kind, const char *value,
                     struct mlf_err *err)
{
    int truths = kind == MLF_JSON_TRUE || kind == MLF_JSON_FALSE;
    double number;

    if (truths && !is_truth(value))
        return mlf_fail(err, "'%s' is true or false, which '%s' is not", field, value);
    if (kind == MLF_JSON_NUMBER && !mlf_number(value, &number))
        return mlf_fail(err, "'%s' is a number, which '%s' is not", field, value);
    if (truths || kind == MLF_JSON_NUMBER || (kind == MLF_JSON_NULL && is_truth(value)))
        mlf_buf_puts(buf, value);
    else
        mlf_json_put_string(buf, value);
    return mlf_buf_check(buf, err);
}

/* Adds the attribute to the first holder that is there. */
static int add(const struct mlf_attributes *attributes, const char *file, const char *text,
               const struct json_place *object, const char *value, struct mlf_edits *edits, struct mlf_err *err)
{
    struct json_place holder = {.kind = MLF_JSON_NULL};
    struct mlf_buf buf = {0};
    size_t at;
    int result = -1;

    for (size_t i = 0; i < HOLDERS && holder.kind != MLF_JSON_OBJECT; i++)
        if (!json_path_find(text, object, holders[i], &holder))
            holder.kind = MLF_JSON_NULL;
    if (holder.kind != MLF_JSON_OBJECT)
        return mlf_fail(err, "an object of '%s' has no place for the attribute '%s'", file, attributes->field);
    at = holder.value.offset + 1;
    mlf_json_put_string(&buf, attributes->field);
    mlf_buf_puts(&buf, ": ");
    if (!put_value(&buf, attributes->field, MLF_JSON_NULL, value, err)) {
        mlf_buf_puts(&buf, text[at + strspn(text + at, " \t\r\n")] == '}' ? "" : ", ");
        at += strspn(text + at, " \t\r\n");
        result = mlf_buf_check(&buf, err) ? -1 : mlf_edits_replace(edits, file, at, 0, buf.data, buf.length, err);
    }
    mlf_buf_free(&buf);
    return result;
}

int json_attributes_edit(const struct mlf_attributes *attributes, const char *file, const char *text, size_t length,
                         size_t offset, const char *value, struct mlf_edits *edits, struct mlf_err *err)
{
    struct seeking seeking = {.field = attributes->field};
    struct walk walk = {.text = text, .visit = seek, .context = &seeking};
    struct mlf_buf buf = {0};
    struct json_place object;
    int found = find_object(text, length, offset, &object, err);
    int result = -1;

    if (found > 0)
        found = walk_attributes(&walk, &object, err);
    if (found < 0)
        return -1;
    if (!found)
        return add(attributes, file, text, &object, value, edits, err);
    if (!put_value(&buf, attributes->field, seeking.found.kind, value, err)) {
        struct mlf_span span = seeking.found.value;

        result = span.length == buf.length && !memcmp(text + span.offset, buf.data, buf.length)
                     ? 0
                     : mlf_edits_replace(edits, file, span.offset, span.length, buf.data, buf.length, err);
    }
    mlf_buf_free(&buf);
    return result;
}
