/* Rows of words that are objects, by a table that says which word is what: so that a driver of such a format is that
 * table, and where its files and photos lie. */
#ifndef MLFIX_ANNOTATION_ROW_OBJECTS_H
#define MLFIX_ANNOTATION_ROW_OBJECTS_H

#include <stddef.h>

#include "mlfix/base/err.h"
#include "mlfix/base/string-set.h"
#include "mlfix/dataset/driver.h"
#include "mlfix/dataset/edits.h"
#include "mlfix/dataset/frames.h"

struct mlf_change;
struct mlf_dataset;
struct mlf_edits;
struct mlf_err;
struct word_attribute;

#define ROW_NONE ((size_t)-1)

/* Which word of a row is what, counted from 0; ROW_NONE: no one is. */
struct row_columns {
    char separator;      /* ',', or 0: blanks */
    size_t least, most;  /* words that a row can have */
    int comma_ends;      /* and perhaps an empty one behind them */
    size_t frame, track; /* numbers: of the photo in its sequence, and of the object in it */
    size_t label;
    size_t box;  /* the first of its four numbers */
    int corners; /* these are left, top, right and bottom; else left, top, width and height */
    int whole;   /* they are whole pixels by the format's specification */
    size_t flag; /* 0 there: the object is not to be used */
    const struct word_attribute *attributes; /* words that are attributes, or NULL */
    const char *nothing;                     /* a label of rows that are no objects, or NULL */
    const char *const *names; /* of the classes, whose numbers the rows have, NULL behind the last; NULL: the word is
                                 the label */
    size_t base;              /* the number of the first of them */
    const char *only;         /* the label of all objects where there is no class in a row; else NULL */
};

/* A file of such rows. */
struct row_file {
    const struct mlf_dataset *dataset;
    const struct row_columns *columns;
    const char *file;                   /* relative to dataset->root */
    const char *photo;                  /* relative to dataset->images; NULL: */
    const struct frames *frames;        /* the photos of its sequence */
    const char *sequence;               /* its name, in front of the numbers of tracks */
    const struct mlf_string_set *names; /* instead of those of the columns, where it has items */
    const char *split;                  /* or NULL */
    int width, height;                  /* of its photos, 0: not known */
};

/* Whether one of the file's first rows is such. */
int row_file_fits(const struct mlf_dataset *dataset, const struct row_columns *columns, const char *file);

/* Reports an object for each row, whose index is the row's number. */
int row_file_read(const struct row_file *rows, mlf_object_sink *sink, void *context, struct mlf_err *err);

/* The driver's edit(). A label that has no number yet is appended to the file `list`, a name a line, where there is
 * one; otherwise it is refused. */
int row_file_edit(const struct row_file *rows, const struct mlf_change *changes, size_t n, const char *list,
                  struct mlf_edits *edits, struct mlf_err *err);

/* Adds the names of the columns: the driver's labels(). */
int row_columns_labels(const struct row_columns *columns, struct mlf_string_set *names, struct mlf_err *err);

#endif
