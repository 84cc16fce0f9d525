/* Warnings of the code under test are put together, so that a mistake in that is found, and not printed. */

#include <stdarg.h>
#include <stdio.h>

void __wrap_mlf_warn(const char *format, ...) __attribute__((format(printf, 1, 2)));

void __wrap_mlf_warn(const char *format, ...)
{
    char text[512];
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
}
