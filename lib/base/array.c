#include "mlfix/base/array.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/err.h"
#include "mlfix/base/portable.h"

/* Requests below this number of bytes fail only where there is no memory at all. */
#define SMALL ((size_t)1 << 20)

static atomic_int was_short;

void mlf_memory_note_short(void)
{
    atomic_store(&was_short, 1);
}

int mlf_memory_was_short(void)
{
    return atomic_load(&was_short);
}

static int too_large(size_t n, size_t size, struct mlf_err *err)
{
    size_t bytes;

    if (!err || (!__builtin_mul_overflow(n, size, &bytes) && bytes < SMALL))
        mlf_memory_note_short();
    return mlf_fail(err, "out of memory: cannot have %zu items of %zu bytes", n, size);
}

void *mlf_alloc(size_t n, size_t size, struct mlf_err *err)
{
    void *memory = calloc(n ? n : 1, size ? size : 1); /* calloc checks the product */
    if (!memory)
        too_large(n, size, err);
    return memory;
}

void *mlf_alloc_matrix(size_t n, size_t size, struct mlf_err *err)
{
    size_t bytes;
    if (__builtin_mul_overflow(n ? n : 1, size ? size : 1, &bytes) || bytes > SIZE_MAX - 63) {
        too_large(n, size, err);
        return NULL;
    }
    void *memory = aligned_alloc(64, (bytes + 63) / 64 * 64);
    if (!memory)
        too_large(n, size, err);
    else
        mlf_wish_large_pages(memory, bytes);
    return memory;
}

int mlf_grow(void *array, size_t *capacity, size_t need, size_t size, struct mlf_err *err)
{
    if (need <= *capacity)
        return 0;
    size_t wanted = *capacity + *capacity / 2;
    if (wanted < need)
        wanted = need;
    if (wanted < 8)
        wanted = 8;
    void *old;
    memcpy(&old, array, sizeof old);
    void *grown = reallocarray(old, wanted, size);
    if (!grown)
        return too_large(wanted, size, err);
    memcpy(array, &grown, sizeof grown);
    *capacity = wanted;
    return 0;
}

char *mlf_strndup(const char *text, size_t length, struct mlf_err *err)
{
    char *copy = length < SIZE_MAX ? malloc(length + 1) : NULL;
    if (!copy) {
        too_large(length, 1, err);
        return NULL;
    }
    memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}

int mlf_set_at(size_t **array, size_t *capacity, size_t at, size_t value, struct mlf_err *err)
{
    if (mlf_grow(array, capacity, at + 1, sizeof **array, err))
        return -1;
    (*array)[at] = value;
    return 0;
}

char *mlf_strdup(const char *text, struct mlf_err *err)
{
    return mlf_strndup(text, strlen(text), err);
}

char *mlf_strf(struct mlf_err *err, const char *format, ...)
{
    char *text = NULL;
    va_list arguments;
    va_start(arguments, format);
    int length = vasprintf(&text, format, arguments);
    va_end(arguments);
    if (length < 0) {
        mlf_memory_note_short();
        mlf_fail(err, "out of memory");
        return NULL;
    }
    return text;
}
