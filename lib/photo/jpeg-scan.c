#include "jpeg-scan.h"

#include <stdlib.h>
#include <string.h>

#include "jpeg-huffman.h"

/* Markers: ITU T.81, table B.1. */
enum {
    SOF0 = 0xc0,
    SOF1 = 0xc1,
    DHT = 0xc4,
    SOI = 0xd8,
    EOI = 0xd9,
    SOS = 0xda,
    DQT = 0xdb,
    DRI = 0xdd,
    APP0 = 0xe0,
    APP14 = 0xee
};

/* Zeros behind the data. No MCU takes as many bytes, so it is enough to look for the end of
 * the data once an MCU. */
#define PADDING 8192

/* A DC coefficient is less than this; damaged data can sum up to anything. */
#define LARGEST_DC (1 << 16)

static int number(const unsigned char *bytes)
{
    return bytes[0] << 8 | bytes[1];
}

/* ---- The header ---- */

/* By component: its id and its sampling factors. */
struct frame {
    int ids[3], h[3], v[3];
};

static int read_frame(struct mlf_jpeg_scan *scan, struct frame *frame, const unsigned char *at, size_t length)
{
    if (length < 8 || scan->width || at[2] != 8)
        return 0;
    scan->height = number(at + 3);
    scan->width = number(at + 5);
    scan->components = at[7];
    if (scan->height < 1 || scan->width < 1 || (scan->components != 1 && scan->components != 3) ||
        length != 8 + 3 * (size_t)scan->components)
        return 0;
    for (int i = 0; i < scan->components; i++) {
        frame->ids[i] = at[8 + 3 * i];
        frame->h[i] = at[9 + 3 * i] >> 4;
        frame->v[i] = at[9 + 3 * i] & 15;
        if (frame->h[i] < 1 || frame->h[i] > 4 || frame->v[i] < 1 || frame->v[i] > 4)
            return 0;
    }
    return 1;
}

static int read_tables(struct mlf_jpeg_scan *scan, const unsigned char *at, size_t length)
{
    for (size_t i = 2; i < length;) {
        int class = at[i] >> 4;
        int id = at[i] & 15;
        size_t taken;

        if (class > 1 || id > 3 ||
            !(taken = mlf_huffman_read(&scan->tables[class * 4 + id], at + i + 1, length - i - 1)))
            return 0;
        i += 1 + taken;
    }
    return 1;
}

/* Reads the header of the scan, which must have all components in the order of the frame,
 * and all coefficients. */
static int read_scan(struct mlf_jpeg_scan *scan, const struct frame *frame, const unsigned char *at, size_t length)
{
    int n = scan->components;

    if (n == 0 || length != 6 + 2 * (size_t)n || at[2] != n || at[3 + 2 * n] != 0 || at[4 + 2 * n] != 63 ||
        at[5 + 2 * n] != 0)
        return 0;
    for (int i = 0; i < n; i++) {
        scan->dc[i] = at[4 + 2 * i] >> 4;
        scan->ac[i] = at[4 + 2 * i] & 15;
        if (at[3 + 2 * i] != frame->ids[i] || scan->dc[i] > 3 || scan->ac[i] > 3 || !scan->tables[scan->dc[i]].there ||
            !scan->tables[4 + scan->ac[i]].there)
            return 0;
    }
    return 1;
}

/* Finds which blocks an MCU has. In a JPEG of a single component it is one block. */
static int lay_out(struct mlf_jpeg_scan *scan, const struct frame *frame)
{
    int h = 1;
    int v = 1;

    for (int i = 0; i < scan->components; i++) {
        int blocks = scan->components == 1 ? 1 : frame->h[i] * frame->v[i];

        h = scan->components > 1 && frame->h[i] > h ? frame->h[i] : h;
        v = scan->components > 1 && frame->v[i] > v ? frame->v[i] : v;
        scan->first_of[i] = scan->blocks;
        for (int k = 0; k < blocks; k++) {
            if (scan->blocks == 10)
                return 0;
            scan->of_block[scan->blocks++] = i;
        }
    }
    scan->mcu_width = 8 * h;
    scan->mcu_height = 8 * v;
    scan->across = (scan->width + scan->mcu_width - 1) / scan->mcu_width;
    scan->down = (scan->height + scan->mcu_height - 1) / scan->mcu_height;
    return 1;
}

static int keep_segment(struct mlf_jpeg_scan *scan, size_t offset, size_t length)
{
    if (scan->segment_count == MLF_JPEG_SEGMENTS)
        return 0;
    scan->segments[scan->segment_count].offset = offset;
    scan->segments[scan->segment_count++].length = length;
    return 1;
}

/* Reads the segments up to the coded data. Returns the offset of these, or 0 where the JPEG
 * is not an ordinary one. */
static size_t read_header(struct mlf_jpeg_scan *scan)
{
    const unsigned char *bytes = scan->bytes;
    struct frame frame = {{0}, {0}, {0}};

    if (scan->length < 4 || bytes[0] != 0xff || bytes[1] != SOI)
        return 0;
    for (size_t at = 2; at + 4 <= scan->length;) {
        int marker = bytes[at + 1];
        const unsigned char *segment = bytes + at + 2;
        size_t length = (size_t)number(segment);
        int kept = marker == SOF0 || marker == SOF1 || marker == DHT || marker == DQT || marker == SOS ||
                   marker == APP0 || marker == APP14;

        if (bytes[at] != 0xff || length < 2 || length > scan->length - at - 2 ||
            (kept && !keep_segment(scan, at, length + 2)))
            return 0;
        if (marker == SOS)
            return read_scan(scan, &frame, segment, length) && lay_out(scan, &frame) ? at + 2 + length : 0;
        if (marker == SOF0 || marker == SOF1) {
            scan->frame = at;
            if (!read_frame(scan, &frame, segment, length))
                return 0;
        } else if (marker == DHT) {
            if (!read_tables(scan, segment, length))
                return 0;
        } else if (marker == DRI) {
            if (length != 4 || number(segment + 2) != 0)
                return 0;
        } else if (marker != DQT && marker != 0xfe && (marker < APP0 || marker > 0xef)) {
            return 0;
        }
        at += 2 + length;
    }
    return 0;
}

/* ---- The data ---- */

/* Copies the coded data without the zeros that are stuffed behind each 0xff. Returns 1, or
 * 0 where the picture does not end as it should. */
static int take_data(struct mlf_jpeg_scan *scan)
{
    const unsigned char *at = scan->bytes + scan->start;
    const unsigned char *end = scan->bytes + scan->length;
    unsigned char *to;

    if (!(scan->data = malloc(scan->length - scan->start + PADDING)))
        return 0;
    to = scan->data;
    for (;;) {
        const unsigned char *mark = memchr(at, 0xff, (size_t)(end - at));

        if (!mark || mark + 1 >= end)
            return 0;
        if (mark[1] != 0) {
            memcpy(to, at, (size_t)(mark - at));
            to += mark - at;
            scan->data_length = (size_t)(to - scan->data);
            memset(to, 0, PADDING);
            return mark[1] == EOI;
        }
        memcpy(to, at, (size_t)(mark + 1 - at));
        to += mark + 1 - at;
        at = mark + 2;
    }
}

int mlf_jpeg_scan_open(struct mlf_jpeg_scan *scan, const unsigned char *bytes, size_t length)
{
    *scan = (struct mlf_jpeg_scan){.bytes = bytes, .length = length};
    if (!(scan->tables = calloc(8, sizeof *scan->tables)))
        return 0;
    scan->start = read_header(scan);
    return scan->start > 0;
}

void mlf_jpeg_scan_close(struct mlf_jpeg_scan *scan)
{
    free(scan->tables);
    free(scan->data);
    scan->tables = NULL;
    scan->data = NULL;
}

/* ---- The blocks ---- */

/* A place in the data while the blocks are gone through. */
struct walk {
    const struct mlf_jpeg_scan *scan;
    struct mlf_huffman_bits bits;
    int dc[3]; /* by component: the DC coefficient of its last block */
};

/* The number of bits before the place. */
static size_t place(const struct walk *walk)
{
    return (size_t)(walk->bits.next - walk->scan->data) * 8 - (size_t)walk->bits.left;
}

/* Passes over an MCU. A strip that begins with it (may be NULL) gets the places of the first
 * DC differences and the coefficients they lead to. Returns 1, or 0 where the data are
 * damaged. */
static int pass_mcu(struct walk *walk, struct mlf_jpeg_strip *strip)
{
    const struct mlf_jpeg_scan *scan = walk->scan;

    for (int block = 0; block < scan->blocks; block++) {
        int c = scan->of_block[block];
        int note = strip && scan->first_of[c] == block;
        int difference;

        if (note)
            strip->dc_from[c] = place(walk);
        if (mlf_huffman_difference(&scan->tables[scan->dc[c]], &walk->bits, &difference))
            return 0;
        walk->dc[c] += difference;
        if (abs(walk->dc[c]) >= LARGEST_DC)
            return 0;
        if (note) {
            strip->dc_to[c] = place(walk);
            strip->first[c] = walk->dc[c];
        }
        if (mlf_huffman_pass(&scan->tables[4 + scan->ac[c]], &walk->bits))
            return 0;
    }
    return walk->bits.next - scan->data <= (ptrdiff_t)scan->data_length + 8;
}

/* The first column, `column` or a later one, at which a window of this row begins or ends. */
static int next_edge(const struct mlf_jpeg_window *windows, size_t n, int row, int column, int across)
{
    int next = across;

    for (size_t i = 0; i < n; i++) {
        if (row < windows[i].top || row >= windows[i].bottom)
            continue;
        if (windows[i].left >= column && windows[i].left < next)
            next = windows[i].left;
        if (windows[i].right >= column && windows[i].right < next)
            next = windows[i].right;
    }
    return next;
}

/* Completes the strips of the windows that end before this column: notes the place, and the
 * last DC coefficients. */
static void end_strips(const struct walk *walk, struct mlf_jpeg_window *windows, size_t n, int row, int column)
{
    for (size_t i = 0; i < n; i++) {
        struct mlf_jpeg_strip *strip;

        if (row < windows[i].top || row >= windows[i].bottom || windows[i].right != column)
            continue;
        strip = &windows[i].strips[row - windows[i].top];
        strip->to = place(walk);
        memcpy(strip->last, walk->dc, sizeof strip->last);
    }
}

/* Passes over the MCU of this column, and starts the strips of the windows that begin with
 * it. */
static int begin_strips(struct walk *walk, struct mlf_jpeg_window *windows, size_t n, int row, int column)
{
    struct mlf_jpeg_strip strip = {.from = place(walk)};

    if (!pass_mcu(walk, &strip))
        return 0;
    for (size_t i = 0; i < n; i++)
        if (row >= windows[i].top && row < windows[i].bottom && windows[i].left == column)
            windows[i].strips[row - windows[i].top] = strip;
    return 1;
}

/* Goes through a row of MCUs. */
static int walk_row(struct walk *walk, struct mlf_jpeg_window *windows, size_t n, int row)
{
    int across = walk->scan->across;

    for (int column = 0; column < across;) {
        int edge = next_edge(windows, n, row, column, across);

        for (; column < edge; column++)
            if (!pass_mcu(walk, NULL))
                return 0;
        end_strips(walk, windows, n, row, column);
        if (column < across) {
            if (!begin_strips(walk, windows, n, row, column))
                return 0;
            column++;
            if (column == across)
                end_strips(walk, windows, n, row, column);
        }
    }
    return 1;
}

int mlf_jpeg_scan_find(struct mlf_jpeg_scan *scan, struct mlf_jpeg_window *windows, size_t n)
{
    struct walk walk = {.scan = scan};
    int rows = 0;

    if (!take_data(scan))
        return 0;
    walk.bits.next = scan->data;
    for (int i = 0; i < scan->components; i++)
        if (!(i && scan->ac[i] == scan->ac[i - 1]))
            mlf_huffman_prepare(&scan->tables[4 + scan->ac[i]]);
    for (size_t i = 0; i < n; i++)
        rows = windows[i].bottom > rows ? windows[i].bottom : rows;
    for (int row = 0; row < rows; row++)
        if (!walk_row(&walk, windows, n, row))
            return 0;
    return 1;
}
