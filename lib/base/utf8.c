#include "mlfix/base/utf8.h"

#include <stdint.h>
#include <string.h>

size_t mlf_utf8_length(const char *text, size_t length)
{
    const unsigned char *s = (const unsigned char *)text;
    if (s[0] < 0x80)
        return 1;
    size_t n = s[0] >= 0xc2 && s[0] <= 0xdf ? 2 : (s[0] & 0xf0) == 0xe0 ? 3 : s[0] >= 0xf0 && s[0] <= 0xf4 ? 4 : 0;
    if (n == 0 || n > length)
        return 0;
    /* RFC 3629, section 4: the second byte's range depends on the first. */
    unsigned low = s[0] == 0xe0 ? 0xa0 : s[0] == 0xf0 ? 0x90 : 0x80;
    unsigned high = s[0] == 0xed ? 0x9f : s[0] == 0xf4 ? 0x8f : 0xbf;
    if (s[1] < low || s[1] > high)
        return 0;
    for (size_t i = 2; i < n; i++)
        if ((s[i] & 0xc0) != 0x80)
            return 0;
    return n;
}

static uint32_t decode(const unsigned char *s, size_t length)
{
    uint32_t c = length == 1 ? s[0] : s[0] & (0xffu >> (length + 1));
    for (size_t i = 1; i < length; i++)
        c = c << 6 | (s[i] & 0x3fu);
    return c;
}

int mlf_utf8_prints(const char *text, size_t length)
{
    uint32_t c = decode((const unsigned char *)text, length);
    if (c < 0x20 || (c >= 0x7f && c < 0xa0))
        return 0;
    if (c == 0x61c || (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f))
        return 0;
    if (c == 0xfeff || (c >= 0xfff9 && c <= 0xfffb) || (c >= 0xfdd0 && c <= 0xfdef) || (c & 0xfffe) == 0xfffe)
        return 0;
    return !(c >= 0xe0000 && c <= 0xe007f);
}

int mlf_utf8_is_valid(const char *text, size_t length, size_t *bad)
{
    for (size_t i = 0; i < length;) {
        uint64_t eight;
        while (length - i >= sizeof eight && (memcpy(&eight, text + i, sizeof eight), !(eight & 0x8080808080808080)))
            i += sizeof eight; /* most texts are ASCII */
        if (i == length)
            break;
        size_t n = mlf_utf8_length(text + i, length - i);
        if (n == 0) {
            if (bad)
                *bad = i;
            return 0;
        }
        i += n;
    }
    return 1;
}
