
#include "mlfix/json/json-text.h"

#include <locale.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/base/utf8.h"

/* ---- Reading ----
 * All spans here have passed the scanner, so their syntax is right. */

static unsigned hex_unit(const char *digits)
{
    char text[5] = {digits[0], digits[1], digits[2], digits[3], '\0'};
    return (unsigned)strtoul(text, NULL, 16);
}

static size_t put_utf8(char *out, uint32_t c)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xc0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3f));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xe0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3f));
        out[2] = (char)(0x80 | (c & 0x3f));
        return 3;
    }
    out[0] = (char)(0xf0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 0x3f));
    out[2] = (char)(0x80 | (c >> 6 & 0x3f));
    out[3] = (char)(0x80 | (c & 0x3f));
    return 4;
}

/* Decodes the escape behind a backslash at *in, moves behind it and returns the
 * character. */
static uint32_t decode_escape(const char **in)
{
    static const char letters[] = "bfnrt", values[] = "\b\f\n\r\t";
    char c = *(*in)++;
    const char *letter = c == 'u' ? NULL : strchr(letters, c);
    if (letter)
        return (unsigned char)values[letter - letters];
    if (c != 'u')
        return (unsigned char)c;
    uint32_t unit = hex_unit(*in);
    *in += 4;
    if (unit < 0xd800 || unit > 0xdbff)
        return unit;
    uint32_t low = hex_unit(*in + 2);
    *in += 6;
    return 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
}

char *mlf_json_string(const char *text, struct mlf_span span, struct mlf_err *err)
{
    const char *in = text + span.offset + 1, *end = text + span.offset + span.length - 1;
    char *out = mlf_alloc((size_t)(end - in) + 1, 1, err); /* decoding never lengthens */
    if (!out)
        return NULL;
    size_t n = 0;
    while (in < end) {
        const char *slash = memchr(in, '\\', (size_t)(end - in));
        size_t plain = (size_t)((slash ? slash : end) - in);
        memcpy(out + n, in, plain);
        n += plain;
        in += plain;
        if (!slash)
            break;
        in++;
        uint32_t c = decode_escape(&in);
        if (c == 0) {
            mlf_fail(err, "a string holds a NUL");
            free(out);
            return NULL;
        }
        n += put_utf8(out + n, c);
    }
    out[n] = '\0';
    return out;
}

int mlf_json_string_is(const char *text, struct mlf_span span, const char *expected)
{
    size_t length = strlen(expected);
    const char *inner = text + span.offset + 1;
    if (!memchr(inner, '\\', span.length - 2))
        return span.length - 2 == length && memcmp(inner, expected, length) == 0;
    char *decoded = mlf_json_string(text, span, NULL);
    int same = decoded && strcmp(decoded, expected) == 0;
    free(decoded);
    return same;
}

/* The C locale: numbers are read and written with a decimal point, whatever the
 * user's locale says. */
static locale_t c_locale(void)
{
    static locale_t locale;
    locale_t known = __atomic_load_n(&locale, __ATOMIC_ACQUIRE);
    if (known)
        return known;
    locale_t made = newlocale(LC_ALL_MASK, "C", (locale_t)0), expected = (locale_t)0;
    if (!__atomic_compare_exchange_n(&locale, &expected, made, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) {
        freelocale(made);
        return expected;
    }
    return made;
}

/* A number of at most 15 digits without an exponent is a whole number below
 * 2^53 over a power of ten up to 10^15, both exact, so that one division rounds
 * correctly (W. D. Clinger, "How to read floating point numbers accurately",
 * 1990, section 3). Returns 1, or 0 where the number is not of this kind. */
static int read_short_number(const char *at, size_t length, double *number)
{
    static const double tens[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    const char *end = at + length, *point = NULL;
    int negative = length > 0 && *at == '-';
    uint64_t whole = 0;
    at += negative;
    if (end - at > 16)
        return 0;
    const char *begin = at;
    for (; at < end; at++) {
        if (*at >= '0' && *at <= '9')
            whole = whole * 10 + (uint64_t)(*at - '0');
        else if (*at == '.' && !point)
            point = at;
        else
            return 0;
    }
    if (end - begin - (point != NULL) > 15 || end - begin == (point != NULL))
        return 0;
    *number = (double)whole / tens[point ? end - point - 1 : 0];
    if (negative)
        *number = -*number;
    return 1;
}

int mlf_json_number(const char *text, struct mlf_span span, double *number, struct mlf_err *err)
{
    char small[64], *copy = small;
    if (read_short_number(text + span.offset, span.length, number))
        return 0;
    if (span.length >= sizeof small && !(copy = mlf_alloc(span.length + 1, 1, err)))
        return -1;
    memcpy(copy, text + span.offset, span.length);
    copy[span.length] = '\0';
    *number = strtod_l(copy, NULL, c_locale());
    if (copy != small)
        free(copy);
    return isfinite(*number) ? 0
                             : mlf_fail(err, "the number %.*s is too large", (int)(span.length < 40 ? span.length : 40),
                                        text + span.offset);
}

/* ---- Writing ---- */

/* Whether a byte is written into a string as it is: printing ASCII except '"' and '\\'. */
static int is_plain(unsigned char c)
{
    return c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
}

void mlf_json_put_string(struct mlf_buf *buf, const char *text)
{
    static const char hex[] = "0123456789abcdef";
    size_t length = strlen(text);
    mlf_buf_putc(buf, '"');
    for (size_t i = 0; i < length;) {
        size_t plain = 0;
        while (is_plain((unsigned char)text[i + plain]))
            plain++;
        mlf_buf_add(buf, text + i, plain);
        i += plain;
        if (i >= length)
            break;
        unsigned char c = (unsigned char)text[i];
        size_t n = mlf_utf8_length(text + i, length - i);
        if (n == 0) {
            mlf_buf_puts(buf, "\xef\xbf\xbd");
            n = 1;
        } else if (c == '"' || c == '\\') {
            mlf_buf_add(buf, (char[]){'\\', (char)c}, 2);
        } else if (c == '\n' || c == '\t' || c == '\r') {
            mlf_buf_add(buf, (char[]){'\\', c == '\n' ? 'n' : c == '\t' ? 't' : 'r'}, 2);
        } else if (c < 0x20 || c == 0x7f) {
            mlf_buf_add(buf, (char[]){'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]}, 6);
        } else {
            mlf_buf_add(buf, text + i, n);
        }
        i += n;
    }
    mlf_buf_putc(buf, '"');
}

/* Writes a number that has at most 9 digits, no more than 4 of them behind the
 * point, as nearly all numbers in annotations do. Returns 1, or 0 where the number is
 * not of this kind. k / 10000 in double precision is the same as what its decimal text
 * is read as, so the digits are those that %.9g gives. */
static int put_short_number(struct mlf_buf *buf, double number)
{
    double scaled = number * 10000;
    if (!(fabs(scaled) < 1e9) || number == 0)
        return 0;
    long rounded = lround(scaled);
    if ((double)rounded / 10000 != number)
        return 0;
    char text[16], *at = text + sizeof text;
    unsigned long rest = (unsigned long)labs(rounded);
    int shown = 0;
    for (int place = 4; rest > 0 || place >= 0; place--, rest /= 10) {
        if (place == 0 && shown)
            *--at = '.';
        if (place <= 0 || shown || rest % 10 != 0) {
            *--at = (char)('0' + rest % 10);
            shown = 1;
        }
    }
    if (number < 0)
        *--at = '-';
    mlf_buf_add(buf, at, (size_t)(text + sizeof text - at));
    return 1;
}

/* Writes a whole number of fewer than 16 digits. Returns 1, or 0 where the number is
 * not of this kind. */
static int put_whole_number(struct mlf_buf *buf, double number)
{
    char text[20], *at = text + sizeof text;
    if (!(fabs(number) < 1e15) || number != trunc(number))
        return 0;
    unsigned long rest = (unsigned long)fabs(number);
    do
        *--at = (char)('0' + rest % 10);
    while ((rest /= 10) > 0);
    if (number < 0)
        *--at = '-';
    mlf_buf_add(buf, at, (size_t)(text + sizeof text - at));
    return 1;
}

void mlf_json_put_number(struct mlf_buf *buf, double number)
{
    char text[40];
    if (!isfinite(number)) {
        mlf_buf_puts(buf, "null");
        return;
    }
    if (put_whole_number(buf, number) || put_short_number(buf, number))
        return;
    locale_t old = uselocale(c_locale());
    if (number == trunc(number) && fabs(number) < 0x1p53)
        snprintf(text, sizeof text, "%.0f", number == 0 ? 0.0 : number); /* no "-0" */
    else
        snprintf(text, sizeof text, "%.9g", number);
    uselocale(old);
    mlf_buf_puts(buf, text);
}
