/* Which columns of a table hold photos and lists of labels, and what separates these. */
#ifndef MLFIX_FORMATS_CSVLISTS_COLUMNS_H
#define MLFIX_FORMATS_CSVLISTS_COLUMNS_H

#include <stddef.h>

#include "mlfix/base/span.h"
#include "mlfix/record/table.h"

struct mlf_err;

struct lists {
    struct mlf_table table;
    size_t image, label, split; /* columns; CSV_NONE: there is none */
    char separator;
    int brackets; /* lists stand as Python or JSON write them: ['cat', 'dog'] */
    char quote;   /* around each label in brackets: ', " or '\0', none */
    int several;  /* some list has several labels */
    int is_given; /* the user says that these are lists */
};

/* Finds columns and separator: 1, 0 where it is no such table, -1. lists->is_given is what it was; close also after a
 * failure. */
int lists_open(struct lists *lists, const char *path, const char *text, size_t length, struct mlf_err *err);
void lists_close(struct lists *lists);

/* The span of the list in a field: without the blanks around it, and without its quotes and brackets. */
struct mlf_span lists_inside(const struct lists *lists, struct mlf_span field);

/* The part of a list that begins at *at, with its quotes, which moves behind it: 1, or 0 at the end. */
int lists_next_part(const struct lists *lists, struct mlf_span list, size_t *at, struct mlf_span *part);

/* The label that a part is; and a label as a part of such a list, in_quotes: in a field that has quotes itself. New
 * memory. */
char *lists_decode(const struct lists *lists, struct mlf_span part, struct mlf_err *err);
char *lists_encode(const struct lists *lists, const char *label, int in_quotes, struct mlf_err *err);

#endif
