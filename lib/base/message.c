#include "mlfix/base/message.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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
    /* No memory is asked for: what there is to say may be that there is none. */
    char sentence[4096], line[4 * sizeof sentence + 256];
    int length = vsnprintf(sentence, sizeof sentence, format, arguments);
    size_t n = (size_t)snprintf(line, 200, "%s: ", name), left, width;
    int shown;
    if (length >= (int)sizeof sentence)
        memcpy(sentence + sizeof sentence - 4, "...", 4);
    n = n < 200 ? n : 199;
    left = length < 0 ? 0 : strlen(sentence);
    for (const char *p = sentence; left > 0; p += width, left -= width) {
        width = mlf_plain_next(p, left, &shown);
        if (shown)
            memcpy(line + n, p, width);
        for (size_t k = 0; k < width && !shown; k++)
            snprintf(line + n + 4 * k, 5, "\\x%02x", (unsigned char)p[k]);
        n += shown ? width : 4 * width;
    }
    line[n++] = '\n';
    mlf_progress_hold();
    fwrite(line, 1, n, stderr); /* one write: lines of threads do not mix */
    mlf_progress_release();
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

#ifdef __GLIBC__
static void end_at_once(int status, void *unused)
{
    (void)unused;
    fflush(NULL);
    _exit(status);
}
#endif

/* Elsewhere nothing tells what status the process ends with, and it ends as processes do. */
void mlf_message_end_at_once(void)
{
#ifdef __GLIBC__
    on_exit(end_at_once, NULL);
#endif
}
