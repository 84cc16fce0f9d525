/* See remove-lines.h. */
#include "mlfix/annotation/remove-lines.h"

static int is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

struct mlf_span mlf_whole_lines(const char *text, size_t length, struct mlf_span span)
{
    size_t begin = span.offset;
    size_t end = span.offset + span.length;

    while (begin > 0 && is_blank(text[begin - 1]))
        begin--;
    while (end < length && is_blank(text[end]))
        end++;
    if ((begin > 0 && text[begin - 1] != '\n') || (end < length && text[end] != '\n'))
        return span;
    if (end < length)
        end++;
    return (struct mlf_span){begin, end - begin};
}

int mlf_remove_lines(struct mlf_span lines, const char *file, const char *text, struct mlf_edits *edits,
                     struct mlf_err *err)
{
    size_t begin = lines.offset;
    size_t end = begin + lines.length;

    if (lines.length == 0)
        return 0;
    if (text[end - 1] != '\n' && begin > 0 && text[begin - 1] == '\n') {
        begin--;
        if (begin > 0 && text[begin - 1] == '\r')
            begin--;
    }
    return mlf_edits_replace(edits, file, begin, end - begin, "", 0, err);
}

int mlf_remove_line(struct mlf_span *gone, struct mlf_span line, const char *file, const char *text,
                    struct mlf_edits *edits, struct mlf_err *err)
{
    if (gone->length > 0 && gone->offset + gone->length == line.offset) {
        gone->length += line.length;
        return 0;
    }
    if (mlf_remove_lines(*gone, file, text, edits, err))
        return -1;
    *gone = line;
    return 0;
}
