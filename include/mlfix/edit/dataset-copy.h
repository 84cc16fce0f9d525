/* A copy of a dataset's folder that appears completely or not at all. */
#ifndef MLFIX_EDIT_DATASET_COPY_H
#define MLFIX_EDIT_DATASET_COPY_H

#include "mlfix/base/tempfile.h"

struct mlf_err;

struct mlf_dataset_copy {
    struct mlf_tempfolder temporary; /* the folder that is being filled, beside the target */
    char *target;                    /* owned */
};

/* Copies everything below `root`, except .mlfix folders and our own temporary files, into
 * a temporary folder beside `target`, where it may be worked on. Contents are shared with
 * the original where the filesystem can (reflinks). Permissions and times are kept; links
 * stay links and lead to the same places.
 *
 * `target` must not exist or be an empty folder, and must not lie in `root`. Nothing is
 * left to discard after an error. */
int mlf_dataset_copy_begin(struct mlf_dataset_copy *copy, const char *root, const char *target, struct mlf_err *err);

/* Gives the copy its name. */
int mlf_dataset_copy_commit(struct mlf_dataset_copy *copy, struct mlf_err *err);

/* Removes a copy that was not committed. Harmless on a zeroed or committed one. */
void mlf_dataset_copy_discard(struct mlf_dataset_copy *copy);

#endif
