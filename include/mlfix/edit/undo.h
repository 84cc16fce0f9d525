/* Taking changes back: interrupted ones, and finished ones on request. */
#ifndef MLFIX_EDIT_UNDO_H
#define MLFIX_EDIT_UNDO_H

struct mlf_edits;
struct mlf_err;

/* Whether an interrupted change waits to be taken back. */
int mlf_undo_is_pending(const char *root);

/* Takes an interrupted change back; nothing to do is no error. */
int mlf_undo_pending(const char *root, struct mlf_err *err);

/* The edits that take a journal's change back, as the dataset is now: appends
 * them. None where that was done already. An error where a file of it has been
 * changed since. The ledger (ledger.h) is not taken back: it only grows. */
int mlf_undo_journal(const char *root, const char *journal, struct mlf_edits *edits, struct mlf_err *err);

#endif
