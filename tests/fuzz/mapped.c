/* In the place of mmap, munmap and madvise (ld --wrap): files come as memory of malloc's, no longer than they are, so
 * that the address sanitizer sees a step over their end, which in a mapping goes on to the end of the page. */

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <unistd.h>

void *__real_mmap(void *address, size_t length, int access, int flags, int fd, off_t offset);
int __real_munmap(void *address, size_t length);
int __real_madvise(void *address, size_t length, int advice);
void *__wrap_mmap(void *address, size_t length, int access, int flags, int fd, off_t offset);
int __wrap_munmap(void *address, size_t length);
int __wrap_madvise(void *address, size_t length, int advice);

enum { MOST = 256 };

static void *ours[MOST];

static int place_of(const void *address)
{
    for (int i = 0; i < MOST; i++)
        if (ours[i] == address)
            return i;
    return -1;
}

/* Mappings that are only read, of a file or to put one over. */
void *__wrap_mmap(void *address, size_t length, int access, int flags, int fd, off_t offset)
{
    int place = place_of(flags & MAP_FIXED ? address : NULL);

    if (access != PROT_READ || offset || place < 0)
        return __real_mmap(address, length, access, flags, fd, offset);
    if (!(flags & MAP_FIXED) && !(ours[place] = calloc(1, length)))
        return MAP_FAILED;
    if (fd >= 0 && pread(fd, ours[place], length, 0) < 0)
        return MAP_FAILED;
    return ours[place];
}

int __wrap_munmap(void *address, size_t length)
{
    int place = place_of(address);

    if (!address || place < 0)
        return __real_munmap(address, length);
    free(address);
    ours[place] = NULL;
    return 0;
}

int __wrap_madvise(void *address, size_t length, int advice)
{
    for (int i = 0; i < MOST; i++)
        if (ours[i] && (char *)address >= (char *)ours[i] && (char *)address < (char *)ours[i] + (1 << 20))
            return 0;
    return __real_madvise(address, length, advice);
}
