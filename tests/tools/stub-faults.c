/* A library to be preloaded into a program, in which it lets calls fail.
 *
 *   MLFIX_FAULT=CALL:N:HOW[:from] LD_PRELOAD=stub-faults.so PROGRAM ...
 *
 * The N-th CALL (with "from" it and all later ones) fails; with N @PATH the first that comes by that path. CALL is
 * malloc (and its kin), thread (pthread_create), or a system call: open, read, write, fsync, fdatasync, rename, link,
 * unlink, close, mmap, mkdir, list (getdents), stat; its kin count with it (openat, pread64, writev ...). HOW is
 * ENOMEM, ENOSPC, EIO, EINTR, EMFILE, EDQUOT or EAGAIN; short, for a read or write of a part of the bytes; KILL, for a
 * SIGKILL in place of the call; TERM, for a SIGTERM before the call. With N 0 nothing fails. The file MLFIX_FAULT_COUNT
 * gets the number of such calls when the program ends by itself; with N @, then the paths of all of them, a line each,
 * in the order in which they came first; with @PATH a line that says "missed" where no call came by it.
 *
 * System calls are caught by a seccomp filter, so those of stdio and of other libraries
 * count. What the linker does before the program begins, and writes to stderr, do not. */

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
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

#include "faults/paths.h"

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
static uint64_t wanted_path;   /* 0: none */
static int by_path;            /* whether calls are known by their paths (paths.h) */
static int sent;               /* a signal to send instead, or 0 */

/* Counts a call; whether it fails. */
static int strikes(void)
{
    long now = __atomic_add_fetch(&count, 1, __ATOMIC_RELAXED);
    int hit;

    if (by_path && fault_comes_by_path())
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
        fault_want_path(wanted_path = strtoull(number + 1, NULL, 16));
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
    const uint64_t *paths;
    size_t n_paths = fault_paths(&paths);
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
