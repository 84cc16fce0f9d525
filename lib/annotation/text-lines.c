/* See text-lines.h. */

#include "mlfix/annotation/text-lines.h"

#include <string.h>

#include "mlfix/annotation/annotation-errors.h"
#include "mlfix/base/utf8.h"
#include "mlfix/dataset/mapping.h"

static int is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static int add_lines(const struct mlf_mapping *text, struct mlf_string_set *lines, struct mlf_err *err)
{
    const char *data = text->data;
    size_t length = text->length;
    size_t at = length >= 3 && !memcmp(data, "\xef\xbb\xbf", 3) ? 3 : 0;

    while (length > at && is_blank(data[length - 1]))
        length--;
    while (at < length) {
        const char *newline = memchr(data + at, '\n', length - at);
        size_t end = newline ? (size_t)(newline - data) : length;
        size_t begin = at;
        int added;

        at = end + 1;
        while (begin < end && is_blank(data[begin]))
            begin++;
        while (end > begin && is_blank(data[end - 1]))
            end--;
        if (mlf_string_set_add_bytes(lines, data + begin, end - begin, NULL, &added, err))
            return -1;
        if (!added) {
            mlf_fail(err, "the name '%.*s' comes twice", (int)(end - begin), data + begin);
            return mlf_fail_in(err, text->path, data, text->length, begin);
        }
    }
    return 0;
}

int mlf_text_lines(const struct mlf_dataset *dataset, const char *file, struct mlf_string_set *lines,
                   struct mlf_err *err)
{
    struct mlf_mapping text;
    int result;

    if (mlf_map(&text, dataset, file, err))
        return -1;
    if (!mlf_utf8_is_valid(text.data, text.length, NULL) || memchr(text.data, '\0', text.length))
        result = mlf_fail(err, "%s: the file is no text in UTF-8", text.path);
    else
        result = add_lines(&text, lines, err);
    mlf_unmap(&text);
    return result;
}
