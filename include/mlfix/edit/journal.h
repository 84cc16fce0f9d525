/* Changing a dataset on disk: all of it or nothing, and so that it can be taken
 * back.
 *
 * The new contents of every file are first written beside it under a temporary
 * name, then DATASET/.mlfix/pending.jsonl says what is about to happen, then
 * everything is renamed into place, then the journal gets its lasting name,
 * DATASET/.mlfix/journal-0001.jsonl and so on. A process that is killed in
 * between leaves pending.jsonl, from which mlf_undo_pending restores the
 * dataset as it was. */
#ifndef MLFIX_EDIT_JOURNAL_H
#define MLFIX_EDIT_JOURNAL_H

struct mlf_buf;
struct mlf_edits;
struct mlf_err;

/* Makes sure that no other process writes to the dataset; the lock ends with
 * the process or when the descriptor in *lock is closed. Creates the folder
 * .mlfix. An error where another process holds the lock, or where .mlfix is a
 * link. */
int mlf_journal_lock(const char *root, int *lock, struct mlf_err *err);

/* Carries the edits out below root. All edits of one file stand together.
 * Nothing outside root is written: a file that resolves elsewhere through a
 * symbolic link, one without write permission, a move onto an existing file are
 * errors, and after an error everything is as it was.
 *
 * `notes` (JSON Lines, may be NULL) are kept in the journal, which gets the name
 * `name` (mlf_journal_next); *journal is its path (new memory). */
int mlf_journal_write(const char *root, const struct mlf_edits *edits, const struct mlf_buf *notes, const char *name,
                      char **journal, struct mlf_err *err);

/* The name for the next journal, without folder, in new memory: with the first
 * number behind `after` that is free. As long as the lock is held nobody else
 * takes it. */
char *mlf_journal_next(const char *root, unsigned after, struct mlf_err *err);

/* The number in the name of a journal, 0 where it is no such name. */
unsigned mlf_journal_number(const char *name);

#endif
