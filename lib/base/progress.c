#include "mlfix/base/progress.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "mlfix/base/clock.h"

#define TICK 0.2       /* seconds */
#define COUNT_FROM 0.5 /* what is counted for less than that is not worth a number */
#define GUESS_FROM 1.0 /* nor is what remains of it */
#define LEVELS ((size_t)8)
#define COLUMNS 80

struct level {
    const char *label;
    double begun;   /* when it was entered */
    double counted; /* when counting began */
    size_t first;   /* done at that time */
    size_t done, total;
    enum { BY_NOBODY, BY_CALLER, BY_PIECES } counts;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t stopped;
static pthread_t ticker, leader;
static const char *program;
static atomic_int running;
static int shown;
static struct level levels[LEVELS];
static size_t depth; /* may be larger than LEVELS: what lies deeper is not told */
static atomic_size_t pieces_done;

/* ---- The line ---- */

static void put_seconds(char *text, size_t size, double seconds)
{
    if (seconds < 60)
        snprintf(text, size, "%.0f s", seconds);
    else if (seconds < 3600)
        snprintf(text, size, "%.0f min", seconds / 60);
    else
        snprintf(text, size, "%d h %.0f min", (int)(seconds / 3600), (seconds - 3600 * (int)(seconds / 3600)) / 60);
}

static size_t done_of(const struct level *level)
{
    return level->counts == BY_PIECES ? atomic_load(&pieces_done) : level->done;
}

static const struct level *told_level(void)
{
    size_t n = depth < LEVELS ? depth : LEVELS;
    for (size_t i = 0; i < n; i++)
        if (levels[i].total > 1)
            return &levels[i];
    return &levels[n - 1];
}

static size_t put_count(const struct level *level, double now, char *text, size_t size)
{
    size_t done = done_of(level);
    double spent = now - level->counted;
    int n;
    if (level->total <= 1 && level->counts == BY_CALLER)
        n = snprintf(text, size, ": %zu", done);
    else if (level->total <= 1 || spent < COUNT_FROM)
        return 0;
    else if (level->counts == BY_PIECES)
        n = snprintf(text, size, ": %zu %%", 100 * done / level->total);
    else
        n = snprintf(text, size, ": %zu of %zu", done, level->total);
    return (size_t)n < size ? (size_t)n : size - 1;
}

/* How long it will take, by the speed so far, or how long it took where that is
 * not known. */
static void put_time(const struct level *level, double now, int counted, char *text, size_t size)
{
    size_t done = done_of(level) - level->first;
    double spent = now - level->counted, left;
    char time[40];
    if (counted && level->total > 1) {
        if (spent < GUESS_FROM || done == 0)
            return;
        left = spent * (double)(level->total - level->first - done) / (double)done;
        put_seconds(time, sizeof time, left < 1 ? 1 : left);
        snprintf(text, size, ", about %s left", time);
    } else if (now - level->begun >= GUESS_FROM) {
        put_seconds(time, sizeof time, now - level->begun);
        snprintf(text, size, "%s%s", counted ? ", " : ": ", time);
    }
}

/* The cursor goes back to the first column: where stdout is the same terminal
 * its lines take the place of this one. */
static void paint(void)
{
    const struct level *level = told_level();
    double now = mlf_clock_seconds();
    char text[COLUMNS];
    int n = snprintf(text, sizeof text, "%s: %s", program, level->label);
    size_t used = (size_t)n < sizeof text ? (size_t)n : sizeof text - 1;
    size_t count = put_count(level, now, text + used, sizeof text - used);
    used += count;
    put_time(level, now, count > 0, text + used, sizeof text - used);
    fprintf(stderr, "\r\033[K%s\r", text);
    fflush(stderr);
    shown = 1;
}

static void wipe(void)
{
    if (shown)
        fputs("\r\033[K", stderr);
    shown = 0;
}

static void *tick(void *unused)
{
    (void)unused;
    pthread_mutex_lock(&lock);
    while (atomic_load(&running)) {
        struct timespec until;
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_nsec += (long)(TICK * 1e9);
        until.tv_sec += until.tv_nsec / 1000000000;
        until.tv_nsec %= 1000000000;
        pthread_cond_timedwait(&stopped, &lock, &until);
        if (atomic_load(&running) && depth > 0)
            paint();
    }
    pthread_mutex_unlock(&lock);
    return NULL;
}

void mlf_progress_start(const char *name)
{
    pthread_condattr_t clock;
    if (atomic_load(&running) || !isatty(STDERR_FILENO))
        return;
    program = name;
    leader = pthread_self();
    pthread_condattr_init(&clock);
    pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
    pthread_cond_init(&stopped, &clock);
    pthread_condattr_destroy(&clock);
    atomic_store(&running, 1);
    if (pthread_create(&ticker, NULL, tick, NULL) != 0)
        atomic_store(&running, 0);
}

void mlf_progress_stop(void)
{
    if (!atomic_load(&running))
        return;
    pthread_mutex_lock(&lock);
    atomic_store(&running, 0);
    wipe();
    pthread_cond_signal(&stopped);
    pthread_mutex_unlock(&lock);
    pthread_join(ticker, NULL);
    pthread_cond_destroy(&stopped);
    depth = 0;
}

void mlf_progress_hold(void)
{
    pthread_mutex_lock(&lock);
    wipe();
}

void mlf_progress_release(void)
{
    pthread_mutex_unlock(&lock);
}

/* ---- What is under way; with the lock held ---- */

static struct level *innermost(void)
{
    return depth > 0 && depth <= LEVELS ? &levels[depth - 1] : NULL;
}

static struct level *find(const char *label)
{
    for (size_t i = depth < LEVELS ? depth : LEVELS; i-- > 0;)
        if (strcmp(levels[i].label, label) == 0)
            return &levels[i];
    return NULL;
}

static void enter(const char *label)
{
    double now = mlf_clock_seconds();
    if (depth++ < LEVELS)
        levels[depth - 1] = (struct level){.label = label, .begun = now, .counted = now};
}

static void leave(const struct level *level)
{
    depth = (size_t)(level - levels);
    if (depth == 0)
        wipe();
}

void mlf_progress_enter(const char *label)
{
    if (!atomic_load(&running))
        return;
    pthread_mutex_lock(&lock);
    enter(label);
    pthread_mutex_unlock(&lock);
}

void mlf_progress_leave(const char *label)
{
    if (!atomic_load(&running))
        return;
    pthread_mutex_lock(&lock);
    const struct level *level = find(label);
    if (level)
        leave(level);
    else if (depth > LEVELS)
        depth--;
    pthread_mutex_unlock(&lock);
}

void mlf_progress(const char *label, size_t done, size_t total)
{
    if (!atomic_load(&running))
        return;
    pthread_mutex_lock(&lock);
    struct level *level = find(label);
    if (!level && depth < LEVELS) {
        enter(label);
        level = innermost();
    }
    if (level && total > 0 && done >= total)
        leave(level);
    else if (level) {
        if (level->counts != BY_CALLER) {
            level->counted = mlf_clock_seconds();
            level->first = done;
        }
        level->counts = BY_CALLER;
        level->done = done;
        level->total = total;
    }
    pthread_mutex_unlock(&lock);
}

int mlf_progress_pieces(size_t n)
{
    if (!atomic_load(&running) || !pthread_equal(leader, pthread_self()))
        return 0;
    pthread_mutex_lock(&lock);
    struct level *level = innermost();
    int told = level && level->counts == BY_NOBODY;
    if (told) {
        level->counts = BY_PIECES;
        level->counted = mlf_clock_seconds();
        level->first = 0;
        level->total = n;
        atomic_store(&pieces_done, 0);
    }
    pthread_mutex_unlock(&lock);
    return told;
}

void mlf_progress_piece(void)
{
    atomic_fetch_add(&pieces_done, 1);
}

void mlf_progress_pieces_end(void)
{
    pthread_mutex_lock(&lock);
    for (size_t i = 0; i < depth && i < LEVELS; i++)
        if (levels[i].counts == BY_PIECES) {
            levels[i].counts = BY_NOBODY;
            levels[i].total = 0;
        }
    pthread_mutex_unlock(&lock);
}
