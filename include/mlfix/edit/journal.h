/* The journals of a dataset: its lock, and the names that journals have. What stands in one
 * and when it is written is told in commit.h. */
#ifndef MLFIX_EDIT_JOURNAL_H
#define MLFIX_EDIT_JOURNAL_H

struct mlf_err;

/* Makes sure that no other process writes to the dataset. The lock ends with the process,
 * or when the descriptor *lock is closed. Creates the folder .mlfix. An error where
 * another process holds the lock, or where .mlfix is a link. */
int mlf_journal_lock(const char *root, int *lock, struct mlf_err *err);

/* The name for the next journal, without folder, in new memory: with the first free number
 * above `after`. Nobody else takes it while the lock is held. NULL on error. */
char *mlf_journal_next(const char *root, unsigned after, struct mlf_err *err);

/* The number in the name of a journal, 0 where it is no such name. */
unsigned mlf_journal_number(const char *name);

#endif
