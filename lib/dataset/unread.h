/* Files that may hold annotations and that no driver takes. */
#ifndef MLFIX_DATASET_UNREAD_H
#define MLFIX_DATASET_UNREAD_H

#include <stddef.h>

#include "mlfix/base/err.h"

struct mlf_dataset;
struct mlf_err;
struct mlf_string_set;

/* Adds the files below the folder that the user named (dataset->folder; paths relative to it) that may hold annotations
 * by name or first bytes and that the driver did not read (dataset->opened, which may be NULL: none). Left out are what
 * says something about the dataset as a whole (README, LICENSE, ...), records of mlfix's own, and lists that only
 * repeat the names of the folders or photos. */
int mlf_list_unread(const struct mlf_dataset *dataset, struct mlf_string_set *files, struct mlf_err *err);

/* "'a.json' (JSON, an object with 'x'), 'b.txt' (...) and 7 more": new memory. With `advise` it also says which of them
 * can be read by themselves. */
char *mlf_name_unread(const struct mlf_dataset *dataset, const struct mlf_string_set *files, int advise,
                      struct mlf_err *err);

/* For a driver of photos alone: an error that names the files where there are any, and says what to do. */
int mlf_refuse_unread(const struct mlf_dataset *dataset, struct mlf_err *err);

#endif
