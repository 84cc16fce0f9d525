/* See labelme-mask.h. */

#include "labelme-mask.h"

#include "mlfix/annotation/json-path.h"

struct ring {
    const char *text;
    struct mlf_mask *mask;
};

static int add_corner(void *context, const struct json_place *place, struct mlf_err *err)
{
    const struct ring *ring = context;
    struct json_place numbers[2];
    double point[2];

    if (!json_path_find(ring->text, place, "#0", &numbers[0]) ||
        !json_path_find(ring->text, place, "#1", &numbers[1]) ||
        !json_place_number(ring->text, &numbers[0], &point[0]) ||
        !json_place_number(ring->text, &numbers[1], &point[1])) {
        ring->mask->broken = "the polygon has a point that is no two numbers";
        return 1;
    }
    return mlf_mask_add_point(ring->mask, point[0], point[1], err);
}

/* Adds the ring of the shape at `offset` where it is a polygon: 1, or 0. */
static int add_ring(struct mlf_mask *mask, const char *text, size_t length, size_t offset, struct mlf_err *err)
{
    struct ring ring = {.text = text, .mask = mask};
    struct json_place shape;
    struct json_place type;
    struct json_place points;
    size_t end;

    if (json_path_top(text, length, offset, &shape, &end, err))
        return -1;
    if ((json_path_find(text, &shape, "shape_type", &type) && type.kind == MLF_JSON_STRING &&
         !mlf_json_string_is(text, type.value, "polygon")) ||
        !json_path_find(text, &shape, "points", &points))
        return 0;
    return json_path_each(text, &points, "*", add_corner, &ring, err) < 0 || mlf_mask_end_ring(mask, err) ? -1 : 1;
}

int labelme_mask(struct mlf_mask *mask, const struct mlf_mapping *text, const struct mlf_span *shapes,
                 const size_t *first, size_t n, size_t index, struct mlf_err *err)
{
    int any = 0;

    mlf_mask_clear(mask);
    for (size_t i = index; i < (n > index ? n : index + 1); i++) {
        int is = first[i] == index ? add_ring(mask, text->data, text->length, shapes[i].offset, err) : 0;

        if (is < 0)
            return -1;
        any |= is;
    }
    return any;
}
