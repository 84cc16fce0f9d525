/* See annotation-errors.h. */

#include "mlfix/annotation/annotation-errors.h"

#include <string.h>

#include "mlfix/json/json.h"

int mlf_fail_json(struct mlf_err *err, const char *file)
{
    char text[sizeof err->text];

    if (!err)
        return -1;
    memcpy(text, err->text, sizeof text);
    mlf_err_clear(err);
    return mlf_fail(err, text[0] >= '0' && text[0] <= '9' ? "%s:%s%s" : "%s: %s%s", file, text,
                    strstr(text, "is not UTF-8") ? ": say with --encoding how the file is written" : "");
}

int mlf_fail_in(struct mlf_err *err, const char *file, const char *text, size_t length, size_t offset)
{
    size_t line;
    size_t column;

    mlf_json_position(text, length, offset, &line, &column);
    return mlf_fail_at(err, "%s:%zu:%zu", file, line, column);
}
