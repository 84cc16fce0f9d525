#include "mlfix/base/portable.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#ifdef __linux__
#include <linux/fs.h>
#include <sys/syscall.h>
#endif
#ifdef __APPLE__
#include <mach-o/dyld.h>
#endif

/* In one step, where the system can. */
static int rename_at_once(const char *from, const char *to)
{
#if defined __GLIBC__
    return renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE);
#elif defined SYS_renameat2
    return (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE);
#elif defined __APPLE__
    return renamex_np(from, to, RENAME_EXCL);
#else
    (void)from;
    (void)to;
    errno = ENOSYS;
    return -1;
#endif
}

int mlf_rename_new(const char *from, const char *to)
{
    struct stat status;
    if (rename_at_once(from, to) == 0)
        return 0;
    if (errno != EINVAL && errno != ENOSYS && errno != ENOTSUP)
        return -1;
    if (lstat(to, &status) == 0) {
        errno = EEXIST;
        return -1;
    }
    return rename(from, to);
}

#if defined __APPLE__ || defined __FreeBSD__
struct sorting {
    int (*compare)(const void *, const void *, void *);
    void *context;
};

static int compare_swapped(void *sorting, const void *a, const void *b)
{
    const struct sorting *s = sorting;
    return s->compare(a, b, s->context);
}
#endif

void mlf_sort(void *items, size_t n, size_t size, int (*compare)(const void *, const void *, void *), void *context)
{
    if (n < 2)
        return;
#if defined __APPLE__ || defined __FreeBSD__
    struct sorting sorting = {compare, context};
    qsort_r(items, n, size, &sorting, compare_swapped);
#else
    qsort_r(items, n, size, compare, context);
#endif
}

const char *mlf_find_last(const char *text, char byte, size_t length)
{
    while (length > 0)
        if (text[--length] == byte)
            return text + length;
    return NULL;
}

int mlf_pipe(int ends[2])
{
#ifdef __APPLE__
    if (pipe(ends))
        return -1;
    return fcntl(ends[0], F_SETFD, FD_CLOEXEC) || fcntl(ends[1], F_SETFD, FD_CLOEXEC) ? -1 : 0;
#else
    return pipe2(ends, O_CLOEXEC);
#endif
}

int mlf_random_bytes(void *bytes, size_t n)
{
    return getentropy(bytes, n);
}

int mlf_own_path(char *path, size_t size)
{
#ifdef __APPLE__
    uint32_t length = (uint32_t)size;
    return _NSGetExecutablePath(path, &length);
#else
    ssize_t length = readlink("/proc/self/exe", path, size - 1);
    if (length <= 0)
        return -1;
    path[length] = '\0';
    return 0;
#endif
}

int mlf_share_contents(int from, int to)
{
#ifdef __linux__
    ssize_t got;
    int begun = 0;
    if (ioctl(to, FICLONE, from) == 0)
        return 1;
    while ((got = copy_file_range(from, NULL, to, NULL, (size_t)1 << 30, 0)) > 0)
        begun = 1;
    if (!begun) /* not between these filesystems; or the file is empty, or one of those (as in /proc) that seem to be */
        return 0;
    return got == 0 ? 1 : -1;
#else
    (void)from;
    (void)to;
    return 0;
#endif
}

void mlf_keep_freed_memory(void)
{
#ifdef __GLIBC__
    mallopt(M_MMAP_THRESHOLD, 32 << 20); /* what is greater is mapped, and goes back to the system when it is freed */
    mallopt(M_TRIM_THRESHOLD, 64 << 20);
#endif
}

void mlf_wish_large_pages(void *memory, size_t bytes)
{
#ifdef MADV_HUGEPAGE
    const size_t page = (size_t)2 << 20;
    const uintptr_t start = (uintptr_t)memory;
    const uintptr_t first = (start + page - 1) / page * page, end = (start + bytes) / page * page;
    if (first < end)
        (void)madvise((void *)first, end - first, MADV_HUGEPAGE);
#else
    (void)memory;
    (void)bytes;
#endif
}
