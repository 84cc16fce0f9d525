/* See numbers.h. */

#include "numbers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int mlf_size(double number)
{
    return number >= 1 && number <= 1e6 ? (int)number : 0;
}

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

void mlf_corners(const double bbox[4], double edges[4])
{
    for (int i = 0; i < 4; i++)
        edges[i] = i < 2 ? bbox[i] : bbox[i - 2] + bbox[i];
}
