/* Windows cut out of JPEGs without decoding them: their coefficients are those of the same
 * blocks as libjpeg reads them. */
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

#include "check.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/rng.h"
#include "photo/jpeg-parts.h"
#include "photo/jpeg-scan.h"
#include "photo/jpeg-window.h"

struct kind {
    int width, height;
    int grey;
    int across, down; /* luma samples a chroma sample */
    int optimised;    /* Huffman tables of its own */
    int quality;
};

static const struct kind kinds[] = {
    {333, 251, 0, 2, 2, 0, 90}, {333, 251, 0, 1, 1, 0, 98}, {333, 251, 0, 2, 1, 0, 75},
    {333, 251, 0, 1, 2, 1, 90}, {333, 251, 1, 1, 1, 0, 90}, {333, 251, 1, 2, 2, 1, 50},
    {640, 480, 0, 2, 2, 1, 95}, {17, 9, 0, 2, 2, 0, 100},   {400, 300, 0, 4, 1, 0, 85},
};

#define KINDS (sizeof kinds / sizeof *kinds)

static unsigned char *write_jpeg(const struct kind *kind, int restart, int progressive, unsigned long *length)
{
    struct jpeg_compress_struct jpeg = {0};
    struct jpeg_error_mgr errors;
    struct mlf_rng rng;
    unsigned char *bytes = NULL;
    int channels = kind->grey ? 1 : 3;
    unsigned char row[640 * 3];

    mlf_rng_seed(&rng, 12);
    jpeg.err = jpeg_std_error(&errors);
    jpeg_create_compress(&jpeg);
    jpeg_mem_dest(&jpeg, &bytes, length);
    jpeg.image_width = (unsigned)kind->width;
    jpeg.image_height = (unsigned)kind->height;
    jpeg.input_components = channels;
    jpeg.in_color_space = kind->grey ? JCS_GRAYSCALE : JCS_RGB;
    jpeg_set_defaults(&jpeg);
    jpeg_set_quality(&jpeg, kind->quality, TRUE);
    jpeg.comp_info[0].h_samp_factor = kind->across;
    jpeg.comp_info[0].v_samp_factor = kind->down;
    jpeg.optimize_coding = kind->optimised;
    jpeg.restart_interval = (unsigned)restart;
    if (progressive)
        jpeg_simple_progression(&jpeg);
    jpeg_start_compress(&jpeg, TRUE);
    for (int y = 0; y < kind->height; y++) {
        JSAMPROW rows[] = {row};

        for (int i = 0; i < kind->width * channels; i++) /* flat parts, edges, noise up to black and white */
            row[i] = (unsigned char)(i / 40 % 3 == 0   ? 200
                                     : i / 40 % 3 == 1 ? (i + y) % 256
                                                       : (int)mlf_rng_below(&rng, 256));
        jpeg_write_scanlines(&jpeg, rows, 1);
    }
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
    return bytes;
}

/* A decoder that holds the coefficients. */
struct coefficients {
    struct jpeg_decompress_struct jpeg;
    struct jpeg_error_mgr errors;
    jvirt_barray_ptr *arrays;
};

static void read_coefficients(struct coefficients *to, const void *bytes, size_t length)
{
    to->jpeg.err = jpeg_std_error(&to->errors);
    jpeg_create_decompress(&to->jpeg);
    jpeg_mem_src(&to->jpeg, bytes, length);
    jpeg_read_header(&to->jpeg, TRUE);
    to->arrays = jpeg_read_coefficients(&to->jpeg);
}

static JCOEF *block_of(struct coefficients *from, int component, int column, int row)
{
    JBLOCKARRAY rows = (*from->jpeg.mem->access_virt_barray)((j_common_ptr)&from->jpeg, from->arrays[component],
                                                             (JDIMENSION)row, 1, FALSE);

    return rows[0][column];
}

/* Whether the blocks of the window are those of the picture. */
static int same_blocks(struct coefficients *whole, struct coefficients *part, const struct mlf_jpeg_window *window)
{
    for (int c = 0; c < whole->jpeg.num_components; c++) {
        const jpeg_component_info *info = &whole->jpeg.comp_info[c];
        int one = whole->jpeg.num_components == 1;
        int across = one ? 1 : info->h_samp_factor;
        int down = one ? 1 : info->v_samp_factor;

        for (int row = 0; row < (int)part->jpeg.comp_info[c].height_in_blocks; row++)
            for (int column = 0; column < (int)part->jpeg.comp_info[c].width_in_blocks; column++)
                if (memcmp(block_of(part, c, column, row),
                           block_of(whole, c, window->left * across + column, window->top * down + row),
                           sizeof(JBLOCK)) != 0)
                    return 0;
    }
    return 1;
}

static struct mlf_jpeg_window random_window(const struct mlf_jpeg_scan *scan, struct mlf_rng *rng)
{
    struct mlf_jpeg_window window;

    window.left = (int)mlf_rng_below(rng, (unsigned)scan->across);
    window.top = (int)mlf_rng_below(rng, (unsigned)scan->down);
    window.right = window.left + 1 + (int)mlf_rng_below(rng, (unsigned)(scan->across - window.left));
    window.bottom = window.top + 1 + (int)mlf_rng_below(rng, (unsigned)(scan->down - window.top));
    window.strips = calloc((size_t)(window.bottom - window.top), sizeof *window.strips);
    return window;
}

static void windows_hold_the_same_coefficients(void)
{
    enum { WINDOWS = 12 };
    int extracted = 0;

    for (size_t k = 0; k < KINDS; k++) {
        unsigned long length = 0;
        unsigned char *bytes = write_jpeg(&kinds[k], 0, 0, &length);
        struct coefficients whole = {.arrays = NULL};
        struct mlf_jpeg_window windows[WINDOWS];
        struct mlf_jpeg_scan scan;
        struct mlf_rng rng;

        mlf_rng_seed(&rng, k);
        read_coefficients(&whole, bytes, length);
        CHECK(mlf_jpeg_scan_open(&scan, bytes, length) == 1);
        for (int i = 0; i < WINDOWS; i++)
            windows[i] = random_window(&scan, &rng);
        CHECK(mlf_jpeg_scan_find(&scan, windows, WINDOWS) == 1);
        for (int i = 0; i < WINDOWS; i++) {
            struct mlf_buf jpeg = {0};
            struct coefficients part = {.arrays = NULL};

            if (mlf_jpeg_window_extract(&scan, &windows[i], &jpeg)) {
                extracted++;
                read_coefficients(&part, jpeg.data, jpeg.length);
                CHECK(same_blocks(&whole, &part, &windows[i]));
                CHECK(part.errors.num_warnings == 0);
                jpeg_destroy_decompress(&part.jpeg);
            } else {
                CHECK(kinds[k].optimised); /* the standard tables have all words */
            }
            mlf_buf_free(&jpeg);
            free(windows[i].strips);
        }
        mlf_jpeg_scan_close(&scan);
        jpeg_destroy_decompress(&whole.jpeg);
        free(bytes);
    }
    CHECK(extracted > (int)KINDS * WINDOWS * 3 / 4);
}

static void other_kinds_are_left_to_libjpeg(void)
{
    for (int i = 0; i < 2; i++) {
        unsigned long length = 0;
        unsigned char *bytes = write_jpeg(&kinds[0], i ? 7 : 0, !i, &length);
        struct mlf_jpeg_scan scan;

        CHECK(mlf_jpeg_scan_open(&scan, bytes, length) == 0);
        mlf_jpeg_scan_close(&scan);
        free(bytes);
    }
}

/* Parts that are decoded as windows have the pixels that libjpeg gives them in the whole. */
static void windows_hold_the_same_pixels(void)
{
    int done = 0;
    int tried = 0;

    for (size_t k = 0; k < KINDS; k++) {
        unsigned long length = 0;
        unsigned char *bytes = write_jpeg(&kinds[k], 0, 0, &length);
        struct mlf_rng rng;

        mlf_rng_seed(&rng, 20 + k);
        for (int i = 0; i < 80; i++) {
            int shrink = 1 << i % 4;
            int width = kinds[k].width < shrink ? 1 : kinds[k].width / shrink;
            int height = kinds[k].height < shrink ? 1 : kinds[k].height / shrink;
            struct mlf_jpeg_part part = {.x = (int)mlf_rng_below(&rng, (unsigned)width),
                                         .y = (int)mlf_rng_below(&rng, (unsigned)height)};
            struct mlf_jpeg_part other;

            part.width = 1 + (int)mlf_rng_below(&rng, (unsigned)(width - part.x + 2) / 3);
            part.height = 1 + (int)mlf_rng_below(&rng, (unsigned)(height - part.y + 2) / 3);
            other = part;
            part.rgb = calloc((size_t)part.width * (size_t)part.height, 3);
            other.rgb = calloc((size_t)part.width * (size_t)part.height, 3);
            tried++;
            CHECK(mlf_jpeg_decode_rows((const char *)bytes, length, shrink, width, height, &other, 1) == 1);
            if (mlf_jpeg_decode_windows((const char *)bytes, length, shrink, &part, 1)) {
                CHECK(!memcmp(part.rgb, other.rgb, (size_t)part.width * (size_t)part.height * 3));
                done++;
            }
            free(part.rgb);
            free(other.rgb);
        }
        free(bytes);
    }
    CHECK(done > tried / 2);
}

/* Whatever bytes there are, nothing is read or written beside the memory (under a sanitizer). */
static void damage_does_no_harm(void)
{
    unsigned long length = 0;
    unsigned char *bytes = write_jpeg(&kinds[0], 0, 0, &length);
    unsigned char *damaged = malloc(length);
    struct mlf_rng rng;
    int refused = 0;

    mlf_rng_seed(&rng, 13);
    for (int i = 0; i < 600; i++) {
        struct mlf_jpeg_scan scan;
        size_t cut = i % 3 == 0 ? mlf_rng_below(&rng, (unsigned)length) : length;
        unsigned reach = i % 2 ? 700 : (unsigned)length; /* mostly the header */
        int open;

        memcpy(damaged, bytes, length);
        for (int k = 0; k < 3; k++)
            damaged[mlf_rng_below(&rng, reach)] = (unsigned char)mlf_rng_below(&rng, 256);
        open = mlf_jpeg_scan_open(&scan, damaged, cut);
        if (open) {
            struct mlf_jpeg_window window = {0, 0, scan.across, scan.down, NULL};
            struct mlf_buf jpeg = {0};

            window.strips = calloc((size_t)scan.down, sizeof *window.strips);
            open = mlf_jpeg_scan_find(&scan, &window, 1) && mlf_jpeg_window_extract(&scan, &window, &jpeg);
            free(window.strips);
            mlf_buf_free(&jpeg);
        }
        refused += !open;
        mlf_jpeg_scan_close(&scan);
    }
    CHECK(refused > 300);
    free(damaged);
    free(bytes);
}

/* A picture whose DC coefficients grow from block to block, beyond what a number can hold, is no ordinary one. */
static void endless_growth_is_left_to_libjpeg(void)
{
    static const unsigned char
        header[] = {0xff, 0xd8, 0xff, 0xc4, 0,    20, 0x00, 1,    0,    0,  0, 0,
                    0,    0,    0,    0,    0,    0,  0,    0,    0,    0,  0, 15, /* DC: 15 bits of value */
                    0xff, 0xc4, 0,    20,   0x10, 1,  0,    0,    0,    0,  0, 0,
                    0,    0,    0,    0,    0,    0,  0,    0,    0,    0, /* AC: the end */
                    0xff, 0xc0, 0,    11,   8,    0,  80,   0xff, 0xf8, 1,  1, 0x11,
                    0,    0xff, 0xda, 0,    8,    1,  1,    0,    0,    63, 0};
    const size_t blocks = (size_t)8191 * 10;
    unsigned char *jpeg = malloc(sizeof header + blocks * 5 + 16);
    size_t at = sizeof header, bits = 0;
    unsigned word = 0;
    struct mlf_jpeg_scan scan;
    struct mlf_jpeg_strip strips[10];
    struct mlf_jpeg_window window = {0, 0, 1, 10, strips};

    memcpy(jpeg, header, sizeof header);
    for (size_t i = 0; i < blocks * 17; i++) { /* a block: the code 0, fifteen ones, the code 0 */
        word = word << 1 | (i % 17 > 0 && i % 17 < 16);
        if (++bits % 8 == 0) {
            jpeg[at++] = word & 255;
            if ((word & 255) == 255)
                jpeg[at++] = 0;
        }
    }
    memcpy(jpeg + at, "\0\xff\xd9", 3);
    CHECK(mlf_jpeg_scan_open(&scan, jpeg, at + 3) == 1);
    CHECK(scan.across == 8191 && scan.down == 10);
    CHECK(mlf_jpeg_scan_find(&scan, &window, 1) == 0);
    mlf_jpeg_scan_close(&scan);
    free(jpeg);
}

int main(void)
{
    RUN(windows_hold_the_same_coefficients);
    RUN(windows_hold_the_same_pixels);
    RUN(other_kinds_are_left_to_libjpeg);
    RUN(damage_does_no_harm);
    RUN(endless_growth_is_left_to_libjpeg);
    return check_done();
}
