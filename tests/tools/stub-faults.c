/* A library to be preloaded into a program, in which it lets calls fail.
 *
 *   MLFIX_FAULT=CALL:N:HOW[:from] LD_PRELOAD=stub-faults.so PROGRAM ...
 *
 * The N-th CALL (with "from" it and all later ones) fails; with N @PATH the first that comes by that path. CALL is malloc (and its kin),
 * thread (pthread_create), or a system call: open, read, write, fsync, fdatasync, rename,
 * link, unlink, close, mmap, mkdir, list (getdents), stat; its kin count with it (openat, pread64, writev ...). HOW
 * is ENOMEM, ENOSPC, EIO, EINTR, EMFILE, EDQUOT or EAGAIN; short, for a read or write of a part
 * of the bytes; KILL, for a SIGKILL in place of the call; TERM, for a SIGTERM before the call. With N 0 nothing fails.
 * The file MLFIX_FAULT_COUNT gets the number of such calls when the program ends by itself; with N @, then the
 * paths of all of them, a line each, in the order in which they came first; with @PATH a line that says "missed" where
 * no call came by it.
 *
 * A call's path is the functions that stand above it: a sum of the places that FRAMES of them are to return to, each
 * relative to the library that it lies in, so that it is the same in every run. Calls are many, paths are few, and it
 * is a path that does or does not know what to do about a failure.
 *
 * System calls are caught by a seccomp filter, so those of stdio and of other libraries
 * count. What the linker does before the program begins, and writes to stderr, do not. */

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <link.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <ucontext.h>
#include <unistd.h>
#include <unwind.h>

/* Makes the system call itself: the filter lets through what comes from here. */
long fault_syscall(long number, long a, long b, long c, long d, long e, long f);
extern const char fault_syscall_return[];

#if defined __x86_64__
__asm__(
    ".text\n.globl fault_syscall\n.hidden fault_syscall\n.hidden fault_syscall_return\n.globl fault_syscall_return\n"
    "fault_syscall:\n mov %rdi, %rax\n mov %rsi, %rdi\n mov %rdx, %rsi\n mov %rcx, %rdx\n mov %r8, %r10\n"
    " mov %r9, %r8\n mov 8(%rsp), %r9\n syscall\nfault_syscall_return:\n ret\n");
#define ARCHITECTURE AUDIT_ARCH_X86_64
#define ARGUMENT(context, i)                                                                                           \
    ((context)->uc_mcontext.gregs[(const int[]){REG_RDI, REG_RSI, REG_RDX, REG_R10, REG_R8, REG_R9}[i]])
#define RESULT(context) ((context)->uc_mcontext.gregs[REG_RAX])
#elif defined __aarch64__
__asm__(
    ".text\n.globl fault_syscall\n.hidden fault_syscall\n.hidden fault_syscall_return\n.globl fault_syscall_return\n"
    "fault_syscall:\n mov x8, x0\n mov x0, x1\n mov x1, x2\n mov x2, x3\n mov x3, x4\n mov x4, x5\n mov x5, x6\n"
    " svc #0\nfault_syscall_return:\n ret\n");
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#define ARGUMENT(context, i) ((context)->uc_mcontext.regs[i])
#define RESULT(context) ((context)->uc_mcontext.regs[0])
#else
#error "stub-faults.c does not know this processor"
#endif

/* The system calls of each name; -1 ends a list. */
static const struct {
    const char *name;
    long numbers[9];
} calls[] = {
    {"open",
     {SYS_openat, SYS_openat2,
#ifdef SYS_open
      SYS_open, SYS_creat,
#endif
      -1}},
    {"read", {SYS_read, SYS_pread64, SYS_readv, SYS_preadv, -1}},
    {"write", {SYS_write, SYS_pwrite64, SYS_writev, SYS_pwritev, SYS_copy_file_range, SYS_sendfile, -1}},
    {"fsync", {SYS_fsync, -1}},
    {"fdatasync", {SYS_fdatasync, SYS_sync_file_range, -1}},
    {"rename",
     {SYS_renameat2,
#ifdef SYS_rename
      SYS_rename,
#endif
#ifdef SYS_renameat
      SYS_renameat,
#endif
      -1}},
    {"link",
     {SYS_linkat, SYS_symlinkat,
#ifdef SYS_link
      SYS_link, SYS_symlink,
#endif
      -1}},
    {"unlink",
     {SYS_unlinkat,
#ifdef SYS_unlink
      SYS_unlink, SYS_rmdir,
#endif
      -1}},
    {"close", {SYS_close, -1}},
    {"list", {SYS_getdents64, -1}},
    {"stat",
     {SYS_newfstatat, SYS_statx, SYS_fstat,
#ifdef SYS_stat
      SYS_stat, SYS_lstat,
#endif
      -1}},
    {"mmap", {SYS_mmap, -1}},
    {"mkdir",
     {SYS_mkdirat,
#ifdef SYS_mkdir
      SYS_mkdir,
#endif
      -1}},
};

static const struct {
    const char *name;
    int number;
} errors[] = {{"ENOMEM", ENOMEM}, {"ENOSPC", ENOSPC}, {"EIO", EIO},      {"EINTR", EINTR},
              {"EMFILE", EMFILE}, {"EDQUOT", EDQUOT}, {"EAGAIN", EAGAIN}};

static char name[16];          /* of the call */
static long which, count;      /* the call that fails; how many there were */
static int from, error, is_on; /* `error` is one of errno, or 0 for part of the bytes */
static int sent;               /* a signal to send instead, or 0 */

/* ---- By which path a call comes ---- */

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
static uint64_t wanted_path;
static int by_path; /* whether calls are known by their paths */
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
    return sum == wanted_path;
}

/* Whether the call is the first that comes by the wanted path. */
static int comes_by_path(void)
{
    struct stack stack = {.n = 0};
    uint64_t sum;
    int wanted;

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
    wanted = keep_path(sum);
    pthread_mutex_unlock(&paths_lock);
    within = 0;
    return wanted;
}

/* Counts a call; whether it fails. */
static int strikes(void)
{
    long now = __atomic_add_fetch(&count, 1, __ATOMIC_RELAXED);
    int hit;

    if (by_path && comes_by_path())
        __atomic_store_n(&which, now, __ATOMIC_RELAXED);
    hit = which > 0 && (from ? now >= which : now == which);
    if (hit && sent)
        fault_syscall(SYS_kill, fault_syscall(SYS_getpid, 0, 0, 0, 0, 0, 0), sent, 0, 0, 0, 0);
    return hit && !sent;
}

/* A part of what was to be read or written. */
static long do_part(long number, const long *a)
{
    struct iovec part = {0};

    switch (number) {
    case SYS_readv:
    case SYS_preadv:
    case SYS_writev:
    case SYS_pwritev:
        if (a[2] < 1)
            break;
        part = *(const struct iovec *)(uintptr_t)a[1];
        part.iov_len = part.iov_len > 1 ? part.iov_len / 2 : part.iov_len;
        return fault_syscall(number, a[0], (long)(uintptr_t)&part, 1, a[3], a[4], a[5]);
    case SYS_copy_file_range:
        return fault_syscall(number, a[0], a[1], a[2], a[3], a[4] > 1 ? a[4] / 2 : a[4], a[5]);
    case SYS_sendfile:
        return fault_syscall(number, a[0], a[1], a[2], a[3] > 1 ? a[3] / 2 : a[3], a[4], a[5]);
    default:
        return fault_syscall(number, a[0], a[1], a[2] > 1 ? a[2] / 2 : a[2], a[3], a[4], a[5]);
    }
    return fault_syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

static void on_call(int signal_number, siginfo_t *info, void *ucontext)
{
    ucontext_t *context = ucontext;
    long number = info->si_syscall, a[6], result;
    int own_words = strcmp(name, "write") == 0;

    (void)signal_number;
    for (int i = 0; i < 6; i++)
        a[i] = (long)ARGUMENT(context, i);
    own_words = own_words && a[0] == STDERR_FILENO;
    if (!is_on || own_words || !strikes()) {
        result = fault_syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
    } else if (error == 0) {
        result = do_part(number, a);
    } else {
        if (number == SYS_close) /* it is closed, whatever it says */
            fault_syscall(number, a[0], 0, 0, 0, 0, 0);
        result = -error;
    }
    RESULT(context) = result;
}

/* Has the kernel send SIGSYS for the calls of this name, but for those of fault_syscall. */
static int install(const long *numbers)
{
    uint64_t own = (uint64_t)(uintptr_t)fault_syscall_return;
    struct sock_filter filter[24];
    size_t n = 0, n_numbers = 0;

    while (numbers[n_numbers] >= 0)
        n_numbers++;
#define ADD(...) filter[n++] = (struct sock_filter)__VA_ARGS__
    ADD(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)));
    ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0));
    ADD(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
    ADD(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, instruction_pointer)));
    ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)own, 0, 3));
    ADD(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, instruction_pointer) + 4));
    ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)(own >> 32), 0, 1));
    ADD(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
    ADD(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)));
    for (size_t i = 0; i < n_numbers; i++)
        ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)numbers[i], (uint8_t)(n_numbers - i), 0));
    ADD(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
    ADD(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP));
#undef ADD
    struct sock_fprog program = {.len = (unsigned short)n, .filter = filter};
    struct sigaction action = {.sa_sigaction = on_call, .sa_flags = SA_SIGINFO | SA_NODEFER | SA_RESTART};
    sigemptyset(&action.sa_mask);
    return sigaction(SIGSYS, &action, NULL) || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
           prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

static _Noreturn void give_up(const char *what)
{
    fprintf(stderr, "stub-faults: %s\n", what);
    _exit(97);
}

__attribute__((constructor)) static void start(void)
{
    const char *text = getenv("MLFIX_FAULT");
    char number[24] = "", how[16] = "", tail[8] = "";
    int known = 0;

    if (!text)
        return;
    if (sscanf(text, "%15[a-z]:%23[@0-9a-f]:%15[A-Za-z]:%7[a-z]", name, number, how, tail) < 3)
        give_up("MLFIX_FAULT is no CALL:N:HOW");
    by_path = *number == '@';
    if (by_path)
        wanted_path = strtoull(number + 1, NULL, 16);
    else
        which = strtol(number, NULL, 10);
    from = strcmp(tail, "from") == 0;
    sent = strcmp(how, "KILL") == 0 ? SIGKILL : strcmp(how, "TERM") == 0 ? SIGTERM : 0;
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
        if (strcmp(how, errors[i].name) == 0)
            error = errors[i].number;
    if (!error && !sent && strcmp(how, "short") != 0)
        give_up("MLFIX_FAULT: this error is not known");
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        if (strcmp(name, calls[i].name) == 0) {
            known = 1;
            if (install(calls[i].numbers))
                give_up("cannot install a seccomp filter");
        }
    }
    if (!known && strcmp(name, "malloc") != 0 && strcmp(name, "thread") != 0)
        give_up("MLFIX_FAULT: this call is not known");
    is_on = 1;
}

__attribute__((destructor)) static void finish(void)
{
    const char *path = getenv("MLFIX_FAULT_COUNT");
    char text[32];
    int fd;

    is_on = 0;
    if (!path)
        return;
    fd = (int)fault_syscall(SYS_openat, AT_FDCWD, (long)(uintptr_t)path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644,
                            0, 0);
    for (size_t i = 0; fd >= 0 && i <= (wanted_path ? 0 : n_paths); i++) {
        const char *missed = wanted_path && which == 0 ? "missed\n" : "";
        int length = i == 0 ? snprintf(text, sizeof text, "%ld\n%s", count, missed)
                            : snprintf(text, sizeof text, "@%016llx\n", (unsigned long long)paths[i - 1]);

        fault_syscall(SYS_write, fd, (long)(uintptr_t)text, length, 0, 0, 0);
    }
}

/* ---- What is no system call ---- */

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *old, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

static int lacks_memory(void)
{
    int lacks = is_on && strcmp(name, "malloc") == 0 && strikes();

    if (lacks)
        errno = ENOMEM;
    return lacks;
}

void *malloc(size_t size)
{
    return lacks_memory() ? NULL : __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
    return lacks_memory() ? NULL : __libc_calloc(n, size);
}

void *realloc(void *old, size_t size)
{
    return lacks_memory() ? NULL : __libc_realloc(old, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return lacks_memory() ? NULL : __libc_memalign(alignment, size);
}

void *memalign(size_t alignment, size_t size)
{
    return lacks_memory() ? NULL : __libc_memalign(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size)
{
    void *got = lacks_memory() ? NULL : __libc_memalign(alignment, size);

    if (!got)
        return ENOMEM;
    *memory = got;
    return 0;
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*routine)(void *), void *argument)
{
    static int (*real)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);

    if (!real)
        *(void **)&real = dlsym(RTLD_NEXT, "pthread_create");
    if (is_on && strcmp(name, "thread") == 0 && strikes())
        return EAGAIN;
    return real(thread, attributes, routine, argument);
}
