/* A growing run of bytes. A failure is remembered: append without testing each
 * call, and check once at the end. */
#ifndef MLFIX_BASE_BUF_H
#define MLFIX_BASE_BUF_H

#include <stddef.h>

struct mlf_err;

struct mlf_buf {
    char *data; /* ends in a NUL that `length` does not count; NULL before anything was added */
    size_t length;
    size_t capacity;
    int failed; /* memory ran out: what was added since is missing */
};

/* Zero-initialise with `struct mlf_buf buf = {0};`. */

void mlf_buf_add(struct mlf_buf *buf, const void *data, size_t length);
void mlf_buf_puts(struct mlf_buf *buf, const char *text);
void mlf_buf_putc(struct mlf_buf *buf, char c);
void mlf_buf_printf(struct mlf_buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Appends `length` bytes that the caller fills; NULL where memory ran out. Valid
 * until the next call. */
char *mlf_buf_extend(struct mlf_buf *buf, size_t length);

/* Length 0, memory kept. */
void mlf_buf_clear(struct mlf_buf *buf);

/* 0, or -1 and an error if an append failed. */
int mlf_buf_check(const struct mlf_buf *buf, struct mlf_err *err);

/* The bytes as a C string that the caller frees ("" for an empty buffer); the
 * buffer is empty afterwards. NULL and an error if an append failed. */
char *mlf_buf_take(struct mlf_buf *buf, struct mlf_err *err);

void mlf_buf_free(struct mlf_buf *buf);

#endif
