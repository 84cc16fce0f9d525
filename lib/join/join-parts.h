/* The parts of join.c. */
#ifndef MLFIX_JOIN_JOIN_PARTS_H
#define MLFIX_JOIN_JOIN_PARTS_H

#include <stddef.h>

#include "mlfix/base/limits.h"
#include "mlfix/record/records.h"
#include "mlfix/record/table.h"

#define JOIN_NONE ((size_t)-1)

/* One or more pairs COLUMN=FIELD. */
struct join_on {
    char *text; /* cut into the names below */
    const char *column[MLF_LIMIT_JOIN_COLUMNS], *field[MLF_LIMIT_JOIN_COLUMNS];
    size_t n;
    int is_path; /* the first one may match by the end of a path */
};

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

#endif
