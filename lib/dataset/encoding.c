/* See encoding.h. */

#include "encoding.h"

#include <errno.h>
#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/path.h"
#include "mlfix/base/span.h"
#include "mlfix/base/utf8.h"

static int has_extension(const char *file, const char *const *extensions)
{
    for (; *extensions; extensions++)
        if (!strcasecmp(mlf_path_extension(file), *extensions))
            return 1;
    return 0;
}

/* Texts whose readers find out themselves what is no UTF-8. */
static int is_checked(const char *file)
{
    static const char *const extensions[] = {".json", ".jsonl",    ".ndjson", ".geojson",
                                             ".odgt", ".manifest", ".xml",    NULL};

    return has_extension(file, extensions);
}

static int is_plain_text(const char *file)
{
    static const char *const extensions[] = {".txt",  ".csv",  ".tsv", ".names", ".labels",
                                             ".data", ".yaml", ".yml", ".lst",   NULL};

    return has_extension(file, extensions);
}

int mlf_encoding_check(const char *name, struct mlf_err *err)
{
    iconv_t codec = strlen(name) < sizeof((struct mlf_encoding *)0)->name ? iconv_open("UTF-8", name) : (iconv_t)-1;

    if (codec == (iconv_t)-1)
        return mlf_fail(err,
                        "the encoding '%s' is not known; known are GB18030, BIG5, SHIFT_JIS, EUC-KR, WINDOWS-1252, "
                        "ISO-8859-1 and all that 'iconv -l' lists",
                        name);
    iconv_close(codec);
    return 0;
}

/* What an XML declaration says about the encoding: the whole pseudo-attribute, and the name in it; 0 where nothing. */
static int declared_in_xml(const char *text, size_t length, struct mlf_span *attribute, struct mlf_span *name)
{
    static const char key[] = "encoding";
    size_t most = length < 256 ? length : 256;
    const char *end = length > 5 && !memcmp(text, "<?xml", 5) ? memmem(text, most, "?>", 2) : NULL;
    const char *begin = end ? memmem(text, (size_t)(end - text), key, strlen(key)) : NULL;
    const char *at = begin ? begin + strlen(key) : NULL;
    const char *close;

    while (at && at < end && strchr(" \t\r\n=", *at))
        at++;
    if (!at || at == end || !strchr("\"'", *at) || !(close = memchr(at + 1, *at, (size_t)(end - at) - 1)))
        return 0;
    *attribute = (struct mlf_span){(size_t)(begin - text), (size_t)(close - begin) + 1};
    *name = (struct mlf_span){(size_t)(at - text) + 1, (size_t)(close - at) - 1};
    return 1;
}

struct mlf_encoding mlf_encoding_of(const char *file, const char *text, size_t length, const char *declared)
{
    static const char *const own[] = {"UTF-8", "US-ASCII", "ISO-8859-1", NULL}; /* expat's */
    static const struct {
        const char *mark;
        size_t length;
        const char *name;
    } marks[] = {{"\xff\xfe\0\0", 4, "UTF-32LE"},
                 {"\0\0\xfe\xff", 4, "UTF-32BE"},
                 {"\xff\xfe", 2, "UTF-16LE"},
                 {"\xfe\xff", 2, "UTF-16BE"},
                 {"\xef\xbb\xbf", 3, ""}};
    struct mlf_encoding encoding = {.mark = 0};
    struct mlf_span attribute;
    struct mlf_span name;

    if (!is_checked(file) && !is_plain_text(file))
        return encoding;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (length >= marks[i].length && !memcmp(text, marks[i].mark, marks[i].length)) {
            snprintf(encoding.name, sizeof encoding.name, "%s", marks[i].name);
            encoding.mark = *encoding.name ? marks[i].length : 0;
            return encoding;
        }
    if (declared && strcasecmp(declared, "UTF-8") != 0) {
        snprintf(encoding.name, sizeof encoding.name, "%s", declared);
    } else if (!strcasecmp(mlf_path_extension(file), ".xml")) {
        if (declared_in_xml(text, length, &attribute, &name) && name.length < sizeof encoding.name)
            snprintf(encoding.name, sizeof encoding.name, "%.*s", (int)name.length, text + name.offset);
        for (size_t i = 0; own[i]; i++)
            if (!strcasecmp(encoding.name, own[i]))
                *encoding.name = '\0';
        if (*encoding.name && mlf_encoding_check(encoding.name, NULL))
            *encoding.name = '\0'; /* expat says what it thinks of it */
    }
    return encoding;
}

/* Carries the bytes over; *bad is how many of them were, where they end in what is no character. What is written ends
 * in the state in which a text begins, for encodings that have several (ISO-2022-JP). */
static int convert(const char *to, const char *from, const char *bytes, size_t length, struct mlf_buf *buf, size_t *bad)
{
    iconv_t codec = iconv_open(to, from);
    char *in = (char *)(size_t)bytes;
    size_t left = length;
    int result = codec == (iconv_t)-1 ? -1 : 0;

    while (!result && left > 0) {
        char chunk[16384];
        char *out = chunk;
        size_t room = sizeof chunk;
        size_t done = iconv(codec, &in, &left, &out, &room);
        int why = errno;

        mlf_buf_add(buf, chunk, sizeof chunk - room);
        if (done == (size_t)-1 && why != E2BIG)
            result = -1;
    }
    if (!result) {
        char end[64];
        char *out = end;
        size_t room = sizeof end;

        result = iconv(codec, NULL, NULL, &out, &room) == (size_t)-1 ? -1 : 0;
        mlf_buf_add(buf, end, sizeof end - room);
    }
    if (codec != (iconv_t)-1)
        iconv_close(codec);
    *bad = length - left;
    return result;
}

char *mlf_encoding_decode(const struct mlf_encoding *encoding, const char *bytes, size_t length, int part,
                          size_t *text_length, struct mlf_err *err)
{
    struct mlf_buf buf = {0};
    const char *nul;
    size_t at;

    if (convert("UTF-8", encoding->name, bytes + encoding->mark, length - encoding->mark, &buf, &at) && !part) {
        mlf_buf_free(&buf);
        mlf_fail(err, "byte %zu is no text in %s: say with --encoding how it is written", at + encoding->mark + 1,
                 encoding->name);
        return NULL;
    }
    if (!part && buf.length && (nul = memchr(buf.data, '\0', buf.length))) {
        size_t line = 1;

        for (const char *c = buf.data; c < nul; c++)
            line += *c == '\n';
        mlf_fail(err, "line %zu: the text, in %s, holds a NUL", line, encoding->name);
        mlf_buf_free(&buf);
        return NULL;
    }
    *text_length = buf.length;
    return mlf_buf_take(&buf, err);
}

void mlf_encoding_forget(char *text, size_t length)
{
    struct mlf_span attribute;
    struct mlf_span name;

    if (declared_in_xml(text, length, &attribute, &name))
        memset(text + attribute.offset, ' ', attribute.length);
}

char *mlf_encoding_encode(const struct mlf_encoding *encoding, const char *text, size_t length, size_t *byte_length,
                          struct mlf_err *err)
{
    struct mlf_buf buf = {0};
    size_t at;

    if (convert(encoding->name, "UTF-8", text, length, &buf, &at)) {
        mlf_buf_free(&buf);
        mlf_fail(err, "'%.*s' cannot be written in %s, the encoding of the file", length > 100 ? 100 : (int)length,
                 text, encoding->name);
        return NULL;
    }
    *byte_length = buf.length;
    return mlf_buf_take(&buf, err);
}

int mlf_encoding_check_utf8(const char *file, const char *path, const char *text, size_t length, struct mlf_err *err)
{
    size_t bad;
    size_t line = 1;

    const char *nul = is_plain_text(file) && length ? memchr(text, '\0', length) : NULL;

    if (!is_plain_text(file) || (!nul && mlf_utf8_is_valid(text, length, &bad)))
        return 0;
    if (nul)
        bad = (size_t)(nul - text);
    for (size_t i = 0; i < bad; i++)
        line += text[i] == '\n';
    if (nul)
        return mlf_fail(err, "%s:%zu: the text holds a NUL", path, line);
    return mlf_fail(err,
                    "%s:%zu: the text is not UTF-8: say with --encoding how it is written (such as GB18030, SHIFT_JIS "
                    "or WINDOWS-1252)",
                    path, line);
}
