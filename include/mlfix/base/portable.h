/* What GNU/Linux, musl, macOS and the BSDs each do by another call, or not at all. No other source calls what
 * scripts/check-rules names as being of one system alone. */
#ifndef MLFIX_BASE_PORTABLE_H
#define MLFIX_BASE_PORTABLE_H

#include <stddef.h>

/* Renames `from` to `to`, which must not be there: 0, or -1 with errno, EEXIST where it is. Where the system or the
 * filesystem cannot do both at once, another process may make `to` between looking and renaming. */
int mlf_rename_new(const char *from, const char *to);

/* Sorts like qsort; compare also gets `context`. */
void mlf_sort(void *items, size_t n, size_t size, int (*compare)(const void *, const void *, void *), void *context);

/* The last byte of the text that is `byte`, or NULL. */
const char *mlf_find_last(const char *text, char byte, size_t length);

/* A pipe whose ends no program inherits that this one starts: 0, or -1 with errno. */
int mlf_pipe(int ends[2]);

/* The system's random numbers, at most 256 bytes: 0, or -1 with errno. */
int mlf_random_bytes(void *bytes, size_t n);

/* The path of this very program into `path` of `size` bytes: 0, or -1 where it is not to be had. */
int mlf_own_path(char *path, size_t size);

/* Gives `to` the contents of `from`, both open files, without passing them through this program: 1 if that was done, 0
 * if it cannot be done and nothing was, -1 with errno where it failed in the middle. */
int mlf_share_contents(int from, int to);

/* Has the allocator keep memory that was freed, up to 64 MB of it, rather than give it back to the system at once,
 * where the allocator can be told so: matrices of some megabytes that are taken and freed in turns, and vectors of a
 * picture's rows, are else cleared by the system page by page each time. */
void mlf_keep_freed_memory(void);

/* Asks the system for large pages (2 MB) within this memory, which is about to be written: fewer page faults. It may
 * not have any; nothing but the time depends on it. */
void mlf_wish_large_pages(void *memory, size_t bytes);

#endif
