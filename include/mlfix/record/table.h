/* Reading delimited text (CSV) row by row, with the places of the fields in the text:
 * RFC 4180, with ',', ';', tab or '|' as delimiter. */
#ifndef MLFIX_RECORD_TABLE_H
#define MLFIX_RECORD_TABLE_H

#include <stddef.h>

#include "mlfix/json/json-text.h"

struct mlf_err;

struct mlf_table_row {
    struct mlf_span *fields; /* quotes included */
    size_t n, capacity;
    struct mlf_span line; /* with its newline */
};

struct mlf_table {
    const char *path; /* for messages */
    const char *file; /* its name in the dataset, set by the caller; borrowed */
    const char *text;
    size_t length;
    size_t at;
    char delimiter;
    struct mlf_table_row row; /* the last one read */
};

/* Begins at the first row. Checks that the text is UTF-8, skips a byte order mark, and
 * takes as delimiter the one that is most frequent in the first line. `path` and `text`
 * are borrowed. */
int mlf_table_open(struct mlf_table *table, const char *path, const char *text, size_t length, struct mlf_err *err);

/* 1 and the next row that is not blank, 0 at the end, -1 on error. */
int mlf_table_next(struct mlf_table *table, struct mlf_err *err);

void mlf_table_close(struct mlf_table *table);

/* A field of the last row, in new memory: without its quotes, or without blanks around
 * it where it has none; "" where the row is too short. */
char *mlf_table_field(const struct mlf_table *table, size_t column, struct mlf_err *err);

#endif
