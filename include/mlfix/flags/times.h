/* How long reviews took, as the review page writes it into its flag files. */
#ifndef MLFIX_FLAGS_TIMES_H
#define MLFIX_FLAGS_TIMES_H

#include <stddef.h>

#include "mlfix/base/string-set.h"

struct mlf_buf;
struct mlf_err;

struct mlf_times_minute {
    size_t by;                    /* number of the reviewer */
    double seen, decided, errors; /* cells looked at, decided, found to be wrong */
};

/* Zero-initialise; freed by mlf_times_free. */
struct mlf_times {
    struct mlf_string_set reviewers;  /* "" where a file names none */
    struct mlf_string_set names;      /* of the minutes: reviewer, sheets and moment */
    struct mlf_times_minute *minutes; /* names.n */
    size_t capacity;
};

/* Adds the minutes of a file: a flag file with lines of `times` (mlfix-flags(5)), or the page's timing.json. A minute
 * that is there already, since a later export holds an earlier one's, counts once, with what is more. An error with
 * file and line where a time is broken, or where the file has none. */
int mlf_times_read(struct mlf_times *times, const char *path, struct mlf_err *err);

/* Appends a line for each reviewer, and one for all where they are several. */
void mlf_times_print(const struct mlf_times *times, struct mlf_buf *buf);

void mlf_times_free(struct mlf_times *times);

#endif
