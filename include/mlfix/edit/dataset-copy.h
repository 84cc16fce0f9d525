/* A copy of a dataset's folder that appears whole or not at all. */
#ifndef MLFIX_EDIT_DATASET_COPY_H
#define MLFIX_EDIT_DATASET_COPY_H

struct mlf_err;

struct mlf_dataset_copy {
    char *temporary; /* the folder being filled, beside the target */
    char *target;
};

/* Copies everything below `root`, except .mlfix folders and files of ours, into
 * a temporary folder beside `target`, where it may be worked on. Contents are
 * shared with the original where the filesystem can (reflinks). Permissions and
 * times are kept; links stay links, and lead where they led.
 *
 * `target` must not exist, or be an empty folder, and must not lie in `root`. */
int mlf_dataset_copy_begin(struct mlf_dataset_copy *copy, const char *root, const char *target, struct mlf_err *err);

/* Gives the copy its name. */
int mlf_dataset_copy_commit(struct mlf_dataset_copy *copy, struct mlf_err *err);

/* Removes what was not committed. Harmless on a zeroed or committed one. */
void mlf_dataset_copy_discard(struct mlf_dataset_copy *copy);

#endif
