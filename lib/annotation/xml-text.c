/* See xml-text.h. */

#include "mlfix/annotation/xml-text.h"

#include <string.h>

#include "mlfix/base/utf8.h"

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
