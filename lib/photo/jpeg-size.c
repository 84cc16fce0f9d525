#include "jpeg-size.h"

/* Markers: ITU T.81, table B.1. EXIF stands in APP1 (CIPA DC-008, section 4.7.2). */
enum {
    SOF0 = 0xc0,
    SOF2 = 0xc2,
    DHT = 0xc4,
    SOI = 0xd8,
    SOS = 0xda,
    DQT = 0xdb,
    DRI = 0xdd,
    APP0 = 0xe0,
    APP1,
    COM = 0xfe
};

static int number(const unsigned char *bytes)
{
    return bytes[0] << 8 | bytes[1];
}

/* Reads a frame header: precision, height, width, number of components, and three bytes for
 * each component. */
static int read_frame(const unsigned char *segment, size_t length, int *width, int *height)
{
    if (*width || length < 8 || segment[2] != 8 || (segment[7] != 1 && segment[7] != 3) ||
        length != 8 + 3 * (size_t)segment[7])
        return 0;
    *height = number(segment + 3);
    *width = number(segment + 5);
    return *height > 0 && *width > 0;
}

int mlf_jpeg_size(const unsigned char *bytes, size_t length, int *width, int *height)
{
    *width = *height = 0;
    if (length < 4 || bytes[0] != 0xff || bytes[1] != SOI)
        return 0;
    for (size_t at = 2; at + 4 <= length;) {
        const unsigned char *segment = bytes + at + 2;
        size_t taken = (size_t)number(segment);
        int marker = bytes[at + 1];

        if (bytes[at] != 0xff || taken < 2 || taken > length - at - 2)
            return 0;
        if (marker == SOS)
            return *width > 0;
        if (marker >= SOF0 && marker <= SOF2) {
            if (!read_frame(segment, taken, width, height))
                return 0;
        } else if (marker == APP1 || (marker < APP0 && marker != DHT && marker != DQT && marker != DRI) ||
                   (marker > APP0 + 15 && marker != COM)) {
            return 0;
        }
        at += 2 + taken;
    }
    return 0;
}
