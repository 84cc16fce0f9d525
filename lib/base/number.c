#include "mlfix/base/number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int mlf_number(const char *text, double *number)
{
    char *end;

    while (*text == ' ' || *text == '\t' || *text == '\n' || *text == '\r')
        text++;
    if (!strchr("+-.0123456789", *text) || !*text || strpbrk(text, "xXnN"))
        return 0;
    *number = strtod(text, &end);
    if (end == text || !isfinite(*number))
        return 0;
    return end[strspn(end, " \t\r\n")] == '\0';
}
