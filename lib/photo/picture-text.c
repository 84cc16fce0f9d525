#include "mlfix/photo/picture-text.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"

#define MARK "mlfix-manifest"

/* Bytes of text in one comment. A segment has at most 65,535 bytes, its length included. */
#define PART ((size_t)65000)

static const char png_start[8] = {'\x89', 'P', 'N', 'G', '\r', '\n', '\x1a', '\n'};

/* ---- JPEG ---- */

static unsigned big16(const char *bytes)
{
    return (unsigned)(unsigned char)bytes[0] << 8 | (unsigned char)bytes[1];
}

static int is_jpeg(const char *bytes, size_t length)
{
    return length > 4 && memcmp(bytes, "\xff\xd8\xff", 3) == 0;
}

/* Appends the JPEG with the text in comments behind its first segment, each beginning with
 * its number: "mlfix-manifest 1/2\n...". */
static void put_comments(struct mlf_buf *out, const char *bytes, size_t length, const char *text, size_t text_length)
{
    size_t head = 4 + big16(bytes + 4), parts = (text_length + PART - 1) / PART;
    mlf_buf_add(out, bytes, head);
    for (size_t i = 0; i < parts; i++) {
        char mark[64];
        size_t from = i * PART, n = text_length - from < PART ? text_length - from : PART;
        size_t marked = (size_t)snprintf(mark, sizeof mark, MARK " %zu/%zu\n", i + 1, parts), whole = 2 + marked + n;
        mlf_buf_add(out, "\xff\xfe", 2);
        mlf_buf_putc(out, (char)(whole >> 8));
        mlf_buf_putc(out, (char)(whole & 255));
        mlf_buf_add(out, mark, marked);
        mlf_buf_add(out, text + from, n);
    }
    mlf_buf_add(out, bytes + head, length - head);
}

/* Appends the text of the comments. Returns 1; 0 where there are none; -1 where some are
 * missing. */
static int get_comments(const char *bytes, size_t length, struct mlf_buf *text, struct mlf_err *err)
{
    size_t found = 0, of = 0;
    for (size_t at = 2; at + 4 <= length && (unsigned char)bytes[at] == 0xff;) {
        unsigned char marker = (unsigned char)bytes[at + 1];
        size_t whole = big16(bytes + at + 2), part, parts;
        int end = 0;
        if (marker == 0xda || marker == 0xd9 || whole < 2 || at + 2 + whole > length)
            break; /* the picture itself begins */
        char mark[64] = "";
        size_t n = whole - 2 < sizeof mark - 1 ? whole - 2 : sizeof mark - 1;
        memcpy(mark, bytes + at + 4, n);
        if (marker == 0xfe && sscanf(mark, MARK " %zu/%zu%n", &part, &parts, &end) == 2 && mark[end] == '\n') {
            if (part != found + 1 || (of && parts != of))
                return mlf_fail(err, "its parts are not in order");
            found = part;
            of = parts;
            mlf_buf_add(text, bytes + at + 4 + end + 1, whole - 2 - (size_t)end - 1);
        }
        at += 2 + whole;
    }
    if (found != of)
        return mlf_fail(err, "%zu of %zu parts are there", found, of);
    return found > 0;
}

/* ---- PNG ---- */

/* ISO/IEC 15948, annex D: the polynomial of ISO 3309, one bit at a time. */
static uint32_t crc32_of(const char *bytes, size_t length)
{
    uint32_t crc = 0xffffffffu;
    for (size_t i = 0; i < length; i++) {
        crc ^= (unsigned char)bytes[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
    }
    return ~crc;
}

static void put_big32(struct mlf_buf *out, uint32_t value)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        mlf_buf_putc(out, (char)(value >> shift & 255));
}

static uint32_t big32(const char *bytes)
{
    return (uint32_t)big16(bytes) << 16 | big16(bytes + 2);
}

/* How the chunk begins: type, keyword, no compression, no language, no translated keyword. */
static const char text_head[] = "iTXt" MARK "\0\0\0\0";
#define TEXT_HEAD (sizeof text_head)

#define PNG_END 12 /* bytes of the IEND chunk */

static int put_chunk(struct mlf_buf *out, const char *bytes, size_t length, const char *text, size_t text_length,
                     struct mlf_err *err)
{
    struct mlf_buf chunk = {0};
    mlf_buf_add(&chunk, text_head, TEXT_HEAD);
    mlf_buf_add(&chunk, text, text_length);
    int result = mlf_buf_check(&chunk, err);
    if (result == 0) {
        mlf_buf_add(out, bytes, length - PNG_END);
        put_big32(out, (uint32_t)(chunk.length - 4));
        mlf_buf_add(out, chunk.data, chunk.length);
        put_big32(out, crc32_of(chunk.data, chunk.length));
        mlf_buf_add(out, bytes + length - PNG_END, PNG_END);
    }
    mlf_buf_free(&chunk);
    return result;
}

static int get_chunk(const char *bytes, size_t length, struct mlf_buf *text, struct mlf_err *err)
{
    for (size_t at = sizeof png_start; at + 12 <= length;) {
        size_t n = big32(bytes + at);
        if (n > length - at - 12)
            break;
        if (n + 4 >= TEXT_HEAD && memcmp(bytes + at + 4, text_head, TEXT_HEAD) == 0) {
            if (crc32_of(bytes + at + 4, n + 4) != big32(bytes + at + 8 + n))
                return mlf_fail(err, "its checksum is wrong");
            mlf_buf_add(text, bytes + at + 4 + TEXT_HEAD, n + 4 - TEXT_HEAD);
            return 1;
        }
        at += 12 + n;
    }
    return 0;
}

/* ---- Both ---- */

int mlf_picture_text_put(struct mlf_buf *file, const char *text, size_t length, struct mlf_err *err)
{
    struct mlf_buf out = {0};
    int result = 0;
    if (is_jpeg(file->data, file->length) && file->length > 6 && 4 + (size_t)big16(file->data + 4) <= file->length)
        put_comments(&out, file->data, file->length, text, length);
    else if (file->length > sizeof png_start + PNG_END && memcmp(file->data, png_start, sizeof png_start) == 0)
        result = put_chunk(&out, file->data, file->length, text, length, err);
    else
        return 0;
    if (result == 0)
        result = mlf_buf_check(&out, err);
    if (result) {
        mlf_buf_free(&out);
        return -1;
    }
    mlf_buf_free(file);
    *file = out;
    return 0;
}

int mlf_picture_text_get(const char *bytes, size_t length, struct mlf_buf *text, struct mlf_err *err)
{
    int found = 0;
    if (is_jpeg(bytes, length))
        found = get_comments(bytes, length, text, err);
    else if (length > sizeof png_start && memcmp(bytes, png_start, sizeof png_start) == 0)
        found = get_chunk(bytes, length, text, err);
    return found == 1 && mlf_buf_check(text, err) ? -1 : found;
}
