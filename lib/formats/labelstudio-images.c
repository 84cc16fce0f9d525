/* See labelstudio-images.h. */

#include "labelstudio-images.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/path.h"

static int looks_like_image(const char *text, int named)
{
    return *text && (named || mlf_path_is_image(text) || strstr(text, "://") || !strncmp(text, "/data/", 6));
}

int studio_find_image(const char *text, size_t length, struct mlf_span data, char **image, size_t *n,
                      struct mlf_err *err)
{
    struct mlf_json json = {text, length, data.offset};
    struct mlf_span key;
    int first = 1;
    int more;

    *n = 0;
    if (mlf_json_enter(&json, MLF_JSON_OBJECT, err))
        return -1;
    while ((more = mlf_json_next(&json, MLF_JSON_OBJECT, &first, &key, err)) > 0) {
        int named = mlf_json_string_is(text, key, "image");
        struct mlf_span value;
        enum mlf_json_kind kind;
        char *found;

        if (mlf_json_value(&json, &value, &kind, err))
            return -1;
        if (kind != MLF_JSON_STRING)
            continue;
        if (!(found = mlf_json_string(text, value, err)))
            return -1;
        *n += looks_like_image(found, named);
        if (looks_like_image(found, named) && (named || !*image)) {
            free(*image);
            *image = found;
        } else {
            free(found);
        }
    }
    return more;
}

/* The number at the end of a text, or -1. */
static long number_at_end(const char *text)
{
    size_t length = strlen(text);

    while (length > 0 && text[length - 1] >= '0' && text[length - 1] <= '9')
        length--;
    return text[length] && strlen(text + length) < 9 ? strtol(text + length, NULL, 10) : -1;
}

/* The n-th photo of a list: a text, or an object's first member that is one. */
static int nth_image(const char *text, struct mlf_span list, size_t n, char **image, struct mlf_err *err)
{
    struct mlf_span *members = NULL;
    size_t count = 0;
    int result = mlf_json_members(text, list, &members, &count, err);

    if (!result && n < count && text[members[n].offset] == '"') {
        result = (*image = mlf_json_string(text, members[n], err)) ? 0 : -1;
    } else if (!result && n < count && text[members[n].offset] == '{') {
        size_t others;

        result = studio_find_image(text, members[n].offset + members[n].length, members[n], image, &others, err);
    }
    free(members);
    return result;
}

/* One member of `data`: takes it where it is what the region names. */
static int offer(const char *text, struct mlf_span key, struct mlf_span value, enum mlf_json_kind kind, long item,
                 const char *to, char **image, struct mlf_err *err)
{
    char *name = mlf_json_string(text, key, err);
    char *found = NULL;
    int result = name ? 0 : -1;

    if (!result && kind == MLF_JSON_ARRAY && item >= 0)
        result = nth_image(text, value, (size_t)item, &found, err);
    else if (!result && kind == MLF_JSON_STRING &&
             (!strcmp(name, to) || (number_at_end(to) >= 0 && number_at_end(name) == number_at_end(to))))
        result = (found = mlf_json_string(text, value, err)) ? 0 : -1;
    if (found && !*image && looks_like_image(found, 0))
        *image = found;
    else
        free(found);
    free(name);
    return result;
}

int studio_pick_image(const char *text, size_t length, struct mlf_span data, const struct mlf_member *item,
                      const struct mlf_member *to, char **image, struct mlf_err *err)
{
    struct mlf_json json = {text, length, data.offset};
    struct mlf_span key;
    char *name = mlf_member_text(text, to, err);
    double number = -1;
    int first = 1;
    int more = -1;

    if (data.length == 0 || text[data.offset] != '{') {
        free(name);
        return 0;
    }
    if (!mlf_member_number(text, item, &number) && name)
        number = (double)number_at_end(name);
    if ((err && err->text[0]) || mlf_json_enter(&json, MLF_JSON_OBJECT, err))
        goto done;
    while ((more = mlf_json_next(&json, MLF_JSON_OBJECT, &first, &key, err)) > 0) {
        struct mlf_span value;
        enum mlf_json_kind kind;

        if (mlf_json_value(&json, &value, &kind, err) ||
            offer(text, key, value, kind, number >= 0 && number < 1e6 ? (long)number : -1, name ? name : "", image,
                  err)) {
            more = -1;
            break;
        }
    }
done:
    free(name);
    return more;
}
