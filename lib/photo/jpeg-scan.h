/* Where the blocks of a baseline JPEG are, found without decoding it. */
#ifndef MLFIX_PHOTO_JPEG_SCAN_H
#define MLFIX_PHOTO_JPEG_SCAN_H

#include <stddef.h>

struct mlf_huffman;

#define MLF_JPEG_SEGMENTS 32

struct mlf_jpeg_scan {
    const unsigned char *bytes; /* the file; the caller's */
    size_t length;
    int width, height;
    int components; /* 1 or 3 */
    int dc[3], ac[3];
    int blocks;                /* in an MCU */
    int of_block[10];          /* the component of each */
    int first_of[3];           /* the first block of each component */
    int mcu_width, mcu_height; /* in pixels */
    int across, down;          /* MCUs */
    struct {
        size_t offset, length;
    } segments[MLF_JPEG_SEGMENTS]; /* of the header that a decoder needs */
    int segment_count;
    size_t start;               /* offset of the data */
    size_t frame;               /* offset of the frame header's marker */
    struct mlf_huffman *tables; /* four for DC, then four for AC; owned */
    unsigned char *data;        /* of the scan, without stuffing; owned */
    size_t data_length;
};

/* MCUs of a rectangle: columns left..right - 1, rows top..bottom - 1. */
struct mlf_jpeg_window {
    int left, top, right, bottom;
    struct mlf_jpeg_strip *strips; /* for each row */
};

/* The part of a row of MCUs that belongs to a window: bits of the data. */
struct mlf_jpeg_strip {
    size_t from, to;
    size_t dc_from[3], dc_to[3]; /* the first difference of each component */
    int first[3];                /* the DC coefficient that it leads to */
    int last[3];                 /* and the last one of the strip */
};

/* Reads the header. 1, or 0 for what is no ordinary JPEG: progressive, arithmetic coding, restart markers, several
 * scans, more bits, more components, damage. Close in either case. */
int mlf_jpeg_scan_open(struct mlf_jpeg_scan *scan, const unsigned char *bytes, size_t length);
void mlf_jpeg_scan_close(struct mlf_jpeg_scan *scan);

/* Goes through the data up to the last window and fills the strips (of which there is memory for each row of a
 * window); to be called once. 1, or 0 where the data are damaged or the picture has no end. */
int mlf_jpeg_scan_find(struct mlf_jpeg_scan *scan, struct mlf_jpeg_window *windows, size_t n);

#endif
