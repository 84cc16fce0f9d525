#include "mlfix/base/message.h"

#include <stdio.h>
#include <stdlib.h>

#include "mlfix/base/buf.h"
#include "mlfix/base/plain-text.h"
#include "mlfix/base/progress.h"

struct mlf_common mlf_common;

static const char *program = "mlfix";

void mlf_message_name(const char *name)
{
    program = name;
}

void mlf_message_print(const char *name, const char *format, va_list arguments)
{
    char *sentence = NULL;
    struct mlf_buf line = {0};
    int length = vasprintf(&sentence, format, arguments);
    mlf_buf_puts(&line, name);
    mlf_buf_puts(&line, ": ");
    mlf_plain_put(&line, length < 0 ? format : sentence);
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
