#include "mlfix/base/plain-text.h"

#include <string.h>

#include "mlfix/base/buf.h"
#include "mlfix/base/utf8.h"

size_t mlf_plain_next(const char *text, size_t length, int *shown)
{
    size_t n = mlf_utf8_length(text, length);

    *shown = n && mlf_utf8_prints(text, n);
    return n ? n : 1;
}

void mlf_plain_put(struct mlf_buf *buf, const char *text)
{
    size_t left = strlen(text), n;
    int shown;

    for (; left > 0; text += n, left -= n) {
        n = mlf_plain_next(text, left, &shown);
        if (shown)
            mlf_buf_add(buf, text, n);
        for (size_t k = 0; k < n && !shown; k++)
            mlf_buf_printf(buf, "\\x%02x", (unsigned char)text[k]);
    }
}
