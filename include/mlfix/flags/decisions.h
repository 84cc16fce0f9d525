/* A journal of decisions, as mlfix-serve keeps it beside the sheets (mlfix-flags(5)): lines of JSON that are only
 * ever added, of which the last on an object counts. Its first line says what it is, and for which sheets. */
#ifndef MLFIX_FLAGS_DECISIONS_H
#define MLFIX_FLAGS_DECISIONS_H

#include <stddef.h>

#include "mlfix/base/string-set.h"

struct mlf_buf;
struct mlf_err;

/* The verdict of a line that takes back what was decided before. */
#define MLF_DECISION_NONE "none"

/* Damaged lines of which the place is kept. */
#define MLF_DECISIONS_DAMAGED 5

/* The last line on an object. */
struct mlf_decision_line {
    size_t at, length; /* its bytes in the text, without the newline */
    size_t number;     /* from 1 */
};

struct mlf_decisions {
    struct mlf_string_set objects;   /* what the lines call them */
    struct mlf_decision_line *lines; /* one an object */
    size_t capacity;
    char *sheets;     /* the hash that the first line has */
    size_t whole;     /* bytes up to the end of the last line that ends with a newline */
    size_t n_damaged; /* lines that cannot be read */
    struct mlf_decision_line damaged[MLF_DECISIONS_DAMAGED]; /* the first of them */
};

/* Whether a line is the first one of a journal. */
int mlf_decisions_is_head_line(const char *text, size_t length);

/* Whether a line of a journal takes back what was decided. */
int mlf_decisions_takes_back(const char *text, size_t length);

/* Appends the first line of a journal for the sheets of this hash, with its newline. */
void mlf_decisions_put_head(struct mlf_buf *buf, const char *sheets);

/* Finds the last line on each object. What stands behind the last newline was being written when a process or a
 * machine ended, and was never told to be kept: it is passed over. A line in between that cannot be read is
 * counted. An error where the first line is that of no journal of this version. */
int mlf_decisions_read(struct mlf_decisions *decisions, const char *text, size_t length, struct mlf_err *err);

void mlf_decisions_free(struct mlf_decisions *decisions);

#endif
