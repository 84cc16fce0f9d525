/* There are two ways to decode parts. Of a baseline JPEG, as most are, the coded data of
 * each part are found by passing over the coefficients (jpeg-scan.h) and decoded as small
 * JPEGs of their own. For others libjpeg skips rows and columns, but has to send all of
 * them through its Huffman decoder (libjpeg-turbo, "Using the IJG JPEG library", section
 * "Additional decompression features"). */

#include "jpeg-parts.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

#include "jpeg-scan.h"
#include "jpeg-window.h"
#include "mlfix/base/buf.h"

#define MARKER_EOI 0xd9

/* Columns beside a part on which its pixels depend, through upsampling of colour and
 * reduced transforms. */
#define MARGIN 16

struct decoder {
    struct jpeg_decompress_struct jpeg;
    struct jpeg_error_mgr errors;
    jmp_buf failed;
    struct mlf_jpeg_part *parts;
    size_t n;
    int shrink, width, height;
    unsigned char *row;
};

static void give_up(j_common_ptr jpeg)
{
    struct decoder *decoder = jpeg->client_data;

    longjmp(decoder->failed, 1);
}

static void count_warning(j_common_ptr jpeg, int level)
{
    if (level < 0)
        jpeg->err->num_warnings++;
}

/* Whether this is a kind of JPEG whose pixels are the same whether or not parts of it are
 * skipped. */
static int is_ordinary(const struct decoder *decoder)
{
    const struct jpeg_decompress_struct *jpeg = &decoder->jpeg;

    return !jpeg->arith_code && jpeg->data_precision == 8 &&
           ((jpeg->num_components == 1 && jpeg->jpeg_color_space == JCS_GRAYSCALE) ||
            (jpeg->num_components == 3 && (jpeg->jpeg_color_space == JCS_YCbCr || jpeg->jpeg_color_space == JCS_RGB)));
}

/* Leaves out the columns left and right of all parts. Returns the first column of the rows
 * that will be read. */
static int crop_columns(struct decoder *decoder)
{
    int low = decoder->width;
    int high = 0;
    JDIMENSION first;
    JDIMENSION count;

    for (size_t i = 0; i < decoder->n; i++) {
        const struct mlf_jpeg_part *part = &decoder->parts[i];

        low = part->x < low ? part->x : low;
        high = part->x + part->width > high ? part->x + part->width : high;
    }
    low = low > MARGIN ? low - MARGIN : 0;
    high = high < decoder->width - MARGIN ? high + MARGIN : decoder->width;
    /* At the right edge of a reduced picture, upsampling uses a column behind the last
     * one, which cropping would take away. */
    if (high == decoder->width && decoder->shrink > 1 && decoder->jpeg.max_h_samp_factor > 1)
        low = 0;
    first = (JDIMENSION)low;
    count = (JDIMENSION)(high - low);
    if (low > 0 || high < decoder->width)
        jpeg_crop_scanline(&decoder->jpeg, &first, &count);
    return (int)first;
}

/* The first row at or below `row` that a part needs, or -1. */
static int next_row(const struct decoder *decoder, int row)
{
    int next = -1;

    for (size_t i = 0; i < decoder->n; i++) {
        const struct mlf_jpeg_part *part = &decoder->parts[i];
        int wanted = part->y > row ? part->y : row;

        if (row < part->y + part->height && (next < 0 || wanted < next))
            next = wanted;
    }
    return next;
}

/* Copies the row to the parts that need it. */
static void hand_out(const struct decoder *decoder, int row, int first)
{
    for (size_t i = 0; i < decoder->n; i++) {
        const struct mlf_jpeg_part *part = &decoder->parts[i];

        if (row >= part->y && row < part->y + part->height)
            memcpy(part->rgb + (size_t)(row - part->y) * (size_t)part->width * 3,
                   decoder->row + (size_t)(part->x - first) * 3, (size_t)part->width * 3);
    }
}

static int is_restart(int marker)
{
    return marker >= 0xd0 && marker <= 0xd7;
}

/* Whether the picture is complete behind what was decoded: the next marker that is no part
 * of the coded data must be that of the end of the image. */
static int has_end(const struct jpeg_decompress_struct *jpeg)
{
    const unsigned char *at = jpeg->src->next_input_byte;
    const unsigned char *end = at + jpeg->src->bytes_in_buffer;

    if (jpeg->unread_marker && !is_restart(jpeg->unread_marker))
        return jpeg->unread_marker == MARKER_EOI;
    if (jpeg_has_multiple_scans((j_decompress_ptr)jpeg))
        return 1; /* all of it had to be read before the first row came */
    while (at < end && (at = memchr(at, 0xff, (size_t)(end - at)))) {
        while (at < end && *at == 0xff)
            at++;
        if (at < end && *at != 0 && !is_restart(*at))
            return *at == MARKER_EOI;
    }
    return 0;
}

static int decode_rows(struct decoder *decoder)
{
    struct jpeg_decompress_struct *jpeg = &decoder->jpeg;
    int first;
    int row = 0;

    jpeg_read_header(jpeg, TRUE);
    if (!is_ordinary(decoder))
        return 0;
    jpeg->scale_num = 1;
    jpeg->scale_denom = (unsigned)decoder->shrink;
    jpeg->out_color_space = JCS_RGB;
    jpeg_calc_output_dimensions(jpeg);
    if ((int)jpeg->output_width < decoder->width || (int)jpeg->output_height < decoder->height)
        return 0;
    jpeg_start_decompress(jpeg);
    first = crop_columns(decoder);
    /* The row is not aligned on purpose. libjpeg-turbo writes aligned rows past the caches, and
     * reading them at once then waits for memory, which took a tenth of the time of a sheet. */
    decoder->row =
        1 + (JSAMPROW)(*jpeg->mem->alloc_large)((j_common_ptr)jpeg, JPOOL_IMAGE, (size_t)jpeg->output_width * 3 + 1);
    for (int next; (next = next_row(decoder, row)) >= 0; row = next + 1) {
        JSAMPROW rows[] = {decoder->row};
        /* Rows come in groups of a chroma sample's height, and a jump into the middle of a
         * group gives a wrong first row (libjpeg-turbo 2.1). */
        int jump = next - next % jpeg->max_v_samp_factor - row;

        if (jump > 0 && jpeg_skip_scanlines(jpeg, (JDIMENSION)jump) != (JDIMENSION)jump)
            return 0;
        for (row += jump > 0 ? jump : 0; row <= next; row++)
            if (jpeg_read_scanlines(jpeg, rows, 1) != 1)
                return 0;
        hand_out(decoder, next, first);
    }
    return jpeg->err->num_warnings == 0 && has_end(jpeg);
}

int mlf_jpeg_decode_rows(const char *bytes, size_t length, int shrink, int width, int height,
                         struct mlf_jpeg_part *parts, size_t n)
{
    struct decoder decoder = {.parts = parts, .n = n, .shrink = shrink, .width = width, .height = height};
    volatile int done = 0;

    decoder.jpeg.err = jpeg_std_error(&decoder.errors);
    decoder.errors.error_exit = give_up;
    decoder.errors.emit_message = count_warning;
    decoder.jpeg.client_data = &decoder;
    if (!setjmp(decoder.failed)) {
        jpeg_create_decompress(&decoder.jpeg);
        jpeg_mem_src(&decoder.jpeg, (const unsigned char *)bytes, (unsigned long)length);
        done = decode_rows(&decoder);
    }
    jpeg_destroy_decompress(&decoder.jpeg);
    return done;
}

/* ---- Parts as small JPEGs ---- */

/* With more parts than this, going through the photo row by row is faster. */
#define MOST_WINDOWS 256

/* Finding the windows pays where there is much to pass over: in files of at least so many
 * bytes ... */
#define LEAST_LENGTH 100000
/* ... in which the windows make up no more than this part of the picture. */
#define MOST_AREA 0.4

/* The MCUs of a part and one more on each side, which upsampling needs. */
static struct mlf_jpeg_window window_of(const struct mlf_jpeg_scan *scan, const struct mlf_jpeg_part *part, int shrink)
{
    struct mlf_jpeg_window window = {.left = part->x * shrink / scan->mcu_width - 1,
                                     .top = part->y * shrink / scan->mcu_height - 1,
                                     .right = ((part->x + part->width) * shrink - 1) / scan->mcu_width + 2,
                                     .bottom = ((part->y + part->height) * shrink - 1) / scan->mcu_height + 2};

    window.left = window.left < 0 ? 0 : window.left;
    window.top = window.top < 0 ? 0 : window.top;
    window.right = window.right > scan->across ? scan->across : window.right;
    window.bottom = window.bottom > scan->down ? scan->down : window.bottom;
    return window;
}

/* Sets up the windows of the parts. Returns the memory of all their strips; NULL where
 * there is no memory, or where the windows make up so much of the picture that finding
 * them would not pay. */
static struct mlf_jpeg_strip *open_windows(const struct mlf_jpeg_scan *scan, const struct mlf_jpeg_part *parts,
                                           size_t n, int shrink, struct mlf_jpeg_window *windows)
{
    int width = scan->width < shrink ? 1 : scan->width / shrink;
    int height = scan->height < shrink ? 1 : scan->height / shrink;
    double area = 0;
    size_t rows = 0;
    struct mlf_jpeg_strip *strips;

    for (size_t i = 0; i < n; i++) {
        if (parts[i].x + parts[i].width > width || parts[i].y + parts[i].height > height)
            return NULL; /* the caller's size comes from another header than this one */
        windows[i] = window_of(scan, &parts[i], shrink);
        rows += (size_t)(windows[i].bottom - windows[i].top);
        area += (double)(windows[i].bottom - windows[i].top) * (windows[i].right - windows[i].left);
    }
    if (area > MOST_AREA * scan->across * scan->down || !(strips = calloc(rows, sizeof *strips)))
        return NULL;
    rows = 0;
    for (size_t i = 0; i < n; i++) {
        windows[i].strips = strips + rows;
        rows += (size_t)(windows[i].bottom - windows[i].top);
    }
    return strips;
}

/* Decodes a part from the small JPEG of its window; `jpeg` is memory for that. */
static int decode_window(const struct mlf_jpeg_scan *scan, const struct mlf_jpeg_window *window, int shrink,
                         const struct mlf_jpeg_part *part, struct mlf_buf *jpeg)
{
    struct mlf_jpeg_part moved = *part;
    int width = (window->right - window->left) * scan->mcu_width;
    int height = (window->bottom - window->top) * scan->mcu_height;
    int rest_width = scan->width - window->left * scan->mcu_width;
    int rest_height = scan->height - window->top * scan->mcu_height;

    mlf_buf_clear(jpeg);
    moved.x -= window->left * scan->mcu_width / shrink;
    moved.y -= window->top * scan->mcu_height / shrink;
    return mlf_jpeg_window_extract(scan, window, jpeg) &&
           mlf_jpeg_decode_rows(jpeg->data, jpeg->length, shrink, (rest_width < width ? rest_width : width) / shrink,
                                (rest_height < height ? rest_height : height) / shrink, &moved, 1);
}

int mlf_jpeg_decode_windows(const char *bytes, size_t length, int shrink, const struct mlf_jpeg_part *parts, size_t n)
{
    struct mlf_jpeg_window windows[MOST_WINDOWS];
    struct mlf_jpeg_strip *strips = NULL;
    struct mlf_jpeg_scan scan;
    struct mlf_buf jpeg = {0};
    int done = n <= MOST_WINDOWS && n > 0;

    if (!done)
        return 0;
    done = mlf_jpeg_scan_open(&scan, (const unsigned char *)bytes, length) &&
           (strips = open_windows(&scan, parts, n, shrink, windows)) && mlf_jpeg_scan_find(&scan, windows, n);
    for (size_t i = 0; i < n && done; i++)
        done = decode_window(&scan, &windows[i], shrink, &parts[i], &jpeg);
    mlf_buf_free(&jpeg);
    free(strips);
    mlf_jpeg_scan_close(&scan);
    return done;
}

int mlf_jpeg_decode_parts(const char *bytes, size_t length, int shrink, int width, int height,
                          struct mlf_jpeg_part *parts, size_t n)
{
    return (length >= LEAST_LENGTH && mlf_jpeg_decode_windows(bytes, length, shrink, parts, n)) ||
           mlf_jpeg_decode_rows(bytes, length, shrink, width, height, parts, n);
}
