/* See paths.h. */

#include "paths.h"

#include <link.h>
#include <pthread.h>
#include <string.h>
#include <unwind.h>

#define FRAMES 16
#define MOST_PATHS 65536   /* a power of 2 */
#define MOST_SEGMENTS 1024 /* of programs and libraries */

static struct segment {
    uintptr_t start, end, base;
    uint64_t name; /* a sum of the file's name */
} segments[MOST_SEGMENTS];
static size_t n_segments;
static uint64_t paths[MOST_PATHS], table[2 * MOST_PATHS]; /* in their order; and where they are found by their sum */
static size_t n_paths;
static uint64_t wanted;
static pthread_mutex_t paths_lock = PTHREAD_MUTEX_INITIALIZER;
static __thread int within __attribute__((tls_model("initial-exec"))); /* what looks at paths has none itself */

static uint64_t mix(uint64_t sum, uint64_t value)
{
    sum = (sum ^ value) * 0x9e3779b97f4a7c15u;
    return sum ^ sum >> 29;
}

/* Called with the lock of the linker, which a thread that waits for ours may have: so never the other way round. */
static int note_segments(struct dl_phdr_info *info, size_t size, void *unused)
{
    const char *file = strrchr(info->dlpi_name, '/');
    uint64_t sum = 1;

    (void)size;
    (void)unused;
    for (const char *c = file ? file + 1 : info->dlpi_name; *c; c++)
        sum = mix(sum, (unsigned char)*c);
    pthread_mutex_lock(&paths_lock);
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &info->dlpi_phdr[i];
        uintptr_t start = info->dlpi_addr + part->p_vaddr;
        size_t at = 0;

        if (part->p_type != PT_LOAD || !(part->p_flags & PF_X))
            continue;
        while (at < n_segments && segments[at].start != start)
            at++;
        if (at < MOST_SEGMENTS)
            segments[at] = (struct segment){start, start + part->p_memsz, info->dlpi_addr, sum};
        n_segments += at == n_segments && at < MOST_SEGMENTS;
    }
    pthread_mutex_unlock(&paths_lock);
    return 0;
}

/* A call's places to return to. */
struct stack {
    uintptr_t places[FRAMES];
    int n;
};

static _Unwind_Reason_Code step(struct _Unwind_Context *context, void *user)
{
    struct stack *stack = user;

    stack->places[stack->n++] = (uintptr_t)_Unwind_GetIP(context);
    return stack->n < FRAMES ? _URC_NO_REASON : _URC_END_OF_STACK;
}

/* The sum of a stack, never 0; 0 where a place lies in none of the files that are known. */
static uint64_t sum_of(const struct stack *stack, int may_be_unknown)
{
    uint64_t sum = 1;

    for (int i = 0; i < stack->n; i++) {
        uintptr_t place = stack->places[i];
        size_t at = 0;

        while (at < n_segments && (place < segments[at].start || place >= segments[at].end))
            at++;
        if (at < n_segments)
            sum = mix(sum, mix(segments[at].name, place - segments[at].base));
        else if (!may_be_unknown)
            return 0;
    }
    return sum + (sum == 0);
}

/* Keeps a path that is new; whether it is that which is wanted. */
static int keep_path(uint64_t sum)
{
    size_t at = sum % (2 * MOST_PATHS);

    while (table[at] && table[at] != sum)
        at = (at + 1) % (2 * MOST_PATHS);
    if (table[at] || n_paths == MOST_PATHS)
        return 0;
    table[at] = paths[n_paths++] = sum;
    return sum == wanted;
}

void fault_want_path(uint64_t path)
{
    wanted = path;
}

size_t fault_paths(const uint64_t **all)
{
    *all = paths;
    return n_paths;
}

int fault_comes_by_path(void)
{
    struct stack stack = {.n = 0};
    uint64_t sum;
    int is_wanted;

    if (within)
        return 0;
    within = 1;
    _Unwind_Backtrace(step, &stack);
    pthread_mutex_lock(&paths_lock);
    sum = sum_of(&stack, 0);
    if (!sum) { /* a library has come since */
        pthread_mutex_unlock(&paths_lock);
        dl_iterate_phdr(note_segments, NULL);
        pthread_mutex_lock(&paths_lock);
        sum = sum_of(&stack, 1);
    }
    is_wanted = keep_path(sum);
    pthread_mutex_unlock(&paths_lock);
    within = 0;
    return is_wanted;
}
