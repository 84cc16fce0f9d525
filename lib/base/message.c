#include "mlfix/base/message.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/buf.h"
#include "mlfix/base/progress.h"
#include "mlfix/base/utf8.h"

struct mlf_common mlf_common;

static const char *program = "mlfix";

void mlf_message_name(const char *name)
{
    program = name;
}

static void put_escaped(struct mlf_buf *out, const char *text)
{
    size_t length = strlen(text);
    for (size_t i = 0; i < length;) {
        size_t n = mlf_utf8_length(text + i, length - i);
        if (n && mlf_utf8_prints(text + i, n)) {
            mlf_buf_add(out, text + i, n);
        } else {
            n = n ? n : 1;
            for (size_t k = 0; k < n; k++)
                mlf_buf_printf(out, "\\x%02x", (unsigned char)text[i + k]);
        }
        i += n;
    }
}

void mlf_message_print(const char *name, const char *format, va_list arguments)
{
    char *sentence = NULL;
    struct mlf_buf line = {0};
    int length = vasprintf(&sentence, format, arguments);
    mlf_buf_puts(&line, name);
    mlf_buf_puts(&line, ": ");
    put_escaped(&line, length < 0 ? format : sentence);
    mlf_buf_putc(&line, '\n');
    mlf_progress_hold();
    if (!line.failed)
        fwrite(line.data, 1, line.length, stderr); /* one write: lines of threads do not mix */
    mlf_progress_release();
    mlf_buf_free(&line);
    if (length >= 0)
        free(sentence);
}

void mlf_warn(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    mlf_message_print(program, format, arguments);
    va_end(arguments);
}

void mlf_note(const char *format, ...)
{
    if (mlf_common.quiet)
        return;
    va_list arguments;
    va_start(arguments, format);
    mlf_message_print(program, format, arguments);
    va_end(arguments);
}

void mlf_detail(const char *format, ...)
{
    if (!mlf_common.verbose)
        return;
    va_list arguments;
    va_start(arguments, format);
    mlf_message_print(program, format, arguments);
    va_end(arguments);
}
