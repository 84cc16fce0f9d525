/* The parts of join.c (private to lib/record). */
#ifndef MLFIX_RECORD_JOIN_PARTS_H
#define MLFIX_RECORD_JOIN_PARTS_H

#include <stddef.h>

#include "mlfix/record.h"
#include "mlfix/table.h"

struct mlf_err;

#define JOIN_NONE ((size_t)-1)
#define JOIN_KEYS 8

/* One or more pairs COLUMN=FIELD. */
struct join_on {
    char *text; /* cut into the names below */
    const char *column[JOIN_KEYS], *field[JOIN_KEYS];
    size_t n;
    int is_path; /* the first one may match by the end of a path */
};

/* ---- join-rows.c ---- */

/* The table's rows: of delimited text where `records.n` is 0. */
struct join_rows {
    const char *file;
    struct mlf_records records;
    char *text;
    struct mlf_table table;
    size_t *offset; /* n: where each row begins in the text */
    size_t *line;   /* n */
    char **key;     /* n: as join_key makes them; NULL for an empty one */
    size_t n, capacity;
    char **column; /* names, "" for none */
    unsigned char *is_key;
    size_t columns, columns_capacity;
};

int join_rows_read(struct join_rows *rows, const char *file, const struct join_on *on, int jobs, struct mlf_err *err);
void join_rows_free(struct join_rows *rows);

/* One text of several: the first one, which may be a path, then each other
 * behind a newline, its '/' replaced so that it is no part of the path. NULL
 * where one is NULL or all are empty, without an error; *failed is set on one. */
char *join_key(char *const *parts, size_t n, int *failed, struct mlf_err *err);

/* ---- join-match.c ---- */

/* Fills row[0..n-1] with the row of each record's key, or JOIN_NONE; *by_ends
 * counts those that match by the end of a path. */
int join_match(char *const *keys, size_t n, const struct join_rows *rows, int is_path, size_t *row, size_t *by_ends,
               struct mlf_err *err);

#endif
