/* Masks as runs of pixels: Label Studio's brushes, and COCO's compressed runs. The first byte says which, the next two
 * how large the photo is. A brush is made of the bytes that follow, or written by brush() below from a mask that they
 * say, and is then read as that mask. */

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../fuzz.h"
#include "formats/labelstudio-mask.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/record/mask.h"

enum { MOST_SIDE = 40 };

struct input {
    const uint8_t *data;
    size_t n, at;
};

static unsigned next(struct input *input)
{
    return input->at < input->n ? input->data[input->at++] : 0;
}

/* ---- Writing a brush ---- */

struct bits {
    unsigned char bytes[1 << 16];
    size_t n; /* in bits */
};

static void put(struct bits *bits, unsigned value, unsigned n)
{
    while (n-- > 0 && bits->n < 8 * sizeof bits->bytes) {
        if (bits->n % 8 == 0)
            bits->bytes[bits->n / 8] = 0;
        bits->bytes[bits->n / 8] |= (unsigned char)((value >> n & 1) << (7 - bits->n % 8));
        bits->n++;
    }
}

/* Red, green, blue and alpha of each pixel, of which alpha alone says whether it is in the mask; as items of one value
 * many times, or of values one by one, as the input says. */
static void brush(struct bits *bits, const unsigned char *pixels, unsigned n, struct input *input)
{
    unsigned sizes[] = {3, 1 + next(input) % 16, 8, 16};

    put(bits, 4 * n, 32);
    put(bits, 7, 5);
    for (int k = 0; k < 4; k++)
        put(bits, sizes[k] - 1, 4);
    for (unsigned i = 0; i < 4 * n;) {
        unsigned how = next(input), size = how >> 1 & 3, most = 1U << sizes[size], length = 0;
        unsigned value = pixels[i / 4] ? 255 : 0;

        if (how & 1) { /* one value: a pixel that is in the mask is opaque white here */
            while (length < most && i + length < 4 * n && !pixels[(i + length) / 4] == !value)
                length++;
        } else {
            length = 1 + (how >> 3) % most;
            length = length < 4 * n - i ? length : 4 * n - i;
        }
        put(bits, how & 1, 1);
        put(bits, size, 2);
        put(bits, length - 1, sizes[size]);
        if (how & 1)
            put(bits, value, 8);
        for (unsigned k = i; k < i + length && !(how & 1); k++) /* other channels may hold anything */
            put(bits, k % 4 == 3 ? (pixels[k / 4] ? 1 + how % 255 : 0) : how, 8);
        i += length;
    }
}

/* ---- Reading ---- */

static void check(const struct mlf_mask *mask, int width, int height)
{
    struct mlf_mask copy = {0};
    double bbox[4], at[2];
    const double window[] = {0, 0, width, height};
    unsigned char *cells = malloc((size_t)width * (size_t)height);
    size_t inside = 0, filled = 0;

    for (size_t i = 1; i < mask->n_runs; i++)
        HOLDS(mask->runs[i] >= mask->runs[i - 1], "run %zu ends before the one before it", i);
    HOLDS(mlf_mask_copy(&copy, mask, NULL) == 0 && mlf_mask_fill(&copy, window, width, height, cells, NULL) == 0,
          "memory");
    for (size_t i = 0; i < (size_t)width * (size_t)height; i++)
        filled += cells[i];
    for (size_t i = 1; i < mask->n_runs; i += 2)
        inside += mask->runs[i] - mask->runs[i - 1];
    if (!mask->broken)
        HOLDS(filled == inside, "%zu of %zu pixels", filled, inside);
    if (mlf_mask_envelope(mask, bbox))
        HOLDS(mask->n_runs > 0 && (inside == 0 || (bbox[0] >= 0 && bbox[1] >= 0 && bbox[0] + bbox[2] <= width &&
                                                  bbox[1] + bbox[3] <= height)),
              "%g %g %g %g in %d x %d", bbox[0], bbox[1], bbox[2], bbox[3], width, height);
    (void)mlf_mask_crosses(mask, at);
    free(cells);
    mlf_mask_free(&copy);
}

/* Reads the bytes as Label Studio keeps them; where `pixels` are given, the mask is these. */
static void read_brush(const unsigned char *bytes, size_t n, int width, int height, const unsigned char *pixels)
{
    struct mlf_mask mask = {0};
    struct mlf_buf text = {0};
    struct mlf_err err = {""};
    int found;

    mlf_buf_puts(&text, "{\"rle\":[");
    for (size_t i = 0; i < n; i++)
        mlf_buf_printf(&text, "%s%d", i ? "," : "", bytes[i]);
    mlf_buf_puts(&text, "]}");
    found = studio_read_mask(&mask, text.data, text.length, 0, width, height, &err);
    HOLDS(found == 1, "a brush is a mask: %s", err.text);
    if (!mask.broken)
        HOLDS(mask.n_runs > 0 && mask.runs[mask.n_runs - 1] == (uint32_t)(width * height), "%zu runs", mask.n_runs);
    check(&mask, width, height);
    if (pixels) {
        unsigned char cells[MOST_SIDE * MOST_SIDE];
        const double window[] = {0, 0, width, height};

        HOLDS(!mask.broken, "what was written is read: %s", mask.broken);
        HOLDS(mlf_mask_fill(&mask, window, width, height, cells, NULL) == 0, "memory");
        for (int i = 0; i < width * height; i++)
            HOLDS(!cells[i] == !pixels[i], "pixel %d of %d x %d", i, width, height);
    }
    mlf_buf_free(&text);
    mlf_mask_free(&mask);
}

static void write_and_read(struct input *input, int width, int height)
{
    static struct bits bits;
    unsigned char pixels[MOST_SIDE * MOST_SIDE];
    unsigned n = (unsigned)(width * height), length = 0, value = 0;

    for (unsigned i = 0; i < n; i++, length--) {
        if (length == 0) {
            unsigned how = next(input);

            length = 1 + how % 64;
            value = how >> 7;
        }
        pixels[i] = (unsigned char)value;
    }
    bits.n = 0;
    brush(&bits, pixels, n, input);
    read_brush(bits.bytes, (bits.n + 7) / 8, width, height, pixels);
}

static void read_compressed(struct input *input, int width, int height)
{
    struct mlf_mask mask = {.width = width, .height = height};

    HOLDS(mlf_mask_add_compressed(&mask, (const char *)input->data + input->at, input->n - input->at, NULL) == 0,
          "memory");
    mlf_mask_check_runs(&mask);
    check(&mask, width, height);
    mlf_mask_free(&mask);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input input = {data, size, 0};
    unsigned kind = next(&input) % 4;
    int width = 1 + (int)(next(&input) % MOST_SIDE), height = 1 + (int)(next(&input) % MOST_SIDE);
    unsigned n = 4 * (unsigned)(width * height);

    if (kind == 0)
        write_and_read(&input, width, height);
    else if (kind == 1)
        read_compressed(&input, width, height);
    else if (kind == 2)
        read_brush(data + input.at, size - input.at, width, height, NULL);
    else { /* with the number of values that belongs there */
        unsigned char *bytes = malloc(size + 4);

        for (int k = 0; k < 4; k++)
            bytes[k] = (unsigned char)(n >> (24 - 8 * k));
        memcpy(bytes + 4, data + input.at, size - input.at);
        read_brush(bytes, 4 + size - input.at, width, height, NULL);
        free(bytes);
    }
    return 0;
}
