#include "mlfix/edit/diff.h"

#include <stdlib.h>
#include <string.h>

#include "journal-files.h"
#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/base/file.h"
#include "mlfix/base/limits.h"
#include "mlfix/dataset/edits.h"
#include "splice.h"

/* Whole lines of the old text that are replaced by others. */
struct region {
    size_t begin, end; /* bytes of the old text */
    size_t line;       /* number of the line at `begin`, from 0 */
    size_t first, n;   /* the edits in it */
    size_t head, tail; /* bytes of whole lines before and behind it that the edits touch without changing them */
};

/* A file, its edits (sorted) and the regions they change. */
struct file {
    const char *name;
    const char *text;
    size_t length;
    const struct mlf_edits *edits;
    struct region *regions;
    size_t n, capacity;
};

static size_t line_begin(const struct file *file, size_t at)
{
    while (at > 0 && file->text[at - 1] != '\n')
        at--;
    return at;
}

static size_t line_end(const struct file *file, size_t at)
{
    const char *newline = memchr(file->text + at, '\n', file->length - at);

    return newline ? (size_t)(newline - file->text) + 1 : file->length;
}

/* Where the lines end that an edit touches. An edit that removes or adds whole lines does not
 * touch the line behind them. */
static size_t touched_end(const struct file *file, const struct mlf_edit *edit)
{
    size_t end = edit->offset + edit->length;
    int old_ends = end == 0 || file->text[end - 1] == '\n';
    int new_ends = edit->text_length ? edit->text[edit->text_length - 1] == '\n'
                                     : edit->offset == 0 || file->text[edit->offset - 1] == '\n';

    return (old_ends && new_ends) || end == file->length ? end : line_end(file, end);
}

/* Finds the regions: lines that edits touch; adjoining ones are joined. */
static int find_regions(struct file *file, struct mlf_err *err)
{
    size_t at = 0, line = 0;

    for (size_t i = 0; i < file->edits->n; i++) {
        const struct mlf_edit *edit = &file->edits->items[i];
        struct region *last = file->n ? &file->regions[file->n - 1] : NULL;
        size_t begin, end;
        if (edit->offset > file->length || edit->length > file->length - edit->offset)
            return mlf_fail(err, "edits of '%s' reach past its end", file->name);
        begin = line_begin(file, edit->offset);
        end = touched_end(file, edit);
        if (last && begin <= last->end) {
            last->end = end > last->end ? end : last->end;
            last->n++;
            continue;
        }
        for (; at < begin; at++)
            line += file->text[at] == '\n';
        if (mlf_grow(&file->regions, &file->capacity, file->n + 1, sizeof *file->regions, err))
            return -1;
        file->regions[file->n++] = (struct region){.begin = begin, .end = end, .line = line, .first = i, .n = 1};
    }
    return 0;
}

/* Appends the lines, each behind `sign`. Returns their number. */
static size_t put_lines(struct mlf_buf *buf, char sign, const char *text, size_t length)
{
    size_t n = 0;

    for (const char *at = text, *end = text + length; at < end; n++) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        const char *next = newline ? newline + 1 : end;
        mlf_buf_putc(buf, sign);
        mlf_buf_add(buf, at, (size_t)(next - at));
        if (!newline)
            mlf_buf_puts(buf, "\n\\ No newline at end of file\n");
        at = next;
    }
    return n;
}

/* Sets `new` to the region's new text, with the lines of head and tail. */
static void put_new(const struct file *file, const struct region *region, struct mlf_buf *new)
{
    size_t at = region->begin - region->head;

    mlf_buf_clear(new);
    for (size_t i = region->first; i < region->first + region->n; i++) {
        const struct mlf_edit *edit = &file->edits->items[i];
        mlf_buf_add(new, file->text + at, edit->offset - at);
        mlf_buf_add(new, edit->text, edit->text_length);
        at = edit->offset + edit->length;
    }
    mlf_buf_add(new, file->text + at, region->end + region->tail - at);
}

/* The bytes of the whole lines with which both texts begin; and below, with which they end. */
static size_t common_head(const char *a, size_t a_length, const char *b, size_t b_length)
{
    size_t lines = 0;

    for (size_t i = 0; i < a_length && i < b_length && a[i] == b[i]; i++)
        lines = a[i] == '\n' ? i + 1 : lines;
    return lines;
}

static size_t common_tail(const char *a, size_t a_length, const char *b, size_t b_length)
{
    size_t n = 0, lines = 0;

    while (n < a_length && n < b_length && a[a_length - 1 - n] == b[b_length - 1 - n]) {
        n++;
        if ((n == a_length || a[a_length - 1 - n] == '\n') && (n == b_length || b[b_length - 1 - n] == '\n'))
            lines = n;
    }
    return lines;
}

/* Cuts lines that stay the same off the regions, and drops regions that do not change. */
static int trim_regions(struct file *file, struct mlf_err *err)
{
    struct mlf_buf new = {0};
    size_t n = 0;

    for (size_t i = 0; i < file->n; i++) {
        struct region region = file->regions[i];
        const char *old = file->text + region.begin;
        size_t length = region.end - region.begin;
        put_new(file, &region, &new);
        if (mlf_buf_check(&new, err))
            break;
        if (new.length == length && (!length || memcmp(new.data, old, length) == 0))
            continue;
        region.head = common_head(old, length, new.data, new.length);
        region.tail =
            common_tail(old + region.head, length - region.head, new.data + region.head, new.length - region.head);
        for (size_t k = 0; k < region.head; k++)
            region.line += old[k] == '\n';
        region.begin += region.head;
        region.end -= region.tail;
        file->regions[n++] = region;
    }
    file->n = n;
    n = (size_t) new.failed;
    mlf_buf_free(&new);
    return n ? -1 : 0;
}

/* The place up to `n` lines further on; and below, back to `least` at most. */
static size_t lines_on(const struct file *file, size_t at, size_t n)
{
    while (n-- && at < file->length)
        at = line_end(file, at);
    return at;
}

static size_t lines_back(const struct file *file, size_t at, size_t least, size_t n)
{
    while (n-- && at > least)
        at = line_begin(file, at - 1);
    return at;
}

static size_t count_lines(const char *text, size_t length)
{
    size_t n = 0;

    for (size_t i = 0; i < length; i++)
        n += text[i] == '\n';
    return n + (length && text[length - 1] != '\n');
}

/* Appends a range of lines, " -12,3". An empty one is named by the line before it. */
static void put_range(struct mlf_buf *buf, char sign, size_t line, size_t n)
{
    mlf_buf_printf(buf, " %c%zu", sign, n ? line + 1 : line);
    if (n != 1)
        mlf_buf_printf(buf, ",%zu", n);
}

/* Appends the regions first..last - 1 with the lines between and around them as one hunk. *grown:
 * by how many lines the new text has grown before it. */
static int put_hunk(const struct file *file, size_t first, size_t last, long *grown, struct mlf_buf *buf,
                    struct mlf_err *err)
{
    const struct region *regions = file->regions;
    size_t least = first ? regions[first - 1].end : 0, begin, at, end, old_lines = 0, new_lines = 0, line;
    struct mlf_buf body = {0}, new = {0};
    int failed;

    begin = at = lines_back(file, regions[first].begin, least, MLF_DIFF_CONTEXT);
    line = regions[first].line - count_lines(file->text + begin, regions[first].begin - begin);
    for (size_t i = first; i < last; i++) {
        size_t same = put_lines(&body, ' ', file->text + at, regions[i].begin - at);
        put_new(file, &regions[i], &new);
        old_lines += same + put_lines(&body, '-', file->text + regions[i].begin, regions[i].end - regions[i].begin);
        new_lines +=
            same + put_lines(&body, '+', new.data + regions[i].head, new.length - regions[i].head - regions[i].tail);
        at = regions[i].end;
    }
    end = lines_on(file, at, MLF_DIFF_CONTEXT);
    {
        size_t same = put_lines(&body, ' ', file->text + at, end - at);
        old_lines += same;
        new_lines += same;
    }
    mlf_buf_puts(buf, "@@");
    put_range(buf, '-', line, old_lines);
    put_range(buf, '+', (size_t)((long)line + *grown), new_lines);
    mlf_buf_puts(buf, " @@\n");
    mlf_buf_add(buf, body.data, body.length);
    *grown += (long)new_lines - (long)old_lines;
    failed = mlf_buf_check(&body, err) || mlf_buf_check(&new, err);
    mlf_buf_free(&body);
    mlf_buf_free(&new);
    return failed ? -1 : 0;
}

/* Appends a file's name as patch and git read it: quoted like a string in C where it holds quotes,
 * backslashes or control characters. */
static void put_name(struct mlf_buf *buf, const char *before, const char *prefix, const char *name, int alone)
{
    int odd = strpbrk(name, "\"\\") != NULL;

    for (const char *at = name; *at; at++)
        odd |= (unsigned char)*at < 0x20 || *at == 0x7f;
    mlf_buf_printf(buf, "%s%s%s", before, odd ? "\"" : "", prefix);
    for (const char *at = name; *at; at++) {
        if (odd && (*at == '"' || *at == '\\'))
            mlf_buf_printf(buf, "\\%c", *at);
        else if ((unsigned char)*at < 0x20 || *at == 0x7f)
            mlf_buf_printf(buf, "\\%03o", (unsigned)*at);
        else
            mlf_buf_putc(buf, *at);
    }
    /* A name with blanks ends with a tab. */
    mlf_buf_puts(buf, odd ? "\"" : alone && strchr(name, ' ') ? "\t" : "");
}

/* An error where a line is too long. */
static int check_lines(const struct file *file, struct mlf_err *err)
{
    for (size_t at = 0, line = 1, end; at < file->length; at = end, line++) {
        end = line_end(file, at);
        if (end - at > MLF_DIFF_LINE)
            return mlf_fail(err,
                            "'%s' has %zu bytes in line %zu, which a diff would repeat as a whole: look at the plan "
                            "without --diff",
                            file->name, end - at, line);
    }
    return 0;
}

static int put_file(const char *root, struct mlf_edits *edits, struct mlf_buf *buf, struct mlf_err *err)
{
    struct file file = {.name = edits->items[0].file, .edits = edits};
    char *target = mlf_journal_files_target(root, file.name, err), *text = NULL;
    long grown = 0;
    size_t end;
    int failed = target && mlf_edits_sort(edits, err) == 0 &&
                         (text = mlf_file_read(target, MLF_LIMIT_ANNOTATION_FILE, &file.length, err))
                     ? 0
                     : -1;

    file.text = text;
    if (!failed)
        failed = check_lines(&file, err) || find_regions(&file, err) || trim_regions(&file, err);
    if (!failed && file.n) {
        put_name(buf, "--- ", "a/", file.name, 1);
        put_name(buf, "\n+++ ", "b/", file.name, 1);
        mlf_buf_putc(buf, '\n');
    }
    for (size_t i = 0; i < file.n && !failed; i = end) {
        for (end = i + 1; end < file.n && lines_on(&file, file.regions[end - 1].end, (size_t)2 * MLF_DIFF_CONTEXT) >=
                                              file.regions[end].begin;)
            end++;
        failed = put_hunk(&file, i, end, &grown, buf, err);
    }
    free(file.regions);
    free(text);
    free(target);
    return failed ? -1 : 0;
}

static void put_move(const struct mlf_edit *edit, struct mlf_buf *buf)
{
    put_name(buf, "diff --git ", "a/", edit->file, 0);
    put_name(buf, " ", "b/", edit->move_to, 0);
    put_name(buf, "\nsimilarity index 100%\nrename from ", "", edit->file, 0);
    put_name(buf, "\nrename to ", "", edit->move_to, 0);
    mlf_buf_putc(buf, '\n');
}

int mlf_diff_print(const char *root, struct mlf_edits *edits, struct mlf_buf *buf,
                   int (*print)(struct mlf_buf *buf, struct mlf_err *err), struct mlf_err *err)
{
    size_t end;
    int failed = 0;

    for (size_t i = 0; i < edits->n && !failed; i = end) {
        struct mlf_edits part = {.items = &edits->items[i], .n = 1};
        end = i + 1;
        if (edits->items[i].move_to) {
            put_move(&edits->items[i], buf);
        } else {
            for (; end < edits->n && !edits->items[end].move_to &&
                   strcmp(edits->items[end].file, edits->items[i].file) == 0;
                 end++)
                part.n++;
            failed = put_file(root, &part, buf, err);
        }
        if (!failed)
            failed = print(buf, err);
    }
    return failed ? -1 : 0;
}
