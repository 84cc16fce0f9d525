#include "jpeg-window.h"

#include <string.h>

#include "jpeg-huffman.h"
#include "jpeg-scan.h"
#include "mlfix/base/buf.h"

struct writer {
    struct mlf_buf *out;
    uint64_t word; /* bits that are not written yet, the last one at the bottom */
    int n;         /* how many they are: less than 8 between calls */
};

/* Writes n bits, at most 32, with a zero stuffed behind each 0xff. */
static void put(struct writer *writer, uint32_t bits, int n)
{
    writer->word = writer->word << n | (bits & ((UINT64_C(1) << n) - 1));
    writer->n += n;
    while (writer->n >= 8) {
        unsigned char byte = (unsigned char)(writer->word >> (writer->n - 8));

        mlf_buf_putc(writer->out, (char)byte);
        if (byte == 0xff)
            mlf_buf_putc(writer->out, 0);
        writer->n -= 8;
    }
}

/* Copies the bits from..to - 1 of the data. */
static void copy(struct writer *writer, const unsigned char *data, size_t from, size_t to)
{
    while (from < to) {
        int n = to - from < 32 ? (int)(to - from) : 32;

        put(writer, (uint32_t)((mlf_huffman_bits_load(data + from / 8) << (from % 8)) >> (64 - n)), n);
        from += (size_t)n;
    }
}

/* Writes a DC difference. Returns 1, or 0 where the table has no code for it. */
static int put_difference(struct writer *writer, const struct mlf_huffman *table, int difference)
{
    int magnitude = difference < 0 ? -difference : difference;
    int size = 0;

    while (magnitude >> size)
        size++;
    if (size > 11 || !table->code_length[size])
        return 0;
    put(writer, table->code[size], table->code_length[size]);
    if (size > 0)
        put(writer, (uint32_t)(difference < 0 ? difference - 1 : difference), size);
    return 1;
}

/* Appends the header of the file, with the size of the window in its frame header. */
static void put_header(const struct mlf_jpeg_scan *scan, const struct mlf_jpeg_window *window, struct mlf_buf *jpeg)
{
    int width = (window->right - window->left) * scan->mcu_width;
    int height = (window->bottom - window->top) * scan->mcu_height;
    int rest_width = scan->width - window->left * scan->mcu_width;
    int rest_height = scan->height - window->top * scan->mcu_height;

    width = rest_width < width ? rest_width : width;
    height = rest_height < height ? rest_height : height;
    mlf_buf_add(jpeg, "\xff\xd8", 2);
    for (int i = 0; i < scan->segment_count; i++) {
        const unsigned char *segment = scan->bytes + scan->segments[i].offset;
        size_t length = scan->segments[i].length;
        const unsigned char size[] = {(unsigned char)(height >> 8), (unsigned char)height, (unsigned char)(width >> 8),
                                      (unsigned char)width};

        if (scan->segments[i].offset != scan->frame) {
            mlf_buf_add(jpeg, segment, length);
            continue;
        }
        mlf_buf_add(jpeg, segment, 5);
        mlf_buf_add(jpeg, size, 4);
        mlf_buf_add(jpeg, segment + 9, length - 9);
    }
}

int mlf_jpeg_window_extract(const struct mlf_jpeg_scan *scan, const struct mlf_jpeg_window *window,
                            struct mlf_buf *jpeg)
{
    struct writer writer = {.out = jpeg};
    int last[3] = {0}; /* DC coefficients at the end of the row before */

    put_header(scan, window, jpeg);
    for (int row = 0; row < window->bottom - window->top; row++) {
        const struct mlf_jpeg_strip *strip = &window->strips[row];
        size_t at = strip->from;

        for (int c = 0; c < scan->components; c++) {
            copy(&writer, scan->data, at, strip->dc_from[c]);
            if (!put_difference(&writer, &scan->tables[scan->dc[c]], strip->first[c] - last[c]))
                return 0;
            at = strip->dc_to[c];
        }
        copy(&writer, scan->data, at, strip->to);
        memcpy(last, strip->last, sizeof last);
    }
    if (writer.n > 0)
        put(&writer, 0xff, 8 - writer.n);
    mlf_buf_add(jpeg, "\xff\xd9", 2);
    return !jpeg->failed;
}
