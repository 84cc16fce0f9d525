/* What a person at a terminal gets to see: progress, and who waits for input. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "mlfix/base/err.h"
#include "mlfix/base/message.h"
#include "mlfix/base/parallel.h"
#include "mlfix/base/progress.h"
#include "mlfix/record/reader.h"

static int terminal = -1;

/* A terminal in the place of stdin and stderr; 0 where there is none to be had. */
static int open_terminal(void)
{
    terminal = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK);
    if (terminal < 0 || grantpt(terminal) || unlockpt(terminal))
        return 0;
    int other = open(ptsname(terminal), O_RDWR | O_NOCTTY);
    return other >= 0 && dup2(other, STDERR_FILENO) >= 0 && dup2(other, STDIN_FILENO) >= 0;
}

static void pause_for(double seconds)
{
    usleep((useconds_t)(seconds * 1e6));
}

/* What was shown since the last call. */
static const char *shown(void)
{
    static char text[1 << 16];
    ssize_t n = read(terminal, text, sizeof text - 1);
    text[n > 0 ? n : 0] = '\0';
    return text;
}

/* What was shown since the last forget(), as far as shows() has read it. */
static char seen[1 << 16];

static void forget(void)
{
    shown();
    seen[0] = '\0';
}

/* Waits until the terminal shows the text: a busy machine may take its time. */
static int shows(const char *text)
{
    for (int i = 0; i < 1200; i++) {
        size_t length = strlen(seen);
        snprintf(seen + length, sizeof seen - length, "%s", shown());
        if (strstr(seen, text))
            return 1;
        pause_for(0.05);
    }
    return 0;
}

static int ends_wiped(const char *text)
{
    size_t n = strlen(text);
    return n >= 4 && strcmp(text + n - 4, "\r\033[K") == 0;
}

static void test_before_the_start(void)
{
    mlf_progress_enter("work");
    mlf_progress("things", 1, 10);
    pause_for(0.5);
    CHECK_TEXT(shown(), "");
}

static void test_counted(void)
{
    mlf_progress_start("prog");
    mlf_progress("things", 0, 100);
    forget();
    CHECK(shows("prog: things"));
    CHECK(strstr(seen, "left") == NULL);
    pause_for(1);
    mlf_progress("things", 50, 100);
    CHECK(shows("prog: things: 50 of 100, about "));
    CHECK(shows(" left"));
    shown();
    mlf_progress("things", 100, 100);
    CHECK(ends_wiped(shown()));
    pause_for(0.5);
    CHECK_TEXT(shown(), "");
}

static void test_uncounted(void)
{
    forget();
    mlf_progress_enter("think");
    CHECK(shows("prog: think: "));
    mlf_progress_leave("think");
    CHECK(ends_wiped(shown()));
    mlf_progress("lines", 7, 0);
    CHECK(shows("prog: lines: 7"));
    mlf_progress_leave("lines");
    shown();
}

/* The sixth piece ends when the terminal shows the text. */
static int wait_piece(void *text, size_t piece, int worker, struct mlf_err *err)
{
    (void)worker;
    (void)err;
    pause_for(0.2);
    return piece != 5 || shows(text) ? 0 : -1;
}

static void test_pieces(void)
{
    static char told[] = " %, about ", blocks[] = "prog: blocks: 1 of 4";
    forget();
    mlf_progress_enter("outer");
    mlf_progress_enter("inner");
    CHECK(mlf_parallel(20, 2, wait_piece, told, NULL) == 0);
    CHECK(strstr(seen, "prog: inner: ") != NULL);
    CHECK(strstr(seen, "outer") == NULL);
    /* what is counted without comes first, and pieces do not disturb it */
    mlf_progress_leave("outer");
    forget();
    mlf_progress("blocks", 1, 4);
    mlf_progress_enter("deeper"); /* another name than before, of which the terminal may still have something to show */
    CHECK(mlf_parallel(10, 2, wait_piece, blocks, NULL) == 0);
    mlf_progress_leave("deeper");
    CHECK(strstr(seen, "deeper") == NULL);
    mlf_progress_leave("blocks");
}

static void test_messages(void)
{
    mlf_progress_enter("work");
    pause_for(0.5);
    shown();
    mlf_progress_hold();
    CHECK(ends_wiped(shown()));
    pause_for(0.5);
    CHECK_TEXT(shown(), "");
    forget();
    mlf_progress_release();
    CHECK(shows("prog: work"));
    mlf_progress_stop();
    CHECK(ends_wiped(shown()));
    pause_for(0.5);
    CHECK_TEXT(shown(), "");
}

/* Deeper than there is room, and ends that match nothing. */
static void test_depth(void)
{
    forget();
    static const char *const labels[] = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"};
    mlf_progress_start("prog");
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        mlf_progress_enter(labels[i]);
    mlf_progress("deep", 1, 2);
    mlf_progress_leave("nothing");
    CHECK(shows("prog: h"));
    mlf_progress_leave("a");
    mlf_progress_leave("a");
    CHECK(ends_wiped(shown()));
    mlf_progress_stop();
}

static void read_typed(void)
{
    struct mlf_reader reader;
    const char *line;
    size_t length;
    CHECK(write(terminal, "{}\n\004", 4) == 4);
    CHECK(mlf_reader_open(&reader, "-", NULL) == 0);
    CHECK(mlf_reader_line(&reader, &line, &length, NULL) == 1);
    CHECK(length == 2);
    CHECK(mlf_reader_line(&reader, &line, &length, NULL) == 0);
    mlf_reader_close(&reader);
}

static void test_waiting(void)
{
    static const char sentence[] =
        "mlfix: reading standard input, which is a terminal: Ctrl-D ends it, --help tells more";
    struct mlf_reader reader;
    forget();
    read_typed();
    CHECK(shows(sentence));
    mlf_common.quiet = 1;
    read_typed();
    CHECK(strstr(shown(), "reading") == NULL);
    mlf_common.quiet = 0;
    CHECK(mlf_reader_open(&reader, "/dev/null", NULL) == 0);
    mlf_reader_close(&reader);
    CHECK_TEXT(shown(), "");
}

int main(void)
{
    if (!open_terminal()) {
        printf("ok 1 - no terminal to be had\n1..1\n");
        return 0;
    }
    RUN(test_before_the_start);
    RUN(test_counted);
    RUN(test_uncounted);
    RUN(test_pieces);
    RUN(test_messages);
    RUN(test_depth);
    RUN(test_waiting);
    return check_done();
}
