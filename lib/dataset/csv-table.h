/* Rows of delimited text with the places of their fields (private to
 * lib/dataset): RFC 4180, and ';', tab or '|' as delimiter. */
#ifndef MLFIX_CSV_TABLE_H
#define MLFIX_CSV_TABLE_H

#include <stddef.h>

#include "mlfix/json.h"

struct mlf_err;

struct csv_row {
    struct mlf_span *fields; /* quotes included */
    size_t n, capacity;
    struct mlf_span line; /* with its newline */
};

struct csv_table {
    const char *path; /* for messages */
    const char *file; /* its name in the dataset, set by the caller; borrowed */
    const char *text;
    size_t length;
    size_t at;
    char delimiter;
    struct csv_row row; /* the last one read */
};

/* Begins at the first row; checks that the text is UTF-8 (a byte order mark is
 * skipped) and settles the delimiter: the most frequent one of the first line. */
int csv_open(struct csv_table *table, const char *path, const char *text, size_t length, struct mlf_err *err);

/* 1 and the next row that is not blank, 0 at the end, -1 on error. */
int csv_next(struct csv_table *table, struct mlf_err *err);

void csv_close(struct csv_table *table);

/* The field without quotes and without blanks around it, in new memory; "" where
 * the row is too short. */
char *csv_field(const struct csv_table *table, size_t column, struct mlf_err *err);

/* ---- csv-columns.c: which column is what ---- */

enum csv_role {
    CSV_IMAGE,
    CSV_LABEL,
    CSV_SPLIT,
    CSV_XMIN,
    CSV_YMIN,
    CSV_XMAX,
    CSV_YMAX,
    CSV_W,
    CSV_H,
    CSV_WIDTH, /* of the photo */
    CSV_HEIGHT,
    CSV_ROLES
};

#define CSV_NONE ((size_t)-1)

struct csv_columns {
    size_t at[CSV_ROLES]; /* CSV_NONE: there is none */
    int has_header;
};

/* Reads the first row of the table and takes the roles from `given` (the text of
 * --columns, may be NULL) and from the names known. 1, or 0 where image and
 * label cannot be told, -1 on error. The table stands behind the header. */
int csv_find_columns(struct csv_table *table, const char *given, struct csv_columns *columns, struct mlf_err *err);

/* Whether rows have boxes, as corners or as corner and size. */
int csv_has_boxes(const struct csv_columns *columns);

#endif
