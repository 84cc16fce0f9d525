#include "mlfix/base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Marks a sentence that was cut. */
static void mark_cut(struct mlf_err *err, size_t length)
{
    if (length >= sizeof err->text)
        memcpy(err->text + sizeof err->text - 4, "...", 4);
}

__attribute__((format(printf, 2, 0))) static void write_sentence(struct mlf_err *err, const char *format,
                                                                 va_list arguments)
{
    int length = vsnprintf(err->text, sizeof err->text, format, arguments);
    mark_cut(err, length < 0 ? 0 : (size_t)length);
}

static void append(struct mlf_err *err, const char *text)
{
    size_t used = strlen(err->text);
    int length = snprintf(err->text + used, sizeof err->text - used, ": %s", text);
    mark_cut(err, used + (length < 0 ? 0 : (size_t)length));
}

int mlf_fail(struct mlf_err *err, const char *format, ...)
{
    if (err && !err->text[0]) {
        va_list arguments;
        va_start(arguments, format);
        write_sentence(err, format, arguments);
        va_end(arguments);
    }
    return -1;
}

static void append_reason(struct mlf_err *err, int number)
{
    char reason[128] = "";
#ifdef __GLIBC__
    append(err, strerror_r(number, reason, sizeof reason));
#else
    strerror_r(number, reason, sizeof reason);
    append(err, reason);
#endif
}

int mlf_fail_errno(struct mlf_err *err, const char *format, ...)
{
    int number = errno;
    if (err && !err->text[0]) {
        va_list arguments;
        va_start(arguments, format);
        write_sentence(err, format, arguments);
        va_end(arguments);
        append_reason(err, number);
    }
    return -1;
}

int mlf_fail_at(struct mlf_err *err, const char *format, ...)
{
    if (err) {
        struct mlf_err old = *err;
        va_list arguments;
        va_start(arguments, format);
        write_sentence(err, format, arguments);
        va_end(arguments);
        append(err, old.text);
    }
    return -1;
}

void mlf_err_clear(struct mlf_err *err)
{
    if (err)
        err->text[0] = '\0';
}
