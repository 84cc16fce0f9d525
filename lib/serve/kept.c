#include "kept.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "decision.h"
#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/base/file.h"
#include "mlfix/base/limits.h"
#include "mlfix/base/path.h"
#include "mlfix/base/portable.h"
#include "mlfix/flags/decisions.h"
#include "mlfix/record/record.h"
#include "review.h"

/* ---- Writing ---- */

static int write_all(int fd, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t done = write(fd, bytes, length);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return -1;
        bytes += done;
        length -= (size_t)done;
    }
    return 0;
}

/* Adds bytes to the journal, all or none, and waits until they are on disk. */
static int append(struct serve_kept *kept, const struct mlf_buf *lines, struct mlf_err *err)
{
    if (lines->length == 0)
        return 0;
    if (write_all(kept->fd, lines->data, lines->length) || fdatasync(kept->fd)) {
        mlf_fail_errno(err, "cannot write to '%s'", kept->path);
        if (ftruncate(kept->fd,
                      kept->length)) /* then the next start passes over it, or finds what nobody was told of */
            return -1;
        return -1;
    }
    kept->length += (off_t)lines->length;
    return 0;
}

/* ---- In memory ---- */

static int is_none(const char *line)
{
    return mlf_decisions_takes_back(line, strlen(line));
}

/* Takes over a line, without its newline, as the last one on the object. */
static int remember(struct serve_kept *kept, size_t object, const char *line, size_t length, struct mlf_err *err)
{
    char *copy = mlf_strndup(line, length, err);
    if (!copy)
        return -1;
    kept->n -= kept->lines[object] && !is_none(kept->lines[object]);
    kept->n += !is_none(copy);
    free(kept->lines[object]);
    kept->lines[object] = copy;
    kept->times[object] = ++kept->now;
    kept->decided++;
    return 0;
}

/* ---- Opening ---- */

static int begin_anew(struct serve_kept *kept, struct mlf_err *err)
{
    struct mlf_buf head = {0};
    mlf_decisions_put_head(&head, kept->review->page.hash);
    kept->length = 0;
    int result = mlf_buf_check(&head, err);
    if (result == 0 && ftruncate(kept->fd, 0))
        result = mlf_fail_errno(err, "cannot write to '%s'", kept->path);
    if (result == 0)
        result = append(kept, &head, err);
    mlf_buf_free(&head);
    return result;
}

/* Moves a journal on other sheets to a name of its own beside it. */
static int move_aside(struct serve_kept *kept, const char *text, size_t length, const char *sheets,
                      void (*say)(const char *sentence), struct mlf_err *err)
{
    const char *extension = mlf_path_extension(kept->path);
    char *hash = mlf_path_component(sheets, err), *other = NULL;
    if (hash)
        other = mlf_strf(err, "%.*s-%s%s", (int)(extension - kept->path), kept->path, hash, extension);
    int result = other ? mlf_file_write(other, text, length, err) : -1;
    if (result == 0) {
        struct mlf_err sentence = {""};
        mlf_fail(&sentence, "what was decided on other sheets is in '%s' now", other);
        say(sentence.text);
    }
    free(other);
    free(hash);
    return result;
}

static void say_damaged(const struct serve_kept *kept, const struct mlf_decisions *decisions,
                        void (*say)(const char *sentence))
{
    for (size_t i = 0; i < decisions->n_damaged && i < MLF_DECISIONS_DAMAGED; i++) {
        struct mlf_err sentence = {""};
        mlf_fail(&sentence, "%s:%zu: no decision can be read here: the line is passed over", kept->path,
                 decisions->damaged[i].number);
        say(sentence.text);
    }
    if (decisions->n_damaged > MLF_DECISIONS_DAMAGED) {
        struct mlf_err sentence = {""};
        mlf_fail(&sentence, "%s: %zu lines are like that", kept->path, decisions->n_damaged);
        say(sentence.text);
    }
}

/* Takes the last line on each object that these sheets show. Where the journal is for other sheets, `again` gets them
 * as lines for these. */
static int take_lines(struct serve_kept *kept, const struct mlf_decisions *decisions, const char *text,
                      struct mlf_buf *again, struct mlf_err *err)
{
    for (size_t i = 0; i < decisions->objects.n; i++) {
        const struct mlf_decision_line *at = &decisions->lines[i];
        struct mlf_buf line = {0};
        struct mlf_record record;
        struct mlf_err wrong = {""};
        size_t object;
        if (mlf_record_parse(&record, text + at->at, at->length, err))
            return -1;
        int failed = 0, none = mlf_decisions_takes_back(text + at->at, at->length);
        if (serve_decision_write(kept->review, &record, &line, &object, &wrong) == 0 && !(again && none)) {
            failed = mlf_buf_check(&line, err) || remember(kept, object, line.data, line.length - 1, err);
            if (again && !failed)
                mlf_buf_add(again, line.data, line.length);
        }
        mlf_buf_free(&line);
        mlf_record_free(&record);
        if (failed)
            return -1;
    }
    return 0;
}

static int take_journal(struct serve_kept *kept, const char *text, size_t length, void (*say)(const char *sentence),
                        struct mlf_err *err)
{
    struct mlf_decisions decisions = {0};
    struct mlf_buf again = {0};
    int result = -1;
    if (mlf_decisions_read(&decisions, text, length, err))
        return mlf_fail_at(err, "'%s' is in the way", kept->path);
    int others = strcmp(decisions.sheets, kept->review->page.hash) != 0;
    kept->damaged = decisions.n_damaged;
    say_damaged(kept, &decisions, say);
    if (take_lines(kept, &decisions, text, others ? &again : NULL, err))
        goto done;
    kept->length = (off_t)decisions.whole;
    if (others)
        result = move_aside(kept, text, length, decisions.sheets, say, err) || begin_anew(kept, err) ||
                         mlf_buf_check(&again, err) || append(kept, &again, err)
                     ? -1
                     : 0;
    else if (decisions.whole < length && ftruncate(kept->fd, kept->length)) /* half a line, told to nobody */
        mlf_fail_errno(err, "cannot write to '%s'", kept->path);
    else
        result = 0;
done:
    mlf_buf_free(&again);
    mlf_decisions_free(&decisions);
    return result;
}

static int open_journal(struct serve_kept *kept, struct mlf_err *err)
{
    kept->fd = open(kept->path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (kept->fd < 0)
        return mlf_fail_errno(err, "decisions cannot be kept in '%s' (--decisions names another file)", kept->path);
    if (flock(kept->fd, LOCK_EX | LOCK_NB))
        return errno == EWOULDBLOCK ? mlf_fail(err, "another mlfix-serve has '%s' open", kept->path)
                                    : mlf_fail_errno(err, "cannot lock '%s'", kept->path);
    return 0;
}

int serve_kept_open(struct serve_kept *kept, const struct serve_review *review, const char *path,
                    void (*say)(const char *sentence), struct mlf_err *err)
{
    size_t length = 0;
    char *text = NULL;
    int result = -1;
    *kept = (struct serve_kept){.review = review, .fd = -1};
    kept->path = mlf_strdup(path, err);
    kept->lines = mlf_alloc(review->n_objects, sizeof *kept->lines, err);
    kept->times = mlf_alloc(review->n_objects, sizeof *kept->times, err);
    if (!kept->path || !kept->lines || !kept->times || open_journal(kept, err) ||
        !(text = mlf_file_read(path, MLF_LIMIT_DECISIONS_FILE, &length, err)))
        goto done;
    /* without a whole first line, the process that made it came to nothing more */
    result = memchr(text, '\n', length) ? take_journal(kept, text, length, say, err) : begin_anew(kept, err);
done:
    free(text);
    if (result)
        serve_kept_close(kept);
    return result;
}

void serve_kept_close(struct serve_kept *kept)
{
    for (size_t i = 0; kept->lines && i < kept->review->n_objects; i++)
        free(kept->lines[i]);
    free(kept->lines);
    free(kept->times);
    free(kept->path);
    if (kept->fd >= 0)
        close(kept->fd);
    *kept = (struct serve_kept){.fd = -1};
}

/* ---- Decisions from the page ---- */

struct addition {
    size_t object, at, length; /* its line in the buffer, without the newline */
};

static int read_addition(const struct serve_kept *kept, const char *text, size_t length, struct mlf_buf *lines,
                         struct addition *addition, struct mlf_err *err)
{
    struct mlf_record record;
    if (mlf_record_parse(&record, text, length, err))
        return -1;
    addition->at = lines->length;
    int result = serve_decision_write(kept->review, &record, lines, &addition->object, err);
    addition->length = lines->length - addition->at - 1;
    mlf_record_free(&record);
    return result;
}

int serve_kept_add(struct serve_kept *kept, const char *text, size_t length, int *bad, struct mlf_err *err)
{
    struct mlf_buf lines = {0};
    struct addition *additions = NULL;
    size_t n = 0, capacity = 0;
    int result = 0;
    *bad = 1;
    for (size_t at = 0; result == 0 && at < length;) {
        const char *end = memchr(text + at, '\n', length - at);
        size_t line = end ? (size_t)(end - text) - at : length - at;
        if (line > 0 && (result = mlf_grow(&additions, &capacity, n + 1, sizeof *additions, err)) == 0 &&
            (result = read_addition(kept, text + at, line, &lines, &additions[n], err)) == 0)
            n++;
        at += line + 1;
    }
    if (result == 0) {
        *bad = 0;
        result = mlf_buf_check(&lines, err) || append(kept, &lines, err) ? -1 : 0;
    }
    for (size_t i = 0; i < n && result == 0; i++)
        result = remember(kept, additions[i].object, lines.data + additions[i].at, additions[i].length, err);
    free(additions);
    mlf_buf_free(&lines);
    return result;
}

/* ---- What is decided ---- */

void serve_kept_put(const struct serve_kept *kept, uint64_t since, struct mlf_buf *buf)
{
    const char *before = "";
    for (size_t i = 0; i < kept->review->n_objects; i++) {
        if (!kept->lines[i] || kept->times[i] <= since)
            continue;
        mlf_buf_puts(buf, before);
        mlf_buf_puts(buf, kept->lines[i]);
        before = ",";
    }
}

static int by_place(const void *va, const void *vb, void *context)
{
    const struct serve_object *objects = context, *a = &objects[*(const size_t *)va],
                              *b = &objects[*(const size_t *)vb];
    if (a->cell != b->cell)
        return a->cell < b->cell ? -1 : 1;
    return (a->part > b->part) - (a->part < b->part);
}

int serve_kept_put_flags(const struct serve_kept *kept, struct mlf_buf *buf, struct mlf_err *err)
{
    size_t n = 0, *order = mlf_alloc(kept->review->n_objects, sizeof *order, err);
    if (!order)
        return -1;
    for (size_t i = 0; i < kept->review->n_objects; i++)
        if (kept->lines[i] && !is_none(kept->lines[i]))
            order[n++] = i;
    mlf_sort(order, n, sizeof *order, by_place, kept->review->objects);
    mlf_buf_printf(buf, "# mlfix flags for sheets %s\n", kept->review->page.hash);
    for (size_t k = 0; k < n; k++) {
        mlf_buf_puts(buf, kept->lines[order[k]]);
        mlf_buf_putc(buf, '\n');
    }
    free(order);
    return mlf_buf_check(buf, err);
}
