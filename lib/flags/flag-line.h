/* One line of a flag file, understood. */
#ifndef MLFIX_FLAGS_FLAG_LINE_H
#define MLFIX_FLAGS_FLAG_LINE_H

#include <stddef.h>

#include "mlfix/flags/flag.h"

struct mlf_target_sheet;

struct mlf_flag_line {
    enum mlf_verdict verdict;
    char *label, *was, *by, *at, *note; /* owned; NULL where absent */
    double bbox[4];
    int has_bbox;
    size_t *targets; /* the objects it names */
    size_t n, capacity;
    const struct mlf_target_sheet *all; /* "all": the cells of this sheet that no other line names */
    unsigned is_ledger : 1;             /* the first line of a ledger: the others are to be read as one */
    unsigned is_gone : 1;               /* a ledger's line about an object that is not among the targets */
};

/* Both keep the memory of `line->targets` from call to call. -1 and a sentence
 * without file and line where the line is wrong. */

#endif
