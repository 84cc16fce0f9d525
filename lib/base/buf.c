#include "mlfix/base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"

/* Room for `more` bytes and the NUL behind them. */
static int reserve(struct mlf_buf *buf, size_t more)
{
    size_t need;
    if (buf->failed || __builtin_add_overflow(buf->length, more, &need) || need + 1 == 0 ||
        mlf_grow(&buf->data, &buf->capacity, need + 1, 1, NULL)) {
        buf->failed = 1;
        return -1;
    }
    return 0;
}

char *mlf_buf_extend(struct mlf_buf *buf, size_t length)
{
    if (reserve(buf, length))
        return NULL;
    char *room = buf->data + buf->length;
    buf->length += length;
    buf->data[buf->length] = '\0';
    return room;
}

void mlf_buf_add(struct mlf_buf *buf, const void *data, size_t length)
{
    char *room = mlf_buf_extend(buf, length);
    if (room && length)
        memcpy(room, data, length);
}

void mlf_buf_puts(struct mlf_buf *buf, const char *text)
{
    mlf_buf_add(buf, text, strlen(text));
}

void mlf_buf_putc(struct mlf_buf *buf, char c)
{
    mlf_buf_add(buf, &c, 1);
}

void mlf_buf_printf(struct mlf_buf *buf, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    if (length < 0)
        buf->failed = 1;
    else if (reserve(buf, (size_t)length) == 0) {
        vsnprintf(buf->data + buf->length, (size_t)length + 1, format, again);
        buf->length += (size_t)length;
    }
    va_end(again);
    va_end(arguments);
}

void mlf_buf_clear(struct mlf_buf *buf)
{
    buf->length = 0;
    if (buf->data)
        buf->data[0] = '\0';
}

int mlf_buf_check(const struct mlf_buf *buf, struct mlf_err *err)
{
    return buf->failed ? mlf_fail(err, "out of memory: cannot have a text of over %zu bytes", buf->length) : 0;
}

char *mlf_buf_take(struct mlf_buf *buf, struct mlf_err *err)
{
    if (mlf_buf_check(buf, err))
        return NULL;
    char *text = buf->data ? buf->data : mlf_strdup("", err);
    *buf = (struct mlf_buf){0};
    return text;
}

void mlf_buf_free(struct mlf_buf *buf)
{
    free(buf->data);
    *buf = (struct mlf_buf){0};
}
