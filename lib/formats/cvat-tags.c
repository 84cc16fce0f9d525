/* See cvat-tags.h. */

#include "cvat-tags.h"

#include <string.h>

#include "mlfix/annotation/xml-text.h"
#include "mlfix/annotation/xml-walk.h"
#include "mlfix/base/buf.h"
#include "mlfix/dataset/driver.h"
#include "mlfix/dataset/edits.h"

/* How an element stands in its line: a break and what stands in front of it; no break where other things do. */
struct indent {
    const char *newline; /* "", or how the line before ends */
    const char *blanks;
    int n;
};

static struct indent indent_of(const char *text, size_t offset)
{
    size_t line = offset;
    size_t blanks;

    while (line > 0 && text[line - 1] != '\n')
        line--;
    blanks = strspn(text + line, " \t");
    if (line == 0 || line + blanks != offset)
        return (struct indent){"", "", 0};
    return (struct indent){line > 1 && text[line - 2] == '\r' ? "\r\n" : "\n", text + line, (int)blanks};
}

static void put_indent(struct mlf_buf *buf, const struct indent *indent)
{
    mlf_buf_printf(buf, "%s%.*s", indent->newline, indent->n, indent->blanks);
}

/* `split`: its end stands in a line of its own. */
static int put_tag(const struct cvat_tags *tags, const struct indent *indent, int split, const char *label,
                   struct mlf_buf *buf, struct mlf_err *err)
{
    put_indent(buf, indent);
    mlf_buf_puts(buf, "<tag label=\"");
    if (mlf_xml_put(buf, label, MLF_XML_ATTRIBUTE | (tags->plain_ascii ? MLF_XML_ASCII : 0U), err))
        return -1;
    mlf_buf_puts(buf, "\" source=\"manual\">");
    if (split)
        put_indent(buf, indent);
    mlf_buf_puts(buf, "</tag>");
    return 0;
}

static int is_split(const struct cvat_tags *tags, const struct indent *indent, struct mlf_span element)
{
    return *indent->newline && memchr(tags->text + element.offset, '\n', element.length) != NULL;
}

int cvat_add_tag(const struct cvat_tags *tags, struct mlf_span element, const char *label, struct mlf_err *err)
{
    struct indent indent = indent_of(tags->text, element.offset);
    struct mlf_buf buf = {0};
    int result = -1;

    if (!put_tag(tags, &indent, is_split(tags, &indent, element), label, &buf, err) && !mlf_buf_check(&buf, err))
        result = mlf_edits_amend(tags->edits, tags->file, element.offset + element.length, 0, buf.data, err);
    mlf_buf_free(&buf);
    return result;
}

int cvat_fill_image(const struct cvat_tags *tags, struct mlf_span element, struct mlf_span begin, struct mlf_span model,
                    const struct mlf_change *changes, size_t n, struct mlf_err *err)
{
    const char *text = tags->text;
    struct indent outer = indent_of(text, element.offset);
    struct indent inner = outer;
    struct mlf_buf deeper = {0}, buf = {0};
    size_t end = begin.offset + begin.length;
    int empty = mlf_xml_is_empty(text, begin);
    int closes_alone = !empty && memchr(text + end, '\n', element.offset + element.length - end) != NULL;
    int split = 0;
    int result = -1;

    mlf_buf_printf(&deeper, "%.*s%s", outer.n, outer.blanks, outer.n > 0 && outer.blanks[0] == '\t' ? "\t" : "  ");
    if (mlf_buf_check(&deeper, err))
        goto done;
    if (*outer.newline) {
        inner.blanks = deeper.data;
        inner.n = (int)deeper.length;
    }
    if (model.length > 0) {
        struct indent like = indent_of(text, model.offset);

        split = is_split(tags, &like, model);
        if (*like.newline && *outer.newline)
            inner = like;
    }
    mlf_buf_puts(&buf, empty ? ">" : "");
    for (size_t i = 0; i < n; i++)
        if (put_tag(tags, &inner, split, changes[i].label, &buf, err))
            goto done;
    if (!closes_alone)
        put_indent(&buf, &outer);
    mlf_buf_puts(&buf, empty ? "</image>" : "");
    if (!mlf_buf_check(&buf, err))
        result =
            mlf_edits_replace(tags->edits, tags->file, empty ? end - 2 : end, empty ? 2 : 0, buf.data, buf.length, err);
done:
    mlf_buf_free(&deeper);
    mlf_buf_free(&buf);
    return result;
}
