/* See coco-mask.h. */

#include "coco-mask.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/annotation/json-path.h"
#include "mlfix/json/json-members.h"

struct reading {
    const char *text;
    struct mlf_mask *mask;
    double x;
    size_t n; /* numbers of the polygon so far */
};

static int add_number(void *context, const struct json_place *place, struct mlf_err *err)
{
    struct reading *reading = context;
    double number;

    if (!json_place_number(reading->text, place, &number)) {
        reading->mask->broken = "the mask's polygon has what is no number";
        return 1;
    }
    if (reading->n++ % 2 == 0) {
        reading->x = number;
        return 0;
    }
    return mlf_mask_add_point(reading->mask, reading->x, number, err);
}

static int add_polygon(void *context, const struct json_place *place, struct mlf_err *err)
{
    struct reading *reading = context;

    reading->n = 0;
    if (place->kind != MLF_JSON_ARRAY) {
        reading->mask->broken = "the mask is no list of polygons";
        return 1;
    }
    if (json_path_each(reading->text, place, "*", add_number, reading, err) < 0)
        return -1;
    if (reading->n % 2)
        reading->mask->broken = "the mask's polygon has an odd number of numbers";
    return mlf_mask_end_ring(reading->mask, err);
}

static int add_run(void *context, const struct json_place *place, struct mlf_err *err)
{
    struct reading *reading = context;
    double number;

    if (!json_place_number(reading->text, place, &number)) {
        reading->mask->broken = "the lengths of the mask's runs are no numbers of pixels";
        return 1;
    }
    return mlf_mask_add_run(reading->mask, number, err);
}

static int read_runs(struct reading *reading, const struct json_place *place, struct mlf_err *err)
{
    struct mlf_mask *mask = reading->mask;
    struct json_place sides[2];
    struct json_place counts;
    double size[2] = {0, 0};
    int result = 0;

    for (int k = 0; k < 2; k++)
        if (!json_path_find(reading->text, place, k ? "size>#1" : "size>#0", &sides[k]) ||
            !json_place_number(reading->text, &sides[k], &size[k]) || !(size[k] >= 1) || size[k] > 1e6)
            mask->broken = "the mask does not say the size of its picture";
    if (!json_path_find(reading->text, place, "counts", &counts) ||
        (counts.kind != MLF_JSON_ARRAY && counts.kind != MLF_JSON_STRING))
        mask->broken = "the mask has no runs";
    if (mask->broken)
        return 0;
    mask->height = (int)size[0];
    mask->width = (int)size[1];
    if (counts.kind == MLF_JSON_ARRAY) {
        result = json_path_each(reading->text, &counts, "*", add_run, reading, err) < 0;
    } else {
        char *runs = json_place_text(reading->text, &counts, err);

        result = !runs || mlf_mask_add_compressed(mask, runs, strlen(runs), err);
        free(runs);
    }
    if (!result)
        mlf_mask_check_runs(mask);
    return result ? -1 : 0;
}

int coco_read_mask(struct mlf_mask *mask, const char *text, size_t length, size_t offset, struct mlf_err *err)
{
    struct mlf_member member = {.key = "segmentation"};
    struct reading reading = {.text = text, .mask = mask};
    struct json_place place;
    size_t end;

    mlf_mask_clear(mask);
    if (mlf_json_pick(text, length, offset, &member, 1, NULL, err))
        return -1;
    if (!member.there || member.kind == MLF_JSON_NULL)
        return 0;
    if (json_path_top(text, length, member.span.offset, &place, &end, err))
        return -1;
    if (place.kind == MLF_JSON_OBJECT)
        return read_runs(&reading, &place, err) ? -1 : 1;
    if (place.kind != MLF_JSON_ARRAY) {
        mask->broken = "the mask is neither polygons nor runs";
        return 1;
    }
    if (json_path_each(text, &place, "*", add_polygon, &reading, err) < 0)
        return -1;
    return 1;
}
