/* The table that is joined: its columns, and the key of each row. */
#ifndef MLFIX_JOIN_JOIN_ROWS_H
#define MLFIX_JOIN_JOIN_ROWS_H

#include <stddef.h>

struct join_on;
struct join_rows;
struct mlf_err;

int join_rows_read(struct join_rows *rows, const char *file, const struct join_on *on, int jobs, struct mlf_err *err);
void join_rows_free(struct join_rows *rows);

/* One text of several: the first one, which may be a path, then each other
 * behind a newline, its '/' replaced so that it is no part of the path. NULL
 * where one is NULL or all are empty, without an error; *failed is set on one. */
char *join_key(char *const *parts, size_t n, int *failed, struct mlf_err *err);

#endif
