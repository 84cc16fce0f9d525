/* See labelstudio-mask.h. */

#include "labelstudio-mask.h"

#include <stdint.h>
#include <stdlib.h>

#include "mlfix/annotation/json-path.h"
#include "mlfix/annotation/json-points.h"
#include "mlfix/base/array.h"
#include "mlfix/base/limits.h"
#include "mlfix/json/json-members.h"

/* ---- Polygons ---- */

struct ring {
    struct mlf_mask *mask;
    double scale[2];
    double x;
};

static int add_number(void *context, struct mlf_span span, double number, int axis, struct mlf_err *err)
{
    struct ring *ring = context;

    (void)span;
    if (axis == JSON_END_OF_RING)
        return mlf_mask_end_ring(ring->mask, err);
    if (axis == 1)
        return mlf_mask_add_point(ring->mask, ring->x * ring->scale[0], number * ring->scale[1], err);
    ring->x = number;
    return 0;
}

/* ---- Brushes ---- */

struct bits {
    unsigned char *bytes;
    size_t n, capacity;
    size_t at; /* in bits */
    int ended; /* there were no more */
};

static uint64_t take(struct bits *bits, unsigned n)
{
    uint64_t value = 0;

    for (unsigned k = 0; k < n; k++, bits->at++) {
        if (bits->at / 8 >= bits->n) {
            bits->ended = 1;
            return 0;
        }
        value = value << 1 | (bits->bytes[bits->at / 8] >> (7 - bits->at % 8) & 1);
    }
    return value;
}

/* Pixels in and out of the mask, as runs. */
struct running {
    struct mlf_mask *mask;
    int inside;
    double length;
};

static int add_pixels(struct running *running, int inside, double n, struct mlf_err *err)
{
    if (n > 0 && inside != running->inside) {
        if (mlf_mask_add_run(running->mask, running->length, err))
            return -1;
        running->inside = inside;
        running->length = 0;
    }
    running->length += n;
    return 0;
}

static int unpack(struct bits *bits, struct mlf_mask *mask, struct mlf_err *err)
{
    struct running running = {.mask = mask};
    uint64_t n = take(bits, 32);
    unsigned word = (unsigned)take(bits, 5) + 1;
    unsigned sizes[4];

    for (int k = 0; k < 4; k++)
        sizes[k] = (unsigned)take(bits, 4) + 1;
    if (n != (uint64_t)mask->width * (uint64_t)mask->height * 4) {
        mask->broken = "the brush has not as many pixels as its photo";
        return 0;
    }
    for (uint64_t i = 0; i < n && !bits->ended;) {
        int same = (int)take(bits, 1);
        unsigned size = sizes[take(bits, 2)];
        uint64_t end = i + take(bits, size) + 1;
        uint64_t value = same ? take(bits, word) : 0;

        end = end < n ? end : n;
        if (same && add_pixels(&running, value != 0, (double)(end / 4 - i / 4), err))
            return -1;
        for (; i < end && !same && !bits->ended; i++) {
            value = take(bits, word);
            if (i % 4 == 3 && add_pixels(&running, value != 0, 1, err)) /* alpha */
                return -1;
        }
        i = same ? end : i;
    }
    if (bits->ended)
        mask->broken = "the brush is cut short";
    return mlf_mask_add_run(mask, running.length, err);
}

/* The array of the brush as bytes: 1, or 0 where it is none. */
static int read_bytes(struct bits *bits, const char *text, size_t length, struct mlf_span array, struct mlf_err *err)
{
    struct mlf_json json = {text, length, array.offset};
    int first = 1;

    if (mlf_json_enter(&json, MLF_JSON_ARRAY, err))
        return -1;
    while (mlf_json_next(&json, MLF_JSON_ARRAY, &first, NULL, NULL) > 0) {
        struct mlf_member member = {.there = 1};
        double number;

        if (mlf_json_value(&json, &member.span, &member.kind, err))
            return -1;
        if (!mlf_member_number(text, &member, &number) || !(number >= 0 && number <= 255))
            return 0;
        if (mlf_grow(&bits->bytes, &bits->capacity, bits->n + 1, 1, err))
            return -1;
        bits->bytes[bits->n++] = (unsigned char)number;
    }
    return 1;
}

static int read_brush(struct mlf_mask *mask, const char *text, size_t length, struct mlf_span array, double width,
                      double height, struct mlf_err *err)
{
    struct bits bits = {.at = 0};
    int result;

    if (!(width >= 1) || !(height >= 1) || width * height > MLF_LIMIT_PHOTO_PIXELS) {
        mask->broken = "the brush does not say the size of its photo";
        return 0;
    }
    mask->width = (int)width;
    mask->height = (int)height;
    mask->by_rows = 1;
    result = read_bytes(&bits, text, length, array, err);
    if (result == 0)
        mask->broken = "the brush holds what is no byte";
    else if (result > 0)
        result = unpack(&bits, mask, err);
    free(bits.bytes);
    return result;
}

int studio_read_mask(struct mlf_mask *mask, const char *text, size_t length, size_t offset, double width, double height,
                     struct mlf_err *err)
{
    struct mlf_member members[] = {{.key = "points"}, {.key = "rle"}};
    struct ring ring = {.mask = mask, .scale = {width / 100, height / 100}};
    struct json_place place;
    size_t end;

    mlf_mask_clear(mask);
    if (mlf_json_pick(text, length, offset, members, 2, NULL, err))
        return -1;
    if (members[1].there && members[1].kind == MLF_JSON_ARRAY)
        return read_brush(mask, text, length, members[1].span, width, height, err) < 0 ? -1 : 1;
    if (!members[0].there || members[0].kind != MLF_JSON_ARRAY)
        return 0;
    if (json_path_top(text, length, members[0].span.offset, &place, &end, err))
        return -1;
    if (json_each_number(text, &place, add_number, &ring, err))
        mask->broken = "the polygon has a point that is no two numbers";
    return err && err->text[0] ? -1 : 1;
}
