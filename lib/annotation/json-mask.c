/* See json-mask.h. */

#include "json-mask.h"

#include "mlfix/annotation/json-points.h"

struct ring {
    struct mlf_mask *mask;
    double scale[2];
    double x;
    int skip, odd; /* so many numbers are none of a point's, so that x stands where y does otherwise */
};

static int add_number(void *context, struct mlf_span span, double number, int axis, struct mlf_err *err)
{
    struct ring *ring = context;

    (void)span;
    if (axis == JSON_END_OF_RING)
        return mlf_mask_end_ring(ring->mask, err);
    if (ring->skip > 0) {
        ring->skip--;
        return 0;
    }
    if (axis == ring->odd) {
        ring->x = number;
        return 0;
    }
    return mlf_mask_add_point(ring->mask, ring->x * ring->scale[0], number * ring->scale[1], err);
}

int json_mask_read(struct mlf_mask *mask, const struct json_item *item, const double size[2], struct mlf_err *err)
{
    mlf_mask_clear(mask);
    for (const struct json_ring *way = item->what->rings; way && way->at; way++) {
        struct ring ring = {.mask = mask, .scale = {1, 1}, .skip = way->skip, .odd = way->skip % 2};
        struct json_place place;

        if ((way->only && !json_item_find(item, way->only, &place)) || !json_item_find(item, way->at, &place) ||
            (place.kind != MLF_JSON_ARRAY && place.kind != MLF_JSON_OBJECT))
            continue;
        for (int k = 0; k < 2 && way->unit > 0; k++)
            ring.scale[k] = (size[0] > 0 ? size[k] : 1) / way->unit;
        if (json_each_number(item->file->text.data, &place, add_number, &ring, err))
            mask->broken = "the polygon has a point that is no two numbers";
        if (err && err->text[0])
            return -1;
        return mlf_mask_end_ring(mask, err) ? -1 : 1;
    }
    return 0;
}
