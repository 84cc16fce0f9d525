/* Taking changes back: interrupted ones, and finished ones on request. See commit.h. */
#ifndef MLFIX_EDIT_UNDO_H
#define MLFIX_EDIT_UNDO_H

struct mlf_edits;
struct mlf_err;

/* Whether an interrupted change waits to be taken back. */
int mlf_undo_is_pending(const char *root);

/* Takes an interrupted change back. That there is none is no error. */
int mlf_undo_pending(const char *root, struct mlf_err *err);

/* Appends the edits that take a journal's change back, for the dataset as it is now; none
 * where it was taken back already. An error where one of its files has been changed since.
 * The ledger (ledger.h) is not taken back: it only grows. */
int mlf_undo_journal(const char *root, const char *journal, struct mlf_edits *edits, struct mlf_err *err);

#endif
