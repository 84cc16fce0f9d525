/* Messages with places, XML character data, whole lines. See private.h. */
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/base/utf8.h"
#include "mlfix/dataset/dataset.h"
#include "mlfix/json/json-text.h"
#include "mlfix/json/json.h"
#include "private.h"

int mlf_fail_json(struct mlf_err *err, const char *file)
{
    char text[sizeof(err->text)];

    if (!err)
        return -1;
    memcpy(text, err->text, sizeof(text));
    mlf_err_clear(err);
    return mlf_fail(err, text[0] >= '0' && text[0] <= '9' ? "%s:%s" : "%s: %s", file, text);
}

int mlf_fail_in(struct mlf_err *err, const char *file, const char *text, size_t length, size_t offset)
{
    size_t line;
    size_t column;

    mlf_json_position(text, length, offset, &line, &column);
    return mlf_fail_at(err, "%s:%zu:%zu", file, line, column);
}

static int is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

struct mlf_span mlf_whole_lines(const char *text, size_t length, struct mlf_span span)
{
    size_t begin = span.offset;
    size_t end = span.offset + span.length;

    while (begin > 0 && is_blank(text[begin - 1]))
        begin--;
    while (end < length && is_blank(text[end]))
        end++;
    if ((begin > 0 && text[begin - 1] != '\n') || (end < length && text[end] != '\n'))
        return span;
    if (end < length)
        end++;
    return (struct mlf_span){begin, end - begin};
}

int mlf_remove_lines(struct mlf_span lines, const char *file, const char *text, struct mlf_edits *edits,
                     struct mlf_err *err)
{
    size_t begin = lines.offset;
    size_t end = begin + lines.length;

    if (lines.length == 0)
        return 0;
    if (text[end - 1] != '\n' && begin > 0 && text[begin - 1] == '\n') {
        begin--;
        if (begin > 0 && text[begin - 1] == '\r')
            begin--;
    }
    return mlf_edits_replace(edits, file, begin, end - begin, "", 0, err);
}

int mlf_remove_line(struct mlf_span *gone, struct mlf_span line, const char *file, const char *text,
                    struct mlf_edits *edits, struct mlf_err *err)
{
    if (gone->length > 0 && gone->offset + gone->length == line.offset) {
        gone->length += line.length;
        return 0;
    }
    if (mlf_remove_lines(*gone, file, text, edits, err))
        return -1;
    *gone = line;
    return 0;
}

/* Length of the valid UTF-8 character at `at` and its code; 0 for none. */
static size_t utf8_character(const char *at, unsigned *code)
{
    size_t length = mlf_utf8_length(at, strlen(at));

    *code = length > 1 ? (unsigned char)at[0] & (0xffU >> (length + 1)) : (unsigned char)at[0];
    for (size_t i = 1; i < length; i++)
        *code = *code << 6 | ((unsigned char)at[i] & 0x3fU);
    return length;
}

int mlf_xml_put(struct mlf_buf *buf, const char *text, unsigned how, struct mlf_err *err)
{
    for (const char *at = text; *at;) {
        unsigned code = 0;
        size_t length = utf8_character(at, &code);

        if (!length || (code < 0x20 && code != '\t' && code != '\n' && code != '\r') || code == 0xfffe ||
            code == 0xffff)
            return mlf_fail(err, "'%s' cannot be written in XML", text);
        if (code == '&')
            mlf_buf_puts(buf, "&amp;");
        else if (code == '<')
            mlf_buf_puts(buf, "&lt;");
        else if (code == '>')
            mlf_buf_puts(buf, "&gt;");
        else if ((how & MLF_XML_ATTRIBUTE) && code == '"')
            mlf_buf_puts(buf, "&quot;");
        else if ((how & MLF_XML_ATTRIBUTE) && code == '\'')
            mlf_buf_puts(buf, "&apos;");
        else if (code < 0x20 || ((how & MLF_XML_ASCII) && code >= 0x80))
            mlf_buf_printf(buf, "&#%u;", code);
        else
            mlf_buf_add(buf, at, length);
        at += length;
    }
    return mlf_buf_check(buf, err);
}
