#include "crop-pipe.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/compressed.h"
#include "mlfix/base/err.h"
#include "mlfix/base/file.h"
#include "mlfix/json/json.h"
#include "mlfix/base/span.h"

/* Where a tar archive says that it is one (POSIX.1-1988, ustar). */
#define TAR_MAGIC 257

/* Of JSON Lines the first line is a whole object; other JSON goes on after it, or is one line alone, whose objects are
 * many: COCO and its like. */
static const char *json_name(const char *text, size_t length)
{
    const char *newline = memchr(text, '\n', length);
    struct mlf_json line = {text, newline ? (size_t)(newline - text) : length, 0};
    struct mlf_err ignored = {""};
    struct mlf_span span;
    enum mlf_json_kind kind;
    int whole = mlf_json_value(&line, &span, &kind, &ignored) == 0 && mlf_json_at_end(&line) && kind == MLF_JSON_OBJECT;
    size_t rest = whole && newline ? length - (size_t)(newline + 1 - text) : 0;
    int more = rest > 0 && newline[1 + strspn(newline + 1, " \t\r\n")] == '{';
    return length == 0 || (whole && (more || !memmem(text, line.length, "\"annotations\"", 13))) ? "stdin.jsonl"
                                                                                                 : "stdin.json";
}

static const char *name_of(const char *text, size_t length, struct mlf_err *err)
{
    size_t blank = strspn(text, " \t\r\n");
    if (mlf_compressed_refuse("(stdin)", text, length, err))
        return NULL;
    if (length > TAR_MAGIC + 5 && memcmp(text + TAR_MAGIC, "ustar", 5) == 0) {
        mlf_fail(err,
                 "standard input is a tar archive, to whose photos nothing could lead back: store it, and name the "
                 "file or its folder");
        return NULL;
    }
    if (blank == length || text[blank] == '{')
        return json_name(text + blank, length - blank);
    return text[blank] == '[' ? "stdin.json" : text[blank] == '<' ? "stdin.xml" : "stdin.csv";
}

/* All of standard input with a NUL behind it. */
static char *read_all(size_t *length, struct mlf_err *err)
{
    size_t capacity = 0, n = 0, got;
    char *text = NULL;
    do {
        if (mlf_grow(&text, &capacity, n + (1 << 16) + 1, 1, err)) {
            free(text);
            return NULL;
        }
        got = fread(text + n, 1, 1 << 16, stdin);
        n += got;
    } while (got > 0);
    if (ferror(stdin)) {
        mlf_fail_errno(err, "standard input cannot be read");
        free(text);
        return NULL;
    }
    text[n] = '\0';
    *length = n;
    return text;
}

int crop_pipe_read(struct crop_pipe *pipe, struct mlf_err *err)
{
    const char *place = getenv("TMPDIR");
    char *parent = mlf_strf(err, "%s/", place && *place ? place : "/tmp"), *text = NULL;
    const char *name = NULL;
    size_t length = 0;
    int result = -1;
    if (parent && (text = read_all(&length, err)) && (name = name_of(text, length, err)) &&
        mlf_tempfolder_make(&pipe->folder, parent, err) == 0 &&
        (pipe->path = mlf_strf(err, "%s/%s", pipe->folder.path, name)))
        result = mlf_file_write(pipe->path, text, length, err);
    free(parent);
    free(text);
    return result;
}

void crop_pipe_name(const struct crop_pipe *pipe, struct mlf_err *err)
{
    static const char known[] = "(stdin)";
    char *at = pipe->path ? strstr(err->text, pipe->path) : NULL;
    if (!at)
        return;
    memcpy(at, known, strlen(known));
    memmove(at + strlen(known), at + strlen(pipe->path), strlen(at + strlen(pipe->path)) + 1);
}

void crop_pipe_close(struct crop_pipe *pipe)
{
    mlf_tempfolder_discard(&pipe->folder);
    free(pipe->path);
    *pipe = (struct crop_pipe){0};
}
