#include "mlfix/text/text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <glib.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/text/text-mask.h"
#include "mlfix/text/typeset.h"
#include "text-cache.h"

#define ELLIPSIS "\xe2\x80\xa6"
#define REPLACEMENT "\xef\xbf\xbd"

/* Lines longer than this are drawn without their middle. */
#define LONGEST_LINE 300

/* The length in bytes of the UTF-8 character at p, whose number becomes *code; 0 where no
 * character begins there. */
static size_t character(const char *p, uint32_t *code)
{
    gunichar value = g_utf8_get_char_validated(p, -1);
    if (value == (gunichar)-1 || value == (gunichar)-2)
        return 0;
    *code = value;
    return (size_t)(g_utf8_next_char(p) - p);
}

static int is_blank(uint32_t code)
{
    return code <= 0x20 || (code >= 0x7f && code <= 0xa0) || code == 0x2028 || code == 0x2029;
}

/* Marks, embeddings, overrides and isolates of the Unicode Bidirectional
 * Algorithm (UAX #9, section 2), and the byte order mark. */
static int is_invisible(uint32_t code)
{
    return code == 0x200e || code == 0x200f || code == 0x61c || (code >= 0x202a && code <= 0x202e) ||
           (code >= 0x2066 && code <= 0x2069) || code == 0xfeff;
}

size_t mlf_text_count(const char *text)
{
    size_t n = 0;
    for (; *text; text++)
        n += ((unsigned char)*text & 0xc0) != 0x80;
    return n;
}

/* The byte where character k of valid UTF-8 begins. */
static size_t offset_of(const char *text, size_t k)
{
    const char *p = text;
    while (k > 0 && *p) {
        p++;
        k -= ((unsigned char)*p & 0xc0) != 0x80;
    }
    return (size_t)(p - text);
}

/* The text in at most `longest` characters, its middle left out where needed. */
static char *cut_middle(const char *text, size_t longest, struct mlf_err *err)
{
    size_t count = mlf_text_count(text), head = longest / 2, tail = longest - head - 1;
    if (count <= longest)
        return mlf_strdup(text, err);
    if (longest < 2)
        return mlf_strdup(ELLIPSIS, err);
    return mlf_strf(err, "%.*s" ELLIPSIS "%s", (int)offset_of(text, head), text, text + offset_of(text, count - tail));
}

char *mlf_text_clean(const char *text, size_t longest, struct mlf_err *err)
{
    struct mlf_buf buf = {0};
    uint32_t code = 0;
    for (const char *p = text; *p;) {
        size_t n = character(p, &code);
        if (n == 0) {
            mlf_buf_puts(&buf, REPLACEMENT);
            p++;
            continue;
        }
        if (is_blank(code)) {
            if (buf.length > 0 && buf.data[buf.length - 1] != ' ')
                mlf_buf_putc(&buf, ' ');
        } else if (!is_invisible(code)) {
            mlf_buf_add(&buf, p, n);
        }
        p += n;
    }
    while (buf.length > 0 && buf.data[buf.length - 1] == ' ')
        buf.data[--buf.length] = '\0';
    char *line = mlf_buf_take(&buf, err), *cut = line ? cut_middle(line, longest, err) : NULL;
    mlf_buf_free(&buf);
    free(line);
    return cut;
}

char *mlf_text_narrow(const char *text, size_t longest, struct mlf_err *err)
{
    size_t count = mlf_text_count(text);
    const char *gap = text[0] ? strstr(text + 1, ELLIPSIS) : NULL;
    if (!gap || count <= longest || longest < 2)
        return mlf_text_clean(text, longest, err);
    const char *behind = gap + strlen(ELLIPSIS);
    size_t after = mlf_text_count(behind), before = count - after - 1, room = longest - 1;
    /* half of the room for each side; what one side does not need, the other gets */
    size_t tail = after < room / 2 ? after : room / 2, head = before < room - tail ? before : room - tail;
    tail = after < room - head ? after : room - head;
    return mlf_strf(err, "%.*s" ELLIPSIS "%s", (int)offset_of(text, head), text,
                    behind + offset_of(behind, after - tail));
}

/* Whether words are joined by this character. */
static int is_joint(char c)
{
    return c == '-' || c == '_' || c == '/' || c == ' ' || c == '.' || c == ':';
}

/* How many bytes the two have in common at their ends, counted back only to where a word
 * begins. */
static size_t common_end(const char *a, const char *b)
{
    size_t na = strlen(a), nb = strlen(b), n = 0, whole = 0;
    while (n < na && n < nb && a[na - 1 - n] == b[nb - 1 - n]) {
        n++;
        if (is_joint(a[na - n]))
            whole = n;
    }
    return whole;
}

/* The longest tail of the label that begins with a word within its first `last` bytes, and has at most `longest`
 * characters with the ellipsis before it; NULL where there is none. */
static const char *find_tail(const char *label, size_t last, size_t longest)
{
    for (size_t at = 0; at <= last && label[at]; at++) {
        int begins = at == 0 || (is_joint(label[at - 1]) && !is_joint(label[at]));
        if (begins && mlf_text_count(label + at) + (at > 0) <= longest)
            return label + at;
    }
    return NULL;
}

char *mlf_text_tail(const char *label, const char *other, size_t least, size_t longest, struct mlf_err *err)
{
    size_t end = strlen(label) - (strcmp(label, other) == 0 ? 0 : common_end(label, other));
    char *core = mlf_strndup(label, end, err), *result = NULL;
    if (!core)
        return NULL;
    const char *tail = find_tail(core, end, longest);
    if (tail && mlf_text_count(tail) >= least)
        result = mlf_strf(err, "%s%s", tail > core ? ELLIPSIS : "", tail);
    else
        result = mlf_strdup("", err);
    free(core);
    return result;
}

char *mlf_text_shorten(const char *label, const char *other, size_t longest, struct mlf_err *err)
{
    if (mlf_text_count(label) <= longest)
        return mlf_strdup(label, err);
    if (strcmp(label, other) == 0)
        return cut_middle(label, longest, err);
    size_t end = strlen(label) - common_end(label, other), same = 0;
    while (same < end && label[same] == other[same])
        same++;
    char *core = mlf_strndup(label, end, err);
    if (!core)
        return NULL;
    /* no later than where the labels differ */
    const char *tail = find_tail(core, same, longest);
    char *result = tail ? mlf_strf(err, "%s%s", tail > core ? ELLIPSIS : "", tail) : cut_middle(core, longest, err);
    free(core);
    return result;
}

int mlf_text_render(const char *text, int size, int bold, struct mlf_text_mask *out, struct mlf_err *err)
{
    int result = 0;
    memset(out, 0, sizeof *out);
    char *clean = mlf_text_clean(text, LONGEST_LINE, err);
    if (!clean)
        return -1;
    if (!mlf_text_cache_get(clean, size, bold, out)) {
        result = mlf_typeset_line(clean, size, bold, out, err);
        if (result == 0)
            mlf_text_cache_put(clean, size, bold, out);
    }
    free(clean);
    return result;
}
