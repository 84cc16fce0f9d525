#include "mlfix/base/message.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "mlfix/base/buf.h"
#include "mlfix/base/utf8.h"

struct mlf_common mlf_common;

static const char *program = "mlfix";
static pthread_mutex_t progress_lock = PTHREAD_MUTEX_INITIALIZER;
static int progress_shown;
static struct timespec progress_last;
static const char *progress_label; /* of what is under way; it began then, with so many done */
static struct timespec progress_begun;
static size_t progress_first;

void mlf_message_name(const char *name)
{
    program = name;
}

static void put_escaped(struct mlf_buf *out, const char *text)
{
    size_t length = strlen(text);
    for (size_t i = 0; i < length;) {
        size_t n = mlf_utf8_length(text + i, length - i);
        if (n && mlf_utf8_prints(text + i, n)) {
            mlf_buf_add(out, text + i, n);
        } else {
            n = n ? n : 1;
            for (size_t k = 0; k < n; k++)
                mlf_buf_printf(out, "\\x%02x", (unsigned char)text[i + k]);
        }
        i += n;
    }
}

void mlf_message_print(const char *name, const char *format, va_list arguments)
{
    char *sentence = NULL;
    struct mlf_buf line = {0};
    int length = vasprintf(&sentence, format, arguments);
    mlf_progress_wipe();
    mlf_buf_puts(&line, name);
    mlf_buf_puts(&line, ": ");
    put_escaped(&line, length < 0 ? format : sentence);
    mlf_buf_putc(&line, '\n');
    if (!line.failed)
        fwrite(line.data, 1, line.length, stderr); /* one write: lines of threads do not mix */
    mlf_buf_free(&line);
    if (length >= 0)
        free(sentence);
}

void mlf_warn(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    mlf_message_print(program, format, arguments);
    va_end(arguments);
}

void mlf_note(const char *format, ...)
{
    if (mlf_common.quiet)
        return;
    va_list arguments;
    va_start(arguments, format);
    mlf_message_print(program, format, arguments);
    va_end(arguments);
}

void mlf_detail(const char *format, ...)
{
    if (!mlf_common.verbose)
        return;
    va_list arguments;
    va_start(arguments, format);
    mlf_message_print(program, format, arguments);
    va_end(arguments);
}

/* ---- Progress ---- */

void mlf_progress_wipe(void)
{
    pthread_mutex_lock(&progress_lock);
    if (progress_shown)
        fputs("\r\033[K", stderr);
    progress_shown = 0;
    pthread_mutex_unlock(&progress_lock);
}

static double seconds_between(const struct timespec *from, const struct timespec *to)
{
    return (double)(to->tv_sec - from->tv_sec) + (double)(to->tv_nsec - from->tv_nsec) * 1e-9;
}

/* ", 3 min left" by the pace so far; "" in the first seconds, which tell little. */
static void put_left(char text[32], double elapsed, size_t done, size_t total)
{
    text[0] = '\0';
    if (!total || done <= progress_first || elapsed < 3)
        return;
    double left = elapsed * (double)(total - done) / (double)(done - progress_first);
    if (left < 90)
        snprintf(text, 32, ", %.0f s left", left);
    else if (left < 90 * 60)
        snprintf(text, 32, ", %.0f min left", left / 60);
    else
        snprintf(text, 32, ", %.1f h left", left / 3600);
}

void mlf_progress(const char *label, size_t done, size_t total)
{
    if (mlf_common.quiet || !isatty(STDERR_FILENO))
        return;
    if (total && done >= total) {
        mlf_progress_wipe();
        return;
    }
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    pthread_mutex_lock(&progress_lock);
    if (!progress_label || strcmp(progress_label, label) != 0 || done < progress_first) {
        progress_label = label;
        progress_begun = now;
        progress_first = done;
    }
    if (seconds_between(&progress_last, &now) >= 0.1) {
        char left[32];
        put_left(left, seconds_between(&progress_begun, &now), done, total);
        progress_last = now;
        progress_shown = 1;
        if (total)
            fprintf(stderr, "\r\033[K%s: %s: %zu of %zu%s", program, label, done, total, left);
        else
            fprintf(stderr, "\r\033[K%s: %s: %zu", program, label, done);
        fflush(stderr);
    }
    pthread_mutex_unlock(&progress_lock);
}
