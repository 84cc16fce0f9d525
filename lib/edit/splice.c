#include "splice.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/checksum.h"
#include "mlfix/base/err.h"
#include "mlfix/base/limits.h"
#include "mlfix/dataset/edits.h"

#define CHUNK ((size_t)256 << 10)

/* A file read from its beginning to its end. */
struct source {
    const char *path;
    int fd;
    char *chunk;
    size_t at, have; /* the bytes of the chunk that are not used yet: at .. have - 1 */
    size_t offset;   /* in the file, of the byte at `at` */
};

static int source_open(struct source *source, const char *path, struct mlf_err *err)
{
    struct stat status;

    *source = (struct source){.path = path, .fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
    if (source->fd < 0 || fstat(source->fd, &status))
        return mlf_fail_errno(err, "cannot open '%s'", path);
    if (!S_ISREG(status.st_mode))
        return mlf_fail(err, "'%s' is not a file", path);
    if ((size_t)status.st_size > MLF_LIMIT_ANNOTATION_FILE)
        return mlf_fail(err, "'%s' has %zu bytes, more than the limit of %zu: split it, or see mlfix-limits(7)", path,
                        (size_t)status.st_size, MLF_LIMIT_ANNOTATION_FILE);
    source->chunk = mlf_alloc(CHUNK, 1, err);
    return source->chunk ? 0 : -1;
}

static void source_close(struct source *source)
{
    if (source->fd >= 0)
        close(source->fd);
    free(source->chunk);
}

/* Gives at most `wanted` of the next bytes; *n is their number, 0 at the end of the file. */
static int source_next(struct source *source, size_t wanted, const char **bytes, size_t *n, struct mlf_err *err)
{
    while (source->at == source->have) {
        ssize_t got = read(source->fd, source->chunk, CHUNK);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return mlf_fail_errno(err, "cannot read '%s'", source->path);
        source->at = 0;
        source->have = (size_t)got;
        if (got == 0)
            break;
    }
    *bytes = source->chunk + source->at;
    *n = source->have - source->at < wanted ? source->have - source->at : wanted;
    source->at += *n;
    source->offset += *n;
    return 0;
}

/* Adds the same bytes to both sums. Each step has to wait for its multiplication, so computing
 * the second sum at the same time costs nothing. */
static void add_to_both(struct mlf_splice_sums *sums, const char *data, size_t length)
{
    const unsigned char *bytes = (const unsigned char *)data;
    uint64_t before = sums->before, after = sums->after;

    for (size_t i = 0; i < length; i++) {
        before = (before ^ bytes[i]) * MLF_CHECKSUM_PRIME;
        after = (after ^ bytes[i]) * MLF_CHECKSUM_PRIME;
    }
    sums->before = before;
    sums->after = after;
}

static int fail_overlap(const struct mlf_edit *edit, struct mlf_err *err)
{
    return mlf_fail(err, "edits of '%s' overlap or reach past its end at byte %zu", edit->file, edit->offset);
}

/* Copies what stands before the edit, reads what it replaces into `old`, and writes its text. */
static int carry_out(struct source *source, const struct mlf_edit *edit, FILE *out, struct mlf_buf *old,
                     struct mlf_splice_sums *sums, struct mlf_err *err)
{
    const char *bytes;
    size_t n;

    mlf_buf_clear(old);
    if (edit->offset < source->offset)
        return fail_overlap(edit, err);
    while (source->offset < edit->offset) {
        if (source_next(source, edit->offset - source->offset, &bytes, &n, err))
            return -1;
        if (n == 0)
            return fail_overlap(edit, err);
        add_to_both(sums, bytes, n);
        if (out)
            fwrite(bytes, 1, n, out);
    }
    for (size_t left = edit->length; left; left -= n) {
        if (source_next(source, left, &bytes, &n, err))
            return -1;
        if (n == 0)
            return fail_overlap(edit, err);
        sums->before = mlf_checksum(sums->before, bytes, n);
        mlf_buf_add(old, bytes, n);
    }
    sums->after = mlf_checksum(sums->after, edit->text, edit->text_length);
    if (out)
        fwrite(edit->text, 1, edit->text_length, out);
    return mlf_buf_check(old, err);
}

int mlf_splice(const char *path, const char *file, const struct mlf_edits *edits, FILE *out, struct mlf_edits *undo,
               struct mlf_splice_sums *sums, struct mlf_err *err)
{
    struct source source;
    struct mlf_buf old = {0};
    const char *bytes;
    size_t grown = 0, n; /* how far the bytes behind have moved, modulo 2^64 */
    int result = -1;

    *sums = (struct mlf_splice_sums){MLF_CHECKSUM_START, MLF_CHECKSUM_START};
    if (source_open(&source, path, err))
        goto done;
    for (size_t i = 0; i < edits->n; i++) {
        const struct mlf_edit *edit = &edits->items[i];
        if (carry_out(&source, edit, out, &old, sums, err))
            goto done;
        if (undo && mlf_edits_replace(undo, file, edit->offset + grown, edit->text_length, old.data ? old.data : "",
                                      old.length, err))
            goto done;
        grown += edit->text_length - edit->length;
    }
    for (;;) {
        if (source_next(&source, CHUNK, &bytes, &n, err))
            goto done;
        if (n == 0)
            break;
        add_to_both(sums, bytes, n);
        if (out)
            fwrite(bytes, 1, n, out);
    }
    result = 0;
done:
    mlf_buf_free(&old);
    source_close(&source);
    return result;
}

/* Whether the next `length` bytes are these: 1, 0, or -1 on error. */
static int follows(struct source *source, const char *text, size_t length, struct mlf_err *err)
{
    const char *bytes;
    size_t n;

    for (; length; text += n, length -= n) {
        if (source_next(source, length, &bytes, &n, err))
            return -1;
        if (n == 0 || memcmp(bytes, text, n))
            return 0;
    }
    return 1;
}

/* Whether the next `length` bytes of both files are the same (SIZE_MAX: all up to the end of
 * both): 1, 0, or -1 on error. */
static int same(struct source *from, struct source *to, size_t length, struct mlf_err *err)
{
    const char *bytes;
    size_t n;
    int yes = 1;

    while (length && yes > 0) {
        if (source_next(from, length, &bytes, &n, err))
            return -1;
        if (n == 0)
            return length == SIZE_MAX && source_next(to, 1, &bytes, &n, err) == 0 && n == 0;
        yes = follows(to, bytes, n, err);
        length -= length == SIZE_MAX ? 0 : n;
    }
    return yes;
}

int mlf_splice_leads(const char *from, const struct mlf_edits *edits, const char *to, struct mlf_err *err)
{
    struct source old, new = {.fd = -1};
    int yes = source_open(&old, from, err) || source_open(&new, to, err) ? -1 : 1;

    for (size_t i = 0; i < edits->n && yes > 0; i++) {
        const struct mlf_edit *edit = &edits->items[i];
        const char *bytes;
        size_t n;
        yes = edit->offset < old.offset ? 0 : same(&old, &new, edit->offset - old.offset, err);
        for (size_t left = edit->length; left && yes > 0; left -= n)
            yes = source_next(&old, left, &bytes, &n, err) ? -1 : n > 0;
        if (yes > 0)
            yes = follows(&new, edit->text, edit->text_length, err);
    }
    if (yes > 0)
        yes = same(&old, &new, SIZE_MAX, err);
    source_close(&old);
    source_close(&new);
    return yes;
}

int mlf_splice_sum(const char *path, uint64_t *sum, struct mlf_err *err)
{
    struct source source;
    const char *bytes;
    size_t n = 1;
    int result = source_open(&source, path, err);

    *sum = MLF_CHECKSUM_START;
    while (!result && n) {
        result = source_next(&source, CHUNK, &bytes, &n, err);
        if (!result)
            *sum = mlf_checksum(*sum, bytes, n);
    }
    source_close(&source);
    return result;
}
