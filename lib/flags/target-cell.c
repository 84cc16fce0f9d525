#include "mlfix/flags/target-cell.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

int mlf_target_cell_compare(const void *a, const void *b)
{
    const struct mlf_target_cell *x = a, *y = b;

    if (x->row != y->row)
        return x->row < y->row ? -1 : 1;
    return x->column < y->column ? -1 : x->column > y->column;
}

size_t mlf_target_cell_parse(const char *text, unsigned *row, unsigned *column)
{
    size_t at = 0, digits;

    *row = *column = 0;
    while (at < 4 && isalpha((unsigned char)text[at]))
        *row = *row * 26 + (unsigned)(toupper((unsigned char)text[at++]) - 'A' + 1);
    digits = strspn(text + at, "0123456789");
    if (at < 1 || at > 3 || digits < 1 || digits > 6 || text[at] == '0')
        return 0;
    *column = (unsigned)strtoul(text + at, NULL, 10);
    return at + digits;
}
