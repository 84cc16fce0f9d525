/* The cells of a contact sheet, by the names that reviewers write. */
#ifndef MLFIX_FLAGS_TARGET_CELL_H
#define MLFIX_FLAGS_TARGET_CELL_H

#include <stddef.h>

/* An object in a cell. Objects that share a cell have one of these each. */
struct mlf_target_cell {
    unsigned row, column; /* from 1: C7 is row 3, column 7 */
    size_t target;        /* number of the object in the targets */
    size_t folded;        /* how many objects share the cell */
};

/* Reads the name of a cell, "C7" or "c7": rows go A..Z, AA..ZZ, AAA..ZZZ, columns from 1
 * on. Returns the number of bytes read, 0 where the text begins with no such name. */
size_t mlf_target_cell_parse(const char *text, unsigned *row, unsigned *column);

/* For qsort and bsearch over struct mlf_target_cell: by row, then column. */
int mlf_target_cell_compare(const void *a, const void *b);

#endif
