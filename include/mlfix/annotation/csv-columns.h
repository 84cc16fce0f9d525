/* Which column of a CSV file is what. */
#ifndef MLFIX_ANNOTATION_CSV_COLUMNS_H
#define MLFIX_ANNOTATION_CSV_COLUMNS_H

#include <stddef.h>

#include "mlfix/base/err.h"
#include "mlfix/record/table.h"

struct mlf_err;
struct mlf_string_set;

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
    CSV_IGNORE, /* 1: the row is not to be used */
    CSV_BBOX,   /* x, y, width and height in one field: "[1, 2, 3, 4]" */
    CSV_ROLES
};

#define CSV_NONE ((size_t)-1)

struct csv_columns {
    size_t at[CSV_ROLES]; /* CSV_NONE: there is none */
    size_t twins[4];      /* columns that repeat xmin, ymin, xmax, ymax, as those of four corners do */
    int has_header;
};

/* Reads the first row of the table and takes the roles from `given` (the text of
 * --columns, may be NULL) and from the names known. 1, or 0 where the image and
 * a label or a box cannot be told, -1 on error. The table stands behind the header. */
int csv_find_columns(struct mlf_table *table, const char *given, struct csv_columns *columns, struct mlf_err *err);

/* The split of the table's row: what its column says (CSV_NONE: there is none), else what the file's path does. `texts`
 * keeps a text that names no usual split. NULL where nothing is said. */
const char *csv_split(const struct mlf_table *table, size_t column, const char *file, struct mlf_string_set *texts,
                      struct mlf_err *err);

/* Whether rows have boxes, as corners or as corner and size. */
int csv_has_boxes(const struct csv_columns *columns);

#endif
