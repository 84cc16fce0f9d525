/* See json-points.h. */

#include "mlfix/annotation/json-points.h"

/* An object is a point where it has x and y; *is says whether it is. */
static int see_point(const char *text, const struct json_place *from, json_see_number *see, void *context, int *is,
                     struct mlf_err *err)
{
    struct json_place x;
    struct json_place y;
    double numbers[2];

    *is = json_path_find(text, from, "x", &x) && json_path_find(text, from, "y", &y);
    if (!*is)
        return 0;
    return json_place_number(text, &x, &numbers[0]) && json_place_number(text, &y, &numbers[1]) &&
                   !see(context, x.value, numbers[0], 0, err) && !see(context, y.value, numbers[1], 1, err)
               ? 0
               : -1;
}

int json_each_number(const char *text, const struct json_place *from, json_see_number *see, void *context,
                     struct mlf_err *err)
{
    struct mlf_json json = {text, from->value.offset + from->value.length, from->value.offset};
    struct mlf_span key;
    int first = 1;
    int more;
    int is = 0;
    int numbers = 0; /* of this list itself */

    if (from->kind == MLF_JSON_OBJECT && (see_point(text, from, see, context, &is, err) || is))
        return is ? 0 : -1;
    if (mlf_json_enter(&json, from->kind, err))
        return -1;
    for (int axis = 0; (more = mlf_json_next(&json, from->kind, &first, &key, err)) > 0; axis = !axis) {
        struct json_place place;
        double number;

        if (mlf_json_value(&json, &place.value, &place.kind, err))
            return -1;
        if (place.kind == MLF_JSON_ARRAY || place.kind == MLF_JSON_OBJECT) {
            if (json_each_number(text, &place, see, context, err))
                return -1;
        } else if (from->kind == MLF_JSON_OBJECT) {
            continue; /* such as "closed": true */
        } else if (!json_place_number(text, &place, &number)) {
            return 0; /* such as BDD100K's "L" behind the two numbers */
        } else if (see(context, place.value, number, axis, err)) {
            return -1;
        } else {
            numbers++;
        }
    }
    if (more < 0 || numbers == 2) /* a point */
        return more;
    return see(context, from->value, 0, JSON_END_OF_RING, err);
}
