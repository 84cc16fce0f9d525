/* See json-path.h. */

#include "mlfix/annotation/json-path.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/number.h"

/* The first member of a path. */
struct step {
    const char *text;
    size_t length;
    const char *rest; /* of the path */
    int all;
    size_t number; /* of a member of an array, or (size_t)-1 */
};

static struct step first_step(const char *path)
{
    struct step step = {.text = path, .length = strcspn(path, ">="), .number = (size_t)-1};

    step.rest = path + step.length + (path[step.length] == '>');
    step.all = step.length == 1 && *path == '*';
    if (*path == '#')
        step.number = (size_t)strtoul(path + 1, NULL, 10);
    return step;
}

/* Whether the step may lead into a value of this kind. */
static int leads_into(const struct step *step, enum mlf_json_kind kind)
{
    if (step->all)
        return kind == MLF_JSON_ARRAY || kind == MLF_JSON_OBJECT;
    return kind == (step->number != (size_t)-1 ? MLF_JSON_ARRAY : MLF_JSON_OBJECT);
}

/* Keys of paths are plain: one that is written with escapes is compared decoded. */
static int is_member(const struct step *step, const char *text, struct mlf_span key, size_t number)
{
    char *decoded;
    int is;

    if (step->all)
        return 1;
    if (step->number != (size_t)-1)
        return step->number == number;
    if (!memchr(text + key.offset, '\\', key.length))
        return key.length == step->length + 2 && !memcmp(text + key.offset + 1, step->text, step->length);
    decoded = mlf_json_string(text, key, NULL);
    is = decoded && strlen(decoded) == step->length && !memcmp(decoded, step->text, step->length);
    free(decoded);
    return is;
}

int json_path_each(const char *text, const struct json_place *from, const char *path, json_place_visit *visit,
                   void *context, struct mlf_err *err)
{
    struct mlf_json json = {text, from->value.offset + from->value.length, from->value.offset};
    struct step step = first_step(path);
    struct json_place place = {.container = from->value, .name = from->name};
    int first = 1;
    int more;

    if (!*path)
        return visit(context, from, err);
    if (!leads_into(&step, from->kind))
        return 0;
    if (mlf_json_enter(&json, from->kind, err))
        return -1;
    while ((more = mlf_json_next(&json, from->kind, &first, &place.key, err)) > 0) {
        int result;

        if (mlf_json_value(&json, &place.value, &place.kind, err))
            return -1;
        if (from->kind == MLF_JSON_ARRAY)
            place.key.length = 0;
        if (is_member(&step, text, place.key, place.number)) {
            if (step.all && from->kind == MLF_JSON_OBJECT && !from->name.length)
                place.name = place.key;
            result = json_path_each(text, &place, step.rest, visit, context, err);
            if (result || !step.all)
                return result;
        }
        place.number++;
    }
    return more;
}

static int take(void *context, const struct json_place *place, struct mlf_err *err)
{
    (void)err;
    *(struct json_place *)context = *place;
    return 1;
}

int json_path_find(const char *text, const struct json_place *from, const char *path, struct json_place *found)
{
    return json_path_each(text, from, path, take, found, NULL) == 1;
}

int json_path_top(const char *text, size_t length, size_t at, struct json_place *top, size_t *end, struct mlf_err *err)
{
    struct mlf_json json = {text, length, at};

    *top = (struct json_place){0};
    if (mlf_json_value(&json, &top->value, &top->kind, err))
        return -1;
    *end = json.at;
    return 0;
}

/* Whether the value that begins here is the string behind '='. */
static int is_string(struct mlf_json *json, const char *wanted)
{
    struct mlf_span value;
    enum mlf_json_kind kind;

    if (mlf_json_value(json, &value, &kind, NULL))
        return JSON_PATH_ON;
    return kind == MLF_JSON_STRING && mlf_json_string_is(json->text, value, wanted);
}

int json_path_looks(const char *text, size_t length, size_t at, const char *path)
{
    struct mlf_json json = {text, length, at};
    struct step step = first_step(path);
    struct mlf_span key = {0, 0};
    struct mlf_span value;
    enum mlf_json_kind kind;
    enum mlf_json_kind other;
    int first = 1;
    int more;

    if (mlf_json_peek(&json, &kind, NULL))
        return JSON_PATH_ON;
    if (*path == '=')
        return is_string(&json, path + 1);
    if (!*path)
        return 1;
    if (!leads_into(&step, kind))
        return 0;
    if (mlf_json_enter(&json, kind, NULL))
        return JSON_PATH_ON;
    for (size_t number = 0; (more = mlf_json_next(&json, kind, &first, &key, NULL)) > 0; number++) {
        if (is_member(&step, text, key, number)) {
            int looks = json_path_looks(text, length, json.at, step.rest);

            if (looks || !step.all)
                return looks;
        }
        if (mlf_json_value(&json, &value, &other, NULL))
            return JSON_PATH_ON;
    }
    return more < 0 ? JSON_PATH_ON : 0;
}

int json_place_number(const char *text, const struct json_place *place, double *number)
{
    char *decoded;
    int is_number;

    if (place->kind == MLF_JSON_NUMBER)
        return !mlf_json_number(text, place->value, number, NULL);
    if (place->kind != MLF_JSON_STRING || !(decoded = mlf_json_string(text, place->value, NULL)))
        return 0;
    is_number = mlf_number(decoded, number);
    free(decoded);
    return is_number;
}

char *json_place_text(const char *text, const struct json_place *place, struct mlf_err *err)
{
    if (place->kind == MLF_JSON_STRING)
        return mlf_json_string(text, place->value, err);
    if (place->kind == MLF_JSON_NUMBER)
        return mlf_strndup(text + place->value.offset, place->value.length, err);
    return NULL;
}
