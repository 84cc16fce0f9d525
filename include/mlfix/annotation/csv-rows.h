/* CSV files whose rows are labels of photos or boxes: plain ones and those of
 * Open Images. */
#ifndef MLFIX_ANNOTATION_CSV_ROWS_H
#define MLFIX_ANNOTATION_CSV_ROWS_H

#include <stddef.h>

#include "mlfix/annotation/csv-columns.h"
#include "mlfix/base/string-set.h"
#include "mlfix/dataset/driver.h"
#include "mlfix/dataset/mapping.h"

struct mlf_dataset;
struct mlf_err;
struct mlf_object;

/* How often each name came. */
struct csv_counts {
    struct mlf_string_set names;
    size_t *counts;
    size_t capacity;
};

/* Counts the name; *before is how often it came before. */
int csv_count(struct csv_counts *counts, const char *name, size_t *before, struct mlf_err *err);
void csv_counts_free(struct csv_counts *counts);

struct csv_rows {
    const struct mlf_dataset *dataset;
    struct mlf_mapping text;
    struct mlf_table table; /* the rows are read from it */
    struct csv_columns columns;
    int fractions;            /* boxes are in fractions of the photo: of the first rows, all are */
    size_t attribute;         /* the column that is asked for in place of the label; CSV_NONE: none is */
    struct csv_counts counts; /* of the photos' rows, for who wants them */
};

/* Opens the file and finds out what its columns are; close also after a failure. */
int csv_rows_open(struct csv_rows *rows, const struct mlf_dataset *dataset, const char *file, struct mlf_err *err);
void csv_rows_close(struct csv_rows *rows);

/* Says the attribute of the row read last, where one is asked for. */
int csv_rows_say(const struct csv_rows *rows, struct mlf_err *err);

/* A field of the row read last: 1 and the number, 0 for an empty one, -1 for another text;
 * errors of memory are in err. */
int csv_number(const struct mlf_table *table, size_t column, double *number, struct mlf_err *err);

/* The field without blanks around it. */
struct mlf_span csv_trimmed(const char *text, struct mlf_span field);

/* The four numbers of the row's box, as they stand there, and their places: x, y, and width and height or the other
 * corner, as the columns are. The number of them that are numbers; *empty counts fields with nothing in them. */
int csv_rows_numbers(const struct csv_rows *rows, double numbers[4], struct mlf_span spans[4], int *empty,
                     struct mlf_err *err);

/* Sets the object's box to that of the row; `error` where it is not four numbers. */
void csv_rows_box(const struct csv_rows *rows, struct mlf_object *object, struct mlf_err *err);

/* Whether the row read last has a truth in the column ("1", "true", "yes"; a column that is not there: no). */
int csv_is_true(const struct mlf_table *table, size_t column, struct mlf_err *err);

/* The column of exactly that name in the row read last; CSV_NONE: there is none. */
size_t csv_find_name(const struct mlf_table *table, const char *name, struct mlf_err *err);

#endif
