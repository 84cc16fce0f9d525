/* The files of a dataset that a change may touch: where they really are, moving them, and
 * removing what interrupted runs left beside them. */
#ifndef MLFIX_EDIT_JOURNAL_FILES_H
#define MLFIX_EDIT_JOURNAL_FILES_H

struct mlf_err;

/* How temporary files of mlfix-apply begin. Whoever holds the dataset's lock may remove any
 * of them: a run that was killed has left it. */
#define MLF_STAGING_PREFIX ".mlfix-apply-"

/* Checks that root/file may be replaced: it lies inside `root`, also behind symbolic links,
 * and is a regular file. A read-only one may be replaced, too, since a new file takes its place,
 * but not one that a symbolic link leads to: such are the stores of git-annex and DVC,
 * whose files several names share. Returns its real path in new memory, or NULL. */
char *mlf_journal_files_target(const char *root, const char *file, struct mlf_err *err);

/* Moves root/from to root/to, never onto an existing file; creates folders. */
int mlf_journal_files_move(const char *root, const char *from, const char *to, struct mlf_err *err);

/* Removes files that interrupted runs left half written in the folder of `target`: those of
 * mlfix-apply, for which the dataset's lock must be held, and others whose owner is gone. */
void mlf_journal_files_sweep(const char *target);

#endif
