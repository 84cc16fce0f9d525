/* Memory whose size comes from the user's data: checked for overflow, and
 * running out of it is an ordinary error, not an abort. Everything here is
 * freed with free(). */
#ifndef MLFIX_BASE_ARRAY_H
#define MLFIX_BASE_ARRAY_H

#include <stddef.h>

struct mlf_err;

/* n items of `size` bytes, zeroed. n = 0 gives a pointer that may be freed.
 * NULL and an error when n * size overflows or memory is short. */
void *mlf_alloc(size_t n, size_t size, struct mlf_err *err);

/* The same, not zeroed, at a multiple of 64 bytes: for matrices. */
void *mlf_alloc_matrix(size_t n, size_t size, struct mlf_err *err);

/* Makes room for `need` items in *array (a pointer to the caller's typed
 * pointer, which may be NULL at first) whose capacity is *capacity, growing by
 * half. The new items are not zeroed. On error the array stays as it was. */
int mlf_grow(void *array, size_t *capacity, size_t need, size_t size, struct mlf_err *err);

/* Sets (*array)[at] = value, growing the array to hold it. For arrays of numbers beside a
 * string set, whose items are added one by one. */
int mlf_set_at(size_t **array, size_t *capacity, size_t at, size_t value, struct mlf_err *err);

char *mlf_strdup(const char *text, struct mlf_err *err);
char *mlf_strndup(const char *text, size_t length, struct mlf_err *err);

/* printf into new memory. */
char *mlf_strf(struct mlf_err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Whether memory was so short at any time that something small, or something whose failure nobody is told
 * of (err NULL), could not be had. What was made since may lack parts without a word: files are
 * not written any more (tempfile.h), and a program ends with status 2 (cli.h). */
int mlf_memory_was_short(void);

/* Notes that, for memory that is had in other ways. */
void mlf_memory_note_short(void);

#endif
