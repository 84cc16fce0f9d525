/* Files of vectors beside a stream of records: several descriptions of the same objects, whose
 * rows the records name by their field `row`. */
#ifndef MLFIX_NUMERIC_VECTOR_FILES_H
#define MLFIX_NUMERIC_VECTOR_FILES_H

#include <stddef.h>

#include "mlfix/numeric/npy-rows.h"

struct mlf_err;

struct mlf_vector_files {
    struct mlf_npy *npy;
    const char *const *names; /* borrowed */
    size_t n;
    size_t columns; /* of all files together */
};

/* Opens n files (npy.h), n at least 1. An error where one of them cannot be opened, where two are the
 * same file, and where their numbers of rows differ: then they are not of the same objects.
 * Closed by mlf_vector_files_close, also after a failure. */
int mlf_vector_files_open(struct mlf_vector_files *files, const char *const *names, size_t n, struct mlf_err *err);
void mlf_vector_files_close(struct mlf_vector_files *files);

#endif
