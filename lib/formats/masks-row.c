/* See masks-row.h. */

#include "masks-row.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

/* The field that begins at *at, without blanks and quotes around it; *at moves behind its comma: 1, or 0 behind the
 * last. */
static int next_field(const char *text, size_t end, size_t *at, struct mlf_span *field)
{
    const char *comma;
    size_t begin = *at, stop;

    if (begin > end)
        return 0;
    comma = memchr(text + begin, ',', end - begin);
    stop = comma ? (size_t)(comma - text) : end;
    *at = stop + 1;
    while (begin < stop && strchr(" \t\"", text[begin]))
        begin++;
    while (stop > begin && strchr(" \t\"\r", text[stop - 1]))
        stop--;
    *field = (struct mlf_span){begin, stop - begin};
    return 1;
}

int masks_row_heading(const char *text, struct mlf_span line, int columns[4])
{
    static const char *const heads[] = {"name", "r", "g", "b"};
    int where[4] = {-1, -1, -1, -1};
    size_t at = line.offset;
    struct mlf_span field;

    for (int n = 0; next_field(text, line.offset + line.length, &at, &field); n++)
        for (int k = 0; k < 4; k++)
            if (field.length == strlen(heads[k]) && !strncasecmp(text + field.offset, heads[k], field.length))
                where[k] = n;
    for (int k = 0; k < 4; k++)
        if (where[k] < 0)
            return 0;
    memcpy(columns, where, sizeof where);
    return 1;
}

static int read_byte(const char *text, struct mlf_span field, unsigned char *byte)
{
    unsigned value = 0;

    for (size_t i = 0; i < field.length; i++) {
        char digit = text[field.offset + i];

        if (digit < '0' || digit > '9')
            return 0;
        value = value * 10 + (unsigned)(digit - '0');
        if (value > 255)
            return 0;
    }
    *byte = (unsigned char)value;
    return field.length > 0;
}

int masks_row_read(const char *text, struct mlf_span line, const int columns[4], struct mlf_span *name,
                   unsigned char colour[3], struct mlf_err *err)
{
    struct mlf_span fields[4] = {{0, 0}, {0, 0}, {0, 0}, {0, 0}}, field;
    size_t at = line.offset;

    for (int n = 0; next_field(text, line.offset + line.length, &at, &field); n++)
        for (int k = 0; k < 4; k++)
            if (columns[k] == n)
                fields[k] = field;
    *name = fields[0];
    for (int k = 0; k < 3; k++)
        if (!read_byte(text, fields[k + 1], &colour[k]))
            return mlf_fail(err, "the row has no name and three numbers from 0 to 255");
    return 0;
}
