/* Where the blocks of a baseline JPEG stand in its data, found without decoding them.
 *
 * A JPEG is coded as a stream of bits without marks in it. Pixels are grouped in blocks
 * of 8 x 8, and blocks in MCUs ("minimum coded units": the blocks of all components that
 * cover the same rectangle, say 16 x 16 pixels). A block is one DC coefficient, coded as
 * the difference from that of the block before it, and up to 63 AC coefficients; each
 * coefficient is a Huffman code followed by some bits of value. So the place of a block
 * is only known when all blocks before it were gone through. That is what this does:
 * it reads the Huffman codes and passes over the values, which is several times faster
 * than decoding, and notes at which bits the MCUs of the wanted windows begin and end,
 * and the DC coefficients there. jpeg-window.h makes small JPEGs of the windows.
 *
 * Terms and markers are those of ITU T.81. */
#ifndef MLFIX_PHOTO_JPEG_SCAN_H
#define MLFIX_PHOTO_JPEG_SCAN_H

#include <stddef.h>

struct mlf_huffman;

/* More segments than this and the JPEG is not taken for an ordinary one. */
#define MLF_JPEG_SEGMENTS 32

struct mlf_jpeg_scan {
    const unsigned char *bytes; /* the file; borrowed */
    size_t length;
    int width, height;         /* pixels */
    int components;            /* 1 or 3 */
    int dc[3], ac[3];          /* by component: the number of its DC and of its AC table, 0..3 */
    int blocks;                /* in an MCU */
    int of_block[10];          /* by block of an MCU: its component */
    int first_of[3];           /* by component: its first block in an MCU */
    int mcu_width, mcu_height; /* pixels */
    int across, down;          /* the picture's size in MCUs */
    struct {
        size_t offset, length;
    } segments[MLF_JPEG_SEGMENTS]; /* those of the header that a decoder needs */
    int segment_count;
    size_t start;               /* offset of the coded data in the file */
    size_t frame;               /* offset of the frame header's marker */
    struct mlf_huffman *tables; /* four for DC, then four for AC; owned */
    unsigned char *data;        /* the coded data without the zeros stuffed behind 0xff; owned */
    size_t data_length;
};

/* A rectangle of MCUs: columns left..right - 1, rows top..bottom - 1. */
struct mlf_jpeg_window {
    int left, top, right, bottom;
    struct mlf_jpeg_strip *strips; /* bottom - top of them, the caller's memory */
};

/* One row of MCUs of a window. Places are numbers of bits in the scan's data. */
struct mlf_jpeg_strip {
    size_t from, to;             /* the bits of its MCUs: from..to - 1 */
    size_t dc_from[3], dc_to[3]; /* by component: the bits of the first DC difference ... */
    int first[3];                /* ... the DC coefficient that it leads to ... */
    int last[3];                 /* ... and the last DC coefficient of the strip */
};

/* Reads the header. Returns 1; or 0 for anything but an ordinary baseline JPEG:
 * progressive or arithmetic coding, restart markers, several scans, more than 8 bits,
 * other numbers of components, damage. To be closed in either case. */
int mlf_jpeg_scan_open(struct mlf_jpeg_scan *scan, const unsigned char *bytes, size_t length);
void mlf_jpeg_scan_close(struct mlf_jpeg_scan *scan);

/* Goes through the data as far as the last row of any window, and fills the strips of
 * the n windows. To be called once. Returns 1, or 0 where the data are damaged or the
 * picture has no end. */
int mlf_jpeg_scan_find(struct mlf_jpeg_scan *scan, struct mlf_jpeg_window *windows, size_t n);

#endif
