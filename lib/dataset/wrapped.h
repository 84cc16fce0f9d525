/* Datasets that lie in a folder of the folder which the user names, as they come out of an archive. */
#ifndef MLFIX_DATASET_WRAPPED_H
#define MLFIX_DATASET_WRAPPED_H

#include "mlfix/base/err.h"
#include "mlfix/dataset/driver.h"

struct mlf_edits;
struct mlf_err;

/* What is to be done to the files below a folder. */
struct wrapped_edits {
    const struct mlf_edits *edits; /* NULL: nothing */
    const char *root;
};

/* `folder`, or the one folder below it, up to four deep, that holds a dataset with annotations where no driver (or not
 * `wanted`, where it is not NULL) finds any in `folder` itself: new memory. Files are looked at as `edits` leave them.
 * An error where several hold one: then the user has to say which. */
char *mlf_unwrap(const char *folder, const struct mlf_driver *wanted, const struct wrapped_edits *edits,
                 struct mlf_err *err);

#endif
