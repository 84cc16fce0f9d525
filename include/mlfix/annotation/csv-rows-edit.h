/* Edits of CSV files whose rows are objects. */
#ifndef MLFIX_ANNOTATION_CSV_ROWS_EDIT_H
#define MLFIX_ANNOTATION_CSV_ROWS_EDIT_H

#include <stddef.h>

#include "mlfix/base/err.h"
#include "mlfix/dataset/driver.h"
#include "mlfix/dataset/edits.h"

struct mlf_change;
struct mlf_dataset;
struct mlf_edits;
struct mlf_err;

/* How the format writes what changes. */
struct csv_format {
    char *(*word)(void *context, const char *label, struct mlf_err *err); /* of a label: new memory, NULL with an error;
                                                                             NULL: the label itself */
    void *context;
    const char *mark_column; /* its exact name, else NULL: the one of CSV_IGNORE */
    const char *mark;        /* what is written there to mark a row */
    const char *no_column;   /* said where there is none */
};

/* Edits of rows, which are numbered from 0. */
int csv_rows_edit(const struct mlf_dataset *dataset, const char *file, const struct mlf_change *changes, size_t n,
                  const struct csv_format *format, struct mlf_edits *edits, struct mlf_err *err);

#endif
