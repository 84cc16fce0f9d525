#include "png-size.h"

#include <stdint.h>
#include <string.h>

/* W3C "Portable Network Graphics (PNG) Specification", second edition: 5.2 the signature, 5.3 the layout of a chunk
 * (length, type, data, checksum), 11.2.2 the header, 11.3 the chunks before the data. Text and eXIf may turn the
 * picture, a colour profile may be damaged inside: they are left to libvips, and so are palettes. */
#define SIGNATURE "\x89PNG\r\n\x1a\n"
#define SIDE_MOST 65535

static const struct known {
    char type[5];
    size_t length; /* of its data */
} known[] = {{"IHDR", 13}, {"pHYs", 9}, {"sRGB", 1}, {"gAMA", 4}, {"cHRM", 32}};
#define KNOWN (sizeof known / sizeof known[0])

static uint32_t number(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/* The checksum of type and data: annex D of the specification. */
static uint32_t checksum(const unsigned char *bytes, size_t length)
{
    uint32_t sum = 0xffffffff;

    for (size_t i = 0; i < length; i++) {
        sum ^= bytes[i];
        for (int bit = 0; bit < 8; bit++)
            sum = sum & 1 ? sum >> 1 ^ 0xedb88320 : sum >> 1;
    }
    return ~sum;
}

/* Which of the known chunks it is; KNOWN for another one. */
static size_t find(const unsigned char *type, size_t length)
{
    size_t k = 0;

    while (k < KNOWN && (memcmp(type, known[k].type, 4) != 0 || length != known[k].length))
        k++;
    return k;
}

/* Reads the header: width, height, depth, kind of colour, and how it is packed, filtered and interlaced. */
static int read_header(const unsigned char *data, int *width, int *height)
{
    int depth = data[8], colour = data[9];

    if (number(data) == 0 || number(data) > SIDE_MOST || number(data + 4) == 0 || number(data + 4) > SIDE_MOST ||
        (colour != 0 && colour != 2 && colour != 4 && colour != 6) || (depth != 8 && depth != 16) || data[10] ||
        data[11] || data[12] > 1)
        return 0;
    *width = (int)number(data);
    *height = (int)number(data + 4);
    return 1;
}

int mlf_png_size(const unsigned char *bytes, size_t length, int *width, int *height)
{
    size_t at = sizeof SIGNATURE - 1;
    unsigned seen = 0; /* a bit for each of the known chunks */

    if (length < at || memcmp(bytes, SIGNATURE, at) != 0)
        return 0;
    while (at + 12 <= length) {
        const unsigned char *type = bytes + at + 4;
        size_t taken = number(bytes + at), k = find(type, taken);

        if (seen && memcmp(type, "IDAT", 4) == 0)
            return taken > 0;
        if (k == KNOWN || seen >> k & 1 || (seen == 0) != (k == 0) || taken > length - at - 12 ||
            checksum(type, 4 + taken) != number(type + 4 + taken))
            return 0;
        if (k == 0 && !read_header(type + 4, width, height))
            return 0;
        seen |= 1u << k;
        at += 12 + taken;
    }
    return 0;
}
