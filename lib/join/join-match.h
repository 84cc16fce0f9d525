/* Which row belongs to which record. */
#ifndef MLFIX_JOIN_JOIN_MATCH_H
#define MLFIX_JOIN_JOIN_MATCH_H

#include <stddef.h>

struct join_rows;
struct mlf_err;

/* Fills row[0..n-1] with the row of each record's key, or JOIN_NONE; *by_ends
 * counts those that match by the end of a path. */
int join_match(char *const *keys, size_t n, const struct join_rows *rows, int is_path, size_t *row, size_t *by_ends,
               struct mlf_err *err);

#endif
