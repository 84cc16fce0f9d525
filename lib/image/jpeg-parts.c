/* See jpeg-parts.h. What is passed over still goes through the Huffman decoder,
 * which is how a JPEG is found its way in; the transform, upsampling and colour
 * conversion are what is saved (libjpeg-turbo, "Using the IJG JPEG library",
 * section "Additional decompression features"). */
#include "jpeg-parts.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

#define MARKER_EOI 0xd9

/* Columns next to the parts that upsampling and reduced transforms look at. */
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

/* Whether this is a kind of JPEG whose pixels are the same on both ways. */
static int is_ordinary(const struct decoder *decoder)
{
    const struct jpeg_decompress_struct *jpeg = &decoder->jpeg;

    return !jpeg->arith_code && jpeg->data_precision == 8 &&
           ((jpeg->num_components == 1 && jpeg->jpeg_color_space == JCS_GRAYSCALE) ||
            (jpeg->num_components == 3 && (jpeg->jpeg_color_space == JCS_YCbCr || jpeg->jpeg_color_space == JCS_RGB)));
}

/* Leaves out what lies left and right of all parts. Returns the first column
 * of the rows that will come. */
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
    /* At the right edge of a reduced picture upsampling looks at a column behind
     * the last one, which cropping takes away. */
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

/* Whether the picture ends as it should behind what was decoded: the next
 * marker that is no part of the coded data is the end of the image. */
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
    decoder->row = (*jpeg->mem->alloc_large)((j_common_ptr)jpeg, JPOOL_IMAGE, (size_t)jpeg->output_width * 3);
    for (int next; (next = next_row(decoder, row)) >= 0; row = next + 1) {
        JSAMPROW rows[] = {decoder->row};
        /* Rows come in groups of a chroma sample's height: a jump into the
         * middle of one gives a wrong first row (libjpeg-turbo 2.1). */
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

int mlf_jpeg_decode_parts(const char *bytes, size_t length, int shrink, int width, int height,
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
