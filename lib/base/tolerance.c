#include "tolerance.h"

#include <stdlib.h>
#include <string.h>

#define ITEMS_MOST 1e15

int mlf_tolerance_is(const char *text)
{
    char *end;
    double number = strtod(text, &end);
    if (end == text || !(number >= 0))
        return 0;
    if (strcmp(end, "%") == 0)
        return number <= 100;
    return *end == '\0' && number <= ITEMS_MOST && number == (double)(size_t)number;
}

double mlf_tolerance_of(const char *text, size_t all)
{
    char *end;
    double number = strtod(text, &end);
    return *end == '%' ? number * (double)all / 100 : number;
}
