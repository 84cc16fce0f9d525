#include "mlfix/judge/class-list.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/file.h"
#include "mlfix/base/limits.h"
#include "mlfix/base/string-set.h"
#include "mlfix/json/json-text.h"
#include "mlfix/record/lookup.h"

static int add_name(struct mlf_string_set *classes, const char *name, struct mlf_err *err)
{
    int added;
    if (*name == '\0')
        return mlf_fail(err, "class %zu has no name", classes->n);
    if (mlf_string_set_add(classes, name, NULL, &added, err))
        return -1;
    return added ? 0 : mlf_fail(err, "the class '%s' stands there twice", name);
}

static int read_lines(struct mlf_string_set *classes, char *text, size_t length, struct mlf_err *err)
{
    if (memchr(text, '\0', length))
        return mlf_fail(err, "holds a NUL");
    if (length == 0)
        return 0;
    if (text[length - 1] == '\n')
        text[length - 1] = '\0';
    for (char *rest = text, *line; (line = strsep(&rest, "\n")) != NULL;) {
        size_t n = strlen(line);
        if (n > 0 && line[n - 1] == '\r')
            line[n - 1] = '\0';
        if (add_name(classes, line, err))
            return -1;
    }
    return 0;
}

/* Names by their index, for objects. */
struct places {
    char **names;
    size_t n, capacity;
    size_t limit; /* a file of this length cannot have so many names */
};

/* Puts the name at its index. It belongs to `places` afterwards, or is freed on failure. */
static int put_place(struct places *places, char *name, double index, struct mlf_err *err)
{
    if (!name || !(index >= 0 && index < (double)places->limit) || index != (double)(size_t)index) {
        if (name)
            mlf_fail(err, "the class '%s' has no index from 0", name);
        free(name);
        return -1;
    }
    size_t at = (size_t)index, before = places->capacity;
    if (mlf_grow(&places->names, &places->capacity, at + 1, sizeof *places->names, err)) {
        free(name);
        return -1;
    }
    for (size_t i = before; i < places->capacity; i++)
        places->names[i] = NULL;
    if (places->names[at]) {
        mlf_fail(err, "the classes '%s' and '%s' have the same index %zu", places->names[at], name, at);
        free(name);
        return -1;
    }
    places->names[at] = name;
    places->n = places->n > at + 1 ? places->n : at + 1;
    return 0;
}

/* {"cat": 0} or {"0": "cat"}. */
static int read_member(struct places *places, struct mlf_json *json, struct mlf_span key, struct mlf_err *err)
{
    struct mlf_span span;
    enum mlf_json_kind kind;
    double index;
    char *name = mlf_json_string(json->text, key, err), *value = NULL;
    if (!name || mlf_json_value(json, &span, &kind, err))
        goto failed;
    if (kind == MLF_JSON_NUMBER && mlf_json_number(json->text, span, &index, err) == 0)
        return put_place(places, name, index, err);
    if (kind != MLF_JSON_STRING || !mlf_lookup_parse_number(name, &index)) {
        mlf_fail(err, "'%s' is neither a class with its index nor an index with its class", name);
        goto failed;
    }
    value = mlf_json_string(json->text, span, err);
    free(name);
    return put_place(places, value, index, err);
failed:
    free(name);
    return -1;
}

static int read_object(struct mlf_string_set *classes, struct mlf_json *json, struct mlf_err *err)
{
    struct places places = {.limit = json->length / 4};
    struct mlf_span key;
    int first = 1, more, result = -1;
    if (mlf_json_enter(json, MLF_JSON_OBJECT, err))
        return -1;
    while ((more = mlf_json_next(json, MLF_JSON_OBJECT, &first, &key, err)) == 1)
        if (read_member(&places, json, key, err))
            goto done;
    if (more < 0)
        goto done;
    for (size_t i = 0; i < places.n; i++) {
        if (!places.names[i])
            mlf_fail(err, "no class has the index %zu", i);
        if (!places.names[i] || add_name(classes, places.names[i], err))
            goto done;
    }
    result = 0;
done:
    for (size_t i = 0; i < places.n; i++)
        free(places.names[i]);
    free(places.names);
    return result;
}

static int read_list(struct mlf_string_set *classes, struct mlf_json *json, struct mlf_err *err)
{
    int first = 1, more;
    if (mlf_json_enter(json, MLF_JSON_ARRAY, err))
        return -1;
    while ((more = mlf_json_next(json, MLF_JSON_ARRAY, &first, NULL, err)) == 1) {
        struct mlf_span span;
        enum mlf_json_kind kind;
        if (mlf_json_value(json, &span, &kind, err))
            return -1;
        if (kind != MLF_JSON_STRING)
            return mlf_fail(err, "class %zu is no text", classes->n);
        char *name = mlf_json_string(json->text, span, err);
        int result = name ? add_name(classes, name, err) : -1;
        free(name);
        if (result)
            return -1;
    }
    return more;
}

int mlf_class_list_read(struct mlf_string_set *classes, const char *path, struct mlf_err *err)
{
    size_t length;
    struct mlf_err why = {""};
    char *text = mlf_file_read(path, MLF_LIMIT_CLASSES_FILE, &length, err);
    if (!text)
        return -1;
    struct mlf_json json = {text, length, 0};
    size_t blank = strspn(text, " \t\r\n");
    int is_json = text[blank] == '[' || text[blank] == '{';
    int result = !is_json             ? read_lines(classes, text, length, &why)
                 : text[blank] == '[' ? read_list(classes, &json, &why)
                                      : read_object(classes, &json, &why);
    if (result == 0 && is_json && !mlf_json_at_end(&json))
        result = mlf_fail(&why, "something follows the classes");
    if (result == 0 && classes->n == 0)
        result = mlf_fail(&why, "holds no class");
    free(text);
    return result ? mlf_fail(err, "'%s': %s", path, why.text) : 0;
}
