/* PNG files of a number or a colour a pixel: decoded, other pixels put in, and read as a dataset of masks. Sums of
 * chunks are made right first, so that what stands in them is reached. What was put in reads again, all other bytes
 * stay, and the masks of the objects share no pixel. */

#include <stdlib.h>
#include <string.h>

#include "../fuzz.h"
#include "mlfix/base/err.h"
#include "mlfix/dataset/dataset.h"
#include "mlfix/dataset/driver.h"
#include "mlfix/record/label-picture-edit.h"
#include "mlfix/record/label-picture.h"
#include "mlfix/record/mask.h"

enum { SIGNATURE = 8, FRAME = 12, HEADER = 33, MOST_PIXELS = 1 << 14 };

static uint32_t number_at(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

/* CRC-32 of the PNG specification, annex D, bit by bit. */
static uint32_t sum_of(const uint8_t *bytes, size_t n)
{
    uint32_t sum = ~UINT32_C(0);

    for (size_t i = 0; i < n; i++) {
        sum ^= bytes[i];
        for (int bit = 0; bit < 8; bit++)
            sum = sum & 1 ? sum >> 1 ^ UINT32_C(0xedb88320) : sum >> 1;
    }
    return ~sum;
}

static void mend_sums(uint8_t *bytes, size_t size)
{
    for (size_t at = SIGNATURE; size >= FRAME && at <= size - FRAME;) {
        size_t length = number_at(bytes + at);
        uint32_t sum;

        if (length > size - at - FRAME)
            return;
        sum = sum_of(bytes + at + 4, length + 4);
        for (int k = 0; k < 4; k++)
            bytes[at + 8 + length + (size_t)k] = (uint8_t)(sum >> (24 - 8 * k));
        at += FRAME + length;
    }
}

/* Puts other pixels in, as many as the file can hold, and reads them again. */
static void change(const uint8_t *bytes, size_t size, struct mlf_label_picture *picture)
{
    uint64_t state = fuzz_hash(bytes, size);
    size_t n = (size_t)picture->width * (size_t)picture->height * (size_t)picture->channels;
    struct mlf_label_edit edit;
    struct mlf_err err = {""};
    int made;

    for (int k = 0; k < 10; k++)
        picture->pixels[fuzz_next(&state) % n] = (unsigned short)(fuzz_next(&state) & ((1u << picture->depth) - 1));
    made = !mlf_label_edit_make(&edit, picture, (const char *)bytes, size, "a.png", &err);
    HOLDS(made || strstr(err.text, "alpha channel") || strstr(err.text, "16 bits") || strstr(err.text, "as a PNG"),
          "%s", err.text);
    for (int i = 0; i < 2 && made; i++)
        HOLDS(edit.pieces[i].at <= size && edit.pieces[i].length <= size - edit.pieces[i].at, "piece %d", i);
    mlf_label_edit_free(&edit);
}

/* How often a pixel is in a mask. */
struct counting {
    unsigned char *times, *cells;
    int width, height;
};

static int count(void *context, const struct mlf_object *object, struct mlf_err *err)
{
    struct counting *counting = context;
    double window[] = {0, 0, counting->width, counting->height};
    size_t n = (size_t)counting->width * (size_t)counting->height;
    int any = 0;

    HOLDS(object->mask && object->has_bbox && object->width == counting->width && object->height == counting->height,
          "object %zu", object->index);
    HOLDS(!object->mask->broken, "%s", object->mask->broken);
    if (mlf_mask_fill(object->mask, window, counting->width, counting->height, counting->cells, err))
        return -1;
    for (size_t i = 0; i < n; i++) {
        HOLDS(!counting->cells[i] || !counting->times[i], "pixel %zu of object %zu", i, object->index);
        counting->times[i] |= counting->cells[i];
        any |= counting->cells[i];
    }
    HOLDS(any, "object %zu has no pixel", object->index);
    return 0;
}

static void read_dataset(const uint8_t *bytes, size_t size, int width, int height)
{
    struct mlf_hints hints = {.format = "masks", .masks = 1};
    size_t n = (size_t)width * (size_t)height;
    struct counting counting = {.times = calloc(n, 1), .cells = calloc(n, 1), .width = width, .height = height};
    struct mlf_dataset dataset;
    struct mlf_err err = {""};

    fuzz_folder_clear();
    if (counting.times && counting.cells && fuzz_put("SegmentationClass/a.png", bytes, size) &&
        !mlf_dataset_open(&dataset, fuzz_folder(), &hints, &err)) {
        (void)dataset.driver->read(&dataset, count, &counting, &err);
        mlf_dataset_close(&dataset);
    }
    free(counting.times);
    free(counting.cells);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mlf_label_picture picture;
    uint8_t *bytes;

    if (size >= HEADER && (uint64_t)number_at(data + 16) * number_at(data + 20) > MOST_PIXELS)
        return 0;
    if (!(bytes = malloc(size + 1)))
        return 0;
    if (size > 0)
        memcpy(bytes, data, size);
    mend_sums(bytes, size);
    if (!mlf_label_picture_decode(&picture, (const char *)bytes, size, "a.png", NULL)) {
        int width = picture.width;
        int height = picture.height;

        HOLDS(width > 0 && height > 0 && picture.pixels, "%d x %d", width, height);
        change(bytes, size, &picture);
        read_dataset(bytes, size, width, height);
    }
    mlf_label_picture_free(&picture);
    free(bytes);
    return 0;
}
