/* Changing a dataset on disk, all of it or nothing, and so that the change can be taken
 * back.
 *
 * A filesystem can replace one file at once, by a rename, but not several; and the
 * process may be killed, or the power fail, at any moment. So a change goes through these
 * steps, each of which is on disk before the next one begins:
 *
 * 1. The new contents of every file are written beside it under a temporary name
 *    (staging.h).
 * 2. The journal DATASET/.mlfix/pending.jsonl is written. It tells which files are about
 *    to be replaced or moved, with checksums of their contents before and after, and with
 *    the bytes that are needed to get the old contents back.
 * 3. Everything is renamed into place.
 * 4. The journal gets its lasting name: DATASET/.mlfix/journal-0001.jsonl and so on.
 *
 * A run that ends before step 2 has changed nothing. One that ends between 2 and 4 leaves
 * pending.jsonl, and the checksums tell which files were replaced already: with that,
 * mlf_undo_pending (undo.h) restores the dataset as it was. The lasting journal serves to
 * take a finished change back later. */
#ifndef MLFIX_EDIT_JOURNAL_H
#define MLFIX_EDIT_JOURNAL_H

struct mlf_buf;
struct mlf_edits;
struct mlf_err;

/* Makes sure that no other process writes to the dataset. The lock ends with the process,
 * or when the descriptor *lock is closed. Creates the folder .mlfix. An error where
 * another process holds the lock, or where .mlfix is a link. */
int mlf_journal_lock(const char *root, int *lock, struct mlf_err *err);

/* Carries the edits out below `root`; all edits of one file must follow each other.
 * Nothing outside `root` is written: a file that leads elsewhere through a symbolic link,
 * a file without write permission, and a move onto an existing file are errors. After an
 * error everything is as it was before.
 *
 * `notes` (JSON Lines, may be NULL) are kept in the journal, which gets the name `name`
 * (mlf_journal_next); *journal becomes its path, in new memory. */
int mlf_journal_write(const char *root, const struct mlf_edits *edits, const struct mlf_buf *notes, const char *name,
                      char **journal, struct mlf_err *err);

/* The name for the next journal, without folder, in new memory: with the first free number
 * above `after`. Nobody else takes it while the lock is held. NULL on error. */
char *mlf_journal_next(const char *root, unsigned after, struct mlf_err *err);

/* The number in the name of a journal, 0 where it is no such name. */
unsigned mlf_journal_number(const char *name);

#endif
