/* Whole files in one step. */
#ifndef MLFIX_BASE_FILE_H
#define MLFIX_BASE_FILE_H

#include <stddef.h>

struct mlf_err;

/* The whole file in new memory with a NUL behind it; *length without it.
 * An error when it is larger than `limit` bytes or is not a regular file. */
char *mlf_file_read(const char *path, size_t limit, size_t *length, struct mlf_err *err);

/* Writes `length` bytes to `target`, which is replaced as a whole or not at all
 * (tempfile.h). */
int mlf_file_write(const char *target, const void *data, size_t length, struct mlf_err *err);

#endif
