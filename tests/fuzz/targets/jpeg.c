/* JPEG files without libvips: the size, the places of the blocks, rectangles decoded in two ways, the text in comments.
 */

#include <stdlib.h>
#include <string.h>

#include "../fuzz.h"
#include "mlfix/base/buf.h"
#include "mlfix/photo/picture-text.h"
#include "photo/jpeg-parts.h"
#include "photo/jpeg-scan.h"
#include "photo/jpeg-size.h"
#include "photo/jpeg-window.h"

enum { PARTS = 2, MOST_SIDE = 512 };

/* Two rectangles of a picture of that size. */
static void choose(struct mlf_jpeg_part parts[PARTS], int width, int height, uint64_t *state)
{
    for (int i = 0; i < PARTS; i++) {
        parts[i].width = 1 + (int)(fuzz_next(state) % (uint64_t)(width / 2 + 1));
        parts[i].height = 1 + (int)(fuzz_next(state) % (uint64_t)(height / 2 + 1));
        parts[i].width = parts[i].width > width ? width : parts[i].width;
        parts[i].height = parts[i].height > height ? height : parts[i].height;
        parts[i].x = (int)(fuzz_next(state) % (uint64_t)(width - parts[i].width + 1));
        parts[i].y = (int)(fuzz_next(state) % (uint64_t)(height - parts[i].height + 1));
        parts[i].rgb = calloc((size_t)parts[i].width * (size_t)parts[i].height, 3);
    }
}

/* What both ways decode is the same. */
static void decode(const uint8_t *data, size_t size, int width, int height, uint64_t *state)
{
    struct mlf_jpeg_part rows[PARTS], windows[PARTS];
    int both;

    choose(rows, width, height, state);
    memcpy(windows, rows, sizeof rows);
    for (int i = 0; i < PARTS; i++)
        windows[i].rgb = calloc((size_t)rows[i].width * (size_t)rows[i].height, 3);
    both = mlf_jpeg_decode_rows((const char *)data, size, 1, width, height, rows, PARTS);
    both &= mlf_jpeg_decode_windows((const char *)data, size, 1, windows, PARTS);
    for (int i = 0; i < PARTS; i++) {
        HOLDS(!both || !memcmp(rows[i].rgb, windows[i].rgb, (size_t)rows[i].width * (size_t)rows[i].height * 3),
              "part %d of %d x %d", i, width, height);
        free(rows[i].rgb);
        free(windows[i].rgb);
    }
}

static void scan(const uint8_t *data, size_t size, uint64_t *state)
{
    struct mlf_jpeg_scan scan;

    if (mlf_jpeg_scan_open(&scan, data, size) && scan.width <= MOST_SIDE && scan.height <= MOST_SIDE) {
        struct mlf_jpeg_window window = {.left = (int)(fuzz_next(state) % (uint64_t)scan.across),
                                         .top = (int)(fuzz_next(state) % (uint64_t)scan.down)};
        struct mlf_buf jpeg = {0};

        window.right = window.left + 1 + (int)(fuzz_next(state) % (uint64_t)(scan.across - window.left));
        window.bottom = window.top + 1 + (int)(fuzz_next(state) % (uint64_t)(scan.down - window.top));
        window.strips = calloc((size_t)(window.bottom - window.top), sizeof *window.strips);
        if (mlf_jpeg_scan_find(&scan, &window, 1))
            (void)mlf_jpeg_window_extract(&scan, &window, &jpeg);
        free(window.strips);
        mlf_buf_free(&jpeg);
    }
    mlf_jpeg_scan_close(&scan);
}

/* A text that is put into a whole picture file is found there. */
static void carry_text(const uint8_t *data, size_t size, int whole)
{
    static const char text[] = "{\"id\":\"a\"}\n";
    struct mlf_buf file = {0}, found = {0};

    (void)mlf_picture_text_get((const char *)data, size, &found, NULL);
    mlf_buf_clear(&found);
    mlf_buf_add(&file, data, size);
    if (whole && mlf_picture_text_get((const char *)data, size, &found, NULL) == 0 &&
        mlf_picture_text_put(&file, text, sizeof text - 1, NULL) == 0 && file.length > size)
        HOLDS(mlf_picture_text_get(file.data, file.length, &found, NULL) == 1 && found.length == sizeof text - 1 &&
                  !memcmp(found.data, text, found.length),
              "%zu bytes", found.length);
    mlf_buf_free(&file);
    mlf_buf_free(&found);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint64_t state = fuzz_hash(data, size);
    int width = 0, height = 0, whole = mlf_jpeg_size(data, size, &width, &height);

    if (whole) {
        HOLDS(width > 0 && height > 0, "%d x %d", width, height);
        if (width <= MOST_SIDE && height <= MOST_SIDE)
            decode(data, size, width, height, &state);
    }
    scan(data, size, &state);
    carry_text(data, size, whole);
    return 0;
}
