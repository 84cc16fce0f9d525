#include "cleanup.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* Signals after which the process ends as it would have done, and those by which a library gives up. */
static const int endings[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGXCPU, SIGXFSZ};
static const int crashes[] = {SIGABRT, SIGTRAP, SIGSEGV, SIGBUS};

/* A handler may hardly call anything, so this is an array of fixed size. */
enum { SLOTS = 1 << 16 };
static char *volatile noted[SLOTS];
static int next_slot; /* where to look for a free one first */
static pthread_mutex_t noted_lock = PTHREAD_MUTEX_INITIALIZER;

static atomic_int busy;    /* threads that are in a section */
static atomic_int closing; /* whether a handler is at work */
static const char *volatile program_name = "mlfix";

/* ---- Removing ---- */

/* Deeper folders than this are left. */
#define DEEPEST 64

static int remove_inside(int folder, int depth);

static int remove_entry(int at, const char *name, int depth)
{
    int folder, failed;

    if (unlinkat(at, name, 0) == 0 || errno == ENOENT)
        return 0;
    if ((errno != EISDIR && errno != EPERM) || depth == 0)
        return -1;
    if (fchmodat(at, name, 0700, 0)) /* a copy's own permissions may forbid what follows */
        return -1;
    folder = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (folder < 0)
        return -1;
    failed = remove_inside(folder, depth - 1);
    close(folder);
    return unlinkat(at, name, AT_REMOVEDIR) || failed ? -1 : 0;
}

/* opendir would ask for memory, which a handler must not. */
static int remove_inside(int folder, int depth)
{
    union {
        struct dirent64 first; /* for its alignment */
        char bytes[2048];
    } chunk;
    long got;
    int failed = 0;

    while ((got = syscall(SYS_getdents64, folder, chunk.bytes, sizeof chunk.bytes)) > 0) {
        int removed = 0;
        for (long at = 0; at < got;) {
            const struct dirent64 *entry = (const struct dirent64 *)(const void *)(chunk.bytes + at);
            at += entry->d_reclen;
            if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
                continue;
            if (remove_entry(folder, entry->d_name, depth))
                failed = 1;
            else
                removed = 1;
        }
        if (removed) /* the place in the list is uncertain now */
            lseek(folder, 0, SEEK_SET);
    }
    return got < 0 || failed ? -1 : 0;
}

int mlf_cleanup_tree(int at, const char *name)
{
    return remove_entry(at, name, DEEPEST);
}

/* ---- Handlers ---- */

/* Waits until no thread is in a section, for a second at most: a thread whose disk hangs must not
 * keep the process from ending. */
static void wait_for_sections(void)
{
    const struct timespec moment = {.tv_nsec = 1000000};

    for (int i = 0; i < 1000 && atomic_load(&busy) > 0; i++)
        nanosleep(&moment, NULL);
}

static void remove_noted(void)
{
    if (atomic_exchange(&closing, 1)) {
        for (;;)
            pause(); /* another thread is at it, and ends the process */
    }
    wait_for_sections();
    for (int i = 0; i < SLOTS; i++)
        if (noted[i])
            mlf_cleanup_tree(AT_FDCWD, noted[i]);
}

static void on_ending(int number)
{
    remove_noted();
    signal(number, SIG_DFL);
    raise(number); /* comes when this returns */
}

static void say(const char *text)
{
    ssize_t ignored = write(STDERR_FILENO, text, strlen(text));

    (void)ignored;
}

static void on_crash(int number)
{
    remove_noted();
    say(program_name);
    if (number == SIGABRT || number == SIGTRAP)
        say(": a library gave up, mostly since there is too little memory");
    else if (number == SIGBUS)
        say(": a file that was being read became shorter, or its disk failed (SIGBUS)");
    else
        say(": a fault (SIGSEGV): a library that does not check whether it gets memory, or a bug");
    say("; nothing more was written\n");
    _exit(2);
}

static void fill_endings(sigset_t *set)
{
    sigemptyset(set);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        sigaddset(set, endings[i]);
}

static void install(const int *numbers, size_t n, void (*handler)(int))
{
    static char room[1 << 16]; /* for a fault of this thread by which its stack is full */
    const stack_t stack = {.ss_sp = room, .ss_size = sizeof room};
    stack_t there;

    if (sigaltstack(NULL, &there) == 0 && (there.ss_flags & SS_DISABLE)) /* a sanitizer gives each thread its own */
        sigaltstack(&stack, NULL);
    for (size_t i = 0; i < n; i++) {
        struct sigaction old, action = {.sa_handler = handler, .sa_flags = SA_ONSTACK};
        if (sigaction(numbers[i], NULL, &old) || old.sa_handler != SIG_DFL)
            continue; /* ignored by nohup, or someone else's business */
        fill_endings(&action.sa_mask);
        sigaction(numbers[i], &action, NULL);
    }
}

static void install_all(void)
{
    install(endings, sizeof endings / sizeof *endings, on_ending);
    install(crashes, sizeof crashes / sizeof *crashes, on_crash);
}

void mlf_cleanup_start(const char *program)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    if (program)
        program_name = program;
    pthread_once(&once, install_all);
}

/* ---- Sections ---- */

void mlf_cleanup_enter(sigset_t *before)
{
    sigset_t ours;

    mlf_cleanup_start(NULL);
    fill_endings(&ours);
    pthread_sigmask(SIG_BLOCK, &ours, before);
    atomic_fetch_add(&busy, 1);
    if (atomic_load(&closing)) {
        atomic_fetch_sub(&busy, 1);
        for (;;)
            pause(); /* the process is about to end */
    }
}

void mlf_cleanup_leave(const sigset_t *before)
{
    atomic_fetch_sub(&busy, 1);
    pthread_sigmask(SIG_SETMASK, before, NULL);
}

int mlf_cleanup_note(char *path)
{
    int slot = -1;

    pthread_mutex_lock(&noted_lock);
    for (int i = 0; i < SLOTS && slot < 0; i++) {
        int at = (next_slot + i) % SLOTS;
        if (!noted[at]) {
            noted[at] = path;
            slot = at;
            next_slot = (at + 1) % SLOTS;
        }
    }
    pthread_mutex_unlock(&noted_lock);
    return slot;
}

void mlf_cleanup_forget(int slot)
{
    if (slot < 0)
        return;
    pthread_mutex_lock(&noted_lock);
    noted[slot] = NULL;
    pthread_mutex_unlock(&noted_lock);
}
